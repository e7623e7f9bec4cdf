/** What the office knows of a visit, and what it does not know yet: from the record and the queue, never claimed early. Pure. */

import type { ExchangeState, QueueItem, QueueState } from "../../outbox/notebook.ts";
import type { OutingFields } from "../../sync/kinds.gen.ts";
import { callsForHelp, isAnswered } from "../../sync/outing.ts";

/**
 * - `known`: the office has it
 * - `answered`: and somebody there has taken the alarm in hand
 * - `sending`: in a request that has not been answered
 * - `waiting`: it goes out in a moment, or the office could not place it yet
 * - `no_signal`: the phone has no network; it is tried again all the time
 * - `unreachable`: it has one, and nothing is heard of the office; it is tried again all the time
 * - `trouble`: the office answers with an error; it is tried again all the time
 * - `stopped`: nothing goes out before somebody signs in, updates the app, or calls the office
 * - `refused`: the office has not taken it
 */
export type OutingDeliveryState =
  | "known"
  | "answered"
  | "sending"
  | "waiting"
  | "no_signal"
  | "unreachable"
  | "trouble"
  | "stopped"
  | "refused";

/**
 * What there is to know about a visit, by what matters most now. `alarm_over`: help was called for and called off again before the
 * office heard of either; `whole`: neither the start nor the end; `again`: the end was taken back.
 */
export type OutingEvent = "alarm" | "alarm_over" | "safe" | "whole" | "end" | "again" | "extension" | "start";

export interface OutingDelivery {
  event: OutingEvent;
  state: OutingDeliveryState;
}

const FIELD_OF: Record<OutingEvent, keyof OutingFields> = {
  alarm: "alarm_at",
  alarm_over: "alarm_at",
  safe: "safe_at",
  whole: "started_at",
  end: "ended_at",
  again: "ended_at",
  extension: "expected_end",
  start: "started_at",
};

/** `exchange` is the state in which the last exchange ended, so that the answer does not come and go with every try. */
export function outingDeliveryOf(
  outing: { id: string; fields: OutingFields },
  queue: readonly QueueItem[],
  exchange: ExchangeState,
): OutingDelivery {
  const of = (event: OutingEvent): OutingDelivery => ({
    event,
    state: stateOf(states(outing.id, FIELD_OF[event], queue), exchange),
  });
  if (callsForHelp(outing.fields)) {
    const alarm = of("alarm");
    return alarm.state === "known" && isAnswered(outing.fields) ? { event: "alarm", state: "answered" } : alarm;
  }
  const hasEnded = outing.fields.ended_at !== undefined;
  const inTurn: readonly OutingEvent[] = hasEnded
    ? ["alarm_over", "safe", "whole", "end"]
    : ["start", "alarm_over", "safe", "again", "extension"];
  return inTurn.map(of).find((delivery) => !isWithOffice(delivery)) ?? of(hasEnded ? "end" : "start");
}

/** The states of those changes of a record that touch a field. */
function states(record: string, field: string, queue: readonly QueueItem[]): QueueState[] {
  return queue.filter(({ change }) => change.record === record && field in change.fields).map(({ state }) => state);
}

function stateOf(waiting: readonly QueueState[], exchange: ExchangeState): OutingDeliveryState {
  if (waiting.length === 0) return "known";
  if (waiting.includes("rejected") || waiting.includes("held")) return "refused";
  if (STOPPED.includes(exchange)) return "stopped";
  if (exchange === "offline") return "no_signal";
  if (exchange === "unreachable" || exchange === "intercepted") return "unreachable";
  if (waiting.every((state) => state === "sending")) return "sending";
  return exchange === "trouble" ? "trouble" : "waiting";
}

/** Nothing goes out before somebody has done something. */
const STOPPED: readonly ExchangeState[] = ["signed_out", "revoked", "not_here", "update_needed"];

/** Whether the office has it. */
export function isWithOffice({ state }: OutingDelivery): boolean {
  return state === "known" || state === "answered";
}
