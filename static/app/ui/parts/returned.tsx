/** What the supervisor gave back, with what they said: notes, and plans. */

import { t } from "../language.ts";
import { all, clientName, type Entry, me } from "../notebook.ts";
import { returnedPlans } from "../plans.ts";
import { clientOf, moment } from "../records.ts";
import { hrefOf } from "../routes.ts";
import { State } from "./state.tsx";

/** The notes of this phone's worker. */
export function ReturnedNotes() {
  const returned = all("support").filter(
    ({ fields }) => fields.review === "returned" && (fields.author ?? fields.worker) === me(),
  );
  if (returned.length === 0) return null;
  const comments = all("comment");
  return (
    <section class="section" aria-labelledby="returned">
      <h2 id="returned" class="section__title">
        {t("today.returned")} <span class="count">{returned.length}</span>
      </h2>
      <ul class="list">
        {returned.map(({ id, fields }) => (
          <li key={id}>
            <a class="list__link" href={hrefOf("note", id)}>
              <span class="list__main">{clientOf(id)}</span>
              <span class="list__sub">{fields.started_at ? moment(fields.started_at) : ""}</span>
              <span class="list__sub">{lastWord(comments, id)}</span>
              <span class="list__aside">
                <State shape="returned">{t("review.returned")}</State>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The plans of the cases that this phone's worker has in hand. */
export function ReturnedPlans() {
  const returned = returnedPlans();
  if (returned.length === 0) return null;
  const comments = all("comment");
  return (
    <section class="section" aria-labelledby="returned-plans">
      <h2 id="returned-plans" class="section__title">
        {t("plan.returned")} <span class="count">{returned.length}</span>
      </h2>
      <ul class="list">
        {returned.map(({ id, fields }) => (
          <li key={id}>
            <a class="list__link" href={hrefOf("plan", id)}>
              <span class="list__main">{clientName(fields.case)}</span>
              <span class="list__sub">{t("case.plan", { number: fields.number ?? "" })}</span>
              <span class="list__sub">{lastWord(comments, id)}</span>
              <span class="list__aside">
                <State shape="returned">{t("review.returned")}</State>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function lastWord(comments: readonly Entry<"comment">[], record: string): string {
  const about = comments.filter(({ fields }) => fields.about === record && fields.author !== me());
  about.sort((one, other) => (one.fields.written_at ?? "").localeCompare(other.fields.written_at ?? ""));
  return about.at(-1)?.fields.text ?? "";
}
