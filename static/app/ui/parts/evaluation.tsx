/** What became of a plan, and what follows: the next plan, or the closing of the case, which a person does. */

import type { Stage } from "../../sync/plans.ts";
import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { valueFacts } from "../model/facts.ts";
import { inCase, one, type RecordOf } from "../model/notebook.ts";
import { Facts } from "./facts.tsx";

const FACTS = ["evaluation", "evaluation_note", "evaluated", "evaluation_meeting", "result"] as const;

export function Evaluation({ plan, stage }: { plan: RecordOf<"plan">; stage: Stage }) {
  if (stage !== "evaluated") return null;
  return (
    <section class="section" aria-labelledby="evaluation">
      <h2 id="evaluation">{t("evaluation")}</h2>
      <div class="card">
        <Facts facts={valueFacts("plan", plan.view.fields, FACTS)} />
        <WhatFollows plan={plan} />
      </div>
    </section>
  );
}

function WhatFollows({ plan: { id, fields, view } }: { plan: RecordOf<"plan"> }) {
  const caseId = view.scope;
  if (fields.result === "new_plan") {
    const next = inCase("plan", caseId).find((other) => other.fields.follows === id);
    return (
      <a class="button" href={next ? hrefOf("plan", next.id) : hrefOf("nextPlan", id)}>
        {next ? t("case.plan", { number: next.fields.number ?? "" }) : t("plan.next")}
      </a>
    );
  }
  if (fields.result !== "closed" || one("case", caseId)?.fields.state === "closed") return null;
  return (
    <>
      <p>{t("evaluation.close")}</p>
      <a class="button" href={hrefOf("editCase", caseId)}>
        {t("evaluation.close.do")}
      </a>
    </>
  );
}
