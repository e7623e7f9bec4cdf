/** One appointment, or one time of a recurring visit: when, with whom, where, and the note that it leads to. */

import { stageOf } from "../../sync/outing.ts";
import { codeWord, listWords, t } from "../kit/language.ts";
import { go } from "../kit/navigation.ts";
import { hrefOf } from "../kit/routes.ts";
import { dayOf, timeWords } from "../kit/time.ts";
import { announce } from "../model/announce.ts";
import { clientName, homeOf, newId, notebook, now, safetyNotes, zone } from "../model/notebook.ts";
import { goesOut, outingOf } from "../model/outings.ts";
import { type Planned, writtenDown } from "../model/planned.ts";
import { today } from "../model/records.ts";
import { Address, Home, Telephone } from "./reach.tsx";
import { State, UnsentMark } from "./state.tsx";

interface CardProps {
  entry: Planned;
  /** The note of this appointment, if there is one. */
  note?: string | undefined;
  /** Where the client is known already. */
  withoutName?: boolean;
  /** Words for the day, where the list is not by day. */
  day?: string;
}

export function AppointmentCard({ entry, note, withoutName = false, day }: CardProps) {
  const { id, fields, view } = entry;
  const name = clientName(fields.case);
  return (
    <article class="card">
      <div class="row row--spread row--top">
        <div class="stack stack--tight">
          <p class="appointment__time">
            {day && `${day} `}
            {hours(entry)}
          </p>
          {!withoutName && fields.case && (
            <p class="strong">
              <a class="line-link" href={hrefOf("case", fields.case)}>
                {name || t("value.unknown_record")}
              </a>
            </p>
          )}
        </div>
        <div class="stack stack--tight">
          {fields.method && <State shape="plain">{codeWord("method", fields.method)}</State>}
          {fields.series && <State shape="plain">{t("series.mark")}</State>}
          {view && <UnsentMark view={view} />}
        </div>
      </div>
      <Details entry={entry} />
      {safetyNotes(fields.case) && <State shape="due">{t("safety.exist")}</State>}
      <div class="form-actions">
        {note ? (
          <a class="button button--quiet" href={hrefOf("note", note)}>
            {t("appointment.recorded")}
          </a>
        ) : (
          <a class="button button--main" href={hrefOf(view ? "noteOfAppointment" : "noteOfOccurrence", id)}>
            {t("appointment.record")}
            <span class="visually-hidden"> {name}</span>
          </a>
        )}
        {!note && <OutingLink entry={entry} name={name} />}
        <a class="button button--quiet" href={hrefOf(view ? "editAppointment" : "editOccurrence", id)}>
          {t("appointment.change")}
          <span class="visually-hidden"> {name}</span>
        </a>
      </div>
    </article>
  );
}

/** The visit under watch that was begun from here, or the way to begin one, on its day. */
function OutingLink({ entry, name }: { entry: Planned; name: string }) {
  const { id, fields } = entry;
  const outing = outingOf(id);
  const isToday = fields.starts_at !== undefined && dayOf(Date.parse(fields.starts_at), zone()) === today();
  if (!outing && !(isToday && goesOut(fields.method))) return null;
  if (!entry.view) return <BeginOutingOfTime time={entry} name={name} />;
  const stage = outing && stageOf(outing.fields, now.value);
  return (
    <a class="button" href={outing ? hrefOf("outing", outing.id) : hrefOf("beginOutingOfAppointment", id)}>
      {stage ? t(`outing.stage.${stage}`) : t("outing.begin")}
      <span class="visually-hidden"> {name}</span>
    </a>
  );
}

/** A visit under watch names its appointment, so that the time is written down as one first. */
function BeginOutingOfTime({ time, name }: { time: Planned; name: string }) {
  const begin = async () => {
    const record = newId();
    try {
      await notebook().write(writtenDown(time, record));
    } catch {
      announce(t("failure.storage_failed"));
      return;
    }
    go("beginOutingOfAppointment", record);
  };
  return (
    <button type="button" class="button" onClick={() => void begin()}>
      {t("outing.begin")}
      <span class="visually-hidden"> {name}</span>
    </button>
  );
}

function Details({ entry: { fields } }: { entry: Planned }) {
  const { place, purpose, companions = [] } = fields;
  return (
    <div class="stack stack--tight">
      {place && (place === homeOf(fields.case) ? <Address address={place} /> : <p>{place}</p>)}
      {goesOut(fields.method) && <Home caseId={fields.case} place={place} />}
      <Telephone caseId={fields.case} />
      {purpose && <p class="soft">{purpose}</p>}
      {companions.length > 0 && <p class="soft small">{t("appointment.with", { who: listWords(companions) })}</p>}
    </div>
  );
}

function hours({ fields }: Planned): string {
  const start = fields.starts_at ? timeWords(fields.starts_at, zone()) : "";
  return fields.ends_at ? `${start}–${timeWords(fields.ends_at, zone())}` : start;
}
