/** Writing a visit note: a new one of a case, a new one of an appointment, or an existing one. */

import { useState } from "preact/hooks";
import type { Key } from "../../i18n/ja.ts";
import type { View, WriteRequest } from "../../outbox/notebook.ts";
import type { AppointmentFields } from "../../sync/kinds.gen.ts";
import type { Fields } from "../../sync/protocol.ts";
import { attaching, filesAdded } from "../forms/attaching.ts";
import { AttachmentsField } from "../forms/attachments.tsx";
import { FormFoot, ResumedNotice } from "../forms/foot.tsx";
import type { Form } from "../forms/form.ts";
import { change, creation } from "../forms/keep.ts";
import { MonitoringFields } from "../forms/monitor.tsx";
import { checkNote, dateMoved } from "../forms/monitoring.ts";
import { useForm, useSaving } from "../forms/open.ts";
import { noteOfAppointment, noteOfCase, noteOfMonitoring, noteOfOuting } from "../forms/prefill.ts";
import { SupportFields } from "../forms/support.tsx";
import { t } from "../kit/language.ts";
import { goBack, goInstead } from "../kit/navigation.ts";
import { pathOf, type Route } from "../kit/routes.ts";
import { dayOf } from "../kit/time.ts";
import { timeOf } from "../model/agenda.ts";
import { idsIn } from "../model/attachments.ts";
import {
  clientName,
  clock,
  homeOf,
  inCase,
  me,
  newId,
  notebook,
  now,
  one,
  type RecordOf,
  safetyNotes,
  zone,
} from "../model/notebook.ts";
import { noteOf, type Outing, outingOf } from "../model/outings.ts";
import { type Planned, plannedTime, useBegunBefore, writtenDown } from "../model/planned.ts";
import { runningPlan } from "../model/plans.ts";
import { moment } from "../model/records.ts";
import { ClockNotice } from "../parts/clock.tsx";
import { confirmed } from "../parts/confirm.tsx";
import { Safety } from "../parts/safety.tsx";
import { Screen } from "../parts/screen.tsx";
import { NoteScreen } from "./note.tsx";
import { NotHere } from "./nothere.tsx";

export function NewNoteScreen({ id }: { id: string }) {
  if (!one("case", id)) return <NotHere />;
  const last = latestFirst(inCase("support", id))[0];
  const prefill = noteOfCase(id, last?.fields, me(), now.peek());
  return <NoteForm path={pathOf({ name: "newNote", id })} prefill={prefill} caseId={id} />;
}

/** A telephone call, from where the number stands. */
export function NewCallScreen({ id }: { id: string }) {
  if (!one("case", id)) return <NotHere />;
  const last = latestFirst(inCase("support", id))[0];
  const prefill = { ...noteOfCase(id, last?.fields, me(), now.peek()), method: "phone_mail" };
  return <NoteForm path={pathOf({ name: "newCall", id })} prefill={prefill} caseId={id} />;
}

export function NoteOfAppointmentScreen({ id }: { id: string }) {
  const appointment = one("appointment", id);
  if (!appointment?.fields.case) return <NotHere />;
  const outing = visitOf(id, appointment.fields);
  const prefill = {
    ...noteOfAppointment(id, appointment.fields, me(), now.peek()),
    ...(outing ? noteOfOuting(outing.id, outing.fields) : {}),
  };
  const path = pathOf({ name: "noteOfAppointment", id });
  return <NoteForm path={path} prefill={prefill} caseId={appointment.fields.case} appointment={id} />;
}

/** The visit under watch that was begun from an appointment, on its day: one that was put off has begun on another. */
function visitOf(id: string, { starts_at = "" }: AppointmentFields): Outing | undefined {
  const outing = outingOf(id);
  const dayIn = (moment = "") => dayOf(Date.parse(moment), zone());
  const isOfTheDay = outing !== undefined && starts_at !== "" && dayIn(outing.fields.started_at) === dayIn(starts_at);
  return isOfTheDay && outing.fields.no_note === undefined ? outing : undefined;
}

/** The note of a time of a recurring visit: with it the time becomes an appointment that is done. */
export function NoteOfOccurrenceScreen({ id }: { id: string }) {
  const path = pathOf({ name: "noteOfOccurrence", id });
  const time = plannedTime(id);
  const isBegun = useBegunBefore(path, time);
  if (!time?.fields.case) return <NotHere />;
  if (time.view && !isBegun) return <NoteOfAppointmentScreen id={time.id} />;
  const prefill = noteOfAppointment(newId(), time.fields, me(), now.peek());
  return <NoteForm path={path} prefill={prefill} caseId={time.fields.case} time={time} />;
}

/** The note of a visit that was under watch: of its appointment, if it has one, at the time that it really was. */
export function NoteOfOutingScreen({ id }: { id: string }) {
  const outing = one("outing", id);
  const { case: caseId, appointment } = outing?.fields ?? {};
  // A visit has one note: whoever comes back here, from an old screen or another tab, is shown that.
  const [written] = useState(() => outing && noteOf(outing)?.id);
  if (written !== undefined) return <NoteScreen id={written} />;
  if (!outing || !caseId || !one("case", caseId)) return <NotHere />;
  const planned = one("appointment", appointment);
  const known = planned
    ? noteOfAppointment(planned.id, planned.fields, me(), now.peek())
    : noteOfCase(caseId, latestFirst(inCase("support", caseId))[0]?.fields, me(), now.peek());
  const prefill = { method: "visit", ...known, ...noteOfOuting(id, outing.fields) };
  const path = pathOf({ name: "noteOfOuting", id });
  return <NoteForm path={path} prefill={prefill} caseId={caseId} {...(planned ? { appointment: planned.id } : {})} />;
}

