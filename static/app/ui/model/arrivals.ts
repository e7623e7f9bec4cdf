/** When calls for help reached the office, as this tab saw it happen. Records do not say: the office's clock is not the phone's. */

import { momentOfInstant } from "../kit/time.ts";
import { isWithOffice, type OutingDelivery } from "./outingdelivery.ts";

const waiting = new Set<string>();
const arrived = new Map<string, string>();

/** Follows the delivery of a visit; called whenever it may have changed. */
export function follow(outing: string, delivery: OutingDelivery, now: number): void {
  if (delivery.event !== "alarm") {
    waiting.delete(outing);
    arrived.delete(outing);
  } else if (!isWithOffice(delivery)) waiting.add(outing);
  else if (waiting.delete(outing)) arrived.set(outing, momentOfInstant(now));
}

/** When the alarm of a visit reached the office; nothing where that was before this tab was opened. */
export function arrivedAt(outing: string): string | undefined {
  return arrived.get(outing);
}
