/** What a phone keeps on its disk: facts, the queue, drafts, papers and the caseload. The only user of IndexedDB. */

import type { Day } from "../sync/accepted.ts";
import type { Renamed } from "../sync/answers.ts";
import type { Paper, Papers } from "../sync/papers.ts";
import type { Fields, ServerRecord, Session } from "../sync/protocol.ts";
import type { Item, Queue } from "../sync/queue.ts";
import type { Thresholds } from "../sync/thresholds.ts";
import { Database, type Row, TABLES, type Table, type Writing } from "./database.ts";
import { Outdated, SaveFailure } from "./failure.ts";
import { pack, type Seal, UNSEALED, unpack } from "./seal.ts";
import type { Segment, SegmentIndex } from "./segments.ts";

/** What somebody has typed and not saved yet. */
export interface Draft {
  key: string;
  fields: Fields;
  savedAt: string;
  /** The `base` of the view that the form was opened on; left out where it was not given. */
  base?: string | null;
}

/** How far the caseload has been pulled. */
export interface Pull {
  readonly cursor: string | null;
  /** The newest reply of which anything was taken, answers alone included: `cursor` may be held back. */
  readonly latest?: { readonly cursor: string; readonly seq: number };
  /** Counts the pulls from the start. What an earlier one brought is kept until the later one is whole. */
  readonly epoch: number;
  readonly complete: boolean;
  /** The records received by the pull that is under way. */
  readonly received: number;
  /** What the page after this cursor has brought already, where the cursor is held back: records with their `seq`, lost scopes. */
  readonly passedOver: Readonly<Record<string, number>>;
  /** Scopes that are to be forgotten as soon as no unsent work is left in them. */
  readonly gone: readonly string[];
  readonly segments: SegmentIndex;
  /** How many records there were when all segments had last been written anew. */
  readonly tidyCount: number;
  /** How many records were in the registers when what was over had last been sorted out of them. */
  readonly sortedCount?: number;
  readonly lastExchangeAt: string | null;
}

/** Up to where a verified backup holds what the office has, and when it was made. */
export interface Covered {
  readonly seq: number;
  readonly at: string;
}

export interface Facts {
  /** This phone's id, which outlives every sign-in. */
  readonly device: string;
  /** By user, the number of the last change that they saved here and that has left the queue (`savedHere`). */
  readonly saved?: Readonly<Record<string, number>>;
  /** The browser has cleared what was here before: how much of it had not reached the office, and when that was found. */
  readonly cleared?: { readonly at: string; readonly saved: number; readonly unsent: readonly number[] };
  /** Numbers of changes that were given up here, until the office has been told. */
  readonly dropped?: readonly number[];
  /** As the office last told; `null` where it makes no backups. */
  readonly covered?: Covered | null;
  /** What is kept of accepted changes, the oldest day first. */
  readonly accepted?: readonly Day[];
  readonly session: Session | null;
  readonly pull: Pull;
  readonly renamed: Renamed;
  /** Whether this user wants push messages on this phone. */
  readonly pushes?: boolean;
  /** As the office last told. */
  readonly thresholds?: Thresholds;
}

/** All that is read at a start, but the caseload. */
export interface Kept {
  /** Grows with every commit, of whatever tab. */
  readonly version: number;
  readonly facts: Facts | undefined;
  readonly queue: Queue;
  readonly drafts: readonly Draft[];
  readonly papers: Papers;
}

