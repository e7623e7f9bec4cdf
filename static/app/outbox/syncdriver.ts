/** Carries between this tab and the office: changes and records, then attachments. It knows when, and tells how it goes. */

import { SaveFailure } from "../store/failure.ts";
import { unsentAttachments } from "../sync/attachments.ts";
import { idsAndClock } from "../sync/idsandclock.ts";
import { unsent } from "../sync/queue.ts";
import { writeMoment } from "../sync/values.ts";
import type { CaseloadCache } from "./caseloadcache.ts";
import { Exchange, type ExchangeListener } from "./exchange.ts";
import { tidy } from "./housekeeping.ts";
import { isUnheard } from "./line.ts";
import type { SyncStatus } from "./notebook.ts";
import type { Office } from "./office.ts";
import type { Outcome } from "./outcome.ts";
import type { PhoneState } from "./phonestate.ts";
import type { Platform } from "./platform.ts";
import { OVER, Schedule } from "./schedule.ts";
import { forgetGone, sendAttachments } from "./uploads.ts";

/** Moments are written down to the second. */
const CHANCE_MS = 2000;

export class SyncDriver {
  readonly #state: PhoneState;
  readonly #office: Office;
  readonly #cache: CaseloadCache;
  readonly #platform: Platform;
  readonly #changed: () => void;
  readonly #rested: () => void;
  readonly #exchange: Exchange;
  readonly #schedule: Schedule;
  #sending: ReadonlySet<string> = new Set();
  #busy = false;
  #outcome: Outcome = { state: "idle" };
  #progress: SyncStatus["progress"];

  /** `changed` is called whenever anything that this tells may have changed, `rested` when an exchange has left nothing to do. */
  constructor(
    phoneState: PhoneState,
    office: Office,
    cache: CaseloadCache,
    platform: Platform,
    { changed, rested }: { changed: () => void; rested: () => void },
  ) {
    this.#state = phoneState;
    this.#office = office;
    this.#cache = cache;
    this.#platform = platform;
    this.#changed = changed;
    this.#rested = rested;
    const listener: ExchangeListener = {
      sending: (ids) => {
        this.#sending = ids;
        changed();
      },
      received: (progress) => {
        this.#progress = progress;
        changed();
      },
    };
    this.#exchange = new Exchange(phoneState, office, idsAndClock(platform), listener, platform);
    this.#schedule = new Schedule(() => this.#run(), platform);
    office.line.watch(() => {
      // Something else was answered: what waits need not wait for its next turn.
      if (office.line.reach === "open" && !this.#busy && isUnheard(this.#outcome.state)) this.poke();
      changed();
    });
  }

  /** The changes that are in a request. */
  get sending(): ReadonlySet<string> {
    return this.#sending;
  }

  /** There is a reason to exchange: see `Schedule`. */
  poke(): void {
    this.#schedule.poke();
  }

  /** Exchanges now. Resolves when that is over, however it went. */
  now(): Promise<void> {
    return this.#schedule.now();
  }

  stop(): void {
    this.#schedule.stop();
  }

  /** Somebody has signed in or out: how the last run ended no longer holds. */
  turn(state: "idle" | "signed_out"): void {
    this.#outcome = { state };
    this.#changed();
  }

  status(): SyncStatus {
    const { session, pull, clock, waits = false } = this.#state.current.facts;
    const { nextTryAt } = this.#schedule;
    const { reach } = this.#office.line;
    const { problem } = this.#outcome;
    const ended = session === null ? "signed_out" : this.#outcome.state;
    const unheard = reach !== "open" && !OVER.has(ended);
    const state = this.#busy ? "busy" : ended;
    return {
      state: unheard ? reach : state,
      reach,
      ...(problem === undefined || this.#busy || unheard ? {} : { problem }),
      ...(this.#progress === undefined ? {} : { progress: this.#progress }),
      lastExchangeAt: pull.lastExchangeAt,
      nextTryAt: nextTryAt === undefined ? null : writeMoment(nextTryAt),
      // A clock that shows less than when it was measured has been put back since: what was measured is over.
      clockAheadS: clock?.isWrong && this.#platform.now() >= clock.atMs - CHANCE_MS ? clock.aheadS : 0,
      complete: pull.complete,
      waits: waits && !pull.complete,
      loaded: this.#cache.loaded,
    };
  }

  async #run(): Promise<Outcome> {
    if (!this.#state.current.facts.session) return { state: "signed_out" };
    this.#busy = true;
    this.#changed();
    this.#outcome = await this.#platform.exclusively(() => this.#exchangeAndTidy());
    this.#busy = false;
    if (this.#outcome.state === "revoked" && (await this.#isErased())) this.#platform.erased();
    if (this.#outcome.state !== "idle") this.#progress = undefined;
    const { queue, attachments } = this.#state.current;
    if (unsent(queue).length + unsentAttachments(attachments).length > 0) this.#platform.sendLater();
    if (this.#outcome.state === "idle" && !this.#outcome.unsettled) this.#rested();
    this.#changed();
    return this.#outcome;
  }

  async #exchangeAndTidy(): Promise<Outcome> {
    try {
      await this.#cache.whole();
      // Another tab may have exchanged while this one waited for its turn.
      await this.#state.reload();
      if (this.#state.hasStrays) {
        const { deliverOutbox } = await import("./delivering.ts");
        await deliverOutbox(this.#state.store, this.#office);
        await this.#state.reload();
      }
      const outcome = await this.#exchange.run();
      if (outcome.state !== "idle") return outcome;
      await forgetGone(
        this.#state,
        (id) => this.#isDeleted(id),
        (id) => !this.#cache.loaded || this.#isSeen(id),
      );
      const now = this.#platform.now();
      const sent = await sendAttachments(this.#state, this.#office, writeMoment(now), (id) => this.#receivedAt(id));
      await tidy(this.#state, now);
      return sent ?? outcome;
    } catch (failure) {
      return { state: "not_kept", problem: { code: failure instanceof SaveFailure ? failure.code : "storage_failed" } };
    }
  }

  async #isErased(): Promise<boolean> {
    return (await import("./delivering.ts")).eraseIfRevoked(this.#state.store, this.#office);
  }

  /** The `seq` of the record of an attachment whose content the office has, as its record says. */
  #receivedAt(id: string): number | undefined {
    const record = this.#cache.caseload.record(id);
    return record?.fields.received_at ? record.seq : undefined;
  }

  #isSeen(id: string): boolean {
    return this.#cache.caseload.get(id)?.deleted === false;
  }

  /** Whether the office has a record as deleted, and nobody here has said otherwise since. */
  #isDeleted(id: string): boolean {
    const view = this.#cache.caseload.get(id);
    return view?.deleted === true && !view.unsent;
  }
}
