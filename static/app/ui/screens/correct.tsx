/** Mending a change that the office did not take. */

import type { QueueItem } from "../../outbox/notebook.ts";
import { isEmpty } from "../../sync/json.ts";
import type { Fields } from "../../sync/protocol.ts";
import { check } from "../forms/check.ts";
import { Field } from "../forms/field.tsx";
import { FormFoot, ResumedNotice } from "../forms/foot.tsx";
import { useForm, useSaving } from "../forms/open.ts";
import { SupportFields } from "../forms/support.tsx";
import { errorWords, kindWord, t } from "../kit/language.ts";
import { goBack } from "../kit/navigation.ts";
import { pathOf } from "../kit/routes.ts";
import { isEditable } from "../model/editable.ts";
import { notebook } from "../model/notebook.ts";
import { clientOf, moment } from "../model/records.ts";
import { ErrorList } from "../parts/queue.tsx";
import { Screen } from "../parts/screen.tsx";
import { NotHere } from "./nothere.tsx";

export function CorrectScreen({ id }: { id: string }) {
  const item = notebook()
    .queue()
    .find(({ change, state }) => change.id === id && state === "rejected");
  return item ? <CorrectForm key={id} item={item} /> : <NotHere />;
}

function CorrectForm({ item: { change, code = "internal", errors = [] } }: { item: QueueItem }) {
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
      <p class="strong">{[clientOf(change.record), kindWord(change.kind)].filter(Boolean).join(" / ")}</p>
      <div class="notice notice--alert">
        <p class="notice__title">{errorWords(code)}</p>
        <ErrorList kind={change.kind} code={code} errors={errors} />
      </div>
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
