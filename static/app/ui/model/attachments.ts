/** Attachments as the screens read them: records, and files that are still on this phone. */

import type { LocalAttachment } from "../../outbox/notebook.ts";
import type { Json } from "../../sync/protocol.ts";
import { all, notebook, one, type RecordOf } from "./notebook.ts";

/** The attachments of a note or a plan, in the order of making. */
export function attachmentsOf(about: string): RecordOf<"attachment">[] {
  const attachments = all("attachment").filter(({ fields }) => fields.about === about);
  return attachments.sort((one, other) => one.id.localeCompare(other.id));
}

/** The ids that a form holds and that stand for something: a file on this phone, or a live record. */
export function idsIn(value: Json | undefined): string[] {
  const ids = Array.isArray(value) ? value.map(String) : [];
  return ids.filter((id) => notebook().attachments.get(id) || one("attachment", id)?.view.deleted === false);
}

/** The attachments whose files wait for the office by themselves: their records are there already. */
export function attachmentsWaiting(): LocalAttachment[] {
  const queued = new Set(
    notebook()
      .queue()
      .map(({ change }) => change.record),
  );
  return notebook()
    .attachments.unsent()
    .filter(({ id }) => !queued.has(id));
}

/** How much has not reached the office; a photo that waits together with its record counts once. */
export function unsentCount(): number {
  return notebook().queue().length + attachmentsWaiting().length;
}
