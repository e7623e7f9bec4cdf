/** How the client agreed to a plan: signed on the screen, or on paper. */

import { useSignal } from "@preact/signals";
import { t } from "../kit/language.ts";
import { asShown, type ShownPlan } from "../model/agreed.ts";
import { clientName, type RecordOf } from "../model/notebook.ts";
import { AttachmentsField } from "./attachments.tsx";
import { Field } from "./field.tsx";
import type { Form } from "./form.ts";
import { HandOver } from "./handover.tsx";
import { keepSignature, SignatureField } from "./signaturefield.tsx";

interface AgreementProps {
  form: Form;
  plan: RecordOf<"plan">;
}

export function AgreementFields({ form, plan }: AgreementProps) {
  const agreement = form.get("agreement");
  return (
    <>
      <Field form={form} field="agreement" columns="two" needed hint={t("agreement.hint")} />
      {agreement === "signed_on_screen" && <Signature form={form} plan={plan} />}
      {agreement === "signed_on_paper" && <AttachmentsField form={form} />}
      <Field form={form} field="agreed_on" needed />
    </>
  );
}

function Signature({ form, plan }: AgreementProps) {
  const shown = useSignal<ShownPlan | null>(null);
  const keep = (digest: string) => (content: Blob) => {
    form.set("agreed_to", digest);
    return keepSignature(form, t("agreement.file"), content);
  };
  const handOver = async () => {
    shown.value = await asShown(plan);
  };
  const open = (
    <button type="button" class="button button--wide" onClick={() => void handOver()}>
      {t("handover.open")}
    </button>
  );
  return (
    <SignatureField form={form} label={t("agreement.signature")} unsigned={open}>
      {shown.value && (
        <HandOver
          shown={shown.value}
          client={clientName(plan.fields.case)}
          onSigned={keep(shown.value.digest)}
          onClose={() => {
            shown.value = null;
          }}
        />
      )}
    </SignatureField>
  );
}
