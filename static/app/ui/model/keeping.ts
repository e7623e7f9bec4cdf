/** What this browser may do with what is kept in it, as far as that can be seen. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { forgetsAfterAWeek, isApplePhone, type Seen } from "../../outbox/device.ts";
import type { StorageReport } from "../../outbox/notebook.ts";
import { unsentCount } from "./attachments.ts";
import { notebook, now, settled } from "./notebook.ts";

/**
 * - `week`, `week_dock`: it takes everything away once the app was not opened for seven days; on an iPhone, on a Mac
 * - `closing`: a private window, by all signs: everything goes when it is closed
 * - `offline`: there is no service worker, so that the app does not open without a network
 */
export type Risk = "week" | "week_dock" | "closing" | "offline";

/** Less than any phone leaves to a site, but in a private window. */
const TINY_ROOM_BYTES = 500_000_000;
/** The room below which the phone says that it is getting short: a day's photos fit, and the browser clears nothing yet. */
const LITTLE_ROOM_BYTES = 200_000_000;
const LOOKED_AT_EVERY_MS = 60_000;
const LONG_MS = 2 * 24 * 3_600_000;

/** Whether the browser would not have a service worker. */
export const withoutWorker = signal(false);
/** What the browser says of its room; nothing before it has said. */
export const room = signal<StorageReport | null>(null);

export async function lookAtRoom(): Promise<void> {
  room.value = await notebook().storage();
}

export function isShort(report: StorageReport | null): boolean {
  const { usedBytes, quotaBytes } = report ?? {};
  return usedBytes !== undefined && quotaBytes !== undefined && quotaBytes - usedBytes < LITTLE_ROOM_BYTES;
}

/** Whether the browser has little room left for this phone. Looked at whenever the app has something to say. */
export function useLittleRoom(): boolean {
  useEffect(() => {
    const look = () => void lookAtRoom();
    look();
    const timer = setInterval(look, LOOKED_AT_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return isShort(room.value);
}

export function risks(): Risk[] {
  const risks: Risk[] = [];
  if (forgetsAfterAWeek(navigator, isInstalled())) risks.push(isApplePhone(navigator) ? "week" : "week_dock");
  if (isTiny(room.value)) risks.push("closing");
  if (withoutWorker.value) risks.push("offline");
  return risks;
}

/** A private window is known by its little room alone, and by the browser's no. */
function isTiny(report: StorageReport | null): boolean {
  return report !== null && !report.persisted && (report.quotaBytes ?? TINY_ROOM_BYTES) < TINY_ROOM_BYTES;
}

/** Whether the app was opened from the home screen or the Dock. */
export function isInstalled(): boolean {
  const { standalone }: Seen = navigator;
  return standalone === true || matchMedia("(display-mode: standalone)").matches;
}

/** Whether something that was written has not reached the office for two days, drafts included. */
export function waitsLong(): boolean {
  const written = notebook()
    .queue()
    .map(({ change }) => change.made_at);
  const typed = notebook()
    .drafts()
    .map(({ savedAt }) => savedAt);
  return [...written, ...typed].some((moment) => now.value - Date.parse(moment) > LONG_MS);
}

/** Whether something is on this phone only, and stays so for now. */
export function isOnlyHere(): boolean {
  return unsentCount() > 0 && settled.value !== "idle";
}
