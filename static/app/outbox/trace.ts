/**
 * What outlives a browser that clears its database (Chromium does, where it starts on a full disk): that this phone was here, and by
 * number what had not reached the office. It names nobody and holds nothing that anybody wrote.
 */

import { unsent } from "../sync/queue.ts";
import type { State } from "./ledger.ts";
import { savedHere } from "./paging.ts";

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
export function traceOf(state: State): Trace | undefined {
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

export function readTrace(text: string, decoded = (kept: string) => kept): Trace | undefined {
  try {
    const found = JSON.parse(decoded(text)) as Trace;
    return typeof found.device === "string" && Array.isArray(found.unsent) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** In the cache storage, which the service worker has as well. */
export const cacheTrace: TraceKeeper = {
  read: () => fromCache().catch(() => undefined),
  keep: (trace) => void toCache(traceText(trace)).catch(() => undefined),
};

async function fromCache(): Promise<Trace | undefined> {
  const found = await (await caches.open(CACHE)).match(PLACE);
  return readTrace((await found?.text()) ?? "");
}

async function toCache(text: string): Promise<void> {
  if (text === "") await caches.delete(CACHE);
  else await (await caches.open(CACHE)).put(PLACE, new Response(text));
}
