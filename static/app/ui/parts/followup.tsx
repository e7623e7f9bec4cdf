/** What must be followed up, as rows that lead to where it is done. */

import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import {
  contactWords,
  dateWords,
  type FollowUp,
  followUps,
  PRESSING,
  placeOf,
  shapeOf,
  stateWords,
} from "../model/followup.ts";
import { clientName } from "../model/notebook.ts";
import { State } from "./state.tsx";

const SHOWN = 5;

/** The part of today: what cannot wait, and the way to the rest. */
export function FollowUpSection() {
  const all = followUps.value;
  const pressing = all.filter(({ list }) => PRESSING.includes(list));
  if (all.length === 0) return null;
  return (
    <section class="section" aria-labelledby="followup">
      <h2 id="followup" class="section__title">
        {t("followup.title")} {pressing.length > 0 && <span class="count">{pressing.length}</span>}
      </h2>
      {pressing.length > 0 && <FollowUpRows rows={pressing.slice(0, SHOWN)} />}
      <a class="button button--quiet" href={hrefOf("followup")}>
        {t("followup.all", { count: all.length })}
      </a>
    </section>
  );
}

export function FollowUpRows({ rows }: { rows: readonly FollowUp[] }) {
  return (
    <ul class="list">
      {rows.map((row) => (
        <li key={`${row.list} ${row.plan ?? row.caseId}`}>
          <a class="list__link" href={placeOf(row)}>
            <span class="list__main">{clientName(row.caseId) || t("value.unknown_record")}</span>
            <span class="list__sub">
              <State shape={shapeOf(row.list)}>{stateWords(row)}</State>
            </span>
            <span class="list__sub">{dateWords(row)}</span>
            {contactWords(row.facts).map((words) => (
              <span key={words} class="list__sub">
                {words}
              </span>
            ))}
          </a>
        </li>
      ))}
    </ul>
  );
}