/** The bytes of a paper. */
export interface Content {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** What one commit writes and removes. */
export interface Batch {
  /** Forget everything first. */
  readonly wipe?: boolean;
  readonly facts?: Facts;
  readonly items?: readonly Item[];
  readonly placesLeft?: readonly number[];
  readonly draftsDropped?: readonly string[];
  readonly papers?: readonly Paper[];
  readonly contents?: readonly Content[];
  /** Papers that leave, with their contents. */
  readonly papersLeft?: readonly string[];
  readonly segments?: readonly Segment[];
  readonly segmentsDropped?: readonly string[];
  /** Accepted changes to keep. */
  readonly accepted?: readonly Item[];
  /** Accepted changes up to this counter leave. They do so before `accepted` come. */
  readonly acceptedLeft?: number;
}

interface SealedRows {
  readonly facts: readonly Row<string>[];
  readonly items: readonly Row<number>[];
  readonly papers: readonly Row<string>[];
  readonly contents: readonly Row<string>[];
  readonly segments: readonly Row<string>[];
  readonly accepted: readonly Row<[number, number]>[];
}

const FACTS = "facts";
const VERSION = "version";
const LANGUAGE = "language";

export class PhoneStore {
  readonly #database: Database;
  readonly #seal: Seal;

  constructor(factory: IDBFactory = indexedDB, seal: Seal = UNSEALED) {
    this.#database = new Database(factory);
    this.#seal = seal;
  }

