/** Locking the app: what is typed is kept first, and then nothing stays in memory. */

import { phoneLock } from "../model/lock.ts";
import { notebook, session } from "../model/notebook.ts";
import { openOutings } from "../model/outings.ts";
import { keepAll } from "./form.ts";
import { hasUnkept } from "./held.ts";

/** Without a touch for so long, the app locks. */
export const IDLE_MS = 10 * 60_000;
/** Out of sight for so long, the app locks. */
export const HIDDEN_MS = 5 * 60_000;
const LOOK_EVERY_MS = 15_000;

/**
 * Tells whether the app is locked now; the page is loaded anew then. It is not while a visit is watched over, whose worker may have to
 * call for help, nor while something could not be kept on the phone: no protection costs a word.
 */
export async function lockNow(): Promise<boolean> {
  if (session.peek() === null || openOutings().length > 0) return false;
  await keepAll();
  if (hasUnkept()) return false;
  notebook().close();
  phoneLock().lock();
  location.reload();
  return true;
}

/** Locks the app when nobody has touched it, or looked at it, for long. */
export function lockWhenIdle(): void {
  let touched = now();
  let hidden: Instant | undefined;
  const touch = () => {
    touched = now();
  };
  const look = () => {
    if (since(touched) > IDLE_MS || (hidden && since(hidden) > HIDDEN_MS)) void lockNow();
  };
  for (const sign of ["pointerdown", "keydown", "scroll"])
    addEventListener(sign, touch, { capture: true, passive: true });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      hidden = now();
      return;
    }
    look();
    hidden = undefined;
    touch();
  });
  setInterval(look, LOOK_EVERY_MS);
}

interface Instant {
  readonly shown: number;
  readonly run: number;
}

function now(): Instant {
  return { shown: Date.now(), run: performance.now() };
}

/** How long ago something was. A phone that sleeps stops one clock, and somebody can put the other back: the longer time counts. */
function since({ shown, run }: Instant): number {
  return Math.max(Date.now() - shown, performance.now() - run);
}
