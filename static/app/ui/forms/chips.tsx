/** A control for a set of short texts, such as who came along: typed, or taken from those used before. */

import { useSignal } from "@preact/signals";
import { isOfInputMethod, seenIn } from "../../i18n/composing.ts";
import { t } from "../kit/language.ts";
import { cleaned } from "./controls.tsx";
import { type ControlProps, described, descriptionOf, idOf, Labelled, Room } from "./frame.tsx";

const OFFERED = 6;

const longest = (texts: readonly string[]) =>
  texts.reduce((one, other) => (other.length > one.length ? other : one), "");

export function Chips({ suggest = [], ...props }: ControlProps & { suggest?: readonly string[] }) {
  const { form, field } = props;
  const typed = useSignal("");
  const value = form.get(field);
  const chips = Array.isArray(value) ? value.map(String) : [];
  const add = (text: string) => {
    const chip = text.trim();
    if (chip !== "" && !chips.includes(chip)) form.set(field, [...chips, chip]);
    typed.value = "";
  };
  const offers = suggest.filter((offer) => !chips.includes(offer)).slice(0, OFFERED);
  return (
    <Labelled props={props}>
      {chips.length > 0 && (
        <ul class="chips">
          {chips.map((chip) => (
            <li key={chip} class="chip">
              {chip}
              <button
                type="button"
                class="chip__remove"
                aria-label={t("chips.remove", { chip })}
                onClick={() =>
                  form.set(
                    field,
                    chips.filter((other) => other !== chip),
                  )
                }
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="moment">
        <input
          class="input"
          id={idOf(props)}
          type="text"
          autocomplete="off"
          enterKeyHint="done"
          value={typed}
          onInput={(event) => {
            typed.value = seenIn(event.currentTarget, true, () => cleaned(form, field));
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || isOfInputMethod(event)) return;
            event.preventDefault();
            add(typed.value);
          }}
          // What was typed counts even if nobody presses the button.
          onBlur={() => add(typed.value)}
          {...described(props, "room")}
        />
        <button type="button" class="button button--quiet" onClick={() => add(typed.value)}>
          {t("chips.add")}
        </button>
      </div>
      <Room props={props} text={longest([...chips, typed.value])} limit={descriptionOf(props)?.element?.maxLength} />
      {offers.length > 0 && (
        <ul class="chips" aria-label={t("chips.offers")}>
          {offers.map((offer) => (
            <li key={offer}>
              <button type="button" class="chip chip--offer" onClick={() => add(offer)}>
                <span aria-hidden="true">+ </span>
                {offer}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Labelled>
  );
}
