/** Consents to sharing: taking one, reading it, moving its end, and taking note that it is withdrawn. */

import { isOpen } from "../../sync/consents.ts";
import { monthsAfter } from "../../sync/dates.ts";
import { daysAfter } from "../../sync/days.ts";
import { isEmpty } from "../../sync/json.ts";
import { CONSENT_USUAL_MONTHS } from "../../sync/kinds.gen.ts";
import type { FieldError, Fields } from "../../sync/protocol.ts";
import { attaching, filesAdded } from "../forms/attaching.ts";
import { check } from "../forms/check.ts";
import { ConsentFields } from "../forms/consent.tsx";
import { Field } from "../forms/field.tsx";
import { FormFoot, ResumedNotice } from "../forms/foot.tsx";
import { change, creation } from "../forms/keep.ts";
import { useForm, useSaving } from "../forms/open.ts";
import { signatureIn } from "../forms/signaturefield.tsx";
import { t } from "../kit/language.ts";
import { goBack } from "../kit/navigation.ts";
import { hrefOf, pathOf } from "../kit/routes.ts";
import { type ConsentRecord, giverOf, receiverOf, stateOfConsent } from "../model/consents.ts";
import { valueFacts } from "../model/facts.ts";
import { clientName, newId, notebook, one, personOf } from "../model/notebook.ts";
import { moment, today } from "../model/records.ts";
import { Attachments } from "../parts/attachments.tsx";
import { confirmed } from "../parts/confirm.tsx";
import { ConsentStateMark } from "../parts/consents.tsx";
import { Facts } from "../parts/facts.tsx";
import { Screen } from "../parts/screen.tsx";
import { UnsentMark } from "../parts/state.tsx";
import { NotHere } from "./nothere.tsx";

const TERMS = [
  "shares",
  "purpose",
  "begins_on",
  "ends_on",
  "given_by",
  "representative",
  "form",
  "note",
  "given_on",
  "taken_by",
] as const;
const WITHDRAWAL = ["withdrawn_on", "withdrawn_by", "withdrawal_noted_by", "withdrawn_at"] as const;

export function NewConsentScreen({ id }: { id: string }) {
  const person = personOf(id);
  return person ? <NewConsent caseId={id} person={person.id} /> : <NotHere />;
}

function NewConsent({ caseId, person }: { caseId: string; person: string }) {
  const first = today();
  const form = useForm({
    kind: "consent",
    path: pathOf({ name: "newConsent", id: caseId }),
    prefill: {
      case: caseId,
      person,
      given_by: "self",
      given_on: first,
      begins_on: first,
      ends_on: daysAfter(monthsAfter(first, CONSENT_USUAL_MONTHS), -1),
    },
    check: checkConsent,
  });
  const { failure, save } = useSaving(form);
  const leave = () => goBack("case", caseId);
  const keep = async () => {
    await filesAdded();
    form.set("signature", form.get("form") === "signed_on_screen" ? (signatureIn(form) ?? null) : null);
    // What is shared with a partner is shared with no agency besides.
    if (form.get("receiver")) form.set("agency", null);
    if (form.get("given_by") !== "representative") form.set("representative", null);
    const record = newId();
    const write = () => notebook().writeAll([creation(form, record), ...attaching(form, record, caseId)]);
    if (await save(async () => void (await write()))) leave();
  };
  return (
    <Screen title={t("consent.new")} page={t("consent.new")} back={{ name: "case", id: caseId }}>
      <p class="strong">{t("client", { name: clientName(caseId) })}</p>
      <p>{t("consent.lead")}</p>
      <ResumedNotice form={form} when={moment} />
      <div class="stack stack--loose">
        <ConsentFields form={form} />
        <FormFoot form={form} failure={failure} word={t("consent.keep")} onSave={() => void keep()} onDrop={leave} />
      </div>
    </Screen>
  );
}

/** What is signed on the screen has its signature. */
function checkConsent(values: Fields): FieldError[] {
  const isUnsigned = values.form === "signed_on_screen" && isEmpty(values.signature);
  return [...check("consent", values), ...(isUnsigned ? [{ field: "signature", code: "required" }] : [])];
}

