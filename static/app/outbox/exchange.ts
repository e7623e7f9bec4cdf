/**
 * One run of exchanges with the office: everything queued goes out once, everything new comes in.
 * Needs the key, so that a page runs it; what is delivered while there is none is `background.ts`. Whatever happens on the way, the
 * queue keeps a change until the office has answered it, and sending it twice does no harm.
 */

import { SaveFailure } from "../store/failure.ts";
import type { Facts, Pull } from "../store/kept.ts";
import { answered, renamedToo } from "../sync/answers.ts";
import { withoutRefusedErased } from "../sync/erased.ts";
import type { IdsAndClock } from "../sync/idsandclock.ts";
import type { Change, ExchangeReply, ExchangeRequest, Result } from "../sync/protocol.ts";
import { nextBatch, sendable, unsent } from "../sync/queue.ts";
import { writeMoment } from "../sync/values.ts";
import type { Answer, Office } from "./office.ts";
import { endedBy, type Outcome, troubled } from "./outcome.ts";
import { begunAnew, delivered, pageKept, savedHere, withLatest } from "./paging.ts";
import type { PhoneState, Snapshot, StateUpdate } from "./phonestate.ts";
import type { Platform } from "./platform.ts";
import { asksToRegister, isUnregistered, registered } from "./registering.ts";
import { keepRefusal, toldBy } from "./told.ts";

/** What a run says about itself while it goes on. */
export interface ExchangeListener {
  sending(ids: ReadonlySet<string>): void;
  received(progress: { received: number; remaining: number } | undefined): void;
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
  readonly #state: PhoneState;
  readonly #office: Office;
  readonly #idsAndClock: IdsAndClock;
  readonly #listener: ExchangeListener;
  /** What this device is called before its user gives it a name; a service worker sees too little of it to say. */
  readonly deviceName: string | undefined;
  readonly appVersion: string | undefined;
  /** How much a request carries: less after one was too large or took too long, more again after each that went well. */
  #changes = MOST_CHANGES;
  #records = MOST_RECORDS;

  constructor(
    phoneState: PhoneState,
    office: Office,
    idsAndClock: IdsAndClock,
    listener: ExchangeListener,
    { deviceName, appVersion }: Pick<Platform, "deviceName" | "appVersion">,
  ) {
    this.deviceName = deviceName;
    this.appVersion = appVersion;
    this.#state = phoneState;
    this.#office = office;
    this.#idsAndClock = idsAndClock;
    this.#listener = listener;
  }

