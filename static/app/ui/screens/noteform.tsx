/** Writing a visit note: a new one of a case, a new one of an appointment, or an existing one. */

import type { Key } from "../../i18n/ja.ts";
import type { View, WriteRequest } from "../../outbox/notebook.ts";
import type { Fields } from "../../sync/protocol.ts";
import { timeOf } from "../agenda.ts";
import { FormFoot, ResumedNotice } from "../forms/foot.tsx";
import type { Form } from "../forms/form.ts";
import { change, creation } from "../forms/keep.ts";
import { MonitoringFields } from "../forms/monitor.tsx";
import { checkNote, dateMoved } from "../forms/monitoring.ts";
import { useForm, useSaving } from "../forms/open.ts";
import { PapersField } from "../forms/papers.tsx";
import { noteOfAppointment, noteOfCase, noteOfMonitoring, noteOfOuting } from "../forms/prefill.ts";
import { SupportFields } from "../forms/support.tsx";
import { t } from "../language.ts";
import { goBack, goInstead } from "../navigation.ts";
import { clientName, type Entry, homeOf, inCase, me, newId, notebook, now, one, safetyNotes } from "../notebook.ts";
import { attaching, idsIn, papersAdded } from "../papers.ts";
import { Safety } from "../parts/safety.tsx";
import { Screen } from "../parts/screen.tsx";
import { type Planned, plannedTime, useBegunBefore, writtenDown } from "../planned.ts";
import { runningPlan } from "../plans.ts";
import { moment } from "../records.ts";
import { pathOf, type Route } from "../routes.ts";
import { NotHere } from "./nothere.tsx";

export function NewNote({ id }: { id: string }) {
  if (!one("case", id)) return <NotHere />;
  const last = latestFirst(inCase("support", id))[0];
  const prefill = noteOfCase(id, last?.fields, me(), now.peek());
  return <NoteForm path={pathOf({ name: "newNote", id })} prefill={prefill} caseId={id} />;
}

export function NoteOfAppointment({ id }: { id: string }) {
  const appointment = one("appointment", id);
  if (!appointment?.fields.case) return <NotHere />;
  const prefill = noteOfAppointment(id, appointment.fields, me(), now.peek());
  const path = pathOf({ name: "noteOfAppointment", id });
  return <NoteForm path={path} prefill={prefill} caseId={appointment.fields.case} appointment={id} />;
}

/** The note of a time of a recurring visit: with it the time becomes an appointment that is done. */
export function NoteOfOccurrence({ id }: { id: string }) {
  const path = pathOf({ name: "noteOfOccurrence", id });
  const time = plannedTime(id);
  const isBegun = useBegunBefore(path, time);
  if (!time?.fields.case) return <NotHere />;
  if (time.view && !isBegun) return <NoteOfAppointment id={time.id} />;
  const prefill = noteOfAppointment(newId(), time.fields, me(), now.peek());
  return <NoteForm path={path} prefill={prefill} caseId={time.fields.case} time={time} />;
}

/** The note of a visit that was under watch: of its appointment, if it has one, at the time that it really was. */
export function NoteOfOuting({ id }: { id: string }) {
  const outing = one("outing", id);
  const { case: caseId, appointment } = outing?.fields ?? {};
  if (!outing || !caseId || !one("case", caseId)) return <NotHere />;
  const planned = one("appointment", appointment);
  const known = planned
    ? noteOfAppointment(planned.id, planned.fields, me(), now.peek())
    : noteOfCase(caseId, latestFirst(inCase("support", caseId))[0]?.fields, me(), now.peek());
  const prefill = { method: "visit", ...known, ...noteOfOuting(outing.fields) };
  const path = pathOf({ name: "noteOfOuting", id });
  return <NoteForm path={path} prefill={prefill} caseId={caseId} {...(planned ? { appointment: planned.id } : {})} />;
}

export function EditNote({ id }: { id: string }) {
  const note = one("support", id);
  if (!note?.fields.case) return <NotHere />;
  return <NoteForm path={pathOf({ name: "editNote", id })} caseId={note.fields.case} note={note.view} />;
}

/** The note that looks at a plan again. */
export function MonitorPlan({ id }: { id: string }) {
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

function latestFirst(notes: Entry<"support">[]): Entry<"support">[] {
  return notes.sort((a, b) => timeOf(b.fields).localeCompare(timeOf(a.fields)));
}

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
  plan?: Entry<"plan">;
  title?: Key;
  /** The screen that the form was opened from; the note or its case, unless another is named. */
  back?: Route;
}

function NoteForm({ path, caseId, prefill, note, appointment, time, ...more }: NoteFormProps) {
  const form = useForm({ kind: "support", path, record: note, check: checkNote, ...(prefill ? { prefill } : {}) });
  const { failure, save } = useSaving(form);
  const title = t(more.title ?? (note ? "note.edit" : "note.new"));
  const back: Route = more.back ?? (note ? { name: "note", id: note.id } : { name: "case", id: caseId });
  const monitored = one("plan", String(form.get("monitors") ?? "")) ?? runningPlan(caseId);
  const keep = async () => {
    const id = note?.id ?? newId();
    await papersAdded();
    const done = await save(async () => {
      const together = [...attaching(form, id, caseId), ...dateMoved(form.values.value)];
      if (note) await change(form, note, together);
      else {
        const visit = time ? visitDone(form, time) : markedDone(appointment);
        await notebook().writeAll([...visit, withPapers(creation(form, id)), ...together]);
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
        <SupportFields form={form} />
        {!more.plan && monitored && <MonitoringFields form={form} plan={monitored} />}
        <PapersField form={form} />
        <FormFoot form={form} failure={failure} onSave={() => void keep()} onDrop={() => goBack(back.name, back.id)} />
      </div>
    </Screen>
  );
}

/** A note names the papers that are there: a draft may name one that the phone could not keep. */
function withPapers(request: WriteRequest): WriteRequest {
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
