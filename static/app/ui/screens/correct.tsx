/** A change that the office did not take: it is mended, or read where the office will never take it. */

import type { QueueItem } from "../../outbox/notebook.ts";
import { isEmpty } from "../../sync/json.ts";
import { KINDS } from "../../sync/kinds.gen.ts";
import type { Fields } from "../../sync/protocol.ts";
import { check } from "../forms/check.ts";
import { Field } from "../forms/field.tsx";
import { FormFoot, ResumedNotice } from "../forms/foot.tsx";
import { useForm, useSaving } from "../forms/open.ts";
import { SupportFields } from "../forms/support.tsx";
import { errorWords, kindWord, t } from "../kit/language.ts";
import { goBack } from "../kit/navigation.ts";
import { pathOf } from "../kit/routes.ts";
import { canBeMended } from "../model/delivery.ts";
import { isEditable } from "../model/editable.ts";
import { valueFacts } from "../model/facts.ts";
import { notebook } from "../model/notebook.ts";
import { clientOf, moment } from "../model/records.ts";
import { Facts } from "../parts/facts.tsx";
import { ErrorList } from "../parts/queue.tsx";
import { Screen } from "../parts/screen.tsx";
import { NotHere } from "./nothere.tsx";

export function CorrectScreen({ id }: { id: string }) {
  const item = notebook()
    .queue()
    .find(({ change, state }) => change.id === id && state === "rejected");
  if (!item) return <NotHere />;
  return canBeMended(item) ? <CorrectForm key={id} item={item} /> : <RefusedChange item={item} />;
}

/** What somebody wrote for nothing, whole: they may have to tell it elsewhere before they throw it away. */
function RefusedChange({ item }: { item: QueueItem }) {
  const { kind, fields } = item.change;
  const written = Object.keys(KINDS[kind].fields).filter((field) => isEditable(kind, field));
  return (
    <Screen title={t("queue.read")} page={t("queue.read")} back={{ name: "sync" }}>
      <Refusal item={item} />
      <Facts facts={valueFacts(kind, fields, written)} />
    </Screen>
  );
}

function Refusal({ item: { change, code = "internal", errors = [] } }: { item: QueueItem }) {
  return (
    <>
      <p class="strong">{[clientOf(change.record), kindWord(change.kind)].filter(Boolean).join(" / ")}</p>
      <div class="notice notice--alert">
        <p class="notice__title">{errorWords(code)}</p>
        <ErrorList kind={change.kind} code={code} errors={errors} />
      </div>
    </>
  );
}

function CorrectForm({ item }: { item: QueueItem }) {
  const { change, errors } = item;
  const shown = notebook().get(change.record);
  const fields = fieldsToMend(change.kind, change.fields, errors);
  // The whole record as the author saw it, so that rules over several fields can be checked; only these fields go out.
  const record = shown && { ...shown, fields: { ...shown.fields, ...change.fields } };
  const form = useForm({
    kind: change.kind,
    path: pathOf({ name: "correct", id: change.id }),
    record,
    prefill: record ? {} : change.fields,
    check: (values) => check(change.kind, values),
  });
  const { failure, save } = useSaving(form);
  const keep = async () => {
    const done = await save(async () => {
      await notebook().amend(change.id, form.touched.value);
      await notebook().dropDraft(form.key);
    });
    if (done) goBack("sync");
  };
  return (
    <Screen title={t("correct.title")} page={t("correct.title")} back={{ name: "sync" }}>
      <Refusal item={item} />
      <ResumedNotice form={form} when={moment} />
      <div class="stack stack--loose">
        {change.kind === "support" && change.base === null ? (
          <SupportFields form={form} />
        ) : (
          fields.map((field) => <Field key={field} form={form} field={field} large />)
        )}
        <FormFoot
          form={form}
          failure={failure}
          word={t("correct.send")}
          onSave={() => void keep()}
          onDrop={() => goBack("sync")}
        />
      </div>
    </Screen>
  );
}

/** The fields of the change, and those that the office complained of. */
function fieldsToMend(kind: QueueItem["change"]["kind"], changed: Fields, errors: QueueItem["errors"] = []): string[] {
  const named = errors.map(({ field }) => field).filter((field) => field !== null);
  const all = new Set([...named, ...Object.keys(changed)]);
  return [...all].filter((field) => isEditable(kind, field) && (named.includes(field) || !isEmpty(changed[field])));
}
