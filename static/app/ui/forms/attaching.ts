/** What a form does with attachments: keeping what was chosen, taking it out, and writing it with the form's record. */

import { signal } from "@preact/signals";
import type { LocalAttachment, WriteRequest } from "../../outbox/notebook.ts";
import { type Prepared, prepared, type Unfit } from "../kit/photo.ts";
import { codeOf } from "../kit/problem.ts";
import { idsIn } from "../model/attachments.ts";
import { newId, notebook, one } from "../model/notebook.ts";
import type { Form } from "./form.ts";

export type Trouble = Unfit | "storage_full" | "storage_failed";

/** Whether files are being made ready for a form. */
export const adding = signal(0);
let added: Promise<unknown> = Promise.resolve();

/** Resolves when every file that was chosen so far is kept or refused. A form is saved after that. */
export async function filesAdded(): Promise<void> {
  await added;
}

/** Keeps chosen files with a form, one after the other. Resolves to what went wrong, if anything did. */
export function addFiles(form: Form, files: readonly File[]): Promise<Trouble | null> {
  return inTurn(() => addAll(form, files));
}

/** Keeps with a form, as it is, what was made in the app. Resolves to what went wrong, if anything did. */
export function addPrepared(form: Form, attachment: Prepared): Promise<Trouble | null> {
  return inTurn(() => keep(form, attachment));
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

/**
 * The draft names the file before it is kept, so that no file is ever on the phone that nothing speaks of. A form names no file that
 * could not be kept.
 */
async function keep(form: Form, attachment: Prepared): Promise<Trouble | null> {
  const id = newId();
  form.set("attachments", [...idsIn(form.get("attachments")), id]);
  await form.keep();
  const trouble =
    form.draftState.value === "failed" ? troubleOf(form.failedWith) : await kept(form, { ...attachment, id });
  if (trouble !== null) {
    form.set("attachments", without(form, id));
    return trouble;
  }
  // What is shown follows what is known of the id, which has only just become known.
  form.set("attachments", idsIn(form.get("attachments")));
  return null;
}

async function kept(form: Form, attachment: Prepared & { id: string }): Promise<Trouble | null> {
  try {
    await notebook().attachments.keep({ ...attachment, draft: form.key });
    return null;
  } catch (thrown) {
    return troubleOf(codeOf(thrown));
  }
}

function without(form: Form, id: string): string[] {
  return idsIn(form.get("attachments")).filter((other) => other !== id);
}

function troubleOf(code: string): Trouble {
  return code === "storage_full" ? code : "storage_failed";
}

/** Takes one out of a form: a file of the draft leaves the phone at once, an attachment when the form is saved. */
export async function takeOut(form: Form, id: string): Promise<void> {
  form.set("attachments", without(form, id));
  if (notebook().attachments.get(id)?.draft === form.key) await notebook().attachments.drop(id);
}

/** What makes attachments of the record `about` of the files of a form, and deletes the attachments that were taken out of it. */
export function attaching(form: Form, about: string, caseId: string): WriteRequest[] {
  const kept = idsIn(form.get("attachments"));
  const removed = idsIn(form.original.attachments).filter((id) => !kept.includes(id) && one("attachment", id));
  return [
    ...kept.flatMap((id) => {
      const attachment = notebook().attachments.get(id);
      return attachment?.draft === form.key ? [creationOf(attachment, about, caseId)] : [];
    }),
    ...removed.map((id): WriteRequest => ({ kind: "attachment", record: id, fields: { deleted: true } })),
  ];
}

function creationOf(
  { id, name, mediaType, size, sha256 }: LocalAttachment,
  about: string,
  caseId: string,
): WriteRequest {
  const fields = { case: caseId, about, name, media_type: mediaType, size, sha256 };
  return { kind: "attachment", record: id, fields };
}
