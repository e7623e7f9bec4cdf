/** Tasks in the order in which they are due. Pure. */

import type { TaskFields } from "../../sync/kinds.gen.ts";

interface Task {
  id: string;
  fields: TaskFields;
}

/** After every day. */
const NEVER = "9999";

/** The open tasks, and those of `justDone` where they stood before: the first due first, those without a day last. */
export function inOrder<T extends Task>(tasks: readonly T[], justDone: ReadonlySet<string> = new Set()): T[] {
  return tasks
    .filter(({ id, fields }) => fields.done_on === undefined || justDone.has(id))
    .sort((one, other) => dueOf(one).localeCompare(dueOf(other)) || one.id.localeCompare(other.id));
}

function dueOf({ fields }: Task): string {
  return fields.due ?? NEVER;
}
