/** The disk of a phone: reads what it keeps, and writes it whole or not at all. */

import type { LocalAttachment } from "../sync/attachments.ts";
import type { Copy } from "../sync/copies.ts";
import type { Envelope, ServerRecord } from "../sync/protocol.ts";
import type { Item } from "../sync/queue.ts";
import { Database, type Row, TABLES, type Table } from "./database.ts";
import { Locked, SaveFailure, StaleVersion } from "./failure.ts";
import type { Draft, Enveloped, Facts, Kept, PushWish, SealedKey } from "./kept.ts";
import { pack, type Seal, sealUnder, UNSEALED, unpack } from "./seal.ts";
import type { Stretch } from "./stretch.ts";
import { ERASED, type Erased, placeOf, Vault } from "./vault.ts";

export const FACTS = "facts";
export const WISH = "push";
export const VERSION = "version";
const LANGUAGE = "language";

export class PhoneStore {
  /** Its lock. While that is locked, nothing else here may be called. */
  readonly vault: Vault;
  readonly database: Database;
  /** Rows of the caseload that were read while they could not be opened yet, and the version that they are of. */
  #ahead: { readonly version: number; readonly rows: Map<string, Row<string>> } | undefined;
  #isRead = false;

  /** See `Vault` for `blank` and `stretch`. */
  constructor(factory: IDBFactory = indexedDB, blank: Seal = UNSEALED, stretch?: Stretch) {
    this.database = new Database(factory);
    this.vault = new Vault(this.database, blank, stretch);
  }

