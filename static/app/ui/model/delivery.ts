/** How far a record, or the whole notebook, is on its way to the office. Pure. */

import type { QueueItem, QueueState, View } from "../../outbox/notebook.ts";

export type Delivery = "delivered" | QueueState;

/** The most troubled comes first: it is what the worker has to know. */
const URGENCY: readonly QueueState[] = ["rejected", "held", "waiting", "queued", "sending"];

/** Codes of refusals that no correction changes. */
const FINAL: ReadonlySet<string> = new Set(["record_erased", "kept_for_the_record"]);

/** Whether the office may yet take what it has refused, once it is mended. */
export function canBeMended({ code = "internal" }: QueueItem): boolean {
  return !FINAL.has(code);
}

/** `delivered` only where nothing of the record waits any more. */
export function deliveryOf(view: View, queue: readonly QueueItem[]): Delivery {
  const states = new Set(queue.filter(({ change }) => change.record === view.id).map(({ state }) => state));
  const worst = URGENCY.find((state) => states.has(state));
  if (worst !== undefined) return worst;
  return view.unsent ? "queued" : "delivered";
}

/** The class that gives a state its shape (see components.css). */
export const SHAPES: Record<Delivery, string> = {
  delivered: "done",
  queued: "queued",
  sending: "sending",
  waiting: "waiting",
  held: "waiting",
  rejected: "rejected",
};
