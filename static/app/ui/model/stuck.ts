/** Whether what is unsent may never be sent from this phone. */

import type { ExchangeState, QueueState } from "../../outbox/notebook.ts";
import { NOT_LET_IN } from "../../outbox/outcome.ts";
import { notebook, session, settled } from "./notebook.ts";

/** Nothing goes out. */
const SHUT: readonly ExchangeState[] = [...NOT_LET_IN, "revoked"];
const STOPPED: readonly QueueState[] = ["rejected", "held"];
/** What somebody who only delivers is waiting for, nobody may ever write. */
const STOPPED_FOR_GOOD: readonly QueueState[] = [...STOPPED, "waiting"];

/** What still goes out must not be given up. */
export function isStuck(): boolean {
  if (SHUT.includes(settled.value)) return true;
  const queue = notebook().queue();
  if (session.value?.delivery) return queue.every(({ state }) => STOPPED_FOR_GOOD.includes(state));
  return queue.length > 0 && queue.every(({ state }) => STOPPED.includes(state));
}
