/** Controls for one value that is typed: text, numbers, days, moments, yes or no. */

import { seenIn } from "../../i18n/composing.ts";
import { isLine } from "../../sync/values.ts";
import { t } from "../kit/language.ts";
import { localOf, momentOf, momentOfInstant } from "../kit/time.ts";
import { announce } from "../model/announce.ts";
import { clock, zone } from "../model/notebook.ts";
import type { Form } from "./form.ts";
import { type ControlProps, described, descriptionOf, idOf, Labelled, labelOf, Remarks, Room } from "./frame.tsx";
import { useEdited } from "./typing.ts";

/** No visit was before it. */
const FIRST_YEAR = "1900";

interface TextProps extends ControlProps {
  type?: "text" | "tel";
  /** Values used before, offered while typing. */
  suggest?: readonly string[];
}

const limitOf = (props: ControlProps) => descriptionOf(props)?.maxLength;
const textOf = ({ form, field }: ControlProps) => String(form.get(field) ?? "");

type Typed = HTMLInputElement | HTMLTextAreaElement;

/** Takes up a text as it is typed; what is pasted with it and cannot be seen is taken out, with a word. */
function take({ form, field, ...props }: ControlProps, typed: Typed): void {
  const line = isLine(descriptionOf({ form, field, ...props }));
  const text = seenIn(typed, line, () => cleaned(form, field));
  form.set(field, text);
}

/** Said where it is seen, and read aloud. */
export function cleaned(form: Form, field: string): void {
  form.noteCleaned(field);
  announce(t("form.cleaned"));
}

export function TextInput(props: TextProps) {
  const { suggest } = props;
  const list = suggest && suggest.length > 0 ? `${idOf(props)}-list` : undefined;
  return (
    <Labelled props={props}>
      <input
        class="input"
        id={idOf(props)}
        type={props.type ?? "text"}
        autocomplete="off"
        value={textOf(props)}
        list={list}
        onInput={(event) => take(props, event.currentTarget)}
        {...described(props, "room")}
      />
      <Room props={props} text={textOf(props)} limit={limitOf(props)} />
      {list && (
        <datalist id={list}>
          {suggest?.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      )}
    </Labelled>
  );
}

export function TextArea({ large = false, ...props }: ControlProps & { large?: boolean }) {
  return (
    <Labelled props={props}>
      <textarea
        class={large ? "input input--large" : "input"}
        id={idOf(props)}
        value={textOf(props)}
        onInput={(event) => take(props, event.currentTarget)}
        {...described(props, "room")}
      />
      <Room props={props} text={textOf(props)} limit={limitOf(props)} />
    </Labelled>
  );
}

export function NumberInput(props: ControlProps) {
  const { form, field } = props;
  const edited = useEdited((typed) => form.set(field, numberIn(typed)));
  return (
    <Labelled props={props}>
      <input
        class="input input--short"
        id={idOf(props)}
        type="text"
        inputMode="numeric"
        autocomplete="off"
        {...edited(textOf(props))}
        {...described(props)}
      />
    </Labelled>
  );
}

/** The number that was typed, in half or full width. What is no number stays as it is, and is pointed out. */
function numberIn(typed: string): number | string {
  const text = typed.normalize("NFKC").trim();
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** A day; or a time of day, in the office. */
export function DateInput({ type, ...props }: ControlProps & { type: "date" | "time" }) {
  const { form, field } = props;
  return (
    <Labelled props={props}>
      <input
        class="input input--short"
        id={idOf(props)}
        type={type}
        value={textOf(props)}
        onInput={(event) => form.set(field, event.currentTarget.value)}
        {...described(props)}
      />
    </Labelled>
  );
}

export function MomentInput(props: ControlProps) {
  const { form, field } = props;
  const put = (moment: string | null) => form.set(field, moment);
  const edited = useEdited((typed) => {
    // A year that is being typed goes through 0002, 0020, 0202.
    if (typed === "" || typed >= FIRST_YEAR) put(momentOf(typed, zone()));
  });
  return (
    <Labelled props={props}>
      <div class="moment">
        <input
          class="input"
          id={idOf(props)}
          type="datetime-local"
          {...edited(localOf(textOf(props), zone()))}
          {...described(props)}
        />
        <button
          type="button"
          class="button button--quiet"
          aria-label={t("form.now.label", { field: labelOf(props) })}
          onClick={() => put(momentOfInstant(clock()))}
        >
          {t("form.now")}
        </button>
      </div>
    </Labelled>
  );
}

export function Switch(props: ControlProps) {
  const { form, field } = props;
  return (
    <div class="field">
      <label class="switch">
        <input
          type="checkbox"
          id={idOf(props)}
          checked={form.get(field) === true}
          onChange={(event) => form.set(field, event.currentTarget.checked)}
          {...described(props)}
        />
        <span>{labelOf(props)}</span>
      </label>
      <Remarks props={props} />
    </div>
  );
}