export function ConsentScreen({ id }: { id: string }) {
  const consent = one("consent", id);
  const caseId = consent?.fields.case;
  if (!caseId) return <NotHere />;
  const { fields } = consent.view;
  return (
    <Screen
      title={t("consent.to", { receiver: receiverOf(fields) })}
      page={t("consent.page")}
      back={{ name: "case", id: caseId }}
    >
      <p class="row">
        <ConsentStateMark consent={consent} />
        <UnsentMark view={consent.view} />
      </p>
      <p class="strong">{t("consent.of", { name: giverOf(fields) })}</p>
      <div class="card">
        <Facts facts={valueFacts("consent", fields, TERMS)} />
      </div>
      <Withdrawal consent={consent} />
      <Attachments about={id} />
      {isOpen(stateOfConsent(consent)) && (
        <div class="form-actions">
          <a class="button button--quiet" href={hrefOf("moveConsentEnd", id)}>
            {t("consent.move_end")}
          </a>
          <a class="button button--danger" href={hrefOf("withdrawConsent", id)}>
            {t("consent.withdraw")}
          </a>
        </div>
      )}
    </Screen>
  );
}

function Withdrawal({ consent }: { consent: ConsentRecord }) {
  const facts = valueFacts("consent", consent.view.fields, WITHDRAWAL);
  if (facts.length === 0) return null;
  return (
    <section class="section" aria-labelledby="withdrawal">
      <h2 id="withdrawal">{t("consent.withdrawal")}</h2>
      <div class="card">
        <Facts facts={facts} />
      </div>
    </section>
  );
}

export function MoveConsentEndScreen({ id }: { id: string }) {
  const consent = one("consent", id);
  return consent && isOpen(stateOfConsent(consent)) ? <ConsentChange consent={consent} to="end" /> : <NotHere />;
}

export function WithdrawConsentScreen({ id }: { id: string }) {
  const consent = one("consent", id);
  return consent && isOpen(stateOfConsent(consent)) ? <ConsentChange consent={consent} to="withdrawal" /> : <NotHere />;
}

/** The two things that become of a consent after it was given. A withdrawal is asked about first: nothing takes it back. */
function ConsentChange({ consent, to }: { consent: ConsentRecord; to: "end" | "withdrawal" }) {
  const withdraws = to === "withdrawal";
  const title = t(withdraws ? "consent.withdraw" : "consent.move_end");
  const form = useForm({
    kind: "consent",
    path: pathOf({ name: withdraws ? "withdrawConsent" : "moveConsentEnd", id: consent.id }),
    record: consent.view,
    prefill: withdraws ? { withdrawn_on: today(), withdrawn_by: "self" } : {},
    check: withdraws ? checkWithdrawal : (values) => check("consent", values),
  });
  const { failure, save } = useSaving(form);
  const leave = () => goBack("consent", consent.id);
  const receiver = receiverOf(consent.view.fields);
  const keep = async () => {
    if (withdraws && form.isRight() && !(await isMeant(receiver))) return;
    if (await save(() => change(form, consent.view))) leave();
  };
  return (
    <Screen title={title} page={title} back={{ name: "consent", id: consent.id }}>
      <p class="strong">{t("consent.to", { receiver })}</p>
      <p class="strong">{t("consent.of", { name: giverOf(consent.view.fields) })}</p>
      <p>{t(withdraws ? "consent.withdraw.lead" : "consent.move_end.lead")}</p>
      <ResumedNotice form={form} when={moment} />
      <div class="stack stack--loose">
        {withdraws ? (
          <>
            <Field form={form} field="withdrawn_on" needed />
            <Field form={form} field="withdrawn_by" columns="three" needed />
          </>
        ) : (
          <Field form={form} field="ends_on" />
        )}
        <Field form={form} field="note" hint={t("consent.note.hint")} />
        <FormFoot form={form} failure={failure} word={title} onSave={() => void keep()} onDrop={leave} />
      </div>
    </Screen>
  );
}

function isMeant(receiver: string): Promise<boolean> {
  return confirmed(t("consent.withdraw.title"), t("consent.withdraw.text", { receiver }), t("consent.withdraw.do"));
}

function checkWithdrawal(values: Fields): FieldError[] {
  const missing = ["withdrawn_on", "withdrawn_by"].filter((field) => isEmpty(values[field]));
  return [...check("consent", values), ...missing.map((field) => ({ field, code: "required" }))];
}
