/** Finding one's way in 支援経過: filters, pages, years and months. Pure: notes, zone and filter arrive as arguments. */

import { fold, placeOf, words } from "../../sync/fold.ts";
import type { SupportFields } from "../../sync/kinds.gen.ts";
import { type CourseMonth, type Dated, noteDay, timeOf } from "./agenda.ts";

/** What is shown of a course; an empty text stands for everything. `from` and `to` are days. */
export interface CourseFilter {
  readonly method: string;
  readonly worker: string;
  readonly from: string;
  readonly to: string;
  readonly words: string;
}

export const EVERYTHING: CourseFilter = { method: "", worker: "", from: "", to: "", words: "" };
/** How many notes a page has. */
export const PAGE = 30;

type Note = Dated<SupportFields>;

export function isFiltering(filter: CourseFilter): boolean {
  return Object.values(filter).some((wanted) => wanted !== "");
}

/** The notes that a filter lets through, in the order given. Every word must be found in some text of a note. */
export function matching<Any extends Note>(notes: readonly Any[], filter: CourseFilter, zone: string): Any[] {
  const sought = words(filter.words);
  return notes.filter(({ fields }) => {
    const day = noteDay(fields, zone);
    return (
      (filter.method === "" || fields.method === filter.method) &&
      (filter.worker === "" || workerOf(fields) === filter.worker) &&
      (filter.from === "" || (day !== "" && day >= filter.from.slice(0, day.length))) &&
      (filter.to === "" || (day !== "" && day <= filter.to.slice(0, day.length))) &&
      (sought.length === 0 || hasAll(fields, sought))
    );
  });
}

/** Who wrote a note, or did what it tells. */
export function workerOf({ worker, author }: SupportFields): string {
  return worker ?? author ?? "";
}

const TEXTS = ["narrative", "noticed", "place", "purpose", "next_action", "safety_note"] as const;

function textsOf(fields: SupportFields): string[] {
  return [...TEXTS.map((field) => fields[field] ?? ""), ...(fields.companions ?? [])];
}

/** What is searched of a note, folded once for as long as the note is as it is. */
const folded = new WeakMap<SupportFields, string>();

function foldedOf(fields: SupportFields): string {
  const known = folded.get(fields);
  if (known !== undefined) return known;
  const whole = fold(textsOf(fields).join("\n"));
  folded.set(fields, whole);
  return whole;
}

function hasAll(fields: SupportFields, sought: readonly string[]): boolean {
  const whole = foldedOf(fields);
  return sought.every((word) => placeOf(whole, word) >= 0);
}

/** The text of a note in which the first word of a query is; its narrative where none is. */
export function tellingText(fields: SupportFields, query: string): string {
  const [first] = words(query);
  return (
    textsOf(fields).find((text) => first !== undefined && placeOf(fold(text), first) >= 0) ?? fields.narrative ?? ""
  );
}

export interface CourseYear {
  /** Empty for notes without a date. */
  readonly year: string;
  readonly count: number;
  /** The place of its first note among all, the newest first. */
  readonly start: number;
  readonly months: readonly { readonly month: string; readonly count: number; readonly start: number }[];
}

/** The years of a course, the newest first, with their months. */
export function yearsOf<Any extends Note>(months: readonly CourseMonth<Any>[]): CourseYear[] {
  const years: { year: string; count: number; start: number; months: CourseYear["months"][number][] }[] = [];
  let start = 0;
  for (const { month, notes } of months) {
    const year = month.slice(0, 4);
    let last = years.at(-1);
    if (last?.year !== year) {
      last = { year, count: 0, start, months: [] };
      years.push(last);
    }
    last.months.push({ month, count: notes.length, start });
    last.count += notes.length;
    start += notes.length;
  }
  return years;
}

/** A page of a course: `PAGE` notes from the one at `start` on, in their months. */
export function pageOf<Any extends Note>(months: readonly CourseMonth<Any>[], start: number): CourseMonth<Any>[] {
  let place = 0;
  return months.flatMap(({ month, notes }) => {
    const shown = notes.slice(Math.max(0, start - place), Math.max(0, start + PAGE - place));
    place += notes.length;
    return shown.length === 0 ? [] : [{ month, notes: shown }];
  });
}

/** Workers of a course, whoever has been here last first. */
export function workersOf(notes: readonly Note[]): string[] {
  const newestFirst = [...notes].sort((one, other) => timeOf(other.fields).localeCompare(timeOf(one.fields)));
  return [...new Set(newestFirst.map(({ fields }) => workerOf(fields)))].filter(Boolean);
}
