/**
 * Calls for help on an office page: in view, in the title and read out as soon as the office has them, and by sound and notification where
 * that was chosen. They are gone for everybody when somebody has answered. Title and notification name nobody.
 */

import { Telling } from "./telling.ts";

/** What the worker found: the calls as they are now, no change since, or that it could not find out. */
export type Answer = { state: "told"; html: string } | { state: "same" | "unknown" };

/** Said on the document when calls have come or gone. */
export const ALARMS_CHANGED = "banso:alarms";

/** A question that fails once is no reason to alarm anybody. */
const FAILURES_TOLD = 2;

/** Between what covers the page and what is written in: its frame is to be seen as well. */
const CLEARANCE_PX = 8;

export function watchForAlarms(): void {
  const watched = document.getElementById("alarm-watch");
  if (watched) new Alarms(watched).watch();
}

class Alarms {
  readonly #watched: HTMLElement;
  readonly #list: HTMLElement;
  readonly #called: string;
  readonly #plainTitle: string;
  readonly #telling: Telling;
  #known: ReadonlySet<string> = new Set();
  #failures = 0;

  constructor(watched: HTMLElement) {
    this.#watched = watched;
    this.#list = watched.querySelector<HTMLElement>("#alarms") ?? watched;
    this.#called = watched.dataset.title ?? "";
    this.#plainTitle = document.title.replace(`${this.#called} — `, "");
    this.#telling = new Telling(this.#called, watched.dataset.notification ?? "");
  }

  watch(): void {
    new ResizeObserver(() => this.#measure()).observe(this.#watched);
    // The browser prints a page's title above it.
    addEventListener("beforeprint", () => this.#entitle(false));
    addEventListener("afterprint", () => this.#entitle(this.#known.size > 0));
    this.#notice();
    const worker = new Worker(this.#watched.dataset.watcher ?? "", { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => this.#take(data));
    worker.postMessage(new URL(this.#watched.dataset.address ?? "", location.href).href);
  }

  #take(answer: Answer): void {
    this.#failures = answer.state === "unknown" ? this.#failures + 1 : 0;
    const unwatched = document.getElementById("alarms-unwatched");
    if (unwatched) unwatched.hidden = this.#failures < FAILURES_TOLD;
    if (answer.state === "told") this.#show(answer.html);
    this.#telling.goOn();
  }

  #show(html: string): void {
    const fresh = new DOMParser().parseFromString(html, "text/html").body;
    if (fresh.textContent?.trim() === this.#list.textContent?.trim()) return;
    const focused = this.#list.contains(document.activeElement) ? document.activeElement?.id : undefined;
    inPlace(() => {
      this.#list.replaceChildren(...fresh.childNodes);
      this.#measure();
    });
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    this.#notice();
  }

  /** Takes note of the calls that stand there, and tells of those that were not there before. */
  #notice(): void {
    const calls = [...this.#list.querySelectorAll<HTMLElement>("[data-alarm]")];
    const before = this.#known;
    this.#known = new Set(calls.map((each) => each.dataset.alarm ?? ""));
    const fresh = calls.filter((each) => !before.has(each.dataset.alarm ?? ""));
    if (fresh.length === 0 && before.size === this.#known.size) return;
    this.#entitle(calls.length > 0);
    const spoken = document.getElementById("alarm-said");
    if (spoken) spoken.textContent = fresh.map((each) => each.innerText).join(" ");
    if (calls.length === 0) this.#telling.stop();
    else if (fresh.length > 0) this.#telling.begin();
    document.dispatchEvent(new Event(ALARMS_CHANGED));
  }

  #entitle(isCalled: boolean): void {
    document.title = isCalled ? `${this.#called} — ${this.#plainTitle}` : this.#plainTitle;
  }

  /** Tells the style sheet how much of the page is covered, and moves on what is written in where that would be covered. */
  #measure(): void {
    const { height, bottom } = this.#watched.getBoundingClientRect();
    document.documentElement.style.setProperty("--alarms", `${Math.ceil(height)}px`);
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement) || focused === document.body || focused.id === "main") return;
    if (this.#watched.contains(focused)) return;
    const covered = bottom + CLEARANCE_PX - focused.getBoundingClientRect().top;
    if (height > 0 && covered > 0) scrollBy({ top: -covered });
  }
}

/** Changes what stands above the page without moving the page under somebody's finger, as far as it can be scrolled. */
function inPlace(change: () => void): void {
  const main = document.getElementById("main");
  const root = document.documentElement;
  const before = main?.getBoundingClientRect().top ?? 0;
  // Otherwise the browser may do the same, and both together twice as much.
  root.style.setProperty("overflow-anchor", "none");
  change();
  scrollBy({ top: (main?.getBoundingClientRect().top ?? 0) - before });
  requestAnimationFrame(() => requestAnimationFrame(() => root.style.removeProperty("overflow-anchor")));
}
