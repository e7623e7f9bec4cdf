/** Today: who is visited when, and what waits for the worker. */

import { daysAfter } from "../../sync/days.ts";
import { UnwrittenOutings } from "../forms/nonote.tsx";
import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { dayOf } from "../kit/time.ts";
import { agendaOf, DAYS_AHEAD, DAYS_BACK } from "../model/agenda.ts";
import { useLater } from "../model/later.ts";
import { all, me, notebook, now, zone } from "../model/notebook.ts";
import { type Planned, planned } from "../model/planned.ts";
import { day, today } from "../model/records.ts";
import { unplacedNotes } from "../model/unplaced.ts";
import { AppointmentCard } from "../parts/appointment.tsx";
import { Bell } from "../parts/bell.tsx";
import { DraftList } from "../parts/drafts.tsx";
import { FollowUpSection } from "../parts/followup.tsx";
import { ReturnedNotes, ReturnedPlans } from "../parts/returned.tsx";
import { Screen } from "../parts/screen.tsx";
import { State } from "../parts/state.tsx";
import { MyTasks } from "../parts/tasks.tsx";

export function TodayScreen() {
  const recorded = new Map<string, string>();
  for (const { id, fields } of all("support")) if (fields.appointment) recorded.set(fields.appointment, id);
  const first = daysAfter(today(), -DAYS_BACK);
  const agenda = agendaOf(planned(first, daysAfter(today(), DAYS_AHEAD)), {
    worker: me(),
    now: now.value,
    zone: zone(),
    recorded: new Set(recorded.keys()),
  });
  const shown = new Set([...agenda.today, ...agenda.unrecorded].map(({ id }) => id));
  const card = (entry: Planned) => <AppointmentCard key={entry.id} entry={entry} note={recorded.get(entry.id)} />;
  const late = (entry: Planned) => (
    <AppointmentCard key={entry.id} entry={entry} day={day(dayOf(Date.parse(entry.fields.starts_at ?? ""), zone()))} />
  );
  return (
    <Screen title={day(today())} page={t("tab.today")} aside={<Bell />}>
      <ReturnedNotes />
      <ReturnedPlans />
      <Disagreements />
      <PlaceNotes />
      <DraftList />
      <section class="section" aria-labelledby="appointments">
        <h2 id="appointments">{t("today.appointments")}</h2>
        {agenda.today.length > 0 ? agenda.today.map(card) : <NothingToday />}
        <a class="button button--quiet" href={hrefOf("agenda")}>
          {t("agenda.open")}
        </a>
      </section>
      <MyTasks />
      {agenda.unrecorded.length > 0 && (
        <section class="section" aria-labelledby="unrecorded">
          <h2 id="unrecorded" class="section__title">
            {t("today.unrecorded")} <span class="count">{agenda.unrecorded.length}</span>
          </h2>
          {agenda.unrecorded.map(late)}
        </section>
      )}
      <UnwrittenOutings shown={shown} />
      <FollowUpSection />
      {agenda.ahead.length > 0 && (
        <section class="section" aria-labelledby="ahead">
          <h2 id="ahead">{t("today.ahead")}</h2>
          {agenda.ahead.map((ahead) => (
            <div key={ahead.day} class="section">
              <h3>{day(ahead.day)}</h3>
              {ahead.appointments.map(card)}
            </div>
          ))}
        </section>
      )}
    </Screen>
  );
}

/** Notes that were written while the phone showed nothing. */
function PlaceNotes() {
  return unplacedNotes(notebook().drafts()).length > 0 ? <Unplaced /> : null;
}

function Unplaced() {
  const parts = useLater();
  return parts && <parts.UnplacedNotes />;
}

function NothingToday() {
  return (
    <div class="empty">
      <p>{t("today.empty")}</p>
      <a class="button" href={hrefOf("cases")}>
        {t("today.empty.do")}
      </a>
    </div>
  );
}

function Disagreements() {
  const count = notebook().openConflicts().length;
  if (count === 0) return null;
  return (
    <a class="card card--caution card--link" href={hrefOf("conflicts")}>
      <State shape="conflict">{t("today.conflicts", { count })}</State>
    </a>
  );
}
