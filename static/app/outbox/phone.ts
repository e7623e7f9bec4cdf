/** The notebook of this tab. */

import type { Draft } from "../store/store.ts";
import { keptCount } from "../sync/accepted.ts";
import { amended, discarded, type Making, renamedToo } from "../sync/answers.ts";
import type { View } from "../sync/caseload.ts";
import type { KindName } from "../sync/kinds.gen.ts";
import { papersAfterDiscard, settledPapers } from "../sync/papers.ts";
import type { Fields, Session } from "../sync/protocol.ts";
import { heldIds, type QueueItem, shown, unsent } from "../sync/queue.ts";
import { DEFAULTS, type Thresholds } from "../sync/thresholds.ts";
import * as account from "./account.ts";
import { PhoneCalendar } from "./calendar.ts";
import { Carrier } from "./carrier.ts";
import { NotebookError } from "./failure.ts";
import type { Ledger } from "./ledger.ts";
import { making } from "./making.ts";
import type { BackupReport, Cleared, Notebook, StorageReport, SyncStatus, WriteRequest } from "./notebook.ts";
import type { Office } from "./office.ts";
import { savedCounts } from "./paging.ts";
import { PhonePapers } from "./papers.ts";
import { PhonePush } from "./push.ts";
import { Shelf } from "./shelf.ts";
import type { Surroundings } from "./surroundings.ts";
import { traceOf } from "./trace.ts";
import { writingStep } from "./writing.ts";

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
  readonly #carrier: Carrier;
  readonly #subscribers = new Set<() => void>();
  #telling: ReturnType<typeof setTimeout> | undefined;
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
    this.#carrier = new Carrier(ledger, office, this.#shelf, around, () => this.#changed());
    ledger.watch((state, step) => {
      if (step) around.tellOthers();
      around.trace.keep(traceOf(state));
    });
  }

  /** Resolves when the first screen can be shown. */
  async start(): Promise<void> {
    this.#stopListening = this.#around.listen({
      wake: () => this.#carrier.poke(),
      // What cannot be read now is read with the next step.
      catchUp: () => void this.#ledger.reload().catch(() => undefined),
    });
    await this.#shelf.start();
    this.#carrier.poke();
  }

  session(): Session | null {
    return this.#ledger.state.facts.session;
  }

  async signIn(login: string, password: string): Promise<Session> {
    const { deviceName, storage } = this.#around;
    const session = await account.signIn(this.#ledger, this.#office, { login, password, deviceName });
    // Whether the browser agrees is shown by `storage()`.
    void storage?.persist().catch(() => undefined);
    this.#carrier.turn("idle");
    this.#carrier.poke();
    return session;
  }

  async signOut(givingUp = false): Promise<void> {
    await account.signOut(this.#ledger, this.#office, givingUp);
    this.#carrier.turn("signed_out");
  }

  list(kind: KindName): readonly View[] {
    return this.#shelf.caseload.list(kind);
  }

  get(id: string): View | undefined {
    return this.#shelf.caseload.get(id);
  }

  inScope(scope: string, kind: KindName): View[] {
    return this.#shelf.caseload.inScope(scope, kind);
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
    if (requests.some(({ record }) => record !== undefined && !this.get(record))) await this.#shelf.whole();
    const named = requests.map((request) => {
      const record = request.record ?? this.#making.newId();
      return { ...request, record, shown: this.get(record) };
    });
    await this.#ledger.step((state) => writingStep(state, named, this.#shelf.caseload, this.#making));
    this.#carrier.poke();
    return named.map(({ record, shown }) => this.get(record) ?? shown).filter((view) => view !== undefined);
  }

  async amend(changeId: string, fields: Fields): Promise<void> {
    await this.#ledger.step(({ facts, queue: before }) => {
      const { queue, renamed } = amended(before, changeId, fields, this.#making);
      return { queue, facts: { ...facts, renamed: renamedToo(facts.renamed, renamed) } };
    });
    this.#carrier.poke();
  }

  async discard(changeId: string): Promise<void> {
    await this.#ledger.step(({ facts, queue: before, papers: held }) => {
      const { queue, renamed } = discarded(before, changeId);
      if (Object.keys(renamed).some((id) => this.#carrier.sending.has(id))) throw new NotebookError("being_sent");
      const papers = papersAfterDiscard(held, before, queue);
      const given = before.filter(({ change }) => change.id in renamed).map(({ change }) => change.number);
      const dropped = [...(facts.dropped ?? []), ...given.filter((number) => number !== undefined)];
      const saved = savedCounts({ facts, queue: before });
      return { queue, papers, facts: { ...facts, saved, dropped, renamed: renamedToo(facts.renamed, renamed) } };
    });
    this.#carrier.poke();
  }

  retry(): Promise<void> {
    return this.#carrier.now();
  }

  queue(): QueueItem[] {
    return shown(this.#ledger.state.queue, this.#carrier.sending);
  }

  status(): SyncStatus {
    return this.#carrier.status();
  }

  async exportUnsent(): Promise<Blob> {
    const { facts, queue } = this.#ledger.state;
    const file = {
      format: "banso-unsent",
      version: 1,
      exported_at: this.#making.moment(),
      user: facts.session?.user ?? null,
      office: facts.session?.office ?? null,
      device: facts.device,
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

  backup(): BackupReport {
    const { covered = null, accepted = [] } = this.#ledger.state.facts;
    const photos = this.#ledger.state.papers.filter(({ delivered }) => delivered !== undefined);
    return { covered, kept: keptCount(accepted) + photos.length };
  }

  cleared(): Cleared | undefined {
    return this.#ledger.state.facts.cleared;
  }

  async forgetCleared(): Promise<void> {
    await this.#ledger.step(({ facts: { cleared, ...facts } }) => (cleared ? { facts } : undefined));
  }

  subscribe(changed: () => void): () => void {
    this.#subscribers.add(changed);
    return () => void this.#subscribers.delete(changed);
  }

  close(): void {
    this.#stopListening();
    this.#carrier.stop();
    this.#shelf.stop();
    clearTimeout(this.#telling);
    this.#ledger.store.close();
  }

  #changed(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      for (const changed of this.#subscribers) changed();
    }, FRAME_MS);
  }
}
