/** The client's agreement to a plan: the signature, the day and the plan's change are kept together. */

import type { FieldError, Fields } from "../../sync/protocol.ts";
import { AgreementFields } from "../forms/agreement.tsx";
import { check } from "../forms/check.ts";
import { FormFoot, ResumedNotice } from "../forms/foot.tsx";
import { change } from "../forms/keep.ts";
import { useForm, useSaving } from "../forms/open.ts";
import { isEmpty } from "../forms/values.ts";
import { t } from "../language.ts";
import { goBack } from "../navigation.ts";
import { clientName, type Entry, one } from "../notebook.ts";
import { attaching, idsIn, papersAdded } from "../papers.ts";
import { Screen } from "../parts/screen.tsx";
import { moment, today } from "../records.ts";
import { pathOf } from "../routes.ts";
import { NotHere } from "./nothere.tsx";

export function AgreePlan({ id }: { id: string }) {
  const plan = one("plan", id);
  return plan?.fields.case ? <AgreementForm plan={plan} caseId={plan.fields.case} /> : <NotHere />;
}

function AgreementForm({ plan, caseId }: { plan: Entry<"plan">; caseId: string }) {
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
    await papersAdded();
    const [signature] = idsIn(form.get("attachments"));
    if (signature !== undefined) form.set("signature", signature);
    if (await save(() => change(form, plan.view, attaching(form, plan.id, caseId)))) leave();
  };
  return (
    <Screen title={t("agreement.title")} page={t("agreement.title")} back={{ name: "plan", id: plan.id }}>
      <p class="strong">{t("client", { name: clientName(caseId) })}</p>
      <ResumedNotice form={form} when={moment} />
      <blockquote class="card narrative plan__goal">{plan.fields.goal ?? t("value.none")}</blockquote>
      <div class="stack stack--loose">
        <AgreementFields form={form} />
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
