/** The notebook of this tab. */

import { SaveFailure } from "../store/failure.ts";
import type { Draft } from "../store/store.ts";
import { amended, discarded, type Making, renamedToo } from "../sync/answers.ts";
import type { View } from "../sync/caseload.ts";
import type { KindName } from "../sync/kinds.gen.ts";
import { papersAfterDiscard, settledPapers } from "../sync/papers.ts";
import type { Fields, Session } from "../sync/protocol.ts";
import { heldIds, type QueueItem, shown, unsent } from "../sync/queue.ts";
import { DEFAULTS, type Thresholds } from "../sync/thresholds.ts";
import type { RandomBytes } from "../sync/uuid.ts";
import { writeMoment } from "../sync/values.ts";
import * as account from "./account.ts";
import { PhoneCalendar } from "./calendar.ts";
import { Exchange, type Outcome } from "./exchange.ts";
import { NotebookError } from "./failure.ts";
import { tidy } from "./housekeeping.ts";
import type { Ledger } from "./ledger.ts";
import { making } from "./making.ts";
import type { Notebook, StorageReport, SyncStatus, WriteRequest } from "./notebook.ts";
import type { Office } from "./office.ts";
import { PhonePapers } from "./papers.ts";
import { PhonePush } from "./push.ts";
import type { PushBrowser } from "./pushing.ts";
import { Schedule } from "./schedule.ts";
import { Shelf } from "./shelf.ts";
import { forgetDeleted, sendPapers } from "./uploads.ts";
import { writingStep } from "./writing.ts";

/** What a notebook needs of its surroundings. */
export interface Surroundings {
  now(): number;
  random: RandomBytes;
  deviceName: string;
  /** Whether to exchange by itself. */
  automatic: boolean;
  /** Runs `work` while nobody else on this phone exchanges. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Tells the other tabs that something was written. */
  tellOthers(): void;
  /** Calls these when there is reason to, until what it gives back is called. */
  listen(reasons: { wake(): void; catchUp(): void }): () => void;
  /** Something is left that should go out even if this page is closed. */
  sendLater(): void;
  push: PushBrowser;
  storage: Pick<StorageManager, "persist" | "persisted" | "estimate"> | undefined;
}

const FRAME_MS = 16;

export class Phone implements Notebook {
  readonly papers: PhonePapers;
  readonly calendar: PhoneCalendar;
  readonly push: PhonePush;
  readonly #ledger: Ledger;
  readonly #office: Office;
  readonly #around: Surroundings;
  readonly #making: Making;
  readonly #shelf: Shelf;
  readonly #exchange: Exchange;
  readonly #schedule: Schedule;
  readonly #subscribers = new Set<() => void>();
  #telling: ReturnType<typeof setTimeout> | undefined;
  #sending: ReadonlySet<string> = new Set();
  #busy = false;
  #outcome: Outcome = { state: "idle" };
  #progress: SyncStatus["progress"];
  #clockWarning = false;
  #stopListening = () => {};

