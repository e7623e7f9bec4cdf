/** Controls for codes: one big button each. */

import { CODE_LISTS, type CodeListName } from "../../sync/kinds.gen.ts";
import { codeWord, t } from "../language.ts";
import { type ControlProps, described, idOf, LabelText, Remarks } from "./frame.tsx";

interface ChoicesProps extends ControlProps {
  codes: CodeListName;
  columns?: "two" | "three";
}

const gridOf = (columns: ChoicesProps["columns"]) => (columns ? `choices choices--${columns}` : "choices");

/** One code of a list. Where the field may stay empty, choosing the same one again (or Delete) takes the choice back. */
export function OneOf(props: ChoicesProps) {
  const { form, field, codes, columns, needed } = props;
  const chosen = form.get(field);
  const clear = () => {
    if (!needed) form.set(field, null);
  };
  return (
    <div class="field">
      <span class="field__label" id={`${idOf(props)}-label`}>
        <LabelText props={props} />
      </span>
      <Remarks props={props} />
      <div
        role="radiogroup"
        class={gridOf(columns)}
        id={idOf(props)}
        aria-labelledby={`${idOf(props)}-label`}
        {...described(props)}
      >
        {CODE_LISTS[codes].map((code) => (
          <label key={code} class="choice">
            <input
              type="radio"
              name={idOf(props)}
              value={code}
              checked={chosen === code}
              onChange={() => form.set(field, code)}
              onClick={() => chosen === code && clear()}
              onKeyDown={(event) => (event.key === "Delete" || event.key === "Backspace") && clear()}
            />
            <span>{codeWord(codes, code)}</span>
          </label>
        ))}
      </div>
    </div>
  );
}

/** Any number of codes of a list. */
export function AnyOf(props: ChoicesProps) {
  const { form, field, codes, columns } = props;
  const value = form.get(field);
  const chosen = Array.isArray(value) ? value : [];
  const toggle = (code: string) =>
    form.set(field, chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code]);
  return (
    <fieldset class="field">
      <legend class="field__label">
        <LabelText props={props} />
        <span class="field__hint"> {t("form.any")}</span>
      </legend>
      <Remarks props={props} />
      <div class={gridOf(columns)}>
        {CODE_LISTS[codes].map((code) => (
          <label key={code} class="choice">
            <input type="checkbox" value={code} checked={chosen.includes(code)} onChange={() => toggle(code)} />
            <span>{codeWord(codes, code)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
