/**
 * One run of exchanges with the office: everything queued goes out once, everything new comes in.
 *
 * Needs no page: the service worker runs it too. Whatever happens on the way, the queue keeps a change until the office has
 * answered it, and sending it twice does no harm.
 */

import { SaveFailure } from "../store/failure.ts";
import type { Facts, Pull } from "../store/store.ts";
import { answered, type Making, renamedToo } from "../sync/answers.ts";
import type { Change, ExchangeReply, ExchangeRequest, Result } from "../sync/protocol.ts";
import { nextBatch, sendable, unsent } from "../sync/queue.ts";
import { thresholdsOf } from "../sync/thresholds.ts";
import type { Ledger, State, Step } from "./ledger.ts";
import type { ExchangeState } from "./notebook.ts";
import type { Answer, Office } from "./office.ts";
import { begunAnew, delivered, pageKept, savedHere, withLatest } from "./paging.ts";

/** How a run ended. `retryAfterMs` is the office's own wish. */
export interface Outcome {
  readonly state: Exclude<ExchangeState, "busy">;
  readonly problem?: { readonly code: string; readonly incident?: string };
  readonly retryAfterMs?: number;
  /** Whether something was answered in a way that asks for another try. */
  readonly unsettled?: boolean;
}

/** What a run says about itself while it goes on. */
export interface Course {
  sending(ids: ReadonlySet<string>): void;
  received(progress: { received: number; remaining: number } | undefined, clockWarning: boolean): void;
}

const MOST_CHANGES = 500;
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_RECORDS = 1000;
const MOST_DROPPED = 1000;
const FEWEST_RECORDS = 50;
const NOBODY: ReadonlySet<string> = new Set();
/** A cursor that is none here: of a log that was put back to an earlier point, or signed with another key. */
const OTHER_HISTORY: ReadonlySet<string> = new Set(["history_changed", "cursor_not_yours"]);

export class Exchange {
  readonly #ledger: Ledger;
  readonly #office: Office;
  readonly #making: Making;
  readonly #course: Course;
  /** How much a request carries: less after one was too large or took too long, more again after each that went well. */
  #changes = MOST_CHANGES;
  #records = MOST_RECORDS;

  constructor(ledger: Ledger, office: Office, making: Making, course: Course) {
    this.#ledger = ledger;
    this.#office = office;
    this.#making = making;
    this.#course = course;
  }

  /** Exchanges until nothing is left to send that has not been tried, and nothing to receive. Never throws. */
  async run(): Promise<Outcome> {
    try {
      return await new Run(this.#ledger, this.#office, this.#making, this.#course, this).finish();
    } catch (failure) {
      return { state: "trouble", problem: { code: failure instanceof SaveFailure ? failure.code : "internal" } };
    } finally {
      this.#course.sending(NOBODY);
    }
  }

  get mostChanges(): number {
    return this.#changes;
  }

  get mostRecords(): number {
    return this.#records;
  }

  grow(): void {
    this.#changes = Math.min(MOST_CHANGES, this.#changes * 2);
    this.#records = Math.min(MOST_RECORDS, this.#records * 2);
  }

  /** Less of what was sent next time. Tells whether that is possible. */
  halve(sent: number): boolean {
    if (sent <= 1) return false;
    this.#changes = Math.floor(sent / 2);
    return true;
  }

  halveRecords(): void {
    this.#records = Math.max(FEWEST_RECORDS, Math.floor(this.#records / 2));
  }
}

/** What a request was made of, as far as its reply depends on it. */
interface Asked {
  readonly pull: Pull;
  readonly dropped: readonly number[];
}

class Run {
  readonly #ledger: Ledger;
  readonly #office: Office;
  readonly #making: Making;
  readonly #course: Course;
  readonly #size: Exchange;
  /** Changes that had their turn: whatever the answer, they wait for the next run. */
  readonly #tried = new Set<string>();
  /** Sent alone and refused as a request. It is at fault only if a request without it goes well. */
  #suspect: { change: Change; code: string } | undefined;
  #tokenRenewed = false;
  #pulledAnew = false;

  constructor(ledger: Ledger, office: Office, making: Making, course: Course, size: Exchange) {
    this.#ledger = ledger;
    this.#office = office;
    this.#making = making;
    this.#course = course;
    this.#size = size;
  }

  async finish(): Promise<Outcome> {
    for (;;) {
      const { facts, queue } = this.#ledger.state;
      if (!facts.session) return { state: "signed_out" };
      const batch = this.#suspect ? [] : nextBatch(queue, this.#size.mostChanges, MOST_BYTES, this.#tried);
      this.#course.sending(new Set(batch.map(({ id }) => id)));
      const request = this.#request(this.#ledger.state, batch);
      const answer = await this.#office.exchange(request, facts.session.csrf_token, facts.session.user.id);
      const outcome =
        answer.is === "reply"
          ? await this.#keep(answer.body, batch, { pull: facts.pull, dropped: request.dropped })
          : await this.#trouble(answer, batch, facts);
      if (outcome) return outcome;
    }
  }

  #request({ facts, queue }: State, batch: Change[]): ExchangeRequest {
    return {
      changes: batch,
      cursor: facts.pull.cursor,
      latest: facts.pull.latest?.cursor ?? null,
      limit: this.#size.mostRecords,
      now: this.#making.moment(),
      queued: unsent(queue).length - batch.length,
      saved: savedHere({ facts, queue }),
      dropped: (facts.dropped ?? []).slice(0, MOST_DROPPED),
    };
  }

