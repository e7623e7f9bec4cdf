/** The dates of a plan, each as exact as it was given. */

import type { PlanFields } from "../../sync/kinds.gen.ts";
import type { Stage } from "../../sync/plans.ts";
import { fieldWord, language, t } from "../kit/language.ts";
import { dueWords } from "../kit/time.ts";
import { valueFacts } from "../model/facts.ts";
import type { RecordOf } from "../model/notebook.ts";
import { isOverdue, untilWords } from "../model/plans.ts";
import { today } from "../model/records.ts";
import { Facts } from "./facts.tsx";
import { State } from "./state.tsx";

const DATES = ["coordination_meeting", "decision", "case_reviewed_on"] as const;

export function PlanDates({ plan: { fields, view }, stage }: { plan: RecordOf<"plan">; stage: Stage }) {
  const { next_monitoring: next } = fields;
  return (
    <section class="section" aria-labelledby="dates">
      <h2 id="dates">{t("plan.dates")}</h2>
      <div class="card">
        {next && stage !== "evaluated" && (
          <div>
            <h3>{fieldWord("plan", "next_monitoring")}</h3>
            <p class="strong">{untilWords(next)}</p>
            {stage === "running" && isOverdue(next) && <State shape="due">{t("plan.overdue")}</State>}
          </div>
        )}
        <Facts facts={[...periodFact(fields), ...valueFacts("plan", view.fields, DATES)]} />
      </div>
    </section>
  );
}

function periodFact({ period_start: start, period_end: end }: PlanFields) {
  const from = start && t("plan.from", { when: dueWords(start, language.value, today()) });
  const words = [from, end && untilWords(end)].filter(Boolean).join(" ");
  return words === "" ? [] : [{ field: "period", label: t("plan.period"), words }];
}
