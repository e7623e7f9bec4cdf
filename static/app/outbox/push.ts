/** Push messages, as the screens may ask for them. */

import { pushWish } from "../store/kept.ts";
import type { PushDelivery, PushTest } from "../sync/protocol.ts";
import { failureOf } from "./account.ts";
import { type Caller, callerOf } from "./calling.ts";
import { NotebookError } from "./failure.ts";
import { isAnything, type Office } from "./office.ts";
import type { PhoneState } from "./phonestate.ts";
import {
  PUSH_URL,
  type PushBrowser,
  type Settled,
  type Standing,
  SUBSCRIPTION_URL,
  settlePush,
  standing,
  subscribeHere,
} from "./pushing.ts";

export type { Standing } from "./pushing.ts";

/**
 * - `unsupported`: this browser has none
 * - `install_first`: only once the app is on the home screen (iPhone)
 * - `denied`: the person has forbidden them in the browser's or the phone's settings
 */
export type PushState = "unsupported" | "install_first" | "denied" | "off" | "on";

/**
 * What came of a test: it was shown on this phone; the office has sent it, but nothing was shown yet; the office tried and could not;
 * the push service refuses what the office sends, whatever this phone does; the office has not come to it.
 */
export type TestResult = "arrived" | "sent" | "failed" | "refused" | "waiting";

const LOOK_EVERY_MS = 1_500;
const PATIENCE_MS = 40_000;
/** From the push service's yes to the phone it may take a while. */
const ON_THE_WAY_MS = 20_000;

export class PhonePush {
  readonly #state: PhoneState;
  readonly #office: Office;
  readonly #caller: Caller;
  readonly #browser: PushBrowser;

  constructor(phoneState: PhoneState, office: Office, browser: PushBrowser) {
    this.#state = phoneState;
    this.#office = office;
    this.#caller = callerOf(phoneState, office);
    this.#browser = browser;
  }

  state(): PushState {
    const { possible } = this.#browser;
    if (possible !== "yes") return possible === "no" ? "unsupported" : possible;
    const permission = this.#browser.permission();
    if (permission === "denied") return "denied";
    return permission === "granted" && this.#state.current.facts.pushes ? "on" : "off";
  }

  /** Asks the person for permission, and the browser for an address. To be called on a tap. Fails with a `NotebookError`. */
  async turnOn(): Promise<PushState> {
    if ((await this.#browser.ask()) === "granted") {
      refused(await subscribeHere(this.#caller, this.#browser));
      await this.#remember(true);
    }
    return this.state();
  }

  /** The office is told first: an address that it does not forget would be made anew at the next start. */
  async turnOff(): Promise<void> {
    refused(await this.#caller.tell("DELETE", SUBSCRIPTION_URL, isAnything));
    await this.#remember(false);
    await this.#browser.unsubscribe();
  }

  /** At a start and after a sign-in: makes sure that what is on works. Whatever is in the way now is tried again then. */
  async check(): Promise<void> {
    await settlePush(pushWish(this.#state.current.facts), this.#caller, this.#browser).catch(() => undefined);
  }

  /** The kinds that may be muted, and those that are. Fails with a `NotebookError`. */
  async standing(): Promise<Standing> {
    const answer = await standing(this.#caller);
    if (answer.is === "reply") return answer.body;
    throw failure(answer);
  }

  /** Fails with a `NotebookError`. */
  async mute(kinds: readonly string[]): Promise<void> {
    refused(await this.#caller.tell("PUT", `${PUSH_URL}/choices`, isAnything, { muted: kinds }));
  }

  /** Has the office send a notice, and waits for it to be shown. Fails with a `NotebookError` where the office refuses to. */
  async test(): Promise<TestResult> {
    const shown = new Set<string>();
    const stop = this.#browser.onArrival((notice) => shown.add(notice));
    try {
      const answer = await this.#caller.tell("POST", `${PUSH_URL}/test`, isAnything);
      refused(answer);
      return await this.#awaited((answer as { body: PushTest }).body.notice, shown);
    } finally {
      stop();
    }
  }

  /** Keeps the language in which the service worker speaks. */
  speak(language: string): Promise<void> {
    return this.#state.store.keepLanguage(language);
  }

  async #awaited(notice: string, shown: ReadonlySet<string>): Promise<TestResult> {
    const arrived = () => (shown.has(notice) ? ("arrived" as const) : undefined);
    const result = await until(PATIENCE_MS, async () => arrived() ?? (await this.#resultOf(notice)));
    if (result !== "sent") return result ?? "waiting";
    return (await until(ON_THE_WAY_MS, arrived)) ?? "sent";
  }

  /** What the office says of a notice on its way to this phone; nothing while it has not come to it. */
  async #resultOf(notice: string): Promise<TestResult | undefined> {
    const { session } = this.#state.current.facts;
    const answer = await this.#office.call("GET", `${PUSH_URL}/test/${notice}`, session?.user.id ?? "", hasState);
    if (answer.is === "problem" && answer.status === 404) return "failed";
    const state = answer.is === "reply" ? answer.body.state : undefined;
    if (state === "refused") return state;
    if (state === "failed" || state === "gone") return "failed";
    return state === "sent" || state === "unsure" ? "sent" : undefined;
  }

  #remember(pushes: boolean): Promise<void> {
    return this.#state.update(({ facts }) => ({ facts: { ...facts, pushes } }));
  }
}

/** What `look` gives as soon as it gives something; nothing where that takes longer. */
async function until<Result>(
  patienceMs: number,
  look: () => Promise<Result | undefined> | Result | undefined,
): Promise<Result | undefined> {
  const began = performance.now();
  for (;;) {
    const result = await look();
    if (result !== undefined || performance.now() - began > patienceMs) return result;
    await new Promise((resume) => setTimeout(resume, LOOK_EVERY_MS));
  }
}

function refused(answer: Settled): void {
  if (answer.is !== "reply") throw failure(answer);
}

function failure(answer: Exclude<Settled, { is: "reply" }>): NotebookError {
  return answer.is === "no_address" ? new NotebookError("no_push_address") : failureOf(answer);
}

function hasState(body: unknown): body is PushDelivery {
  return typeof (body as { state?: unknown } | undefined)?.state === "string";
}
