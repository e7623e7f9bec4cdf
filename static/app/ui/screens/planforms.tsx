/** The forms of plans and their supports. */

import { useSignal } from "@preact/signals";
import { PlanFields, PlanSupportFields } from "../forms/plan.tsx";
import { t } from "../kit/language.ts";
import { goBack } from "../kit/navigation.ts";
import { hrefOf, pathOf } from "../kit/routes.ts";
import { clientName, me, notebook, one, type RecordOf } from "../model/notebook.ts";
import { nextNumber, openPlan } from "../model/plans.ts";
import { confirmed } from "../parts/confirm.tsx";
import { removed } from "../parts/removing.ts";
import { Screen } from "../parts/screen.tsx";
import { NotHere } from "./nothere.tsx";
import { RecordForm } from "./recordform.tsx";

/** A new plan of a case. Where one is still open, the worker is asked first whether that is to be evaluated. */
export function NewPlanScreen({ id }: { id: string }) {
  const goesOn = useSignal(notebook().draft(pathOf({ name: "newPlan", id })) !== undefined);
  if (!one("case", id)) return <NotHere />;
  const open = openPlan(id);
  if (open && !goesOn.value) {
    return (
      <OpenPlanFirst
        plan={open}
        caseId={id}
        onGoOn={() => {
          goesOn.value = true;
        }}
      />
    );
  }
  return (
    <RecordForm
      kind="plan"
      title="plan.new"
      route="newPlan"
      id={id}
      caseId={id}
      prefill={{ case: id, number: nextNumber(id) }}
      fields={(form) => <PlanFields form={form} />}
      saved={(plan) => ({ name: "plan", id: plan })}
    />
  );
}

interface OpenPlanProps {
  plan: RecordOf<"plan">;
  caseId: string;
  onGoOn: () => void;
}

function OpenPlanFirst({ plan: { id, fields }, caseId, onGoOn }: OpenPlanProps) {
  return (
    <Screen title={t("plan.new")} page={t("plan.new")} back={{ name: "case", id: caseId }}>
      <p class="strong">{t("client", { name: clientName(caseId) })}</p>
      <div class="card card--caution">
        <p class="strong">{t("plan.open_first", { number: fields.number ?? "" })}</p>
        <div class="form-actions">
          <a class="button button--main" href={hrefOf("evaluatePlan", id)}>
            {t("plan.open_first.look", { number: fields.number ?? "" })}
          </a>
          <button type="button" class="button" onClick={onGoOn}>
            {t("plan.open_first.go_on")}
          </button>
        </div>
      </div>
    </Screen>
  );
}

export function EditPlanScreen({ id }: { id: string }) {
  const plan = one("plan", id);
  const caseId = plan?.fields.case;
  if (!caseId) return <NotHere />;
  return (
    <RecordForm
      kind="plan"
      title="plan.edit"
      route="editPlan"
      id={id}
      caseId={caseId}
      record={plan.view}
      back={{ name: "plan", id }}
      fields={(form) => <PlanFields form={form} />}
    />
  );
}

export function NewPlanSupportScreen({ id }: { id: string }) {
  const caseId = one("plan", id)?.fields.case;
  if (!caseId) return <NotHere />;
  return (
    <RecordForm
      kind="plan_support"
      title="plansupport.new"
      route="newPlanSupport"
      id={id}
      caseId={caseId}
      back={{ name: "plan", id }}
      prefill={{ case: caseId, plan: id, worker: me() }}
      fields={(form) => <PlanSupportFields form={form} />}
    />
  );
}

export function EditPlanSupportScreen({ id }: { id: string }) {
  const support = one("plan_support", id);
  const { case: caseId, plan } = support?.fields ?? {};
  if (!support || !caseId || !plan || support.view.deleted) return <NotHere />;
  return (
    <RecordForm
      kind="plan_support"
      title="plansupport.edit"
      route="editPlanSupport"
      id={id}
      caseId={caseId}
      record={support.view}
      back={{ name: "plan", id: plan }}
      fields={(form) => <PlanSupportFields form={form} />}
      more={
        <button type="button" class="button button--danger" onClick={() => void removeSupport(id, plan)}>
          {t("plansupport.remove")}
        </button>
      }
    />
  );
}

async function removeSupport(id: string, plan: string): Promise<void> {
  const title = t("plansupport.remove.title");
  if (!(await confirmed(title, t("plansupport.remove.text"), t("plansupport.remove")))) return;
  if (await removed("plan_support", id)) goBack("plan", plan);
}
