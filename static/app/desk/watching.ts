/**
 * Asks the office for calls for help, again and again, in a worker of its own: a browser slows the timers of a page that is hidden, down to
 * one a minute, and leaves those of a worker alone (docs/decisions/0017-calls-for-help-at-the-desk.md has the figures).
 *
 * The page tells the address once. It is told after every question what came of it, also where nothing is new: that is its clock.
 */

import type { Answer } from "./alarms.ts";

const EVERY_MS = 3_000;
const WITHIN_MS = 10_000;

let etag: string | null = null;

addEventListener("message", ({ data }: MessageEvent<string>) => void watch(data));

async function watch(address: string): Promise<void> {
  // A page that holds a lock is not frozen in the background.
  void navigator.locks?.request("banso-alarms", { mode: "shared" }, () => new Promise<void>(() => undefined));
  for (;;) {
    postMessage(await ask(address));
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

async function ask(address: string): Promise<Answer> {
  try {
    const headers: Record<string, string> = { Accept: "text/html" };
    if (etag) headers["If-None-Match"] = etag;
    const reply = await fetch(address, { headers, redirect: "error", signal: AbortSignal.timeout(WITHIN_MS) });
    if (reply.status === 304) return { state: "same" };
    if (!reply.ok) return { state: "unknown" };
    etag = reply.headers.get("ETag");
    return { state: "told", html: await reply.text() };
  } catch {
    return { state: "unknown" };
  }
}
