/**
 * Single keys at the office, for those who read many notes. A page says what a key does with `data-key` on what the key stands for: a
 * text field is then focused, anything else clicked. Where a page has only a list, J and K walk along its links.
 *
 * While somebody writes, only Escape and Control+Enter do something: the one leaves the field, the other sends what is in it. Single keys
 * do nothing together with Ctrl, Alt or Meta, and can be switched off (WCAG 2.1.4).
 */

import { isOfInputMethod } from "../i18n/composing.ts";

const KEPT_UNDER = "banso-single-keys";
const WRITTEN_IN = "input:not([type='checkbox'], [type='radio']), textarea, select, [contenteditable]";
const SEND = "Control+Enter";
const STEPS: Readonly<Record<string, number>> = { j: 1, k: -1 };

/** Listens on a page that has keys; elsewhere it does nothing. */
export function listenForKeys(): void {
  const help = document.querySelector<HTMLDetailsElement>("details[data-keys]");
  const choice = help?.querySelector<HTMLInputElement>("[data-keys-switch]");
  if (!help || !choice) return;
  help.hidden = false;
  choice.checked = wanted();
  show(choice.checked);
  choice.addEventListener("change", () => {
    remember(choice.checked);
    show(choice.checked);
  });
  document.addEventListener("keydown", (event) => {
    if (choice.checked && !isOfInputMethod(event)) press(event);
  });
}

function press(event: KeyboardEvent): void {
  const at = event.target instanceof Element ? event.target : null;
  if (at?.matches(WRITTEN_IN)) {
    write(event, at);
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const key = event.key.toLowerCase();
  const meant = meantBy(key);
  if (meant) act(meant);
  else if (key in STEPS) walk(STEPS[key] ?? 0);
  else return;
  event.preventDefault();
}

/** The keys of a field in which somebody writes. Enter alone stays what it is, and so does the one that ends a Japanese conversion. */
function write(event: KeyboardEvent, field: Element): void {
  if (event.key === "Escape" && field instanceof HTMLElement) field.blur();
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !field.matches("textarea")) return;
  event.preventDefault();
  meantBy(SEND)?.click();
}

function meantBy(key: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
}

function act(meant: HTMLElement): void {
  meant.focus();
  if (!meant.matches(WRITTEN_IN)) meant.click();
}

/** To the next link of the list, or the one before; the first, where none is chosen yet. */
function walk(step: number): void {
  const links = [...document.querySelectorAll<HTMLElement>(".list__link")];
  const place = links.indexOf(document.activeElement as HTMLElement);
  links[place < 0 ? 0 : place + step]?.focus();
}

/** Marks the page as one with keys, and tells assistive technology of each. */
function show(on: boolean): void {
  document.documentElement.classList.toggle("has-keys", on);
  for (const meant of document.querySelectorAll<HTMLElement>("[data-key]")) {
    if (on) meant.setAttribute("aria-keyshortcuts", meant.dataset.key ?? "");
    else meant.removeAttribute("aria-keyshortcuts");
  }
}

function wanted(): boolean {
  // biome-ignore lint/style/noRestrictedGlobals: a setting of this browser, which tells nothing of anybody
  return localStorage.getItem(KEPT_UNDER) !== "off";
}

function remember(on: boolean): void {
  // biome-ignore lint/style/noRestrictedGlobals: as above
  localStorage.setItem(KEPT_UNDER, on ? "on" : "off");
}
