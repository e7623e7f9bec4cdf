/** When calls for help reached the office, as this tab saw it happen. Records do not say: the office's clock is not the phone's. */

import { isHeard, type Tidings } from "./tidings.ts";
import { momentOfInstant } from "./time.ts";

const waiting = new Set<string>();
const arrived = new Map<string, string>();

/** Follows the tidings of a visit; called whenever they may have changed. */
export function follow(outing: string, tidings: Tidings, now: number): void {
  if (tidings.news !== "alarm") {
    waiting.delete(outing);
    arrived.delete(outing);
  } else if (!isHeard(tidings)) waiting.add(outing);
  else if (waiting.delete(outing)) arrived.set(outing, momentOfInstant(now));
}

/** When the alarm of a visit reached the office; nothing where that was before this tab was opened. */
export function arrivedAt(outing: string): string | undefined {
  return arrived.get(outing);
}
