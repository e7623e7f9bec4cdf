/** One plan: how far it is, what the client wants, who does what, and when it is looked at again. */

import { STAGES, type Stage, stageOf } from "../../sync/plans.ts";
import { Comments } from "../forms/comments.tsx";
import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { workerOf } from "../model/course.ts";
import { clientName, one, type RecordOf, staffName } from "../model/notebook.ts";
import { monitoringsOf } from "../model/plans.ts";
import { moment, today } from "../model/records.ts";
import { Agreement } from "../parts/agreement.tsx";
import { Evaluation } from "../parts/evaluation.tsx";
import { Approval } from "../parts/planapproval.tsx";
import { PlanDates } from "../parts/plandates.tsx";
import { PlanSupports } from "../parts/plansupports.tsx";
import { NumberTwice } from "../parts/plantwice.tsx";
import { Screen } from "../parts/screen.tsx";
import { UnsentMark } from "../parts/state.tsx";
import { PlanTasks } from "../parts/tasks.tsx";
import { NotHere } from "./nothere.tsx";

export function PlanScreen({ id }: { id: string }) {
  const plan = one("plan", id);
  const caseId = plan?.fields.case;
  if (!caseId || plan.view.deleted) return <NotHere />;
  const stage = stageOf(plan.fields, today());
  const title = t("case.plan", { number: plan.fields.number ?? "" });
  return (
    <Screen title={title} page={t("plan.page")} back={{ name: "case", id: caseId }}>
      <p class="row row--spread">
        <a class="line-link" href={hrefOf("case", caseId)}>
          {t("client", { name: clientName(caseId) })}
        </a>
        <UnsentMark view={plan.view} />
      </p>
      <NumberTwice plan={plan} />
      <Stages current={stage} />
      <NextStep plan={plan} stage={stage} />
      <Approval plan={plan} />
      <section class="section" aria-labelledby="goal">
        <h2 id="goal">{t("plan.goal")}</h2>
        <blockquote class="card narrative plan__goal">{plan.fields.goal ?? t("value.none")}</blockquote>
      </section>
      <PlanSupports plan={plan} />
      <PlanDates plan={plan} stage={stage} />
      <Agreement plan={plan} />
      <Monitorings plan={plan} />
      <Evaluation plan={plan} stage={stage} />
      <PlanTasks planId={id} caseId={caseId} />
      <div class="form-actions">
        <a class="button" href={hrefOf("editPlan", id)}>
          {t("plan.edit")}
        </a>
        {stage !== "draft" && (
          <a class="button button--quiet" href={hrefOf("agreePlan", id)}>
            {t("agreement.renew")}
          </a>
        )}
        <a class="button button--quiet" href={hrefOf("evaluatePlan", id)}>
          {t(stage === "evaluated" ? "evaluation.edit" : "evaluation.do")}
        </a>
      </div>
      <Comments about={id} caseId={caseId} screen="plan" />
    </Screen>
  );
}

/** The way of a plan, as steps with words; the one that it has reached is the current one. */
function Stages({ current }: { current: Stage }) {
  const reached = STAGES.indexOf(current);
  return (
    <ol class="steps" aria-label={t("plan.stage")}>
      {STAGES.map((stage, place) => (
        <li
          key={stage}
          class={place < reached ? "steps__step steps__step--past" : "steps__step"}
          aria-current={stage === current ? "step" : undefined}
        >
          {t(`plan.stage.${stage}`)}
        </li>
      ))}
    </ol>
  );
}

/** The one thing that this plan waits for next. */
function NextStep({ plan: { id }, stage }: { plan: RecordOf<"plan">; stage: Stage }) {
  if (stage === "draft") {
    return (
      <a class="button button--main" href={hrefOf("agreePlan", id)}>
        {t("agreement.do")}
      </a>
    );
  }
  if (stage !== "running") return null;
  return (
    <a class="button button--main" href={hrefOf("monitorPlan", id)}>
      {t("monitor.do")}
    </a>
  );
}

function Monitorings({ plan }: { plan: RecordOf<"plan"> }) {
  const notes = monitoringsOf(plan);
  if (notes.length === 0) return null;
  return (
    <section class="section" aria-labelledby="monitorings">
      <h2 id="monitorings" class="section__title">
        {t("plan.monitorings")} <span class="soft small">{t("course.count", { count: notes.length })}</span>
      </h2>
      <ul class="list">
        {notes.map(({ id, fields, view }) => (
          <li key={id}>
            <a class="list__link" href={hrefOf("note", id)}>
              <span class="list__main">{fields.started_at ? moment(fields.started_at) : t("course.undated")}</span>
              <span class="list__sub">{staffName(workerOf(fields))}</span>
              <span class="list__sub plan__excerpt">{fields.narrative}</span>
              <span class="list__aside">
                <UnsentMark view={view} />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
