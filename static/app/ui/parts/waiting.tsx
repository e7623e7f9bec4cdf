/** Photos and papers that wait for the office although their records are there. */

import { t, tCode } from "../language.ts";
import { notebook } from "../notebook.ts";
import { papersWaiting } from "../papers.ts";
import { clientOf } from "../records.ts";
import { announce, confirmed } from "./confirm.tsx";
import { PaperRow } from "./paper.tsx";
import { PaperState } from "./papers.tsx";

export function WaitingPapers() {
  const papers = papersWaiting();
  if (papers.length === 0) return null;
  return (
    <ul class="papers">
      {papers.map(({ id, name, code }) => (
        <PaperRow key={id} id={id} state={<PaperState id={id} />}>
          <p class="soft small">{clientOf(id)}</p>
          {code !== undefined && (
            <>
              <p class="paper__trouble">{tCode("problem", code, "problem.other")}</p>
              <button type="button" class="button button--danger" onClick={() => void drop(id, name)}>
                {t("papers.drop")}
              </button>
            </>
          )}
        </PaperRow>
      ))}
    </ul>
  );
}

async function drop(id: string, name: string): Promise<void> {
  if (!(await confirmed(t("papers.drop.title"), t("papers.drop.text", { name }), t("papers.drop")))) return;
  try {
    await notebook().papers.drop(id);
  } catch {
    announce(t("failure.storage_failed"));
  }
}
