/** 支援経過: everything that happened in a case, the newest first, month by month. */

import { useSignal } from "@preact/signals";
import { courseOf } from "../agenda.ts";
import { codeWord, language, t } from "../language.ts";
import { type Entry, inCase, notebook, staffName, zone } from "../notebook.ts";
import { day, valueWords } from "../records.ts";
import { hrefOf } from "../routes.ts";
import { dayOf, dueWords, monthWords, timeWords } from "../time.ts";
import { StillLoading } from "./loading.tsx";
import { State, UnsentMark } from "./state.tsx";

const SHOWN = 30;

export function Course({ caseId }: { caseId: string }) {
  const limit = useSignal(SHOWN);
  const notes = inCase("support", caseId);
  const months = courseOf(notes, zone());
  let left = limit.value;
  return (
    <section class="section" aria-labelledby="course">
      <h2 id="course" class="section__title">
        {t("course")} <span class="soft small">{t("course.count", { count: notes.length })}</span>
      </h2>
      <StillLoading />
      {notes.length === 0 && notebook().status().loaded && <p class="empty">{t("course.empty")}</p>}
      <div class="course">
        {months.map(({ month, notes: found }) => {
          const shown = found.slice(0, Math.max(0, left));
          left -= found.length;
          return shown.length === 0 ? null : (
            <div key={month} class="section">
              <h3 class="course__month">{month ? monthWords(month, language.value) : t("course.undated")}</h3>
              <div>
                {shown.map((note) => (
                  <CourseEntry key={note.id} note={note} />
                ))}
              </div>
            </div>
          );
        })}
      </div>
      {notes.length > limit.value && (
        <button
          type="button"
          class="button button--quiet"
          onClick={() => {
            limit.value += SHOWN;
          }}
        >
          {t("more_rows", { count: notes.length - limit.value })}
        </button>
      )}
    </section>
  );
}

function CourseEntry({ note: { id, view, fields } }: { note: Entry<"support"> }) {
  const heading = [whenWords(fields), fields.method && codeWord("method", fields.method)].filter(Boolean).join(" ");
  const facts = [
    fields.outcome && codeWord("outcome", fields.outcome),
    fields.place,
    fields.companions && valueWords("support", "companions", fields.companions),
    staffName(fields.worker ?? fields.author),
  ].filter(Boolean);
  return (
    <article class="course__entry">
      <h4 class="course__title">
        <a href={hrefOf("note", id)}>{heading}</a>
      </h4>
      {facts.length > 0 && <p class="soft small">{facts.join(" / ")}</p>}
      <p class="row">
        <UnsentMark view={view} />
        {fields.review === "returned" && <State shape="returned">{t("review.returned")}</State>}
        {fields.removal_asked && <State shape="waiting">{t("note.removal.waiting")}</State>}
        {fields.safety_note && <State shape="due">{t("course.safety")}</State>}
        {fields.wants_advice && <State shape="waiting">{t("course.advice")}</State>}
      </p>
      {fields.purpose && (
        <p>
          <span class="soft">{t("course.purpose")} </span>
          {fields.purpose}
        </p>
      )}
      {fields.narrative && <p class="narrative">{fields.narrative}</p>}
      {fields.noticed && (
        <p class="narrative">
          <span class="soft">{t("course.noticed")} </span>
          {fields.noticed}
        </p>
      )}
      {fields.next_action && (
        <p>
          <span class="soft">{t("course.next")} </span>
          {fields.next_on && `${day(fields.next_on)} `}
          {fields.next_action}
        </p>
      )}
    </article>
  );
}

function whenWords({ started_at, dated }: Entry<"support">["fields"]): string {
  if (started_at === undefined) return dated ? dueWords(dated, language.value) : "";
  return `${day(dayOf(Date.parse(started_at), zone()))} ${timeWords(started_at, zone())}`;
}
