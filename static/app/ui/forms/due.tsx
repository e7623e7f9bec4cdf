/** A control for a date that may be less exact than a day: 「12月25日」, 「12月下旬」, 「12月」. */

import { useSignal } from "@preact/signals";
import { dueFrom, lastDay, monthsAfter, type Precision, precisionOf } from "../../sync/dates.ts";
import { language, t } from "../kit/language.ts";
import { monthWords } from "../kit/time.ts";
import { today } from "../model/records.ts";
import { type ControlProps, described, descriptionOf, idOf, LabelText, labelOf, Remarks } from "./frame.tsx";

const PRECISIONS: readonly Precision[] = ["day", "upper", "middle", "lower", "month"];
const MONTHS_BACK = 24;
const MONTHS_AHEAD = 36;

export interface DueOffer {
  words: string;
  due: string;
}

interface DueProps extends ControlProps {
  /** Dates that are likely, one tap each. */
  offers?: readonly DueOffer[];
}

export function DueInput({ offers = [], ...props }: DueProps) {
  const { form, field } = props;
  const due = String(form.get(field) ?? "");
  // An empty control remembers how exact the date is to be.
  const wanted = useSignal<Precision>("day");
  const precision = due === "" ? wanted.value : precisionOf(due);
  const choosePrecision = (chosen: Precision) => {
    wanted.value = chosen;
    if (due !== "") form.set(field, dueFrom(lastDay(due), chosen));
  };
  return (
    <fieldset class="field" id={idOf(props)} aria-describedby={described(props)["aria-describedby"]}>
      <legend class="field__label">
        <LabelText props={props} />
      </legend>
      <Remarks props={props} />
      <div class="due">
        {precision === "day" ? (
          <DayPart props={props} due={due} />
        ) : (
          <MonthPart props={props} due={due} precision={precision} />
        )}
        <select
          class="input"
          aria-label={t("due.precision", { field: labelOf(props) })}
          value={precision}
          onChange={(event) => choosePrecision(event.currentTarget.value as Precision)}
        >
          {PRECISIONS.map((each) => (
            <option key={each} value={each}>
              {t(`due.${each}`)}
            </option>
          ))}
        </select>
      </div>
      {offers.length > 0 && (
        <ul class="chips" aria-label={t("due.offers")}>
          {offers.map((offer) => (
            <li key={offer.due}>
              <button type="button" class="chip chip--offer" onClick={() => form.set(field, offer.due)}>
                {offer.words}
              </button>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}

function DayPart({ props, due }: { props: ControlProps; due: string }) {
  const { "aria-describedby": _said, ...marks } = described(props);
  return (
    <input
      class="input"
      type="date"
      aria-label={labelOf(props)}
      value={due}
      onInput={(event) => props.form.set(props.field, event.currentTarget.value)}
      {...marks}
    />
  );
}

function MonthPart({ props, due, precision }: { props: ControlProps; due: string; precision: Precision }) {
  const { "aria-describedby": _said, ...marks } = described(props);
  const chosen = due.slice(0, 7);
  const put = (month: string) => props.form.set(props.field, month === "" ? null : dueFrom(`${month}-01`, precision));
  return (
    <select
      class="input"
      aria-label={labelOf(props)}
      value={chosen}
      onChange={(event) => put(event.currentTarget.value)}
      {...marks}
    >
      {!descriptionOf(props)?.required && <option value="">{t("due.none")}</option>}
      {monthsAround(chosen).map((month) => (
        <option key={month} value={month}>
          {monthWords(month, language.value)}
        </option>
      ))}
    </select>
  );
}

/** The months of the last two and the next three years, and the one that was chosen, wherever it lies. */
function monthsAround(chosen: string): string[] {
  const month = today().slice(0, 7);
  const around = Array.from({ length: MONTHS_BACK + MONTHS_AHEAD + 1 }, (_, place) =>
    monthsAfter(month, place - MONTHS_BACK),
  );
  return chosen === "" || around.includes(chosen) ? around : [chosen, ...around].sort();
}