  constructor(ledger: Ledger, office: Office, around: Surroundings) {
    this.#ledger = ledger;
    this.#office = office;
    this.#around = around;
    this.#making = making(around);
    this.papers = new PhonePapers(ledger, office);
    this.push = new PhonePush(ledger, office, around.push);
    this.calendar = new PhoneCalendar(ledger, office);
    this.#shelf = new Shelf(ledger, () => this.#changed());
    this.#exchange = new Exchange(ledger, office, this.#making, {
      sending: (ids) => {
        this.#sending = ids;
        this.#changed();
      },
      received: (progress, clockWarning) => {
        this.#progress = progress;
        this.#clockWarning = clockWarning;
        this.#changed();
      },
    });
    this.#schedule = new Schedule(() => this.#run(), around);
    ledger.watch((_state, step) => {
      if (step) around.tellOthers();
    });
  }

  /** Resolves when the first screen can be shown. */
  async start(): Promise<void> {
    this.#stopListening = this.#around.listen({
      wake: () => this.#schedule.poke(),
      // What cannot be read now is read with the next step.
      catchUp: () => void this.#ledger.reload().catch(() => undefined),
    });
    await this.#shelf.start();
    this.#schedule.poke();
  }

  session(): Session | null {
    return this.#ledger.state.facts.session;
  }

  async signIn(login: string, password: string): Promise<Session> {
    const { deviceName, storage } = this.#around;
    const session = await account.signIn(this.#ledger, this.#office, { login, password, deviceName });
    this.#outcome = { state: "idle" };
    // Whether the browser agrees is shown by `storage()`.
    void storage?.persist().catch(() => undefined);
    this.#changed();
    this.#schedule.poke();
    return session;
  }

  async signOut(): Promise<void> {
    await account.signOut(this.#ledger, this.#office);
    this.#outcome = { state: "signed_out" };
    this.#changed();
  }

  list(kind: KindName): readonly View[] {
    return this.#shelf.caseload.list(kind);
  }

  get(id: string): View | undefined {
    return this.#shelf.caseload.get(id);
  }

  ofScope(scope: string): View[] {
    return this.#shelf.caseload.ofScope(scope);
  }

  openConflicts(): View[] {
    const { queue } = this.#ledger.state;
    const held = heldIds(queue);
    const deciding = queue.filter(({ change, verdict }) => verdict !== "rejected" && !held.has(change.id));
    const decided = new Set(deciding.flatMap(({ change }) => change.resolves ?? []));
    return this.list("conflict").filter(({ id, fields }) => fields.state === "open" && !decided.has(id));
  }

  thresholds(): Thresholds {
    return this.#ledger.state.facts.thresholds ?? DEFAULTS;
  }

  async write(request: WriteRequest): Promise<View> {
    const [view] = await this.writeAll([request]);
    if (!view) throw new Error("a record that was just written is missing");
    return view;
  }

  async writeAll(requests: readonly WriteRequest[]): Promise<View[]> {
    // A record that is not in memory yet must not be taken for a new one.
    if (requests.some(({ record }) => record !== undefined && !this.get(record))) await this.#allRead();
    const named = requests.map((request) => {
      const record = request.record ?? this.#making.newId();
      return { ...request, record, shown: this.get(record) };
    });
    await this.#ledger.step((state) => writingStep(state, named, this.#shelf.caseload, this.#making));
    this.#schedule.poke();
    return named.map(({ record, shown }) => this.get(record) ?? shown).filter((view) => view !== undefined);
  }

  async amend(changeId: string, fields: Fields): Promise<void> {
    await this.#ledger.step(({ facts, queue: before }) => {
      const { queue, renamed } = amended(before, changeId, fields, this.#making);
      return { queue, facts: { ...facts, renamed: renamedToo(facts.renamed, renamed) } };
    });
    this.#schedule.poke();
  }

  async discard(changeId: string): Promise<void> {
    await this.#ledger.step(({ facts, queue: before, papers: held }) => {
      const { queue, renamed } = discarded(before, changeId);
      if (Object.keys(renamed).some((id) => this.#sending.has(id))) throw new NotebookError("being_sent");
      const papers = papersAfterDiscard(held, before, queue);
      return { queue, papers, facts: { ...facts, renamed: renamedToo(facts.renamed, renamed) } };
    });
    this.#schedule.poke();
  }

  retry(): Promise<void> {
    return this.#schedule.now();
  }

  queue(): QueueItem[] {
    return shown(this.#ledger.state.queue, this.#sending);
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

  async exportUnsent(): Promise<Blob> {
    const { facts, queue } = this.#ledger.state;
    const file = {
      format: "banso-unsent",
      version: 1,
      exported_at: this.#making.moment(),
      user: facts.session?.user ?? null,
      office: facts.session?.office ?? null,
      changes: unsent(queue).map(({ change }) => change),
      drafts: this.drafts(),
      papers: await this.papers.exported(),
    };
    return new Blob([JSON.stringify(file, null, 2)], { type: "application/json" });
  }

  draft(key: string): Draft | undefined {
    return this.#ledger.drafts.get(key);
  }

  drafts(): Draft[] {
    return [...this.#ledger.drafts.values()];
  }

  async saveDraft(key: string, fields: Fields, base?: string | null): Promise<void> {
    const draft = { key, fields, savedAt: this.#making.moment(), ...(base === undefined ? {} : { base }) };
    await this.#ledger.saveDraft(draft);
    this.#around.tellOthers();
    this.#changed();
  }

  async dropDraft(key: string): Promise<void> {
    await this.#ledger.step(({ papers, queue }) => ({
      draftsDropped: [key],
      papers: settledPapers(papers, queue, [key]),
    }));
  }

  async storage(): Promise<StorageReport> {
    const { storage } = this.#around;
    const [persisted, estimate] = await Promise.all([storage?.persisted(), storage?.estimate()]);
    return { persisted: persisted ?? false, usedBytes: estimate?.usage ?? 0, quotaBytes: estimate?.quota ?? 0 };
  }

  subscribe(changed: () => void): () => void {
    this.#subscribers.add(changed);
    return () => void this.#subscribers.delete(changed);
  }

  close(): void {
    this.#stopListening();
    this.#schedule.stop();
    this.#shelf.stop();
    clearTimeout(this.#telling);
    this.#ledger.store.close();
  }

  async #run(): Promise<Outcome> {
    if (!this.session()) return { state: "signed_out" };
    this.#busy = true;
    this.#changed();
    this.#outcome = await this.#around.exclusively(() => this.#exchangeAndTidy());
    this.#busy = false;
    if (this.#outcome.state !== "idle") this.#progress = undefined;
    if (unsent(this.#ledger.state.queue).length + this.papers.unsent().length > 0) this.#around.sendLater();
    this.#changed();
    return this.#outcome;
  }

  async #exchangeAndTidy(): Promise<Outcome> {
    try {
      await this.#allRead();
      // Another tab may have exchanged while this one waited for its turn.
      await this.#ledger.reload();
      const outcome = await this.#exchange.run();
      if (outcome.state !== "idle") return outcome;
      await forgetDeleted(this.#ledger, (id) => this.get(id)?.deleted === true && !this.get(id)?.unsent);
      const sent = await sendPapers(this.#ledger, this.#office);
      await tidy(this.#ledger);
      return sent ?? outcome;
    } catch (failure) {
      return { state: "trouble", problem: { code: failure instanceof SaveFailure ? failure.code : "storage_failed" } };
    }
  }

  async #allRead(): Promise<void> {
    try {
      await this.#shelf.whole();
    } catch (cause) {
      throw new SaveFailure(cause);
    }
  }

  #changed(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      for (const changed of this.#subscribers) changed();
    }, FRAME_MS);
  }
}
