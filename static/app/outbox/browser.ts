/** What a tab and the service worker both find in the browser. */

import type { Outlook } from "./line.ts";

/** Bytes that nobody can foresee. */
export function browserRandom(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** Whether the browser thinks that there is a network. Where it thinks so, it may be wrong. */
export function browserIsOnline(): boolean {
  return navigator.onLine !== false;
}

/** A service worker's: nobody looks on. */
export const UNWATCHED: Outlook = { isOnline: browserIsOnline, isWatched: false };

/** Not among TypeScript's types, since not every browser has it. */
interface Connection {
  readonly saveData?: boolean;
  readonly effectiveType?: string;
}

/** Whether somebody looks on, and the browser knows of no reason to spare the line. */
export function browserIsOnGoodLine(): boolean {
  const { saveData = false, effectiveType = "4g" } = (navigator as { connection?: Connection }).connection ?? {};
  return document.visibilityState === "visible" && !saveData && effectiveType === "4g";
}

/**
 * Runs `work` while no other tab, nor the service worker, runs any under the same lock. A browser without locks runs it at once: two
 * exchanges at a time are wasteful, not wrong.
 */
export function browserLock<Result>(work: () => Promise<Result>): Promise<Result> {
  if (!navigator.locks) return work();
  return navigator.locks.request("banso-exchange", work);
}

/** Tells other tabs, and is told by them, that something was written. */
export interface Channel {
  post(): void;
  listen(heard: () => void): void;
  close(): void;
}

export function browserChannel(): Channel {
  const channel = new BroadcastChannel("banso");
  return {
    post: () => channel.postMessage("written"),
    listen: (heard) => {
      channel.onmessage = heard;
    },
    close: () => channel.close(),
  };
}
