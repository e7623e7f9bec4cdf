/** From what is given up to what leaves the queue. */

import { discarded, renamedToo } from "../sync/answers.ts";
import { attachmentsAfterDiscard } from "../sync/attachments.ts";
import { NotebookError } from "./failure.ts";
import { savedCounts } from "./paging.ts";
import type { Snapshot, StateUpdate } from "./phonestate.ts";

/** The update that gives up a change and all that builds on it. See `Notebook.discard`. */
export function discardingUpdate(
  { facts, queue: before, attachments: held }: Snapshot,
  changeId: string,
  sending: ReadonlySet<string>,
): StateUpdate {
  const { queue, renamed } = discarded(before, changeId);
  if (Object.keys(renamed).some((id) => sending.has(id))) throw new NotebookError("being_sent");
  const attachments = attachmentsAfterDiscard(held, before, queue);
  const numbers = before.filter(({ change }) => change.id in renamed).map(({ change }) => change.number);
  const dropped = [...(facts.dropped ?? []), ...numbers.filter((number) => number !== undefined)];
  const saved = savedCounts({ facts, queue: before });
  return { queue, attachments, facts: { ...facts, saved, dropped, renamed: renamedToo(facts.renamed, renamed) } };
}
