/** What is due in a case: the next appointment, the plan's monitoring and end, and what the last visit announced. */

import { writeMoment } from "../../sync/values.ts";
import { fieldWord, t } from "../kit/language.ts";
import { inCase, now } from "../model/notebook.ts";
import { isOverdue, openPlan, untilWords } from "../model/plans.ts";
import { moment } from "../model/records.ts";
import { Facts } from "./facts.tsx";

export function DueList({ caseId }: { caseId: string }) {
  const { next_monitoring: monitoring, period_end: end } = openPlan(caseId)?.fields ?? {};
  const visit = nextVisit(caseId);
  const facts = [
    { field: "visit", label: t("sheet.next_visit"), words: visit ? moment(visit) : "" },
    {
      field: "monitoring",
      label: fieldWord("plan", "next_monitoring"),
      words: monitoring ? dueWords(monitoring) : "",
    },
    { field: "end", label: fieldWord("plan", "period_end"), words: end ? dueWords(end) : "" },
  ].filter(({ words }) => words !== "");
  return (
    <section class="section" aria-labelledby="due">
      <h2 id="due">{t("sheet.due")}</h2>
      {facts.length === 0 && <p class="soft">{t("sheet.nothing")}</p>}
      <Facts facts={facts} />
    </section>
  );
}

function dueWords(due: string): string {
  return isOverdue(due) ? t("sheet.overdue", { when: untilWords(due) }) : untilWords(due);
}

function nextVisit(caseId: string): string | undefined {
  const present = writeMoment(now.value);
  return inCase("appointment", caseId)
    .filter(({ fields }) => fields.state === "planned" || fields.state === undefined)
    .map(({ fields }) => fields.starts_at ?? "")
    .filter((start) => start >= present)
    .sort()[0];
}
