/** How the client agreed to a plan: signed on the screen, or on paper. */

import { t } from "../language.ts";
import { addPaper, idsIn, takeOut } from "../papers.ts";
import { announce } from "../parts/confirm.tsx";
import { PaperRow } from "../parts/paper.tsx";
import { Field } from "./field.tsx";
import type { Form } from "./form.ts";
import { errorOf } from "./frame.tsx";
import { PapersField } from "./papers.tsx";
import { SignaturePad } from "./signature.tsx";

export function AgreementFields({ form }: { form: Form }) {
  const agreement = form.get("agreement");
  return (
    <>
      <Field form={form} field="agreement" columns="two" needed hint={t("agreement.hint")} />
      {agreement === "signed_on_screen" && <Signature form={form} />}
      {agreement === "signed_on_paper" && <PapersField form={form} />}
      <Field form={form} field="agreed_on" needed />
    </>
  );
}

function Signature({ form }: { form: Form }) {
  const [signature] = idsIn(form.get("attachments"));
  const error = errorOf({ form, field: "signature" });
  const keep = async (content: Blob) => {
    const trouble = await addPaper(form, { name: t("agreement.file"), mediaType: "image/png", content });
    announce(trouble === null ? t("papers.added", { count: 1 }) : t(`papers.${trouble}`));
  };
  return (
    <section class="field" aria-labelledby="signature">
      <h2 id="signature" class="field__label">
        {t("agreement.signature")}
      </h2>
      {error !== null && <p class="field__error">{t("agreement.missing")}</p>}
      {signature === undefined ? (
        <SignaturePad onSigned={(picture) => void keep(picture)} />
      ) : (
        <ul class="papers">
          <PaperRow id={signature}>
            <button type="button" class="button button--quiet" onClick={() => void takeOut(form, signature)}>
              {t("agreement.again")}
            </button>
          </PaperRow>
        </ul>
      )}
    </section>
  );
}
