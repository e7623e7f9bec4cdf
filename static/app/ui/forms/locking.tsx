/** The lock in the settings: locking now, and another PIN. */

import { useSignal } from "@preact/signals";
import { t } from "../kit/language.ts";
import { announce } from "../model/announce.ts";
import { useLater } from "../model/later.ts";
import { phoneLock } from "../model/lock.ts";
import { openOutings } from "../model/outings.ts";
import { SendForm } from "../parts/sendform.tsx";
import { hasUnkept } from "./held.ts";
import { lockNow } from "./locknow.ts";
import { newPinProblem, PinField, PinProblem, triedWords } from "./pinfields.tsx";

export function LockSettings() {
  const isChanging = useSignal(false);
  const parts = useLater();
  const inTheWay = useSignal<"visit" | "unkept" | null>(null);
  const lock = async () => {
    inTheWay.value = null;
    if (await lockNow()) return;
    if (openOutings().length > 0) inTheWay.value = "visit";
    else if (hasUnkept()) inTheWay.value = "unkept";
  };
  return (
    <section class="section" aria-labelledby="lock">
      <h2 id="lock">{t("more.lock")}</h2>
      <p>{t("more.lock.lead")}</p>
      <button type="button" class="button button--quiet" onClick={() => void lock()}>
        {t("more.lock.now")}
      </button>
      {inTheWay.value && (
        <p class="field__error" role="alert">
          {t(`more.lock.${inTheWay.value}`)}
        </p>
      )}
      {isChanging.value ? (
        <ChangePin done={() => (isChanging.value = false)} />
      ) : (
        <button type="button" class="button button--quiet" onClick={() => (isChanging.value = true)}>
          {t("more.pin")}
        </button>
      )}
      {parts && <parts.DeviceKey />}
    </section>
  );
}

function ChangePin({ done }: { done: () => void }) {
  const [old, pin, again] = [useSignal(""), useSignal(""), useSignal("")];
  const problem = useSignal<string | null>(null);
  const change = async () => {
    problem.value = newPinProblem(pin.value, again.value);
    if (problem.value !== null) return;
    try {
      const tried = await phoneLock().change(old.value, pin.value);
      problem.value = triedWords(tried);
      if (tried.is === "destroyed") location.reload();
      else if (tried.is === "right") {
        announce(t("more.pin.done"));
        done();
      }
    } catch {
      problem.value = t("lock.failed");
    }
  };
  return (
    <SendForm send={change}>
      <PinField id="old-pin" label={t("more.pin.old")} value={old} />
      <PinField id="new-pin" label={t("pin.new")} hint={t("pin.hint")} value={pin} />
      <PinField id="pin-again" label={t("pin.again")} value={again} />
      <PinProblem problem={problem.value} />
      <button type="submit" class="button">
        {t("more.pin")}
      </button>
      <button type="button" class="button button--quiet" onClick={done}>
        {t("cancel")}
      </button>
    </SendForm>
  );
}
