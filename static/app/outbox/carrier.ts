/** Carries between this tab and the office: changes and records, then papers. It knows when, and tells how it goes. */

import { SaveFailure } from "../store/failure.ts";
import { unsentPapers } from "../sync/papers.ts";
import { unsent } from "../sync/queue.ts";
import { writeMoment } from "../sync/values.ts";
import { Exchange, type Outcome } from "./exchange.ts";
import { tidy } from "./housekeeping.ts";
import type { Ledger } from "./ledger.ts";
import { making } from "./making.ts";
import type { SyncStatus } from "./notebook.ts";
import type { Office } from "./office.ts";
import { Schedule } from "./schedule.ts";
import type { Shelf } from "./shelf.ts";
import type { Surroundings } from "./surroundings.ts";
import { forgetDeleted, sendPapers } from "./uploads.ts";

export class Carrier {
  readonly #ledger: Ledger;
  readonly #office: Office;
  readonly #shelf: Shelf;
  readonly #around: Surroundings;
  readonly #changed: () => void;
  readonly #exchange: Exchange;
  readonly #schedule: Schedule;
  #sending: ReadonlySet<string> = new Set();
  #busy = false;
  #outcome: Outcome = { state: "idle" };
  #progress: SyncStatus["progress"];
  #clockWarning = false;

  /** `changed` is called whenever anything that this tells may have changed. */
  constructor(ledger: Ledger, office: Office, shelf: Shelf, around: Surroundings, changed: () => void) {
    this.#ledger = ledger;
    this.#office = office;
    this.#shelf = shelf;
    this.#around = around;
    this.#changed = changed;
    this.#exchange = new Exchange(ledger, office, making(around), {
      sending: (ids) => {
        this.#sending = ids;
        changed();
      },
      received: (progress, clockWarning) => {
        this.#progress = progress;
        this.#clockWarning = clockWarning;
        changed();
      },
    });
    this.#schedule = new Schedule(() => this.#run(), around);
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
    const { session, pull } = this.#ledger.state.facts;
    const { nextTryAt } = this.#schedule;
    const { problem } = this.#outcome;
    const state = session === null ? "signed_out" : this.#outcome.state;
    return {
      state: this.#busy ? "busy" : state,
      ...(problem === undefined || this.#busy ? {} : { problem }),
      ...(this.#progress === undefined ? {} : { progress: this.#progress }),
      lastExchangeAt: pull.lastExchangeAt,
      nextTryAt: nextTryAt === undefined ? null : writeMoment(nextTryAt),
      clockWarning: this.#clockWarning,
      complete: pull.complete,
      loaded: this.#shelf.loaded,
    };
  }

  async #run(): Promise<Outcome> {
    if (!this.#ledger.state.facts.session) return { state: "signed_out" };
    this.#busy = true;
    this.#changed();
    this.#outcome = await this.#around.exclusively(() => this.#exchangeAndTidy());
    this.#busy = false;
    if (this.#outcome.state !== "idle") this.#progress = undefined;
    const { queue, papers } = this.#ledger.state;
    if (unsent(queue).length + unsentPapers(papers).length > 0) this.#around.sendLater();
    this.#changed();
    return this.#outcome;
  }

  async #exchangeAndTidy(): Promise<Outcome> {
    try {
      await this.#shelf.whole();
      // Another tab may have exchanged while this one waited for its turn.
      await this.#ledger.reload();
      const outcome = await this.#exchange.run();
      if (outcome.state !== "idle") return outcome;
      await forgetDeleted(this.#ledger, (id) => this.#isDeleted(id));
      const now = this.#around.now();
      const sent = await sendPapers(this.#ledger, this.#office, writeMoment(now));
      await tidy(this.#ledger, now);
      return sent ?? outcome;
    } catch (failure) {
      return { state: "trouble", problem: { code: failure instanceof SaveFailure ? failure.code : "storage_failed" } };
    }
  }

  /** Whether the office has a record as deleted, and nobody here has said otherwise since. */
  #isDeleted(id: string): boolean {
    const view = this.#shelf.caseload.get(id);
    return view?.deleted === true && !view.unsent;
  }
}
