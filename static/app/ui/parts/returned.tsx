/** What the supervisor gave back, with what they said: notes, and plans. */

import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { all, clientName, me, type RecordOf } from "../model/notebook.ts";
import { returnedPlans } from "../model/plans.ts";
import { clientOf, moment } from "../model/records.ts";
import { State } from "./state.tsx";

/** The notes of this phone's worker. */
export function ReturnedNotes() {
  const notes = all("support").filter(
    ({ fields }) => fields.review === "returned" && (fields.author ?? fields.worker) === me(),
  );
  return (
    <Returned
      id="returned"
      title={t("today.returned")}
      records={notes.map(({ id, fields }) => ({
        id,
        href: hrefOf("note", id),
        client: clientOf(id),
        words: fields.started_at ? moment(fields.started_at) : "",
      }))}
    />
  );
}

/** The plans of the cases that this phone's worker has in hand. */
export function ReturnedPlans() {
  return (
    <Returned
      id="returned-plans"
      title={t("plan.returned")}
      records={returnedPlans().map(({ id, fields }) => ({
        id,
        href: hrefOf("plan", id),
        client: clientName(fields.case),
        words: t("case.plan", { number: fields.number ?? "" }),
      }))}
    />
  );
}

interface ReturnedRecord {
  id: string;
  href: string;
  client: string;
  words: string;
}

function Returned({ id, title, records }: { id: string; title: string; records: readonly ReturnedRecord[] }) {
  if (records.length === 0) return null;
  const comments = all("comment");
  return (
    <section class="section" aria-labelledby={id}>
      <h2 id={id} class="section__title">
        {title} <span class="count">{records.length}</span>
      </h2>
      <ul class="list">
        {records.map((record) => (
          <li key={record.id}>
            <a class="list__link" href={record.href}>
              <span class="list__main">{record.client}</span>
              <span class="list__sub">{record.words}</span>
              <span class="list__sub">{lastWord(comments, record.id)}</span>
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

function lastWord(comments: readonly RecordOf<"comment">[], record: string): string {
  const about = comments.filter(({ fields }) => fields.about === record && fields.author !== me());
  about.sort((one, other) => (one.fields.written_at ?? "").localeCompare(other.fields.written_at ?? ""));
  return about.at(-1)?.fields.text ?? "";
}