  /** Everything but the caseload and the contents of papers, as of one moment. */
  async read(): Promise<Kept> {
    const [version, facts, items, drafts, papers] = await this.#database.read([...TABLES], (transaction) =>
      Promise.all([
        transaction.objectStore("technical").get(VERSION),
        transaction.objectStore("facts").get(FACTS),
        transaction.objectStore("queue").getAll(),
        transaction.objectStore("drafts").getAll(),
        transaction.objectStore("papers").getAll(),
      ]),
    );
    return {
      version: readVersion(version),
      facts: facts && (await unpack<Facts>(this.#seal, facts.bytes)),
      queue: await Promise.all(items.map(({ bytes }) => unpack<Item>(this.#seal, bytes))),
      drafts: await Promise.all(drafts.map(({ bytes }) => unpack<Draft>(this.#seal, bytes))),
      papers: await Promise.all(papers.map(({ bytes }) => unpack<Paper>(this.#seal, bytes))),
    };
  }

  /** The records of a segment; nothing where another tab has written it anew under another key. */
  async segment(key: string): Promise<ServerRecord[] | undefined> {
    const row = await this.#database.read(["segments"], (transaction) => transaction.objectStore("segments").get(key));
    return row && (await unpack<ServerRecord[]>(this.#seal, row.bytes));
  }

  /** The accepted changes that are kept, in the order in which the office took them, and the version that they are of. */
  async accepted(): Promise<{ version: number; items: Item[] }> {
    const [version, rows] = await this.#database.read(["technical", "accepted"], (transaction) =>
      Promise.all([transaction.objectStore("technical").get(VERSION), transaction.objectStore("accepted").getAll()]),
    );
    const items = await Promise.all(rows.map(({ bytes }) => unpack<Item>(this.#seal, bytes)));
    return { version: readVersion(version), items };
  }

  /** The bytes of a paper; nothing where it is not here (any more). */
  async content(id: string): Promise<Uint8Array | undefined> {
    const row = await this.#database.read(["contents"], (transaction) => transaction.objectStore("contents").get(id));
    return row && this.#seal.open(row.bytes);
  }

  /**
   * Writes a batch whole or not at all, and resolves to the new version when the disk has it. Fails with `Outdated` where `version` is
   * no longer that of the disk, and with `SaveFailure` where the disk refuses.
   */
  commit(version: number, batch: Batch): Promise<number> {
    return saving(async () => {
      const rows = await this.#sealed(batch);
      return this.#database.write([...TABLES], async (transaction) => {
        const current = readVersion(await transaction.objectStore("technical").get(VERSION));
        if (current !== version) throw new Outdated();
        const written = transaction.objectStore("technical").put(writeVersion(version + 1));
        await Promise.all([written, writeBatch(transaction, batch, rows)]);
        return version + 1;
      });
    });
  }

  /** Keeps a draft in place of an earlier one of its key. Fails with `SaveFailure`. */
  saveDraft(draft: Draft): Promise<void> {
    return saving(async () => {
      const row = { id: draft.key, bytes: await pack(this.#seal, draft) };
      await this.#database.write(["drafts"], (transaction) => transaction.objectStore("drafts").put(row));
    });
  }

  /** The language of the screens, for the service worker: it is asked for words before anything can be unsealed. */
  async language(): Promise<string | undefined> {
    const row = await this.#database.read(["technical"], (transaction) =>
      transaction.objectStore("technical").get(LANGUAGE),
    );
    return row && new TextDecoder().decode(row.bytes);
  }

  async keepLanguage(language: string): Promise<void> {
    const row = { id: LANGUAGE, bytes: new TextEncoder().encode(language) };
    await this.#database.write(["technical"], (transaction) => transaction.objectStore("technical").put(row));
  }

  close(): void {
    this.#database.close();
  }

  async #sealed(batch: Batch): Promise<SealedRows> {
    const row = async <Id extends IDBValidKey>(id: Id, value: object): Promise<Row<Id>> => ({
      id,
      bytes: await pack(this.#seal, value),
    });
    return {
      facts: batch.facts ? [await row(FACTS, batch.facts)] : [],
      items: await Promise.all((batch.items ?? []).map((item) => row(item.place, item))),
      papers: await Promise.all((batch.papers ?? []).map((paper) => row(paper.id, paper))),
      contents: await Promise.all(
        (batch.contents ?? []).map(async ({ id, bytes }) => ({ id, bytes: await this.#seal.seal(bytes) })),
      ),
      segments: await Promise.all((batch.segments ?? []).map(({ key, records }) => row(key, records))),
      accepted: await Promise.all(
        (batch.accepted ?? []).map((item) => row<[number, number]>([item.seq ?? 0, item.place], item)),
      ),
    };
  }
}

async function writeBatch(transaction: Writing, batch: Batch, rows: SealedRows): Promise<void> {
  const wiped: Table[] = batch.wipe ? TABLES.filter((table) => table !== "technical") : [];
  const [facts, queue, drafts, papers, contents, segments, accepted] = [
    transaction.objectStore("facts"),
    transaction.objectStore("queue"),
    transaction.objectStore("drafts"),
    transaction.objectStore("papers"),
    transaction.objectStore("contents"),
    transaction.objectStore("segments"),
    transaction.objectStore("accepted"),
  ];
  await Promise.all([
    ...wiped.map((table) => transaction.objectStore(table).clear()),
    ...rows.facts.map((row) => facts.put(row)),
    ...rows.items.map((row) => queue.put(row)),
    ...rows.papers.map((row) => papers.put(row)),
    ...rows.contents.map((row) => contents.put(row)),
    ...rows.segments.map((row) => segments.put(row)),
    ...(batch.acceptedLeft ? [accepted.delete(upTo(batch.acceptedLeft))] : []),
    ...rows.accepted.map((row) => accepted.put(row)),
    ...(batch.placesLeft ?? []).map((place) => queue.delete(place)),
    ...(batch.draftsDropped ?? []).map((key) => drafts.delete(key)),
    ...(batch.papersLeft ?? []).flatMap((id) => [papers.delete(id), contents.delete(id)]),
    ...(batch.segmentsDropped ?? []).map((key) => segments.delete(key)),
  ]);
}

/** The keys of accepted changes up to a counter. */
function upTo(seq: number): IDBKeyRange {
  return IDBKeyRange.upperBound([seq, Number.POSITIVE_INFINITY]);
}

async function saving<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof Outdated ? cause : new SaveFailure(cause);
  }
}

function readVersion(row: Row<string> | undefined): number {
  return row ? Number(new TextDecoder().decode(row.bytes)) : 0;
}

function writeVersion(version: number): Row<string> {
  return { id: VERSION, bytes: new TextEncoder().encode(String(version)) };
}