  async #keep(reply: ExchangeReply, batch: readonly Change[], asked: Asked): Promise<Outcome | undefined> {
    for (const { id } of batch) this.#tried.add(id);
    const results = [...reply.results, ...this.#verdictOnSuspect()];
    await this.#ledger.step((state) => this.#afterReply(state, reply, results, asked));
    this.#size.grow();
    const received = this.#ledger.state.facts.pull.received;
    this.#course.received(reply.more ? { received, remaining: reply.remaining } : undefined, reply.clock_warning);
    if (reply.more && reply.cursor === asked.pull.cursor)
      return { state: "trouble", problem: { code: "unexpected_reply" } };
    const left = sendable(this.#ledger.state.queue);
    if (reply.more || left.some(({ change }) => !this.#tried.has(change.id))) return undefined;
    return { state: "idle", unsettled: left.length > 0 };
  }

  #afterReply(state: State, reply: ExchangeReply, results: readonly Result[], asked: Asked): Step {
    // Another tab has begun anew meanwhile: these answers are of a history that the office may not have any more.
    if (state.facts.pull.epoch !== asked.pull.epoch) return { facts: state.facts };
    const { queue, renamed } = answered(state.queue, results, this.#making);
    // A change that was made again here has not had its turn under its new id, but goes with the next run: a phone whose clock
    // jumps must not keep a run going for ever.
    for (const id of Object.values(renamed)) if (id !== null) this.#tried.add(id);
    const told = new Set(asked.dropped);
    const facts = {
      ...state.facts,
      dropped: (state.facts.dropped ?? []).filter((number) => !told.has(number)),
      renamed: renamedToo(state.facts.renamed, renamed),
      thresholds: thresholdsOf(reply.thresholds),
      pull: withLatest(state.facts.pull, reply),
    };
    if (reply.delivery) return delivered({ ...state, facts, queue }, reply, this.#making.moment());
    if (facts.session?.delivery) facts.session = { ...facts.session, delivery: false };
    // Another tab has pulled this page: the answers count, the page does not.
    if (facts.pull.cursor !== asked.pull.cursor) return { facts, queue };
    return pageKept({ ...state, facts, queue }, reply, this.#tried, this.#making.moment());
  }

  #verdictOnSuspect(): Result[] {
    const suspect = this.#suspect;
    this.#suspect = undefined;
    if (!suspect) return [];
    this.#tried.add(suspect.change.id);
    return [{ id: suspect.change.id, status: "rejected", code: suspect.code }];
  }

  /** What to do about anything but a reply: go on (nothing), or end the run. */
  async #trouble(
    answer: Exclude<Answer<never>, { is: "reply" }>,
    batch: Change[],
    facts: Facts,
  ): Promise<Outcome | undefined> {
    if (answer.is === "timed_out") {
      this.#size.halveRecords();
      this.#size.halve(batch.length);
      return { state: "offline" };
    }
    if (answer.is === "unreachable") return { state: "offline" };
    if (answer.is === "unexpected") return { state: "trouble", problem: { code: "unexpected_reply" } };
    const ended = endedBy(answer);
    if (ended) return ended;
    if (answer.code === "body_too_large" || answer.status === 400 || answer.status === 422) {
      if (this.#narrowedDown(answer.code, batch)) return undefined;
    } else if (answer.code === "csrf_failed" && !this.#tokenRenewed) {
      this.#tokenRenewed = true;
      return this.#sameSession(facts);
    } else if (OTHER_HISTORY.has(answer.code) && !this.#pulledAnew) {
      this.#pulledAnew = true;
      const stopped = await this.#sameSession(facts);
      if (stopped) return stopped;
      await this.#beginAnew();
      return undefined;
    }
    return troubled(answer);
  }

  /** What was accepted is offered again: the office has lost its history, or the key that its cursors were signed with. */
  async #beginAnew(): Promise<void> {
    for (let done = false; !done; ) {
      const { version, items } = await this.#ledger.store.accepted();
      await this.#ledger.step((state) => {
        done = state.version === version;
        return done ? begunAnew(state, items) : undefined;
      });
      if (!done) await this.#ledger.reload();
    }
    this.#tried.clear();
  }

  /** Whether another request, with less in it, can tell more about what is wrong with this one. */
  #narrowedDown(code: string, batch: readonly Change[]): boolean {
    if (this.#size.halve(batch.length)) return true;
    const [change] = batch;
    if (!change) return false;
    this.#suspect = { change, code };
    return true;
  }

  /**
   * Renews the token, after making sure that the browser's session is still this phone's user's: another person may have signed in
   * on the office pages, and must neither send this queue nor be sent into this caseload.
   */
  async #sameSession(facts: Facts): Promise<Outcome | undefined> {
    const answer = await this.#office.session();
    if (answer.is === "timed_out" || answer.is === "unreachable") return { state: "offline" };
    if (answer.is === "unexpected") return { state: "trouble", problem: { code: "unexpected_reply" } };
    if (answer.is === "problem") return endedBy(answer) ?? troubled(answer);
    const session = answer.body;
    if (session.user.id !== facts.session?.user.id) return { state: "signed_out" };
    await this.#ledger.step((state) => ({ facts: { ...state.facts, session } }));
    return undefined;
  }
}

export type ProblemAnswer = Extract<Answer<never>, { is: "problem" }>;

/** Problems that only a person can end. */
export function endedBy({ status, code }: ProblemAnswer): Outcome | undefined {
  if (status === 401) return { state: "signed_out" };
  if (code === "device_revoked") return { state: "revoked" };
  if (code === "not_for_this_role") return { state: "not_here" };
  return status === 426 ? { state: "update_needed" } : undefined;
}

export function troubled({ code, incident, retryAfterMs }: ProblemAnswer): Outcome {
  return {
    state: "trouble",
    problem: { code, ...(incident === undefined ? {} : { incident }) },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
