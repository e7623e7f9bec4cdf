/** Controls for codes: one big button each. */

import { useRef } from "preact/hooks";
import { CODE_LISTS, type CodeListName } from "../../sync/kinds.gen.ts";
import { codeWord, t } from "../kit/language.ts";
import { type ControlProps, described, idOf, LabelText, Remarks } from "./frame.tsx";

const HASTE_MS = 1000;

interface ChoicesProps extends ControlProps {
  codes: CodeListName;
  columns?: "two" | "three";
  /** The codes that are offered, where not all of the list are. One that was chosen before stays to be seen. */
  only?: readonly string[] | undefined;
}

const gridOf = (columns: ChoicesProps["columns"]) => (columns ? `choices choices--${columns}` : "choices");

/** One code of a list. Where the field may stay empty, choosing the same one again (or Delete) takes the choice back. */
export function OneOf(props: ChoicesProps) {
  const { form, field, codes, columns, needed, only } = props;
  const chosen = form.get(field);
  const chosenAt = useRef(0);
  const isOffered = (code: string) => only?.includes(code) !== false || code === chosen;
  const choose = (code: string) => {
    chosenAt.current = Date.now();
    form.set(field, code);
  };
  const clear = () => {
    if (!needed) form.set(field, null);
  };
  // The second tap of a hasty double tap takes nothing back.
  const isMeant = () => Date.now() - chosenAt.current > HASTE_MS;
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
        {CODE_LISTS[codes].filter(isOffered).map((code) => (
          <label key={code} class="choice">
            <input
              type="radio"
              name={idOf(props)}
              value={code}
              checked={chosen === code}
              onChange={() => choose(code)}
              onClick={() => chosen === code && isMeant() && clear()}
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
