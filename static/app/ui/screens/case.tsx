/** One case: what a visitor must know, who it is, what comes, and everything that happened. */

import { daysAfter } from "../../sync/days.ts";
import { fieldWord, listWords, t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { ageOn, dayOf, eraYear } from "../kit/time.ts";
import { DAYS_AHEAD } from "../model/agenda.ts";
import { beginCourse } from "../model/coursestate.ts";
import { valueFacts } from "../model/facts.ts";
import { inCase, now, one, personOf, type RecordOf, safetyNotes, staffName, zone } from "../model/notebook.ts";
import { plannedInCase } from "../model/planned.ts";
import { day, today } from "../model/records.ts";
import { AppointmentCard } from "../parts/appointment.tsx";
import { Consents } from "../parts/consents.tsx";
import { Course } from "../parts/course.tsx";
import { DraftList } from "../parts/drafts.tsx";
import { Facts } from "../parts/facts.tsx";
import { Plans } from "../parts/plans.tsx";
import { Home, Telephone } from "../parts/reach.tsx";
import { Safety } from "../parts/safety.tsx";
import { Screen } from "../parts/screen.tsx";
import { RecurringVisits } from "../parts/series.tsx";
import { State, UnsentMark } from "../parts/state.tsx";
import { CaseTasks } from "../parts/tasks.tsx";
import { NotHere } from "./nothere.tsx";

export function CaseScreen({ id }: { id: string }) {
  const entry = one("case", id);
  if (!entry || entry.view.deleted) return <NotHere />;
  const person = personOf(id);
  return (
    <Screen title={person?.fields.name ?? t("value.unknown_record")} page={t("case.page")} back={{ name: "cases" }}>
      <p class="row soft">
        {person?.fields.kana && <span>{person.fields.kana}</span>}
        {entry.fields.restricted_to && <State shape="locked">{t("cases.restricted")}</State>}
        <UnsentMark view={entry.view} />
      </p>
      {entry.fields.restricted_to && (
        <p class="small soft">{t("case.restricted", { names: restrictedTo(entry.fields.restricted_to) })}</p>
      )}
      <Safety notes={safetyNotes(id)} />
      <div class="form-actions">
        <a class="button button--main" href={hrefOf("newNote", id)}>
          {t("case.new_note")}
        </a>
        <a class="button" href={hrefOf("beginOuting", id)}>
          {t("outing.begin")}
        </a>
        <a class="button" href={hrefOf("newAppointment", id)}>
          {t("case.new_appointment")}
        </a>
        <a class="button" href={hrefOf("newSeries", id)}>
          {t("case.new_series")}
        </a>
        <a class="button button--quiet" href={hrefOf("sheet", id)}>
          {t("sheet.title")}
        </a>
      </div>
      <WaysIn id={id} />
      <DraftList caseId={id} />
      <Coming id={id} />
      <RecurringVisits caseId={id} />
      <Person caseId={id} person={person} />
      <Summary entry={entry} />
      <Plans caseId={id} />
      <Consents caseId={id} />
      <CaseTasks caseId={id} />
      <Course caseId={id} />
    </Screen>
  );
}

/** Those who alone see a restricted case. */
function restrictedTo(named: readonly string[]): string {
  return listWords(named.map(staffName).filter(Boolean));
}

/** To what is a screen of its own, with how much there is. */
function WaysIn({ id }: { id: string }) {
  const notes = inCase("support", id).length;
  const attachments = inCase("attachment", id).length;
  if (notes + attachments === 0) return null;
  return (
    <nav class="ways" aria-label={t("case.ways")}>
      {notes > 0 && (
        <a class="ways__way" href={hrefOf("course", id)} onClick={() => beginCourse(id)}>
          {t("course")} <span class="count">{notes}</span>
        </a>
      )}
      {attachments > 0 && (
        <a class="ways__way" href={hrefOf("attachments", id)}>
          {fieldWord("support", "attachments")} <span class="count">{attachments}</span>
        </a>
      )}
    </nav>
  );
}

function Coming({ id }: { id: string }) {
  const startOfToday = today();
  const coming = plannedInCase(id, startOfToday, daysAfter(startOfToday, DAYS_AHEAD))
    .filter(({ fields }) => fields.state === "planned" || fields.state === undefined)
    .filter(({ fields }) => fields.starts_at && dayOf(Date.parse(fields.starts_at), zone()) >= startOfToday)
    .sort((a, b) => (a.fields.starts_at ?? "").localeCompare(b.fields.starts_at ?? ""));
  if (coming.length === 0) return null;
  const notes = new Map(inCase("support", id).map((note) => [note.fields.appointment, note.id]));
  return (
    <section class="section" aria-labelledby="coming">
      <h2 id="coming">{t("case.appointments")}</h2>
      {coming.map((entry) => (
        <AppointmentCard
          key={entry.id}
          entry={entry}
          note={notes.get(entry.id)}
          withoutName
          day={day(dayOf(Date.parse(entry.fields.starts_at ?? "") || now.value, zone()))}
        />
      ))}
    </section>
  );
}

function Person({ caseId, person }: { caseId: string; person: RecordOf<"person"> | undefined }) {
  if (!person) return null;
  const { born_on, not_yet_met } = person.fields;
  const household = one("household", person.fields.household);
  return (
    <section class="section" aria-labelledby="person">
      <h2 id="person">{t("case.person")}</h2>
      <div class="card">
        {not_yet_met && <State shape="waiting">{t("cases.not_yet_met")}</State>}
        <Telephone caseId={caseId} />
        <Home caseId={caseId} />
        <Facts facts={valueFacts("person", person.view.fields, ["notes"])} />
        {household && <Facts facts={valueFacts("household", household.view.fields, ["members"])} />}
        {born_on && <p>{birthWords(born_on)}</p>}
        <div class="form-actions">
          <a class="button button--small" href={hrefOf("newCall", caseId)}>
            {t("case.new_call")}
          </a>
          <a class="button button--quiet button--small" href={hrefOf("editPerson", caseId)}>
            {t("case.edit_person")}
          </a>
          <a class="button button--quiet button--small" href={hrefOf("editHousehold", caseId)}>
            {t(household ? "case.edit_household" : "case.new_household")}
          </a>
        </div>
      </div>
    </section>
  );
}

/** `1971年4月2日(金)(昭和46年生まれ、55歳)`; the English sentence has no place for the era. */
function birthWords(born: string): string {
  return t("case.born", { day: day(born), era: eraYear(Number(born.slice(0, 4))), age: ageOn(born, today()) });
}

const CASE_FACTS = [
  "programmes",
  "route",
  "age_band",
  "opened_on",
  "closed_on",
  "closure",
  "main_worker",
  "co_workers",
  "number",
] as const;

function Summary({ entry }: { entry: RecordOf<"case"> }) {
  return (
    <section class="section" aria-labelledby="summary">
      <h2 id="summary">{t("case.summary")}</h2>
      <div class="card">
        {entry.fields.summary && <p class="narrative">{entry.fields.summary}</p>}
        <Facts facts={valueFacts("case", entry.view.fields, ["issues", "state"])} />
        <div class="form-actions">
          <a class="button button--quiet button--small" href={hrefOf("editCase", entry.id)}>
            {t("case.edit")}
          </a>
        </div>
      </div>
      <details class="disclosure">
        <summary>{t("note.details")}</summary>
        <Facts facts={valueFacts("case", entry.view.fields, CASE_FACTS)} />
      </details>
    </section>
  );
}
