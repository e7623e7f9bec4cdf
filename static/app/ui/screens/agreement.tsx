/** The client's agreement to a plan: the signature, the day and the plan's change are kept together. */

import { isEmpty } from "../../sync/json.ts";
import type { FieldError, Fields } from "../../sync/protocol.ts";
import { AgreementFields } from "../forms/agreement.tsx";
import { attaching, filesAdded } from "../forms/attaching.ts";
import { check } from "../forms/check.ts";
import { FormFoot, ResumedNotice } from "../forms/foot.tsx";
import { change } from "../forms/keep.ts";
import { useForm, useSaving } from "../forms/open.ts";
import { signatureIn } from "../forms/signaturefield.tsx";
import { t } from "../kit/language.ts";
import { goBack } from "../kit/navigation.ts";
import { pathOf } from "../kit/routes.ts";
import { asShown } from "../model/agreed.ts";
import { clientName, one, type RecordOf } from "../model/notebook.ts";
import { moment, today } from "../model/records.ts";
import { Screen } from "../parts/screen.tsx";
import { NotHere } from "./nothere.tsx";

export function AgreePlanScreen({ id }: { id: string }) {
  const plan = one("plan", id);
  return plan?.fields.case ? <AgreementForm plan={plan} caseId={plan.fields.case} /> : <NotHere />;
}

function AgreementForm({ plan, caseId }: { plan: RecordOf<"plan">; caseId: string }) {
  const form = useForm({
    kind: "plan",
    path: pathOf({ name: "agreePlan", id: plan.id }),
    record: plan.view,
    prefill: plan.fields.agreed_on === undefined ? { agreed_on: today() } : {},
    check: checkAgreement,
  });
  const { failure, save } = useSaving(form);
  const leave = () => goBack("plan", plan.id);
  const keep = async () => {
    await filesAdded();
    if (form.get("agreement") === "signed_on_screen") form.set("signature", signatureIn(form) ?? null);
    else {
      // What was signed on paper is the plan as it is now.
      form.set("signature", null);
      form.set("agreed_to", (await asShown(plan)).digest);
    }
    if (await save(() => change(form, plan.view, attaching(form, plan.id, caseId)))) leave();
  };
  return (
    <Screen title={t("agreement.title")} page={t("agreement.title")} back={{ name: "plan", id: plan.id }}>
      <p class="strong">{t("client", { name: clientName(caseId) })}</p>
      <ResumedNotice form={form} when={moment} />
      <blockquote class="card narrative plan__goal">{plan.fields.goal ?? t("value.none")}</blockquote>
      <div class="stack stack--loose">
        <AgreementFields form={form} plan={plan} />
        <FormFoot form={form} failure={failure} onSave={() => void keep()} onDrop={leave} />
      </div>
    </Screen>
  );
}

/** An agreement says how and when, and one on the screen is signed. */
function checkAgreement(values: Fields): FieldError[] {
  const needed = ["agreement", "agreed_on", ...(values.agreement === "signed_on_screen" ? ["signature"] : [])];
  const missing = needed.filter((field) => isEmpty(values[field]));
  return [...check("plan", values), ...missing.map((field) => ({ field, code: "required" }))];
}
