/** Leaving this phone with work that the office cannot be given from here: into a file first, and then gone. */

import { useSignal } from "@preact/signals";
import type { ExchangeState, QueueState } from "../../outbox/notebook.ts";
import { t, tCode } from "../language.ts";
import { notebook, session, settled } from "../notebook.ts";
import { unsentCount } from "../papers.ts";
import { codeOf } from "../problem.ts";
import { confirmed } from "./confirm.tsx";
import { ExportButton } from "./export.tsx";

/** Nothing goes out until somebody has signed in, and perhaps nobody can. */
const SHUT: readonly ExchangeState[] = ["signed_out", "revoked", "not_here"];
const STOPPED: readonly QueueState[] = ["rejected", "held"];
/** What somebody who only delivers is waiting for, nobody may ever write. */
const STOPPED_FOR_GOOD: readonly QueueState[] = [...STOPPED, "waiting"];

/** Whether what is unsent may never be sent from here. What still goes out must not be given up. */
export function isStuck(): boolean {
  if (SHUT.includes(settled.value)) return true;
  const queue = notebook().queue();
  if (session.value?.delivery) return queue.every(({ state }) => STOPPED_FOR_GOOD.includes(state));
  return queue.length > 0 && queue.every(({ state }) => STOPPED.includes(state));
}

export function Leave() {
  const saved = useSignal(false);
  const failure = useSignal<string | null>(null);
  const leave = async () => {
    const counts = { unsent: unsentCount(), drafts: notebook().drafts().length };
    if (!(await confirmed(t("leave.title"), t("leave.confirm", counts), t("leave.do")))) return;
    try {
      await notebook().signOut(true);
    } catch (thrown) {
      failure.value = codeOf(thrown);
    }
  };
  return (
    <section class="card" aria-labelledby="leave">
      <h2 id="leave">{t("leave")}</h2>
      <p>{t("leave.text")}</p>
      <ExportButton
        onSaved={() => {
          saved.value = true;
        }}
      />
      {saved.value && (
        <button type="button" class="button button--danger" onClick={() => void leave()}>
          {t("leave.do")}
        </button>
      )}
      {failure.value !== null && (
        <p class="field__error" role="alert">
          {tCode("problem", failure.value, "problem.other")}
        </p>
      )}
    </section>
  );
}
