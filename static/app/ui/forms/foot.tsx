/** The end of a form: whether its draft is kept, what went wrong, and the button that saves. */

import { useState } from "preact/hooks";
import { t } from "../kit/language.ts";
import { anotherKey, hrefOfDraft, pathOf, routeOf } from "../kit/routes.ts";
import { beginningOf, draftsAt } from "../model/drafts.ts";
import { notebook } from "../model/notebook.ts";
import { State } from "../parts/state.tsx";
import type { DraftState, Form } from "./form.ts";
import { CopyWords } from "./heldforms.tsx";
import { dropped, type Failure } from "./open.ts";

interface FootProps {
  form: Form;
  failure: Failure;
  /** The word on the button. */
  word?: string;
  onSave: () => void;
  /** After the draft was thrown away. */
  onDrop: () => void;
}

export function FormFoot({ form, failure, word, onSave, onDrop }: FootProps) {
  const draft = form.draftState.value;
  return (
    <>
      <div class="form-foot">
        {failure !== null && <SaveFailureNotice failure={failure} />}
        <div class="form-foot__state">
          <DraftWord state={draft} />
          {draft === "failed" && <CopyWords form={form} />}
        </div>
        <button
          type="button"
          class="button button--main"
          aria-disabled={form.saving.value ? "true" : undefined}
          onClick={onSave}
        >
          {word ?? t("form.save")}
        </button>
      </div>
      <DropDraft form={form} onDrop={onDrop} />
    </>
  );
}

/** Throws the draft away, where there is one. */
export function DropDraft({ form, onDrop }: Pick<FootProps, "form" | "onDrop">) {
  if (form.draftState.value !== "kept") return null;
  return (
    <button type="button" class="link-button" onClick={() => void dropped(form).then((gone) => gone && onDrop())}>
      {t("draft.drop.link")}
    </button>
  );
}

function DraftWord({ state }: { state: DraftState }) {
  if (state === "none") return null;
  if (state === "failed") return <State shape="rejected">{t("draft.failed")}</State>;
  return (
    <State shape={state === "kept" ? "done" : "draft"}>{t(state === "kept" ? "draft.kept" : "draft.typing")}</State>
  );
}

function SaveFailureNotice({ failure }: { failure: "storage_full" | "storage_failed" }) {
  return (
    <div class="notice notice--alert" role="alert">
      <p class="notice__title">{t(`failure.${failure}`)}</p>
      <p>{t(`failure.${failure}.do`)}</p>
    </div>
  );
}

/** At the head of a form that goes on with a draft: when it is from, the way to begin anew, and the screen's other drafts. */
export function ResumedNotice({ form, when }: { form: Form; when: (moment: string) => string }) {
  const { draft, ...here } = routeOf(form.key);
  const path = pathOf(here);
  const others = draftsAt(path, notebook().drafts()).filter((each) => each.draft.key !== form.key);
  const [another] = useState(() => hrefOfDraft(anotherKey(path)));
  if (form.resumedFrom === null && others.length === 0) return null;
  return (
    <div class="notice stack stack--tight">
      {form.resumedFrom !== null && <State shape="draft">{t("draft.resumed", { when: when(form.resumedFrom) })}</State>}
      {others.map((other) => (
        <a class="line-link" key={other.draft.key} href={hrefOfDraft(other.draft.key)}>
          {t("draft.other", { beginning: beginningOf(other) || when(other.draft.savedAt) })}
        </a>
      ))}
      {form.resumedFrom !== null && form.base === null && (
        <a class="button button--quiet" href={another}>
          {t("draft.another")}
        </a>
      )}
    </div>
  );
}
