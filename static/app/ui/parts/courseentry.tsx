/** One note in the course. It opens wherever it is tapped. */

import { codeWord, t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { tellingText, workerOf } from "../model/course.ts";
import { type RecordOf, staffName } from "../model/notebook.ts";
import { day, valueWords } from "../model/records.ts";
import { noteWords } from "../model/support.ts";
import { Highlight } from "./highlight.tsx";
import { State, UnsentMark } from "./state.tsx";

type Note = RecordOf<"support">;

/** `whole`: with all that was written; otherwise its beginning, or where the words of `query` are. */
export function CourseEntry({ note, whole = true, query = "" }: { note: Note; whole?: boolean; query?: string }) {
  const { fields } = note;
  const facts = [
    fields.outcome && codeWord("outcome", fields.outcome),
    fields.place,
    fields.companions && valueWords("support", "companions", fields.companions),
    staffName(workerOf(fields)),
  ].filter(Boolean);
  return (
    <article class="course__entry">
      <h3 class="course__title">
        <a class="course__open" href={hrefOf("note", note.id)}>
          {noteWords(fields) || t("course.undated")}
        </a>
      </h3>
      {facts.length > 0 && <p class="soft small">{facts.join(" / ")}</p>}
      <States note={note} />
      {whole ? <Texts fields={fields} /> : <Beginning fields={fields} query={query} />}
    </article>
  );
}

function States({ note: { view, fields } }: { note: Note }) {
  return (
    <p class="row course__states">
      <UnsentMark view={view} />
      {fields.review === "returned" && <State shape="returned">{t("review.returned")}</State>}
      {fields.removal_asked && <State shape="waiting">{t("note.removal.waiting")}</State>}
      {fields.safety_note && <State shape="due">{t("course.safety")}</State>}
      {fields.wants_advice && <State shape="waiting">{t("course.advice")}</State>}
    </p>
  );
}

function Beginning({ fields, query }: { fields: Note["fields"]; query: string }) {
  const text = tellingText(fields, query);
  if (text === "") return null;
  return <p class="course__beginning">{query === "" ? text : <Highlight text={text} query={query} />}</p>;
}

function Texts({ fields }: { fields: Note["fields"] }) {
  return (
    <>
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
    </>
  );
}
