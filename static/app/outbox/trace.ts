/**
 * What outlives a browser that clears its database (Chromium does, where it starts on a full disk): that this phone was here, and by
 * number what had not reached the office. It names nobody and holds nothing that anybody wrote.
 */

import { unsent } from "../sync/queue.ts";
import { savedHere } from "./paging.ts";
import type { Snapshot } from "./phonestate.ts";

export interface Trace {
  readonly device: string;
  readonly user: string;
  /** The number of the last change that was saved. */
  readonly saved: number;
  /** The numbers of those that had not reached the office. */
  readonly unsent: readonly number[];
}

/** Where a trace is kept. Neither call ever fails. */
export interface TraceKeeper {
  read(): Promise<Trace | undefined>;
  keep(trace: Trace | undefined): void;
}

/** The trace of a phone as it stands; none where nobody is signed in. */
export function traceOf(state: Snapshot): Trace | undefined {
  const { facts, queue } = state;
  if (!facts.session) return undefined;
  const numbers = unsent(queue).map(({ change }) => change.number);
  return {
    device: facts.device,
    user: facts.session.user.id,
    saved: savedHere(state),
    unsent: numbers.filter((number) => number !== undefined),
  };
}

/** Not one of the service worker's caches, which go with each version. */
const CACHE = "trace";
const PLACE = "/trace";
const MOST_TOLD = 100;

/** A trace as it is kept; empty where there is none. */
export function traceText(trace: Trace | undefined): string {
  return trace ? JSON.stringify({ ...trace, unsent: trace.unsent.slice(-MOST_TOLD) }) : "";
}

type Text = string | null | undefined;

/** The trace that is kept as such a text; none where there is none, or where it cannot be read. */
export async function readTrace(text: () => Text | Promise<Text>): Promise<Trace | undefined> {
  try {
    const trace = JSON.parse((await text()) ?? "") as Trace;
    return typeof trace.device === "string" && Array.isArray(trace.unsent) ? trace : undefined;
  } catch {
    return undefined;
  }
}

/** In the cache storage, which the service worker has as well. */
export const cacheTrace: TraceKeeper = {
  // Not by opening the cache: that would make one, and fail where there is no room for it.
  read: () => readTrace(async () => (await caches.match(PLACE, { cacheName: CACHE }))?.text()),
  keep: (trace) => void toCache(traceText(trace)).catch(() => undefined),
};

async function toCache(text: string): Promise<void> {
  await (await caches.open(CACHE)).put(PLACE, new Response(text));
}
