/** The fields of a consent, what is read aloud of it, and the phone in the hands of whoever signs it. */

import { useSignal } from "@preact/signals";
import { t } from "../kit/language.ts";
import { partners, spokenTerms } from "../model/consents.ts";
import type { Trouble } from "./attaching.ts";
import { AttachmentsField } from "./attachments.tsx";
import { Field } from "./field.tsx";
import type { Form } from "./form.ts";
import { ForSignature, readFromHere } from "./forsignature.tsx";
import { described, idOf, Labelled } from "./frame.tsx";
import { keepSignature, SignatureField } from "./signaturefield.tsx";

export function ConsentFields({ form }: { form: Form }) {
  const how = form.get("form");
  return (
    <>
      <PartnerChoice form={form} />
      {!form.get("receiver") && <Field form={form} field="agency" hint={t("consent.agency.hint")} />}
      <Field form={form} field="shares" hint={t("consent.shares.hint")} needed />
      <Field form={form} field="purpose" hint={t("consent.purpose.hint")} />
      <div class="times">
        <Field form={form} field="begins_on" />
        <Field form={form} field="ends_on" />
      </div>
      <Field form={form} field="member" hint={t("consent.member.hint")} />
      <Field form={form} field="given_by" columns="two" />
      {form.get("given_by") === "representative" && <Field form={form} field="representative" needed />}
      <Spoken form={form} />
      <Field form={form} field="form" columns="three" />
      {how === "signed_on_screen" && <Signature form={form} />}
      {how === "signed_on_paper" && <AttachmentsField form={form} />}
      <Field form={form} field="note" needed={how === "orally"} hint={t("consent.note.hint")} />
      <Field form={form} field="given_on" />
    </>
  );
}

/** With whom: a partner of the office, or an agency that has no account here. */
function PartnerChoice({ form }: { form: Form }) {
  const props = { form, field: "receiver" };
  return (
    <Labelled props={props}>
      <select
        class="input"
        id={idOf(props)}
        value={String(form.get("receiver") ?? "")}
        onChange={(event) => form.set("receiver", event.currentTarget.value || null)}
        {...described(props)}
      >
        <option value="">{t("consent.partner.none")}</option>
        {partners().map(({ id, fields }) => (
          <option key={id} value={id}>
            {fields.name}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

/** What is read aloud to whoever is asked, before they answer. */
function Spoken({ form }: { form: Form }) {
  const sentences = spokenTerms(form.values.value);
  return (
    <section class="card stack stack--tight" aria-labelledby="spoken">
      <h2 id="spoken">{t("consent.spoken")}</h2>
      {sentences === null ? (
        <p class="soft">{t("consent.spoken.missing")}</p>
      ) : (
        sentences.map((sentence) => <p key={sentence}>{sentence}</p>)
      )}
    </section>
  );
}

function Signature({ form }: { form: Form }) {
  const isShown = useSignal(false);
  const sentences = spokenTerms(form.values.value);
  const unsigned =
    sentences === null ? (
      <p class="field__hint">{t("consent.spoken.missing")}</p>
    ) : (
      <button type="button" class="button button--wide" onClick={() => (isShown.value = true)}>
        {t("consent.handover.open")}
      </button>
    );
  return (
    <SignatureField form={form} label={t("consent.signature")} unsigned={unsigned}>
      {isShown.value && sentences !== null && (
        <ConsentHandOver
          sentences={sentences}
          onSigned={(picture) => keepSignature(form, t("consent.file"), picture)}
          onClose={() => (isShown.value = false)}
        />
      )}
    </SignatureField>
  );
}

interface HandOverProps {
  sentences: readonly string[];
  onSigned: (picture: Blob) => Promise<Trouble | null>;
  onClose: () => void;
}

function ConsentHandOver({ sentences, onSigned, onClose }: HandOverProps) {
  return (
    <ForSignature heading={t("consent.signature")} onSigned={onSigned} onClose={onClose}>
      <header class="stack stack--tight">
        <h1 id="handover" tabIndex={-1} ref={readFromHere}>
          {t("consent.handover.title")}
        </h1>
        <p>{t("handover.lead")}</p>
      </header>
      <div class="card stack stack--tight">
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
    </ForSignature>
  );
}