  /** Exchanges until nothing is left to send that has not been tried, and nothing to receive. Never throws. */
  async run(): Promise<Outcome> {
    try {
      const outcome = await new Run(this.#state, this.#office, this.#idsAndClock, this.#listener, this).finish();
      await keepRefusal(this.#state, outcome, Date.parse(this.#idsAndClock.moment()));
      return outcome;
    } catch (failure) {
      if (failure instanceof SaveFailure) return { state: "not_kept", problem: { code: failure.code } };
      return { state: "trouble", problem: { code: "internal" } };
    } finally {
      this.#listener.sending(NOBODY);
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
  readonly #state: PhoneState;
  readonly #office: Office;
  readonly #idsAndClock: IdsAndClock;
  readonly #listener: ExchangeListener;
  readonly #size: Exchange;
  /** Changes that had their turn: whatever the answer, they wait for the next run. */
  readonly #tried = new Set<string>();
  /** Sent alone and refused as a request. It is at fault only if a request without it goes well. */
  #suspect: { change: Change; code: string } | undefined;
  #tokenRenewed = false;
  #pulledAnew = false;
  #registered = false;

  constructor(
    phoneState: PhoneState,
    office: Office,
    idsAndClock: IdsAndClock,
    listener: ExchangeListener,
    size: Exchange,
  ) {
    this.#state = phoneState;
    this.#office = office;
    this.#idsAndClock = idsAndClock;
    this.#listener = listener;
    this.#size = size;
  }

  async finish(): Promise<Outcome> {
    for (;;) {
      const { facts, queue } = this.#state.current;
      if (!facts.session) return { state: "signed_out" };
      if (isUnregistered(facts)) {
        const stopped = await registered(this.#state, this.#office);
        if (stopped) return stopped;
        continue;
      }
      const batch = this.#suspect ? [] : nextBatch(queue, this.#size.mostChanges, MOST_BYTES, this.#tried);
      this.#listener.sending(new Set(batch.map(({ id }) => id)));
      const request = this.#request(this.#state.current, batch);
      const answer = await this.#office.exchange(request, facts.session.csrf_token, facts.session.user.id);
      const outcome =
        answer.is === "reply"
          ? await this.#keep(answer.body, batch, { pull: facts.pull, dropped: request.dropped })
          : await this.#trouble(answer, batch, facts);
      if (outcome) return outcome;
    }
  }

  #request({ facts, queue }: Snapshot, batch: Change[]): ExchangeRequest {
    const { openedAt } = this.#state.store.vault;
    const name = facts.name ?? this.#size.deviceName;
    return {
      changes: batch,
      cursor: facts.pull.cursor,
      latest: facts.pull.latest?.cursor ?? null,
      limit: this.#size.mostRecords,
      now: this.#idsAndClock.moment(),
      queued: unsent(queue).length - batch.length,
      saved: savedHere({ facts, queue }),
      dropped: (facts.dropped ?? []).slice(0, MOST_DROPPED),
      ...(name === undefined ? {} : { device_name: name }),
      ...(openedAt === undefined ? {} : { unlocked_at: writeMoment(openedAt) }),
      ...(this.#size.appVersion === undefined ? {} : { app_version: this.#size.appVersion }),
    };
  }

  async #keep(reply: ExchangeReply, batch: readonly Change[], asked: Asked): Promise<Outcome | undefined> {
    for (const { id } of batch) this.#tried.add(id);
    const results = [...reply.results, ...this.#verdictOnSuspect()];
    await this.#state.update((state) => this.#afterReply(state, reply, results, asked));
    this.#size.grow();
    const received = this.#state.current.facts.pull.received;
    this.#listener.received(reply.more ? { received, remaining: reply.remaining } : undefined);
    if (reply.more && reply.cursor === asked.pull.cursor)
      return { state: "trouble", problem: { code: "unexpected_reply" } };
    const left = sendable(this.#state.current.queue);
    if (reply.more || left.some(({ change }) => !this.#tried.has(change.id))) return undefined;
    return { state: "idle", unsettled: left.length > 0 };
  }

  #afterReply(state: Snapshot, reply: ExchangeReply, results: readonly Result[], asked: Asked): StateUpdate {
    // Another tab has begun anew meanwhile: these answers are of a history that the office may not have any more.
    if (state.facts.pull.epoch !== asked.pull.epoch) return { facts: state.facts };
    const { queue, renamed } = answered(withoutRefusedErased(state.queue, results), results, this.#idsAndClock);
    // A change that was made again here has not had its turn under its new id, but goes with the next run: a phone whose clock
    // jumps must not keep a run going for ever.
    for (const id of Object.values(renamed)) if (id !== null) this.#tried.add(id);
    const acknowledged = new Set(asked.dropped);
    const facts = {
      ...state.facts,
      dropped: (state.facts.dropped ?? []).filter((number) => !acknowledged.has(number)),
      renamed: renamedToo(state.facts.renamed, renamed),
      ...toldBy(reply, Date.parse(this.#idsAndClock.moment())),
      pull: withLatest(state.facts.pull, reply),
    };
    if (reply.delivery) return delivered({ ...state, facts, queue }, reply, this.#idsAndClock.moment());
    if (facts.session?.delivery) facts.session = { ...facts.session, delivery: false };
    // Another tab has pulled this page: the answers count, the page does not.
    if (facts.pull.cursor !== asked.pull.cursor) return { facts, queue };
    return pageKept({ ...state, facts, queue }, reply, this.#tried, this.#idsAndClock.moment());
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
    if (answer.is === "unheard") {
      if (answer.late) {
        this.#size.halveRecords();
        this.#size.halve(batch.length);
      }
      return { state: answer.reach };
    }
    const ended = endedBy(answer);
    if (ended) return ended;
    if (answer.code === "body_too_large" || answer.status === 400 || answer.status === 422) {
      if (this.#narrowedDown(answer.code, batch)) return undefined;
    } else {
      const mended = await this.#mended(answer.code, facts);
      if (mended) return mended.outcome;
    }
    return troubled(answer);
  }

  /** What can be set right once in a run, and the request be made again: then with no outcome. Nothing for any other problem. */
  async #mended(code: string, facts: Facts): Promise<{ outcome: Outcome | undefined } | undefined> {
    if (code === "csrf_failed" && !this.#tokenRenewed) {
      this.#tokenRenewed = true;
      return { outcome: await this.#sameSession(facts) };
    }
    if (asksToRegister(code) && !this.#registered) {
      this.#registered = true;
      return { outcome: await registered(this.#state, this.#office) };
    }
    if (!OTHER_HISTORY.has(code) || this.#pulledAnew) return undefined;
    this.#pulledAnew = true;
    const stopped = await this.#sameSession(facts);
    if (!stopped) await this.#beginAnew();
    return { outcome: stopped };
  }

  /** What was accepted is offered again: the office has lost its history, or the key that its cursors were signed with. */
  async #beginAnew(): Promise<void> {
    for (let done = false; !done; ) {
      const { version, items } = await this.#state.store.accepted();
      await this.#state.update((state) => {
        done = state.version === version;
        return done ? begunAnew(state, items) : undefined;
      });
      if (!done) await this.#state.reload();
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
    if (answer.is === "unheard") return { state: answer.reach };
    if (answer.is === "problem") return endedBy(answer) ?? troubled(answer);
    const session = answer.body;
    if (session.user.id !== facts.session?.user.id) return { state: "signed_out" };
    await this.#state.update((state) => ({ facts: { ...state.facts, session } }));
    return undefined;
  }
}
