/** Notes that were written while nothing of a client was shown: drafts of their own, until each is part of a case. Pure. */

import type { Draft } from "../../outbox/notebook.ts";
import type { Fields } from "../../sync/protocol.ts";

const BEFORE_ID = "unplaced/";
/** Under which a draft of a case names the note that it goes on with. It is no field of a record. */
const PLACES = "places";

export function unplacedKey(id: string): string {
  return `${BEFORE_ID}${id}`;
}

/** Those that no draft of a case goes on with, the oldest first. */
export function unplacedNotes(drafts: readonly Draft[]): Draft[] {
  const placed = new Set(drafts.map(({ fields }) => fields[PLACES]));
  const notes = drafts.filter(({ key }) => key.startsWith(BEFORE_ID) && !placed.has(key));
  return notes.sort((one, other) => one.savedAt.localeCompare(other.savedAt));
}

/** What the form of a note starts with: every word, whom it is about first. */
export function placedIn(caseId: string, worker: string, { key, fields }: Draft): Fields {
  const { about, narrative, started_at } = fields;
  const words = [about, narrative].filter((text) => typeof text === "string" && text !== "").join("\n");
  const start = typeof started_at === "string" ? { started_at } : {};
  return { case: caseId, worker, ...start, narrative: words, [PLACES]: key };
}

/** The drafts that a saved form leaves behind: its own, and the note that it went on with. */
export function draftsBehind(key: string, values: Readonly<Fields>): string[] {
  const placed = values[PLACES];
  return typeof placed === "string" ? [key, placed] : [key];
}