export function EditNoteScreen({ id }: { id: string }) {
  const note = one("support", id);
  if (!note?.fields.case) return <NotHere />;
  return <NoteForm path={pathOf({ name: "editNote", id })} caseId={note.fields.case} note={note.view} />;
}

/** The note that looks at a plan again. */
export function MonitorPlanScreen({ id }: { id: string }) {
  const plan = one("plan", id);
  const caseId = plan?.fields.case;
  if (!caseId) return <NotHere />;
  const notes = latestFirst(inCase("support", caseId));
  const start = noteOfCase(caseId, notes[0]?.fields, me(), now.peek());
  const last = notes.find(({ fields }) => fields.monitors === id);
  const known = { home: homeOf(caseId), purpose: t("monitor.purpose") };
  const prefill = noteOfMonitoring(plan.view, start, last?.fields, known);
  return (
    <NoteForm
      path={pathOf({ name: "monitorPlan", id })}
      title="monitor.title"
      prefill={prefill}
      caseId={caseId}
      plan={plan}
      back={{ name: "plan", id }}
    />
  );
}

function latestFirst(notes: RecordOf<"support">[]): RecordOf<"support">[] {
  return notes.sort((a, b) => timeOf(b.fields).localeCompare(timeOf(a.fields)));
}

/** By how much a note may begin ahead of the clock before that is asked about. */
const MS_AHEAD = 15 * 60_000;

interface NoteFormProps {
  path: string;
  caseId: string;
  prefill?: Fields;
  /** The note that is changed; none for a new one. */
  note?: View;
  appointment?: string;
  /** The time of a recurring visit that it is of: nobody had written it down when the form was opened. */
  time?: Planned;
  /** The plan that the form was opened to monitor; otherwise the note may monitor the one that runs. */
  plan?: RecordOf<"plan">;
  title?: Key;
  /** The screen that the form was opened from; the note or its case, unless another is named. */
  back?: Route;
}

function NoteForm({ path, caseId, prefill, note, appointment, time, ...more }: NoteFormProps) {
  const form = useForm({
    kind: "support",
    path,
    record: note,
    check: (values) => checkNote(values, note?.fields),
    ...(prefill ? { prefill } : {}),
  });
  const { failure, save } = useSaving(form, "told");
  const title = t(more.title ?? (note ? "note.edit" : "note.new"));
  const back: Route = more.back ?? (note ? { name: "note", id: note.id } : { name: "case", id: caseId });
  const monitored = one("plan", String(form.get("monitors") ?? "")) ?? runningPlan(caseId);
  const keep = async () => {
    const start = form.get("started_at");
    if (typeof start === "string" && Date.parse(start) > clock() + MS_AHEAD && !(await isMeant(start))) return;
    const id = note?.id ?? newId();
    await filesAdded();
    const done = await save(async () => {
      const together = [...attaching(form, id, caseId), ...dateMoved(form.values.value)];
      if (note) await change(form, note, together);
      else {
        const visit = time ? visitDone(form, time) : markedDone(appointment);
        await notebook().writeAll([...visit, withAttachments(creation(form, id)), ...together]);
      }
    });
    if (done) goInstead("note", id);
  };
  return (
    <Screen title={title} page={title} back={back}>
      <p class="strong">{t("client", { name: clientName(caseId) })}</p>
      <Safety notes={safetyNotes(caseId)} />
      <ResumedNotice form={form} when={moment} />
      <div class="stack stack--loose">
        {more.plan && <MonitoringFields form={form} plan={more.plan} />}
        {!note && <ClockNotice />}
        <SupportFields form={form} />
        {!more.plan && monitored && <MonitoringFields form={form} plan={monitored} />}
        <AttachmentsField form={form} />
        <FormFoot form={form} failure={failure} onSave={() => void keep()} onDrop={() => goBack(back.name, back.id)} />
      </div>
    </Screen>
  );
}

/** Asks about a note of a time that has not come yet. */
function isMeant(start: string): Promise<boolean> {
  return confirmed(t("note.future"), t("note.future.text", { when: moment(start) }), t("note.future.do"));
}

/** A note names the attachments that are there: a draft may name one that the phone could not keep. */
function withAttachments(request: WriteRequest): WriteRequest {
  const attachments = idsIn(request.fields.attachments);
  return { ...request, fields: { ...request.fields, attachments } };
}

/** The time of a recurring visit, done: the appointment that stands in its place by now, or else one that is written down now. */
function visitDone(form: Form, time: Planned): WriteRequest[] {
  if (!time.view) return [writtenDown(time, String(form.get("appointment")), { state: "done" })];
  form.set("appointment", time.id);
  return markedDone(time.id);
}

/** With its note an appointment is done. */
function markedDone(appointment: string | undefined): WriteRequest[] {
  if (appointment === undefined) return [];
  return [{ kind: "appointment", record: appointment, fields: { state: "done" } }];
}
