/** What was said about a record, and the worker's answer. */

import { useSignal } from "@preact/signals";
import { t } from "../kit/language.ts";
import { pathOf } from "../kit/routes.ts";
import { all, me, notebook, staffName } from "../model/notebook.ts";
import { moment } from "../model/records.ts";
import { UnsentMark } from "../parts/state.tsx";
import { Field } from "./field.tsx";
import { useForm, useSaving } from "./open.ts";

interface CommentsProps {
  about: string;
  caseId: string;
  /** The screen of what is commented on, where a draft of an answer is gone on with. */
  screen: "note" | "plan";
}

export function Comments({ about, caseId, screen }: CommentsProps) {
  const comments = all("comment").filter(({ fields }) => fields.about === about);
  comments.sort((one, other) => (one.fields.written_at ?? "").localeCompare(other.fields.written_at ?? ""));
  const answers = useSignal(0);
  return (
    <section class="section" aria-labelledby="comments">
      <h2 id="comments">{t("comments")}</h2>
      {comments.map(({ id, fields, view }) => (
        <div key={id} class="letter">
          <p class="row small soft">
            <span class="strong">{staffName(fields.author ?? me())}</span>
            <span>{fields.written_at ? moment(fields.written_at) : ""}</span>
            {fields.edited_at && <span>{t("comments.edited")}</span>}
            <UnsentMark view={view} />
          </p>
          <p class="narrative">{fields.text}</p>
        </div>
      ))}
      <Answer
        key={answers.value}
        about={about}
        caseId={caseId}
        screen={screen}
        onSent={() => {
          answers.value += 1;
        }}
      />
    </section>
  );
}

function Answer({ about, caseId, screen, onSent }: CommentsProps & { onSent: () => void }) {
  const form = useForm({ kind: "comment", path: pathOf({ name: screen, id: about }), check: () => [] });
  const { failure, save } = useSaving(form);
  const text = String(form.get("text") ?? "").trim();
  const send = async () => {
    if (text === "") return;
    const fields = { case: caseId, about, text, written_at: new Date().toISOString() };
    const kept = await save(async () => {
      await notebook().write({ kind: "comment", fields, draft: form.key });
    });
    if (kept) onSent();
  };
  return (
    <div class="stack stack--tight">
      <Field form={form} field="text" needed={false} label={t("comments.answer")} />
      {failure !== null && (
        <p class="field__error" role="alert">
          {t(`failure.${failure}`)}
        </p>
      )}
      <button
        type="button"
        class="button"
        aria-disabled={text === "" || form.saving.value ? "true" : undefined}
        onClick={() => void send()}
      >
        {t("comments.send")}
      </button>
    </div>
  );
}
