/** Writing a visit note: a new one of a case, a new one of an appointment, or an existing one. */

import type { View, WriteRequest } from "../../outbox/notebook.ts";
import type { Fields } from "../../sync/protocol.ts";
import { timeOf } from "../agenda.ts";
import { FormFoot, ResumedNotice } from "../forms/foot.tsx";
import { change, creation } from "../forms/keep.ts";
import { useForm, useSaving } from "../forms/open.ts";
import { PapersField } from "../forms/papers.tsx";
import { noteOfAppointment, noteOfCase } from "../forms/prefill.ts";
import { SupportFields } from "../forms/support.tsx";
import { t } from "../language.ts";
import { goBack, goInstead } from "../navigation.ts";
import { clientName, inCase, me, newId, notebook, now, one, safetyNotes } from "../notebook.ts";
import { attaching, idsIn, papersAdded } from "../papers.ts";
import { Safety } from "../parts/safety.tsx";
import { Screen } from "../parts/screen.tsx";
import { moment } from "../records.ts";
import { pathOf } from "../routes.ts";
import { NotHere } from "./nothere.tsx";

export function NewNote({ id }: { id: string }) {
  if (!one("case", id)) return <NotHere />;
  const last = inCase("support", id).sort((a, b) => timeOf(b.fields).localeCompare(timeOf(a.fields)))[0];
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

export function EditNote({ id }: { id: string }) {
  const note = one("support", id);
  if (!note?.fields.case) return <NotHere />;
  return <NoteForm path={pathOf({ name: "editNote", id })} caseId={note.fields.case} note={note.view} />;
}

interface NoteFormProps {
  path: string;
  caseId: string;
  prefill?: Fields;
  /** The note that is changed; none for a new one. */
  note?: View;
  appointment?: string;
}

function NoteForm({ path, caseId, prefill, note, appointment }: NoteFormProps) {
  const form = useForm({ kind: "support", path, record: note, ...(prefill ? { prefill } : {}) });
  const { failure, save } = useSaving(form);
  const title = t(note ? "note.edit" : "note.new");
  const back = note ? ({ name: "note", id: note.id } as const) : ({ name: "case", id: caseId } as const);
  const keep = async () => {
    const id = note?.id ?? newId();
    await papersAdded();
    const done = await save(async () => {
      const papers = attaching(form, id, caseId);
      if (note) await change(form, note, papers);
      else await notebook().writeAll([withPapers(creation(form, id)), ...papers, ...markedDone(appointment)]);
    });
    if (done) goInstead("note", id);
  };
  return (
    <Screen title={title} page={title} back={back}>
      <p class="strong">{t("client", { name: clientName(caseId) })}</p>
      <Safety notes={safetyNotes(caseId)} />
      <ResumedNotice form={form} when={moment} />
      <div class="stack stack--loose">
        <SupportFields form={form} />
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

/** With its note an appointment is done. */
function markedDone(appointment: string | undefined): WriteRequest[] {
  if (appointment === undefined) return [];
  return [{ kind: "appointment", record: appointment, fields: { state: "done" } }];
}
