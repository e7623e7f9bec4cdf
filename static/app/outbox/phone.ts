/** The notebook of this tab. */

import type { Draft } from "../store/kept.ts";
import { keptCount } from "../sync/accepted.ts";
import { amended, renamedToo } from "../sync/answers.ts";
import { settledAttachments } from "../sync/attachments.ts";
import type { View } from "../sync/caseload.ts";
import { type IdsAndClock, idsAndClock } from "../sync/idsandclock.ts";
import { DEFAULT_THRESHOLDS, type KindName, NAME_LENGTH } from "../sync/kinds.gen.ts";
import { canonicalText, lengthOf } from "../sync/plain.ts";
import type { Fields, Session } from "../sync/protocol.ts";
import { heldIds, type QueueItem, shown } from "../sync/queue.ts";
import type { Thresholds } from "../sync/thresholds.ts";
import * as account from "./account.ts";
import { PhoneAttachments } from "./attachments.ts";
import { PhoneCalendar } from "./calendar.ts";
import { CaseloadCache } from "./caseloadcache.ts";
import { Collector } from "./collecting.ts";
import { PhoneContact } from "./contact.ts";
import { PhoneDevices } from "./devices.ts";
import { discardingUpdate } from "./discarding.ts";
import { Entrance, type MayComeIn } from "./entrance.ts";
import { NotebookError } from "./failure.ts";
import type {
  BackupReport,
  Cleared,
  DraftWriter,
  Notebook,
  OtherWays,
  StorageReport,
  SyncStatus,
  WriteRequest,
} from "./notebook.ts";
import type { Office } from "./office.ts";
import type { PhoneState } from "./phonestate.ts";
import type { Platform } from "./platform.ts";
import { PhonePush } from "./push.ts";
import { storageReport } from "./storagereport.ts";
import { SyncDriver } from "./syncdriver.ts";
import { traceOf } from "./trace.ts";
import { unsentFile } from "./unsentfile.ts";
import { writingUpdate } from "./writing.ts";

const FRAME_MS = 16;

export class Phone implements Notebook {
  readonly attachments: PhoneAttachments;
  readonly calendar: PhoneCalendar;
  readonly contact: PhoneContact;
  readonly devices: PhoneDevices;
  readonly push: PhonePush;
  readonly #state: PhoneState;
  readonly #office: Office;
  readonly #platform: Platform;
  readonly #idsAndClock: IdsAndClock;
  readonly #cache: CaseloadCache;
  readonly #driver: SyncDriver;
  readonly #collector: Collector;
  readonly #entrance: Entrance;
  readonly #subscribers = new Set<() => void>();
  #telling: ReturnType<typeof setTimeout> | undefined;
  #stopListening = () => {};

