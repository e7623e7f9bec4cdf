/** The lock in the settings: opening it by the fingerprint or the face of this device, beside the PIN. */

import { useSignal } from "@preact/signals";
import { useCallback, useEffect } from "preact/hooks";
import { mayHaveOne } from "../../outbox/devicekey.ts";
import { t } from "../kit/language.ts";
import { announce } from "../model/announce.ts";
import { phoneLock } from "../model/lock.ts";
import { SendForm } from "../parts/sendform.tsx";
import { PinField, PinProblem, triedWords } from "./pinfields.tsx";

export function DeviceKey() {
  const stands = useSignal<"none" | "off" | "asked" | "on">("none");
  const look = useCallback(async () => {
    if (await phoneLock().opensByPasskey()) stands.value = "on";
    else stands.value = (await mayHaveOne()) ? "off" : "none";
  }, [stands]);
  useEffect(() => void look(), [look]);
  const stop = async () => {
    await phoneLock().removePasskey();
    await look();
    announce(t("more.device.stopped"));
  };
  if (stands.value === "none") return null;
  return (
    <div class="stack">
      <p>{t(stands.value === "on" ? "more.device.on" : "more.device.lead")}</p>
      {stands.value === "asked" && <AddKey done={look} />}
      {stands.value === "off" && (
        <button type="button" class="button button--quiet" onClick={() => (stands.value = "asked")}>
          {t("more.device.do")}
        </button>
      )}
      {stands.value === "on" && (
        <button type="button" class="button button--quiet" onClick={() => void stop()}>
          {t("more.device.stop")}
        </button>
      )}
    </div>
  );
}

function AddKey({ done }: { done: () => Promise<void> }) {
  const pin = useSignal("");
  const problem = useSignal<string | null>(null);
  const add = async () => {
    problem.value = null;
    try {
      const tried = await phoneLock().addPasskey(pin.value);
      problem.value = triedWords(tried);
      if (tried.is === "destroyed") location.reload();
      if (tried.is !== "right") return;
      if (await phoneLock().opensByPasskey()) {
        announce(t("more.device.done"));
        await done();
      } else problem.value = t("more.device.cannot");
    } catch {
      problem.value = t("lock.failed");
    }
  };
  return (
    <SendForm send={add}>
      <PinField id="device-pin" label={t("more.pin.old")} value={pin} />
      <PinProblem problem={problem.value} />
      <button type="submit" class="button">
        {t("more.device.do")}
      </button>
      <button type="button" class="button button--quiet" onClick={() => void done()}>
        {t("cancel")}
      </button>
    </SendForm>
  );
}
