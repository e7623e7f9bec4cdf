/** Choosing the PIN of this phone: before anything of its user is kept on it. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { newPinProblem, PinField, PinForm } from "../forms/pinfields.tsx";
import { entitle } from "../kit/attention.ts";
import { t } from "../kit/language.ts";

/** `answer` seals what is here; it fails where the phone could not. */
export function ChoosePin({ before, answer }: { before: boolean; answer: (pin: string) => Promise<void> }) {
  useEffect(() => entitle(t("pin")), []);
  return (
    <main class="sign-in" id="main">
      <div class="brand">
        <img src="/static/icons/banso.svg" alt="" width="72" height="72" />
        <h1>{t("pin")}</h1>
      </div>
      {before && <p>{t("pin.before")}</p>}
      <p>{t("pin.lead")}</p>
      <NewPin word={t("pin.do")} answer={answer} />
    </main>
  );
}

/** A new PIN, typed twice. */
export function NewPin({ word, answer }: { word: string; answer: (pin: string) => Promise<void> }) {
  const [pin, again] = [useSignal(""), useSignal("")];
  const problem = useSignal<string | null>(null);
  const busy = useSignal(false);
  const choose = async () => {
    if (busy.value) return;
    problem.value = newPinProblem(pin.value, again.value);
    if (problem.value !== null) return;
    busy.value = true;
    try {
      await answer(pin.value);
    } catch {
      problem.value = t("pin.failed");
    } finally {
      busy.value = false;
    }
  };
  return (
    <PinForm word={busy.value ? t("pin.busy") : word} problem={problem.value} busy={busy.value} send={choose}>
      <PinField id="new-pin" label={t("pin.new")} hint={t("pin.hint")} value={pin} focused />
      <PinField id="pin-again" label={t("pin.again")} value={again} />
    </PinForm>
  );
}
