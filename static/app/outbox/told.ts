/** What an answer of the office tells besides results and records, and that it let nobody in. */

import type { Facts } from "../store/kept.ts";
import { contactAt, refusedAt } from "../sync/contact.ts";
import type { ExchangeReply } from "../sync/protocol.ts";
import { thresholdsOf } from "../sync/thresholds.ts";
import { NOT_LET_IN, type Outcome } from "./outcome.ts";
import type { PhoneState } from "./phonestate.ts";

/** `nowMs` is the phone's clock as the answer came. */
export function toldBy(
  reply: ExchangeReply,
  nowMs: number,
): Pick<Facts, "thresholds" | "outboxKey" | "clock" | "contact"> {
  return {
    thresholds: thresholdsOf(reply.thresholds),
    ...(reply.outbox_key && { outboxKey: reply.outbox_key }),
    clock: { aheadS: reply.clock_offset_s, atMs: nowMs, isWrong: reply.clock_warning },
    contact: contactAt(nowMs, reply.contact_within_s),
  };
}

/** Shuts the phone of somebody whom the office lets in no more. Where that cannot be kept, the next run hears it again. */
export async function keepRefusal(phoneState: PhoneState, { state }: Outcome, nowMs: number): Promise<void> {
  if (!NOT_LET_IN.includes(state)) return;
  const kept = phoneState.update(({ facts }) => {
    if (!facts.session || facts.contact?.isRefused) return undefined;
    return { facts: { ...facts, contact: refusedAt(facts.contact, nowMs) } };
  });
  await kept.catch(() => undefined);
}
