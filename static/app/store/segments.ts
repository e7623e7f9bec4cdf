/**
 * The caseload on disk is kept in segments: one row holds many records. (docs/decisions/0003-caseload-in-segments.md says why.)
 *
 * A segment is never altered. Each page that is pulled adds up to two; where many small ones have gathered, or half of what is kept
 * has been overtaken, they are written anew. A record may stand in several: the newest counts.
 */

import type { ServerRecord } from "../sync/protocol.ts";

/**
 * `registers` is what the first screens need: everything but support records, which are `notes` and nine tenths of the bytes, and what
 * is over, which is the `past`. So at a start the registers are read first.
 *
 * A page is never sorted into the past: an older state could stand in the registers, and would be shown until the past is read. Only
 * where all registers are written anew, what is over leaves them.
 */
export type Part = "registers" | "past" | "notes";

/** How many records each segment holds, by key. */
export type SegmentIndex = Readonly<Record<string, number>>;

export interface Segment {
  readonly key: string;
  readonly records: readonly ServerRecord[];
}

const PARTS: readonly Part[] = ["registers", "past", "notes"];
const SEGMENT_RECORDS = 1000;
const SMALL_RECORDS = 250;
const SMALL_SEGMENTS_KEPT = 16;
const WORTH_REWRITING = 2000;
const WORTH_SORTING = 400;

export function epochOf(key: string): number {
  return Number(key.split(".")[1]);
}

/** Keys in the order of reading: registers before notes, and the newest first. */
export function readingOrder(keys: Iterable<string>): string[] {
  return [...keys].sort((one, other) => placeOf(one) - placeOf(other) || (one < other ? 1 : -1));
}

/** Whether a key is of a segment that the first screens need. */
export function neededFirst(key: string): boolean {
  return placeOf(key) === 0;
}

/** New segments for records, under keys that `index` does not have. `isOver` says which are of the past. */
export function segmented(
  records: readonly ServerRecord[],
  epoch: number,
  index: SegmentIndex,
  isOver: (record: ServerRecord) => boolean = () => false,
): Segment[] {
  let number = lastNumber(index);
  const segments: Segment[] = [];
  for (const part of PARTS) {
    const inPart = records.filter((record) => partOf(record, isOver) === part);
    for (let start = 0; start < inPart.length; start += SEGMENT_RECORDS) {
      number += 1;
      const key = `${part}.${String(epoch).padStart(4, "0")}.${String(number).padStart(8, "0")}`;
      segments.push({ key, records: inPart.slice(start, start + SEGMENT_RECORDS) });
    }
  }
  return segments;
}

/** The index after segments were added and removed. */
export function reindexed(index: SegmentIndex, added: readonly Segment[], removed: readonly string[]): SegmentIndex {
  const gone = new Set(removed);
  const kept = Object.entries(index).filter(([key]) => !gone.has(key));
  return Object.fromEntries([...kept, ...added.map(({ key, records }) => [key, records.length])]);
}

export function countOf(index: SegmentIndex): number {
  return Object.values(index).reduce((sum, count) => sum + count, 0);
}

/** The registers of an index. */
export function registersOf(index: SegmentIndex): SegmentIndex {
  return Object.fromEntries(Object.entries(index).filter(([key]) => neededFirst(key)));
}

/**
 * The segments that are worth being written anew: all where half of the records may have been overtaken since the last time
 * (`tidyCount` is what there was then), the registers where much has come since they were sorted (`sortedCount`), the small ones
 * where there are many, or none.
 */
export function worthRewriting(index: SegmentIndex, tidyCount: number, sortedCount = 0): string[] {
  if (countOf(index) > 2 * Math.max(tidyCount, WORTH_REWRITING)) return Object.keys(index);
  const registers = registersOf(index);
  if (countOf(registers) > sortedCount + WORTH_SORTING) return Object.keys(registers);
  const small = Object.keys(index).filter((key) => (index[key] ?? 0) < SMALL_RECORDS && !key.startsWith("past"));
  return small.length > SMALL_SEGMENTS_KEPT ? small : [];
}

/** The newest state of every record in some segments. */
export function newest(segments: readonly Segment[]): ServerRecord[] {
  const byId = new Map<string, { record: ServerRecord; epoch: number }>();
  for (const { key, records } of segments) {
    const epoch = epochOf(key);
    for (const record of records) {
      const before = byId.get(record.id);
      const isNewer = !before || epoch > before.epoch || (epoch === before.epoch && record.seq > before.record.seq);
      if (isNewer) byId.set(record.id, { record, epoch });
    }
  }
  return [...byId.values()].map(({ record }) => record);
}

function partOf(record: ServerRecord, isOver: (record: ServerRecord) => boolean): Part {
  if (record.kind === "support") return "notes";
  return isOver(record) ? "past" : "registers";
}

function placeOf(key: string): number {
  return PARTS.findIndex((part) => key.startsWith(part));
}

function lastNumber(index: SegmentIndex): number {
  return Math.max(0, ...Object.keys(index).map((key) => Number(key.split(".")[2])));
}
