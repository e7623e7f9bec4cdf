/** Leaving this phone with work that the office cannot be given from here: into a file first, and then gone. */

import { useSignal } from "@preact/signals";
import { t } from "../kit/language.ts";
import { codeOf, problemWords } from "../kit/problem.ts";
import { unsentCount } from "../model/attachments.ts";
import { notebook } from "../model/notebook.ts";
import { confirmed } from "./confirm.tsx";
import { ExportButton } from "./export.tsx";
import { copiesGo } from "./kept.ts";

export function Leave() {
  const saved = useSignal(false);
  const failure = useSignal<string | null>(null);
  const leave = async () => {
    const counts = { unsent: unsentCount(), drafts: notebook().drafts().length };
    if (!(await confirmed(t("leave.title"), t("leave.confirm", counts) + copiesGo(), t("leave.do")))) return;
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
          {problemWords(failure.value)}
        </p>
      )}
    </section>
  );
}
