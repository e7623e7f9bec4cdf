/** Today: who is visited when, and what waits for the worker. */

import { daysAfter } from "../../sync/days.ts";
import { agendaOf, DAYS_AHEAD, DAYS_BACK } from "../agenda.ts";
import { t } from "../language.ts";
import { all, me, notebook, now, zone } from "../notebook.ts";
import { AppointmentCard } from "../parts/appointment.tsx";
import { Bell } from "../parts/bell.tsx";
import { DraftList } from "../parts/drafts.tsx";
import { FollowUpSection } from "../parts/followup.tsx";
import { ReturnedNotes, ReturnedPlans } from "../parts/returned.tsx";
import { Screen } from "../parts/screen.tsx";
import { State } from "../parts/state.tsx";
import { MyTasks } from "../parts/tasks.tsx";
import { type Planned, planned } from "../planned.ts";
import { day, today } from "../records.ts";
import { hrefOf } from "../routes.ts";
import { dayOf } from "../time.ts";

export function Today() {
  const recorded = new Map<string, string>();
  for (const { id, fields } of all("support")) if (fields.appointment) recorded.set(fields.appointment, id);
  const first = daysAfter(today(), -DAYS_BACK);
  const agenda = agendaOf(planned(first, daysAfter(today(), DAYS_AHEAD)), {
    worker: me(),
    now: now.value,
    zone: zone(),
    recorded: new Set(recorded.keys()),
  });
  const card = (entry: Planned) => <AppointmentCard key={entry.id} entry={entry} note={recorded.get(entry.id)} />;
  const late = (entry: Planned) => (
    <AppointmentCard key={entry.id} entry={entry} day={day(dayOf(Date.parse(entry.fields.starts_at ?? ""), zone()))} />
  );
  return (
    <Screen title={day(today())} page={t("tab.today")} aside={<Bell />}>
      <ReturnedNotes />
      <ReturnedPlans />
      <Disagreements />
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
