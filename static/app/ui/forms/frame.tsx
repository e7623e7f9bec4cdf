/** What stands around every control: its label, a hint, and what is wrong with it. */

import type { ComponentChildren } from "preact";
import { type FieldDescription, KINDS, type KindName } from "../../sync/kinds.gen.ts";
import { roomLeft } from "../../sync/plain.ts";
import { errorWords, fieldWord, t } from "../kit/language.ts";
import type { Form } from "./form.ts";

export interface ControlProps {
  form: Form;
  field: string;
  /** The kind that the field belongs to, where a form makes records of more than one. */
  kind?: KindName;
  /** Whether the form cannot be saved without it. */
  needed?: boolean;
  hint?: string;
  /** Another word than the field's own. */
  label?: string;
}

export function labelOf({ form, kind = form.kind, field, label }: ControlProps): string {
  return label ?? fieldWord(kind, field);
}

export function idOf({ form, kind = form.kind, field }: ControlProps): string {
  return `${kind}-${field}`;
}

export function descriptionOf({ form, kind = form.kind, field }: ControlProps): FieldDescription | undefined {
  return KINDS[kind].fields[field];
}

export function errorOf({ form, field }: ControlProps): string | null {
  const code = form.errors.value.get(field);
  return code === undefined ? null : errorWords(code);
}

/** What a control says about itself to those who do not see it; `room` where it tells how much room is left. */
export function described(props: ControlProps, room?: "room") {
  const invalid = errorOf(props) !== null;
  const remarks = [props.hint && "hint", invalid && "error", room].filter(Boolean);
  const about = remarks.map((remark) => `${idOf(props)}-${remark}`).join(" ");
  return {
    "aria-invalid": invalid ? ("true" as const) : undefined,
    "aria-required": props.needed ? ("true" as const) : undefined,
    "aria-describedby": about || undefined,
  };
}

export function LabelText({ props }: { props: ControlProps }) {
  return (
    <>
      {labelOf(props)}
      {props.needed && <span class="field__needed">{t("form.needed")}</span>}
    </>
  );
}

export function Remarks({ props }: { props: ControlProps }) {
  const error = errorOf(props);
  return (
    <>
      {props.hint && (
        <p class="field__hint" id={`${idOf(props)}-hint`}>
          {props.hint}
        </p>
      )}
      {error !== null && (
        <p class="field__error" id={`${idOf(props)}-error`}>
          {error}
        </p>
      )}
    </>
  );
}

/** How much room is left in a text, once little is. Nothing is ever cut off: what is too long says so, and is not saved. */
export function Room({ props, text, limit }: { props: ControlProps; text: string; limit: number | undefined }) {
  const isCleaned = props.form.cleaned.value.has(props.field);
  return (
    <div id={`${idOf(props)}-room`}>
      <RoomLeft text={text} limit={limit} />
      {isCleaned && <p class="field__hint">{t("form.cleaned")}</p>}
    </div>
  );
}

export function RoomLeft({ text, limit }: { text: string; limit: number | undefined }) {
  const left = limit === undefined ? undefined : roomLeft(text, limit);
  if (left === undefined) return null;
  if (left < 0) return <p class="field__error">{t("form.room.over", { count: -left })}</p>;
  return <p class="field__hint">{t("form.room.left", { count: left })}</p>;
}

/** A control with a label of its own. */
export function Labelled({ props, children }: { props: ControlProps; children: ComponentChildren }) {
  return (
    <div class="field">
      <label class="field__label" for={idOf(props)}>
        <LabelText props={props} />
      </label>
      <Remarks props={props} />
      {children}
    </div>
  );
}
