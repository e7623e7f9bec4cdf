/** The connection to IndexedDB: opened when it is needed, and again when the browser has closed it. */

import { type DBSchema, type IDBPDatabase, type IDBPTransaction, wrap } from "idb";

/** All that a row shows without being opened: a technical key. */
export interface Row<Id extends IDBValidKey> {
  id: Id;
  bytes: Uint8Array;
}

/** A draft also shows which form wrote it, a random id: that is asked within the transaction that writes it. */
export interface DraftRow extends Row<string> {
  form?: string;
}

/** Some contents lie under a key of their own, which is sealed for the office as well: so that they can be delivered unopened. */
export interface ContentRow extends Row<string> {
  own?: true;
}

/** What is sealed for the office shows whose it is and its place in the queue: it is delivered without being opened. */
export interface OutboxRow extends Row<string> {
  place: number;
  user: string;
}

export interface Tables extends DBSchema {
  /**
   * The counter of commits, by which tabs notice each other, the language, the wrapped key, and who is to be told of what by push
   * messages: never sealed, since they are read before anything can be opened.
   */
  technical: { key: string; value: Row<string> };
  facts: { key: string; value: Row<string> };
  queue: { key: number; value: Row<number> };
  drafts: { key: string; value: DraftRow };
  segments: { key: string; value: Row<string> };
  /** The attachments that have not reached the office. The name on the disk is of before they were called so. */
  papers: { key: string; value: Row<string> };
  /** The bytes of attachments and of copies. */
  contents: { key: string; value: ContentRow };
  copies: { key: string; value: Row<string> };
  /** Accepted changes that no verified backup of the office covers yet, by the office's counter and their place in the queue. */
  accepted: { key: [number, number]; value: Row<[number, number]> };
  /** What is queued, sealed for the office, by the id of the change; the keys of contents, by the id of the attachment. */
  outbox: { key: string; value: OutboxRow };
}

export const TABLES = [
  "technical",
  "facts",
  "queue",
  "drafts",
  "segments",
  "papers",
  "contents",
  "copies",
  "accepted",
  "outbox",
] as const;

export type Table = (typeof TABLES)[number];
export type Reading = IDBPTransaction<Tables, Table[], "readonly">;
export type Writing = IDBPTransaction<Tables, Table[], "readwrite">;

const NAME = "banso";
const FORM = 5;

export class Database {
  readonly #factory: IDBFactory;
  #connection: Promise<IDBPDatabase<Tables>> | undefined;

  constructor(factory: IDBFactory) {
    this.#factory = factory;
  }

  /** Runs `work` in a transaction and gives back its result. `work` awaits nothing but requests of that transaction. */
  async read<Result>(tables: Table[], work: (transaction: Reading) => Promise<Result>): Promise<Result> {
    return work(await this.#begun((connection) => connection.transaction(tables, "readonly")));
  }

  /**
   * Runs `work` in a transaction and resolves when the disk has it. Where anything fails, `work` included, nothing of it is written
   * and the cause is thrown.
   */
  async write<Result>(tables: Table[], work: (transaction: Writing) => Promise<Result>): Promise<Result> {
    const strict = { durability: "strict" } as const;
    const transaction = await this.#begun((connection) => connection.transaction(tables, "readwrite", strict));
    // An abort is reported below by what caused it; without this it would be reported once more, as unhandled.
    transaction.done.catch(() => undefined);
    try {
      const result = await work(transaction);
      await transaction.done;
      return result;
    } catch (cause) {
      abort(transaction);
      throw cause;
    }
  }

  close(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    void connection?.then((open) => open.close());
  }

  /** A transaction just begun. The browser may have closed the last connection without saying so; then it is opened again. */
  async #begun<Transaction>(begin: (connection: IDBPDatabase<Tables>) => Transaction): Promise<Transaction> {
    const connection = await this.#open();
    try {
      return begin(connection);
    } catch {
      this.#connection = undefined;
      return begin(await this.#open());
    }
  }

  #open(): Promise<IDBPDatabase<Tables>> {
    if (!this.#connection) {
      const connection = this.#connect();
      this.#connection = connection;
      connection.catch(() => this.#forget(connection));
    }
    return this.#connection;
  }

  async #connect(): Promise<IDBPDatabase<Tables>> {
    const request = this.#factory.open(NAME, FORM);
    request.onupgradeneeded = () => {
      const { result } = request;
      const missing = TABLES.filter((table) => !result.objectStoreNames.contains(table));
      for (const table of missing) result.createObjectStore(table, { keyPath: "id" });
    };
    const opened = (await wrap(request)) as unknown as IDBPDatabase<Tables>;
    const connection = this.#connection;
    opened.onclose = () => this.#forget(connection);
    // Another tab wants to renew the form of the database, and waits until this one lets go.
    opened.onversionchange = () => {
      opened.close();
      this.#forget(connection);
    };
    return opened;
  }

  #forget(connection: Promise<IDBPDatabase<Tables>> | undefined): void {
    if (this.#connection === connection) this.#connection = undefined;
  }
}

function abort(transaction: Writing): void {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself.
  }
}
