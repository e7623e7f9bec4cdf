/**
 * A screen that several use does not go on showing what stands on it once its session has ended: when nobody has touched the page for as
 * long as the office keeps such a session, it is loaded anew, which leads to the sign-in. What was being written is kept by then.
 */

/** So that the office has ended the session by the time the page asks. */
const GRACE_MS = 5_000;
const LOOK_EVERY_MS = 15_000;
const SIGNS = ["pointerdown", "keydown", "input", "scroll"] as const;

export function leaveWhenNobodyIsThere(): void {
  const seconds = Number(document.body.dataset.idleSeconds);
  if (!seconds) return;
  let used = Date.now();
  for (const sign of SIGNS) {
    addEventListener(sign, () => (used = Date.now()), { passive: true, capture: true });
  }
  setInterval(() => {
    if (Date.now() - used > seconds * 1_000 + GRACE_MS) location.reload();
  }, LOOK_EVERY_MS);
}
