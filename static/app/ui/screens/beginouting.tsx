/** Before a visit: what a visitor must know, until when, and one big button. All of it is on the phone. */

import { useSignal } from "@preact/signals";
import { Field } from "../forms/field.tsx";
import { DropDraft } from "../forms/foot.tsx";
import { useForm, useSaving } from "../forms/open.ts";
import { usedBefore } from "../forms/used.ts";
import { allowSound } from "../kit/attention.ts";
import { listWords, t } from "../kit/language.ts";
import { goBack, goInstead } from "../kit/navigation.ts";
import { hrefOf, pathOf, type Route } from "../kit/routes.ts";
import { timeWords } from "../kit/time.ts";
import { clientName, notebook, one, safetyNotes, zone } from "../model/notebook.ts";
import { endIfStartedNow, GOES_OUT, type Outing, openOutings, prefillOf, start } from "../model/outings.ts";
import { ClockNotice } from "../parts/clock.tsx";
import { Home } from "../parts/reach.tsx";
import { Safety } from "../parts/safety.tsx";
import { Screen } from "../parts/screen.tsx";
import { NotHere } from "./nothere.tsx";

const LATER_MINUTES = [15, 30] as const;
const EARLIER_MINUTES = 15;

export function BeginOutingScreen({ id }: { id: string }) {
  if (!one("case", id)) return <NotHere />;
  return <Begin caseId={id} path={pathOf({ name: "beginOuting", id })} />;
}

export function BeginOutingOfAppointmentScreen({ id }: { id: string }) {
  const caseId = one("appointment", id)?.fields.case;
  if (!caseId) return <NotHere />;
  return <Begin caseId={caseId} appointment={id} path={pathOf({ name: "beginOutingOfAppointment", id })} />;
}

interface BeginProps {
  caseId: string;
  path: string;
  appointment?: string | undefined;
}

function Begin({ caseId, path, appointment }: BeginProps) {
  const [open] = openOutings();
  const notes = safetyNotes(caseId);
  const back =
    appointment === undefined ? ({ name: "case", id: caseId } as const) : ({ name: "today", id: "" } as const);
  return (
    <Screen title={t("outing.begin")} page={t("outing.begin")} back={back}>
      <p class="strong">{t("client", { name: clientName(caseId) })}</p>
      {notes === "" ? (
        <div class="card">
          <p>{t("outing.no_safety")}</p>
          <p class="soft small">{t("outing.no_safety.do")}</p>
        </div>
      ) : (
        <Safety notes={notes} />
      )}
      {open ? <OtherOpen open={open} /> : <Start caseId={caseId} path={path} appointment={appointment} back={back} />}
    </Screen>
  );
}

/** Nobody is on two visits: the one that was forgotten is ended first. */
function OtherOpen({ open }: { open: Outing }) {
  return (
    <div class="notice notice--caution">
      <p class="notice__title">{t("outing.other_open")}</p>
      <p>{t("outing.other_open.do")}</p>
      <a class="button" href={hrefOf("outing", open.id)}>
        {t("outing.other_open.see", { name: clientName(open.fields.case) })}
      </a>
    </div>
  );
}

function Start({ caseId, path, appointment, back }: BeginProps & { back: Route }) {
  const form = useForm({ kind: "outing", path, prefill: prefillOf(caseId, appointment), check: () => [] });
  const { failure, save } = useSaving(form);
  const moreMinutes = useSignal(0);
  const end = endIfStartedNow(appointment, moreMinutes.value);
  const begin = async () => {
    allowSound();
    let started = "";
    const done = await save(async () => {
      started = await start(form.values.value, end, path);
    });
    if (done) goInstead("outing", started);
  };
  return (
    <>
      <p>{t("outing.begin.lead")}</p>
      <ClockNotice />
      {appointment === undefined && <Field form={form} field="method" only={GOES_OUT} columns="two" needed />}
      <fieldset class="field">
        <legend class="field__label">{t("outing.end.expected")}</legend>
        <p class="outing-end" role="status">
          {t("outing.until", { end: timeWords(end, zone()) })}
        </p>
        <div class="outing-steps">
          <button type="button" class="button" onClick={() => (moreMinutes.value -= EARLIER_MINUTES)}>
            {t("outing.less")}
          </button>
          {LATER_MINUTES.map((minutes) => (
            <button key={minutes} type="button" class="button" onClick={() => (moreMinutes.value += minutes)}>
              {t("outing.more", { minutes })}
            </button>
          ))}
        </div>
      </fieldset>
      <button type="button" class="button button--main button--wide button--tall" onClick={() => void begin()}>
        {t("outing.begin.do", { end: timeWords(end, zone()) })}
      </button>
      {failure && (
        <p class="notice notice--alert" role="alert">
          {t(`failure.${failure}`)}
        </p>
      )}
      <Where form={form} caseId={caseId} />
      <DropDraft form={form} onDrop={() => goBack(back.name, back.id)} />
    </>
  );
}

function Where({ form, caseId }: { form: ReturnType<typeof useForm>; caseId: string }) {
  const before = [...notebook().list("appointment"), ...notebook().list("support")];
  const place = String(form.get("place") ?? "");
  const companions = form.get("companions");
  return (
    <>
      {place !== "" && <p>{place}</p>}
      <Home caseId={caseId} place={place} />
      {Array.isArray(companions) && companions.length > 0 && (
        <p class="soft">{t("appointment.with", { who: listWords(companions.map(String)) })}</p>
      )}
      <details class="disclosure">
        <summary>{t("outing.change")}</summary>
        <div class="stack stack--loose">
          <Field form={form} field="place" suggest={usedBefore(before, "place", caseId)} />
          <Field form={form} field="companions" suggest={usedBefore(before, "companions", caseId)} />
        </div>
      </details>
    </>
  );
}