  constructor(phoneState: PhoneState, office: Office, platform: Platform) {
    this.#state = phoneState;
    this.#office = office;
    this.#platform = platform;
    this.#idsAndClock = idsAndClock(platform);
    this.push = new PhonePush(phoneState, office, platform.push);
    this.calendar = new PhoneCalendar(phoneState, office);
    this.contact = new PhoneContact(phoneState, platform);
    this.devices = new PhoneDevices(phoneState, office);
    this.#cache = new CaseloadCache(phoneState, () => this.#changed());
    this.attachments = new PhoneAttachments(phoneState, office, (id) => this.get(id), this.#idsAndClock);
    this.#collector = new Collector(phoneState, this.attachments, this.#cache, platform);
    this.#driver = new SyncDriver(phoneState, office, this.#cache, platform, {
      changed: () => this.#changed(),
      rested: () => this.#collector.poke(),
    });
    this.#entrance = new Entrance(phoneState, office, platform, () => {
      // Whether the browser agrees is shown by `storage()`.
      void this.persist();
      this.#driver.turn("idle");
      this.#driver.poke();
    });
    phoneState.watch((state, update) => {
      if (update) platform.tellOthers();
      platform.trace.keep(traceOf(state));
    });
  }

  /** Resolves when the first screen can be shown. */
  async start(): Promise<void> {
    this.#stopListening = this.#platform.listen({
      wake: () => this.#wake(),
      lost: () => this.#office.line.lost(),
      // What cannot be read now is read with the next update.
      catchUp: () => void this.#state.reload().catch(() => undefined),
    });
    await this.#cache.start();
    this.contact.start();
    this.#wake();
  }

  #wake(): void {
    // Nobody to exchange for: who comes to sign in is told how it stands before they have typed.
    if (this.session() === null && this.#platform.automatic) void this.#office.line.look();
    this.#driver.poke();
  }

  session(): Session | null {
    return this.#state.current.facts.session;
  }

  signIn(login: string, password: string, code = ""): Promise<Session> {
    return this.#entrance.signIn(login, password, code);
  }

  otherWays(): Promise<OtherWays> {
    return this.#entrance.otherWays();
  }

  signInBy(way: "passkey" | "identity", mayComeIn: MayComeIn, code = ""): Promise<Session> {
    return this.#entrance.signInBy(way, mayComeIn, code);
  }

  async signOut(givingUp = false): Promise<void> {
    await account.signOut(this.#state, this.#office, givingUp);
    this.#driver.turn("signed_out");
  }

  list(kind: KindName): readonly View[] {
    return this.#cache.caseload.list(kind);
  }

  get(id: string): View | undefined {
    return this.#cache.caseload.get(id);
  }

  inScope(scope: string, kind: KindName): View[] {
    return this.#cache.caseload.inScope(scope, kind);
  }

  openConflicts(): View[] {
    const { queue } = this.#state.current;
    const held = heldIds(queue);
    const deciding = queue.filter(({ change, verdict }) => verdict !== "rejected" && !held.has(change.id));
    const decided = new Set(deciding.flatMap(({ change }) => change.resolves ?? []));
    return this.list("conflict").filter(({ id, fields }) => fields.state === "open" && !decided.has(id));
  }

  thresholds(): Thresholds {
    return this.#state.current.facts.thresholds ?? DEFAULT_THRESHOLDS;
  }

  async write(request: WriteRequest): Promise<View> {
    const [view] = await this.writeAll([request]);
    if (!view) throw new Error("a record that was just written is missing");
    return view;
  }

  async writeAll(requests: readonly WriteRequest[]): Promise<View[]> {
    // A record that is not in memory yet must not be taken for a new one.
    if (requests.some(({ record }) => record !== undefined && !this.get(record))) await this.#cache.whole();
    const named = requests.map((request) => {
      const record = request.record ?? this.#idsAndClock.newId();
      return { ...request, record, shown: this.get(record) };
    });
    await this.#state.update((state) => writingUpdate(state, named, this.#cache.caseload, this.#idsAndClock));
    this.#driver.poke();
    return named.map(({ record, shown }) => this.get(record) ?? shown).filter((view) => view !== undefined);
  }

  async amend(changeId: string, fields: Fields): Promise<void> {
    await this.#state.update(({ facts, queue: before }) => {
      const { queue, renamed } = amended(before, changeId, fields, this.#idsAndClock);
      return { queue, facts: { ...facts, renamed: renamedToo(facts.renamed, renamed) } };
    });
    this.#driver.poke();
  }

  async discard(changeId: string): Promise<void> {
    await this.#state.update((state) => discardingUpdate(state, changeId, this.#driver.sending));
    this.#driver.poke();
  }

  retry(): Promise<void> {
    return this.#driver.now();
  }

  queue(): QueueItem[] {
    return shown(this.#state.current.queue, this.#driver.sending);
  }

  status(): SyncStatus {
    return this.#driver.status();
  }

  exportUnsent(): Promise<Blob> {
    return unsentFile(this.#state, this.attachments, this.#idsAndClock.moment());
  }

  draft(key: string): Draft | undefined {
    return this.#state.drafts.get(key);
  }

  drafts(): Draft[] {
    return [...this.#state.drafts.values()];
  }

  async saveDraft(key: string, fields: Fields, base?: string | null, by?: DraftWriter): Promise<boolean> {
    const draft = {
      key,
      fields,
      savedAt: this.#idsAndClock.moment(),
      ...(base === undefined ? {} : { base }),
      ...(by ? { form: by.form } : {}),
    };
    const kept = await this.#state.saveDraft(draft, by?.after);
    this.#platform.tellOthers();
    this.#changed();
    return kept;
  }

  async dropDraft(key: string): Promise<void> {
    await this.#state.update(({ attachments, queue }) => ({
      draftsDropped: [key],
      attachments: settledAttachments(attachments, queue, [key]),
    }));
  }

  deviceName(): string {
    return this.#state.current.facts.name ?? this.#platform.deviceName;
  }

  async nameDevice(name: string): Promise<void> {
    const canonical = canonicalText(name, true);
    // The office would refuse the whole exchange, and with it what was written here.
    if (lengthOf(canonical) > NAME_LENGTH) throw new NotebookError("name_too_long");
    await this.#state.update(({ facts: { name: _, ...facts } }) => ({
      facts: canonical ? { ...facts, name: canonical } : facts,
    }));
    this.#driver.poke();
  }

  storage(): Promise<StorageReport> {
    return storageReport(this.#platform.storage);
  }

  async persist(): Promise<boolean> {
    return (await this.#platform.storage?.persist?.().catch(() => false)) ?? false;
  }

  acknowledged(): readonly string[] {
    return this.#state.current.facts.acknowledged ?? [];
  }

  async acknowledge(warnings: readonly string[]): Promise<void> {
    await this.#state.update(({ facts }) => ({ facts: { ...facts, acknowledged: warnings } }));
  }

  backup(): BackupReport {
    const { covered = null, accepted = [] } = this.#state.current.facts;
    const photos = this.#state.current.attachments.filter(({ delivered }) => delivered !== undefined);
    return { covered, kept: keptCount(accepted) + photos.length };
  }

  cleared(): Cleared | undefined {
    return this.#state.current.facts.cleared;
  }

  async forgetCleared(): Promise<void> {
    await this.#state.update(({ facts: { cleared, ...facts } }) => (cleared ? { facts } : undefined));
  }

  subscribe(changed: () => void): () => void {
    this.#subscribers.add(changed);
    return () => void this.#subscribers.delete(changed);
  }

  close(): void {
    this.#stopListening();
    this.contact.stop();
    this.#driver.stop();
    this.#collector.stop();
    this.#cache.stop();
    clearTimeout(this.#telling);
    this.#state.store.close();
  }

  #changed(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      for (const changed of this.#subscribers) changed();
    }, FRAME_MS);
  }
}
