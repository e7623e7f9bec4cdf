/** What is planned, by day and by week. */

import { daysAfter, isClosed, weekdayOf } from "../../sync/days.ts";
import { codeWord, t } from "../kit/language.ts";
import { goInstead } from "../kit/navigation.ts";
import { hrefOf } from "../kit/routes.ts";
import type { RouteName } from "../kit/screens.ts";
import { timeWords } from "../kit/time.ts";
import { daysOf } from "../model/agenda.ts";
import { announce } from "../model/announce.ts";
import { all, clientName, me, zone } from "../model/notebook.ts";
import { isDay } from "../model/occurrences.ts";
import { type Planned, planned } from "../model/planned.ts";
import { day as dayInWords, today } from "../model/records.ts";
import { AppointmentCard } from "../parts/appointment.tsx";
import { Screen } from "../parts/screen.tsx";
import { State, UnsentMark } from "../parts/state.tsx";

const DAYS_A_WEEK = 7;

export function AgendaScreen({ id }: { id: string }) {
  const day = isDay(id) ? id : today();
  const appointments = plannedByDay(day, day).get(day) ?? [];
  const notes = new Map(all("support").map((note) => [note.fields.appointment, note.id]));
  return (
    <Screen title={dayInWords(day)} page={t("agenda")} back={{ name: "today" }}>
      <Ways day={day} shown="agendaOfDay" />
      <Steps day={day} step={1} route="agendaOfDay" words={dayInWords} />
      {isClosed(day) && <ClosedDay />}
      {appointments.length === 0 && <p class="empty">{t("agenda.day.empty")}</p>}
      {appointments.map((entry) => (
        <AppointmentCard key={entry.id} entry={entry} note={notes.get(entry.id)} />
      ))}
    </Screen>
  );
}

/** The agenda of a day that the address names: the screen stays the same one. */
export const AgendaOfDayScreen = AgendaScreen;

/** The week, from Monday, that a day lies in. */
export function AgendaOfWeekScreen({ id }: { id: string }) {
  const day = isDay(id) ? id : today();
  const monday = mondayOf(day);
  const days = Array.from({ length: DAYS_A_WEEK }, (_, place) => daysAfter(monday, place));
  const appointments = plannedByDay(monday, daysAfter(monday, DAYS_A_WEEK - 1));
  return (
    <Screen title={weekWords(monday)} page={t("agenda")} back={{ name: "today" }}>
      <Ways day={day} shown="agendaOfWeek" />
      <Steps day={day} step={DAYS_A_WEEK} route="agendaOfWeek" words={(of) => weekWords(mondayOf(of))} />
      {days.map((each) => (
        <DayOfWeek key={each} day={each} appointments={appointments.get(each) ?? []} />
      ))}
    </Screen>
  );
}

export const AgendaWeekScreen = AgendaOfWeekScreen;

function DayOfWeek({ day, appointments }: { day: string; appointments: readonly Planned[] }) {
  return (
    <section class="section agenda__of-day" aria-labelledby={`day-${day}`}>
      <h2 id={`day-${day}`} class="section__title agenda__day">
        <a href={hrefOf("agendaOfDay", day)}>{dayInWords(day)}</a>
        {day === today() && <State shape="done">{t("agenda.today")}</State>}
        {isClosed(day) && <ClosedDay />}
      </h2>
      {appointments.length === 0 ? (
        <p class="soft small">{t("agenda.none")}</p>
      ) : (
        <ul class="list">
          {appointments.map((entry) => (
            <li key={entry.id}>
              <Line entry={entry} day={day} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Line({ entry: { fields, view }, day }: { entry: Planned; day: string }) {
  return (
    <a class="list__link" href={hrefOf("agendaOfDay", day)}>
      <span class="list__main">
        <span class="number">{timeWords(fields.starts_at ?? "", zone())}</span> {clientName(fields.case)}
      </span>
      {fields.place && <span class="list__sub">{fields.place}</span>}
      <span class="list__aside">
        {fields.method && <State shape="plain">{codeWord("method", fields.method)}</State>}
        {fields.series && <State shape="plain">{t("series.mark")}</State>}
        {view && <UnsentMark view={view} />}
      </span>
    </a>
  );
}

function ClosedDay() {
  return <State shape="plain">{t("agenda.closed")}</State>;
}

/** The same day in the other view. */
function Ways({ day, shown }: { day: string; shown: RouteName }) {
  return (
    <nav class="tabs" aria-label={t("agenda.views")}>
      {(["agendaOfDay", "agendaOfWeek"] as const).map((route) => (
        <a
          key={route}
          href={hrefOf(route, day)}
          aria-current={route === shown ? "page" : undefined}
          onClick={(event) => {
            event.preventDefault();
            event.stopPropagation();
            goInstead(route, day);
          }}
        >
          {t(`agenda.${route}`)}
        </a>
      ))}
    </nav>
  );
}

interface StepsProps {
  day: string;
  /** How many days a step goes. */
  step: number;
  route: "agendaOfDay" | "agendaOfWeek";
  words: (day: string) => string;
}

/** Before, today, after. The focus stays on the button, and where one has come to is read aloud. */
function Steps({ day, step, route, words }: StepsProps) {
  const to = (target: string) => {
    goInstead(route, target);
    announce(words(target));
  };
  return (
    <div class="agenda__steps">
      <button type="button" class="button" onClick={() => to(daysAfter(day, -step))}>
        {t(`agenda.${route}.before`)}
      </button>
      <button type="button" class="button" onClick={() => to(today())}>
        {t(`agenda.${route}.now`)}
      </button>
      <button type="button" class="button" onClick={() => to(daysAfter(day, step))}>
        {t(`agenda.${route}.after`)}
      </button>
    </div>
  );
}

function plannedByDay(first: string, last: string): Map<string, Planned[]> {
  return daysOf(planned(first, last), me(), zone());
}

function mondayOf(day: string): string {
  return daysAfter(day, -((weekdayOf(day) + DAYS_A_WEEK - 1) % DAYS_A_WEEK));
}

function weekWords(monday: string): string {
  return t("agenda.week", { first: dayInWords(monday), last: dayInWords(daysAfter(monday, DAYS_A_WEEK - 1)) });
}
