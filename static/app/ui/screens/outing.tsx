/** A visit under watch: what the office knows of it, calling for help, making it longer, ending it, and then its note. */

import { useSignal } from "@preact/signals";
import { minutesLeft, stageOf } from "../../sync/outing.ts";
import { NoNote } from "../forms/nonote.tsx";
import { listWords, t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { dayOf, timeWords } from "../kit/time.ts";
import { announce } from "../model/announce.ts";
import { clientName, now, one, safetyNotes, zone } from "../model/notebook.ts";
import { end, extend, goOn, isStale, noteOf, type Outing, openOutings } from "../model/outings.ts";
import { day } from "../model/records.ts";
import { AlarmButton, OpenAlarm } from "../parts/alarm.tsx";
import { STAGE_SHAPES, timeLeft } from "../parts/outingbar.tsx";
import { WhatTheOfficeKnows } from "../parts/outingdelivery.tsx";
import { Home, Telephone } from "../parts/reach.tsx";
import { Safety } from "../parts/safety.tsx";
import { Screen } from "../parts/screen.tsx";
import { State } from "../parts/state.tsx";
import { NotHere } from "./nothere.tsx";

const LONGER_MINUTES = [15, 30] as const;

export function OutingScreen({ id }: { id: string }) {
  const outing = one("outing", id);
  if (!outing || outing.view.deleted) return <NotHere />;
  const { fields } = outing;
  const stage = stageOf(fields, now.value);
  const about = one("case", fields.case);
  const name = clientName(fields.case);
  const title = name ? t("outing.title", { name }) : t("outing.page");
  return (
    <Screen title={title} page={t("outing.page")} back={about ? { name: "case", id: about.id } : { name: "today" }}>
      {stage === "alarm" ? <OpenAlarm outing={outing} /> : <Standing outing={outing} />}
      {(stage === "under_way" || stage === "overrun") && <UnderWay outing={outing} />}
      {stage === "ended" && <Ended outing={outing} hasCase={about !== undefined} />}
      {!about && <p class="notice">{t("outing.handed_on")}</p>}
      {stage !== "ended" && <Safety notes={safetyNotes(fields.case)} />}
    </Screen>
  );
}

/** Where the visit stands, and how much of that the office knows. */
function Standing({ outing }: { outing: Outing }) {
  const { fields } = outing;
  const stage = stageOf(fields, now.value);
  const start = timeWords(fields.started_at ?? "", zone());
  return (
    <div class={stage === "under_way" || stage === "ended" ? "card" : "card card--caution"}>
      <h2>
        <State shape={STAGE_SHAPES[stage]}>{t(`outing.stage.${stage}`)}</State>
      </h2>
      <p class="outing-end">
        {fields.ended_at === undefined
          ? timeLeft(outing, stage)
          : t("outing.from_to", { start, end: timeWords(fields.ended_at, zone()) })}
      </p>
      {stage === "overrun" && !isStale(outing) && <p>{t("outing.over.do")}</p>}
      <Particulars outing={outing} />
      <WhatTheOfficeKnows outing={outing} />
    </div>
  );
}

function Particulars({ outing: { fields } }: { outing: Outing }) {
  const { place, companions = [], started_at, ended_at } = fields;
  return (
    <div class="stack stack--tight">
      {ended_at === undefined && <p>{t("outing.since", { start: timeWords(started_at ?? "", zone()) })}</p>}
      {place && <p>{place}</p>}
      <Home caseId={fields.case} place={place} />
      <Telephone caseId={fields.case} />
      {companions.length > 0 && <p class="soft">{t("appointment.with", { who: listWords(companions) })}</p>}
    </div>
  );
}

/** Ending it, calling for help, making it longer. No word of whom it is to. */
export function UnderWay({ outing }: { outing: Outing }) {
  const notKept = useSignal(false);
  const finish = async (at?: string) => {
    notKept.value = !(await end(outing, at));
    if (!notKept.value) announce(t("outing.ended"));
  };
  const makeLonger = async (minutes: number) => {
    notKept.value = !(await extend(outing, minutes));
  };
  const isForgotten = isStale(outing);
  return (
    <>
      {isForgotten ? (
        <Forgotten outing={outing} finish={(at) => void finish(at)} />
      ) : (
        <button type="button" class="button button--main button--wide button--tall" onClick={() => void finish()}>
          {t("outing.end")}
        </button>
      )}
      <AlarmButton outing={outing} />
      {!isForgotten && (
        <div class="outing-steps">
          {LONGER_MINUTES.map((minutes) => (
            <button key={minutes} type="button" class="button" onClick={() => void makeLonger(minutes)}>
              {t("outing.extend", { minutes })}
            </button>
          ))}
        </div>
      )}
      {notKept.value && (
        <p class="notice notice--alert" role="alert">
          {t("failure.storage_failed")}
        </p>
      )}
    </>
  );
}

/** A visit of another day that nobody ended. */
function Forgotten({ outing, finish }: { outing: Outing; finish: (at?: string) => void }) {
  const { started_at = "", expected_end = "" } = outing.fields;
  return (
    <section class="section" aria-labelledby="forgotten">
      <h2 id="forgotten">{t("outing.stage.stale")}</h2>
      <p>{t("outing.stale.do", { day: day(dayOf(Date.parse(started_at), zone())) })}</p>
      <div class="form-actions">
        <button type="button" class="button button--main" onClick={() => finish(expected_end)}>
          {t("outing.end_at", { end: timeWords(expected_end, zone()) })}
        </button>
        <button type="button" class="button" onClick={() => finish()}>
          {t("outing.end_now")}
        </button>
      </div>
    </section>
  );
}

/**
 * What comes after: the note, with the times filled in, where the case is still this worker's. An end that was a slip can be taken back
 * until the visit was to end.
 */
function Ended({ outing, hasCase }: { outing: Outing; hasCase: boolean }) {
  const written = noteOf(outing);
  const mayGoOn = openOutings().length === 0 && minutesLeft(outing.fields, now.value) >= 0;
  return (
    <div class="form-actions">
      {written && (
        <a class="button button--main button--wide" href={hrefOf("note", written.id)}>
          {t("outing.see_note")}
        </a>
      )}
      {!written && hasCase && (
        <a class="button button--main button--wide" href={hrefOf("noteOfOuting", outing.id)}>
          {t("outing.write_note")}
        </a>
      )}
      {!written && hasCase && <NoNote outing={outing} />}
      {mayGoOn && (
        <button type="button" class="button button--quiet button--wide" onClick={() => void goOn(outing)}>
          {t("outing.go_on")}
        </button>
      )}
    </div>
  );
}
