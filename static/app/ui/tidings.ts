/** What the office knows of a visit, and what it does not know yet: from the record and the queue, never claimed early. Pure. */

import type { ExchangeState, QueueItem, QueueState } from "../outbox/notebook.ts";
import type { OutingFields } from "../sync/kinds.gen.ts";
import { callsForHelp, isAnswered } from "../sync/outing.ts";

/**
 * - `known`: the office has it
 * - `answered`: and somebody there has taken the alarm in hand
 * - `sending`: in a request that has not been answered
 * - `waiting`: it goes out in a moment, or the office could not place it yet
 * - `no_signal`: the office cannot be reached; it is tried again all the time
 * - `trouble`: the office answers with an error; it is tried again all the time
 * - `stopped`: nothing goes out before somebody signs in, updates the app, or calls the office
 * - `refused`: the office has not taken it
 */
export type Heard = "known" | "answered" | "sending" | "waiting" | "no_signal" | "trouble" | "stopped" | "refused";

/**
 * What there is to know about a visit, by what matters most now. `alarm_over`: help was called for and called off again before the
 * office heard of either; `whole`: neither the start nor the end; `again`: the end was taken back.
 */
export type News = "alarm" | "alarm_over" | "safe" | "whole" | "end" | "again" | "extension" | "start";

export interface Tidings {
  news: News;
  heard: Heard;
}

const FIELD_OF: Record<News, keyof OutingFields> = {
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
export function tidingsOf(
  outing: { id: string; fields: OutingFields },
  queue: readonly QueueItem[],
  exchange: ExchangeState,
): Tidings {
  const of = (news: News): Tidings => ({ news, heard: heard(states(outing.id, FIELD_OF[news], queue), exchange) });
  if (callsForHelp(outing.fields)) {
    const alarm = of("alarm");
    return alarm.heard === "known" && isAnswered(outing.fields) ? { news: "alarm", heard: "answered" } : alarm;
  }
  const hasEnded = outing.fields.ended_at !== undefined;
  const inTurn: readonly News[] = hasEnded
    ? ["alarm_over", "safe", "whole", "end"]
    : ["start", "alarm_over", "safe", "again", "extension"];
  return inTurn.map(of).find((tidings) => !isHeard(tidings)) ?? of(hasEnded ? "end" : "start");
}

/** The states of those changes of a record that touch a field. */
function states(record: string, field: string, queue: readonly QueueItem[]): QueueState[] {
  return queue.filter(({ change }) => change.record === record && field in change.fields).map(({ state }) => state);
}

function heard(waiting: readonly QueueState[], exchange: ExchangeState): Heard {
  if (waiting.length === 0) return "known";
  if (waiting.includes("rejected") || waiting.includes("held")) return "refused";
  if (STOPPED.includes(exchange)) return "stopped";
  if (exchange === "offline") return "no_signal";
  if (waiting.every((state) => state === "sending")) return "sending";
  return exchange === "trouble" ? "trouble" : "waiting";
}

/** Nothing goes out before somebody has done something. */
const STOPPED: readonly ExchangeState[] = ["signed_out", "revoked", "not_here", "update_needed"];

/** Whether the office has the news. */
export function isHeard({ heard }: Tidings): boolean {
  return heard === "known" || heard === "answered";
}
