/** Attachments as the screens handle them: records, papers still on this phone, and what a form does with them. */

import { signal } from "@preact/signals";
import type { Paper, WriteRequest } from "../outbox/notebook.ts";
import type { Json } from "../sync/protocol.ts";
import type { Form } from "./forms/form.ts";
import { all, type Entry, newId, notebook, one } from "./notebook.ts";
import { type Prepared, prepared, type Unfit } from "./photo.ts";

export type Trouble = Unfit | "storage_full" | "storage_failed";

/** The attachments of a note or a plan, in the order of making. */
export function attachmentsOf(about: string): Entry<"attachment">[] {
  const found = all("attachment").filter(({ fields }) => fields.about === about);
  return found.sort((one, other) => one.id.localeCompare(other.id));
}

/** The ids that a form holds and that stand for something: a paper on this phone, or a live attachment. */
export function idsIn(value: Json | undefined): string[] {
  const ids = Array.isArray(value) ? value.map(String) : [];
  return ids.filter((id) => notebook().papers.get(id) || one("attachment", id)?.view.deleted === false);
}

/** The papers that wait for the office by themselves: their attachments are there already. */
export function papersWaiting(): Paper[] {
  const queued = new Set(
    notebook()
      .queue()
      .map(({ change }) => change.record),
  );
  return notebook()
    .papers.unsent()
    .filter(({ id }) => !queued.has(id));
}

/** How much has not reached the office; a photo that waits together with its record counts once. */
export function unsentCount(): number {
  return notebook().queue().length + papersWaiting().length;
}

/** Whether files are being made ready for a form. */
export const adding = signal(0);
let added: Promise<unknown> = Promise.resolve();

/** Resolves when every file that was chosen so far is kept or refused. A form is saved after that. */
export async function papersAdded(): Promise<void> {
  await added;
}

/** Keeps chosen files with a form, one after the other. Resolves to what went wrong, if anything did. */
export function addFiles(form: Form, files: readonly File[]): Promise<Trouble | null> {
  return inTurn(() => addAll(form, files));
}

/** Keeps with a form, as it is, what was made in the app. Resolves to what went wrong, if anything did. */
export function addPaper(form: Form, paper: Prepared): Promise<Trouble | null> {
  return inTurn(() => keep(form, paper));
}

function inTurn(add: () => Promise<Trouble | null>): Promise<Trouble | null> {
  adding.value += 1;
  const turn = added.then(add).finally(() => {
    adding.value -= 1;
  });
  added = turn;
  return turn;
}

async function addAll(form: Form, files: readonly File[]): Promise<Trouble | null> {
  let trouble: Trouble | null = null;
  for (const file of files) {
    const ready = await prepared(file);
    trouble = (typeof ready === "string" ? ready : await keep(form, ready)) ?? trouble;
  }
  return trouble;
}

/** The draft names the paper before it is kept, so that no paper is ever on the phone that nothing speaks of. */
async function keep(form: Form, paper: Prepared): Promise<Trouble | null> {
  const id = newId();
  form.set("attachments", [...idsIn(form.get("attachments")), id]);
  await form.keep();
  try {
    if (form.draftState.value === "failed") return "storage_failed";
    await notebook().papers.keep({ ...paper, id, draft: form.key });
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code === "storage_full"
      ? "storage_full"
      : "storage_failed";
  }
  // What is shown follows what is known of the id, which has only just become known.
  form.set("attachments", idsIn(form.get("attachments")));
  return null;
}

/** Takes one out of a form: a paper leaves the phone at once, an attachment when the form is saved. */
export async function takeOut(form: Form, id: string): Promise<void> {
  form.set(
    "attachments",
    idsIn(form.get("attachments")).filter((other) => other !== id),
  );
  if (notebook().papers.get(id)?.draft === form.key) await notebook().papers.drop(id);
}

/** What makes a form's papers attachments of the record `about`, and deletes the attachments that were taken out of it. */
export function attaching(form: Form, about: string, caseId: string): WriteRequest[] {
  const kept = idsIn(form.get("attachments"));
  const removed = idsIn(form.original.attachments).filter((id) => !kept.includes(id) && one("attachment", id));
  return [
    ...kept.flatMap((id) => {
      const paper = notebook().papers.get(id);
      return paper?.draft === form.key ? [creationOf(paper, about, caseId)] : [];
    }),
    ...removed.map((id): WriteRequest => ({ kind: "attachment", record: id, fields: { deleted: true } })),
  ];
}

function creationOf({ id, name, mediaType, size, sha256 }: Paper, about: string, caseId: string): WriteRequest {
  const fields = { case: caseId, about, name, media_type: mediaType, size, sha256 };
  return { kind: "attachment", record: id, fields };
}