  /** Reads the rows of the caseload as they lie, sealed, for whoever opens them soon: while a PIN is typed, there is time for it. */
  async readAhead(): Promise<void> {
    const [version, rows] = await this.database.read(["technical", "segments"], (transaction) =>
      Promise.all([transaction.objectStore("technical").get(VERSION), transaction.objectStore("segments").getAll()]),
    );
    if (!this.#isRead) this.#ahead = { version: readVersion(version), rows: new Map(rows.map((row) => [row.id, row])) };
  }

  /** Everything but the caseload and contents, as of one moment. Fails with `Locked` where the key of the disk is another. */
  async read(): Promise<Kept> {
    const [isCurrent, version, facts, items, drafts, attachments, copies, enveloped] = await this.database.read(
      [...TABLES],
      (transaction) =>
        Promise.all([
          this.vault.isCurrent(transaction),
          transaction.objectStore("technical").get(VERSION),
          transaction.objectStore("facts").get(FACTS),
          transaction.objectStore("queue").getAll(),
          transaction.objectStore("drafts").getAll(),
          transaction.objectStore("papers").getAll(),
          transaction.objectStore("copies").getAll(),
          transaction.objectStore("outbox").getAllKeys(),
        ]),
    );
    if (!isCurrent) throw new Locked();
    this.#isRead = true;
    // Written since: another tab may have kept other records under the same key.
    if (this.#ahead?.version !== readVersion(version)) this.#ahead = undefined;
    return {
      version: readVersion(version),
      facts: facts && (await this.#opened<Facts>("facts", facts)),
      queue: await Promise.all(items.map((row) => this.#opened<Item>("queue", row))),
      drafts: await Promise.all(drafts.map((row) => this.#opened<Draft>("drafts", row))),
      attachments: await Promise.all(attachments.map((row) => this.#opened<LocalAttachment>("papers", row))),
      copies: await Promise.all(copies.map((row) => this.#opened<Copy>("copies", row))),
      enveloped,
    };
  }

  /** The records of a segment; nothing where another tab has written it anew under another key. */
  async segment(key: string): Promise<ServerRecord[] | undefined> {
    const ahead = this.#ahead?.rows;
    const row =
      ahead?.get(key) ??
      (await this.database.read(["segments"], (transaction) => transaction.objectStore("segments").get(key)));
    ahead?.delete(key);
    return row && this.#opened<ServerRecord[]>("segments", row);
  }

  /** The accepted changes that are kept, in the order in which the office took them, and the version that they are of. */
  async accepted(): Promise<{ version: number; items: Item[] }> {
    const [version, rows] = await this.database.read(["technical", "accepted"], (transaction) =>
      Promise.all([transaction.objectStore("technical").get(VERSION), transaction.objectStore("accepted").getAll()]),
    );
    const items = await Promise.all(rows.map((row) => this.#opened<Item>("accepted", row)));
    return { version: readVersion(version), items };
  }

  /** The bytes of an attachment or a copy, which may have a key of their own; nothing where it is not here (any more). */
  async content(id: string, key?: string): Promise<Uint8Array | undefined> {
    const bytes = await this.lying(id);
    const seal = key === undefined ? this.vault.seal : await sealUnder(key);
    return bytes && seal.open(bytes, placeOf("contents", id));
  }

  /** The bytes of an attachment as they lie here, sealed. */
  async lying(id: string): Promise<Uint8Array | undefined> {
    const row = await this.database.read(["contents"], (transaction) => transaction.objectStore("contents").get(id));
    return row?.bytes;
  }

  /**
   * Keeps a draft in place of an earlier one of its key; not in place of one that another form has written, unless it is the one that
   * this form goes on with (`after`). Resolves to whether it is kept. Fails with `StaleVersion` where the key of the disk is another,
   * and with `SaveFailure`.
   */
  saveDraft(draft: Draft, after?: string): Promise<boolean> {
    return saving(async () => {
      const { key, form } = draft;
      const bytes = await pack(this.vault.seal, draft, placeOf("drafts", key));
      const row = { id: key, bytes, ...(form === undefined ? {} : { form }) };
      return this.database.write(["technical", "drafts"], async (transaction) => {
        if (!(await this.vault.isCurrent(transaction))) throw new StaleVersion();
        const drafts = transaction.objectStore("drafts");
        const there = (await drafts.get(key))?.form;
        const mine = there === undefined || form === undefined || there === form || there === after;
        if (mine) await drafts.put(row);
        return mine;
      });
    });
  }

  /** The changes that are sealed for the office, in the order of the queue. They are there also while everything else is locked. */
  async outbox(): Promise<Enveloped[]> {
    return (await this.#enveloped()).filter((each) => !isOfContent(each)) as Enveloped[];
  }

  /** The keys of contents that are sealed for the office, likewise. */
  async sealedKeys(): Promise<Enveloped<SealedKey>[]> {
    return (await this.#enveloped()).filter(isOfContent);
  }

  /** Forgets what the office has taken; and contents that nothing here speaks of any more. */
  async delivered(ids: readonly string[]): Promise<void> {
    await this.database.write(["outbox", "papers", "copies", "contents"], (transaction) =>
      Promise.all(
        ids.map(async (id) => {
          await transaction.objectStore("outbox").delete(id);
          const names = await Promise.all([
            transaction.objectStore("papers").getKey(id),
            transaction.objectStore("copies").getKey(id),
          ]);
          if (names.every((name) => name === undefined)) await transaction.objectStore("contents").delete(id);
        }),
      ),
    );
  }

  /** The language of the screens, for the service worker: it is asked for words before anything can be unsealed. */
  async language(): Promise<string | undefined> {
    const row = await this.database.read(["technical"], (transaction) =>
      transaction.objectStore("technical").get(LANGUAGE),
    );
    return row && new TextDecoder().decode(row.bytes);
  }

  /** Why nothing is here any more, until somebody has signed in again. */
  async erased(): Promise<Erased | undefined> {
    const row = await this.database.read(["technical"], (transaction) =>
      transaction.objectStore("technical").get(ERASED),
    );
    return row && (new TextDecoder().decode(row.bytes) as Erased);
  }

  /** Who wants push messages here; nobody, where nobody is signed in. */
  async pushWish(): Promise<PushWish | undefined> {
    const row = await this.database.read(["technical"], (transaction) =>
      transaction.objectStore("technical").get(WISH),
    );
    return row && (readPlain<PushWish | null>(row.bytes) ?? undefined);
  }

  async keepLanguage(language: string): Promise<void> {
    const row = { id: LANGUAGE, bytes: new TextEncoder().encode(language) };
    await this.database.write(["technical"], (transaction) => transaction.objectStore("technical").put(row));
  }

  close(): void {
    this.database.close();
  }

  async #enveloped(): Promise<Enveloped<Envelope | SealedKey>[]> {
    const rows = await this.database.read(["outbox"], (transaction) => transaction.objectStore("outbox").getAll());
    const inOrder = rows.sort((one, other) => one.place - other.place);
    return inOrder.map(({ place, user, bytes }) => ({ place, user, envelope: readPlain(bytes) }));
  }

  #opened<Value extends object>(table: Table, { id, bytes }: Row<IDBValidKey>): Promise<Value> {
    return unpack<Value>(this.vault.seal, bytes, placeOf(table, id));
  }
}

function isOfContent(each: Enveloped<Envelope | SealedKey>): each is Enveloped<SealedKey> {
  return "attachment" in each.envelope;
}

function readPlain<Value>(bytes: Uint8Array): Value {
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** Fails with `StaleVersion` as `work` does, and with `SaveFailure` where anything else fails. */
export async function saving<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof StaleVersion ? cause : new SaveFailure(cause);
  }
}

export function readVersion(row: Row<string> | undefined): number {
  return row ? Number(new TextDecoder().decode(row.bytes)) : 0;
}

export function writeVersion(version: number): Row<string> {
  return { id: VERSION, bytes: new TextEncoder().encode(String(version)) };
}
