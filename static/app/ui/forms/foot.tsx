/** The end of a form: whether its draft is kept, what went wrong, and the button that saves. */

import { t } from "../language.ts";
import { State } from "../parts/state.tsx";
import type { DraftState, Form } from "./form.ts";
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

/** At the head of a form that goes on with a draft. */
export function ResumedNotice({ form, when }: { form: Form; when: (moment: string) => string }) {
  if (form.resumedFrom === null) return null;
  return (
    <p class="notice">
      <State shape="draft">{t("draft.resumed", { when: when(form.resumedFrom) })}</State>
    </p>
  );
}
