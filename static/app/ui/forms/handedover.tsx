/**
 * The phone in somebody else's hands: one thing over the whole screen, from which nothing else is reached without the PIN. Back, keys and
 * addresses stay here, a page that is loaded anew is locked, and so is every other window of the app.
 */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../kit/language.ts";
import { holdHere } from "../kit/navigation.ts";
import { handedOver, phoneLock } from "../model/lock.ts";
import { PinField, PinForm, triedWords } from "./pinfields.tsx";

interface HandedOverProps {
  /** The id of what names it. */
  label: string;
  /** The word on the button with which its worker takes the phone back. */
  word: string;
  onTakenBack: () => void;
  children: ComponentChildren;
  look?: string;
}

export function HandedOver({ label, word, onTakenBack, children, look = "full-screen__page" }: HandedOverProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const asks = useSignal(false);
  // Before the effects of what is in it, which measure.
  useLayoutEffect(() => {
    dialog.current?.showModal();
    handedOver.value = true;
    const letGo = holdHere();
    return () => {
      handedOver.value = false;
      letGo();
    };
  }, []);
  useEffect(() => phoneLock().handOver(), []);
  return (
    <dialog
      ref={dialog}
      class="full-screen"
      aria-labelledby={label}
      onCancel={(event) => event.preventDefault()}
      // A browser closes it all the same where Escape or Back is pressed again and again.
      onClose={() => dialog.current?.showModal()}
      // A long press on a picture would offer to open it elsewhere.
      onContextMenu={(event) => event.preventDefault()}
    >
      <div class={look} hidden={asks.value}>
        {children}
        <button type="button" class="button button--quiet button--wide" onClick={() => (asks.value = true)}>
          {word}
        </button>
      </div>
      {asks.value && <TakeBack onTakenBack={onTakenBack} onStay={() => (asks.value = false)} />}
    </dialog>
  );
}

function TakeBack({ onTakenBack, onStay }: { onTakenBack: () => void; onStay: () => void }) {
  const pin = useSignal("");
  const problem = useSignal<string | null>(null);
  const busy = useSignal(false);
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => field.current?.querySelector("input")?.focus(), []);
  const take = async () => {
    if (busy.value) return;
    if (pin.value === "") {
      problem.value = t("lock.empty");
      return;
    }
    busy.value = true;
    try {
      const tried = await phoneLock().takeBack(pin.value);
      pin.value = "";
      if (tried.is === "right") return onTakenBack();
      if (tried.is === "destroyed") return location.reload();
      problem.value = triedWords(tried);
    } catch {
      problem.value = t("lock.failed");
    } finally {
      busy.value = false;
    }
  };
  return (
    <div class="full-screen__page stack stack--loose" ref={field}>
      <p class="strong">{t("handover.back")}</p>
      <PinForm
        word={t(busy.value ? "lock.busy" : "handover.take_back")}
        problem={problem.value}
        busy={busy.value}
        send={take}
      >
        <PinField id="take-back-pin" label={t("lock.pin")} value={pin} />
      </PinForm>
      <button type="button" class="button button--quiet button--wide" onClick={onStay}>
        {t("handover.stay")}
      </button>
    </div>
  );
}
