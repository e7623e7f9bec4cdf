/** Controls for one value that is typed: text, numbers, days, moments, yes or no. */

import { t } from "../language.ts";
import { zone } from "../notebook.ts";
import { localOf, momentOf, momentOfInstant } from "../time.ts";
import { type ControlProps, described, descriptionOf, idOf, Labelled, labelOf, Remarks } from "./frame.tsx";

interface TextProps extends ControlProps {
  type?: "text" | "tel";
  /** Values used before, offered while typing. */
  suggest?: readonly string[];
}

const limitOf = (props: ControlProps) => descriptionOf(props)?.maxLength;
const textOf = ({ form, field }: ControlProps) => String(form.get(field) ?? "");

export function TextInput(props: TextProps) {
  const { form, field, suggest } = props;
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
        maxLength={limitOf(props)}
        onInput={(event) => form.set(field, event.currentTarget.value)}
        {...described(props)}
      />
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
  const { form, field } = props;
  return (
    <Labelled props={props}>
      <textarea
        class={large ? "input input--large" : "input"}
        id={idOf(props)}
        value={textOf(props)}
        maxLength={limitOf(props)}
        onInput={(event) => form.set(field, event.currentTarget.value)}
        {...described(props)}
      />
    </Labelled>
  );
}

export function NumberInput(props: ControlProps) {
  const { form, field } = props;
  return (
    <Labelled props={props}>
      <input
        class="input input--short"
        id={idOf(props)}
        type="text"
        inputMode="numeric"
        autocomplete="off"
        value={textOf(props)}
        onInput={(event) => form.set(field, numberIn(event.currentTarget.value))}
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

export function DayInput(props: ControlProps) {
  const { form, field } = props;
  return (
    <Labelled props={props}>
      <input
        class="input input--short"
        id={idOf(props)}
        type="date"
        value={textOf(props)}
        onInput={(event) => form.set(field, event.currentTarget.value)}
        {...described(props)}
      />
    </Labelled>
  );
}

/** A time of day, in the office. */
export function ClockInput(props: ControlProps) {
  const { form, field } = props;
  return (
    <Labelled props={props}>
      <input
        class="input input--short"
        id={idOf(props)}
        type="time"
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
  return (
    <Labelled props={props}>
      <div class="moment">
        <input
          class="input"
          id={idOf(props)}
          type="datetime-local"
          value={localOf(textOf(props), zone())}
          onInput={(event) => put(momentOf(event.currentTarget.value, zone()))}
          {...described(props)}
        />
        <button
          type="button"
          class="button button--quiet"
          aria-label={t("form.now.label", { field: labelOf(props) })}
          onClick={() => put(momentOfInstant(Date.now()))}
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
