/**
 * Parts of an office page that renew themselves: `data-renew` names where to fetch them from, and they are found there by their id.
 * Nothing is replaced unless its words have changed, and the focus stays where it is. Where it cannot be renewed, the page says so.
 * They do so at once as well when calls for help have come or gone.
 */

import { ALARMS_CHANGED } from "./alarms.ts";

const EVERY_MS = 15_000;
const WITHIN_MS = 10_000;

export function renewParts(): void {
  const parts = [...document.querySelectorAll<HTMLElement>("[data-renew]")];
  if (parts.length === 0) return;
  setInterval(() => void renewAll(parts), EVERY_MS);
  document.addEventListener(ALARMS_CHANGED, () => void renewAll(parts));
}

async function renewAll(parts: readonly HTMLElement[]): Promise<void> {
  const renewed = await Promise.all(parts.map(renew));
  const notice = document.getElementById("not-renewed");
  if (notice) notice.hidden = renewed.every(Boolean);
}

/** Resolves to whether the part is as the office has it. */
async function renew(part: HTMLElement): Promise<boolean> {
  const fresh = await fetched(part).catch(() => null);
  if (!fresh) return false;
  if (fresh.textContent === part.textContent || part.querySelector("form[data-sent]")) return true;
  const focused = part.contains(document.activeElement) ? document.activeElement?.id : undefined;
  part.replaceChildren(...fresh.childNodes);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  return true;
}

async function fetched(part: HTMLElement): Promise<HTMLElement | null> {
  const reply = await fetch(part.dataset.renew ?? "", {
    headers: { Accept: "text/html" },
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  if (!reply.ok || reply.redirected) return null;
  return new DOMParser().parseFromString(await reply.text(), "text/html").getElementById(part.id);
}
