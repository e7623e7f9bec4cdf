/**
 * The lock of a phone: under which key its rows lie, and how that key comes and goes.
 *
 * A phone that is nobody's has no key: there is nothing to protect. Whoever signs in chooses a PIN before anything of theirs is kept.
 * Without the PIN the key is nowhere on the disk, and in memory only while the app is open.
 */

import { type Database, type Reading, type Row, TABLES, type Table, type Writing } from "./database.ts";
import {
  type DataKey,
  type Keyring,
  MOST_WRONG,
  newKey,
  opened,
  openedByPasskey,
  type PasskeyPlace,
  type PasskeySecret,
  rewrapped,
  withOneMoreWrong,
  withoutPasskey,
  withPasskey,
} from "./keyring.ts";
import { type Seal, sealOf } from "./seal.ts";
import type { Stretch } from "./stretch.ts";

/**
 * - `none`: there is no key, and rows lie open
 * - `locked`: the key is not in memory; nothing can be read or written. No PIN is tried before `waitsUntil`
 * - `open`: the key is in memory
 */
export type LockState = { readonly is: "none" | "open" } | { readonly is: "locked"; readonly waitsUntil: number };

/** What came of a PIN. `left` is how many more may be wrong. */
export type Tried =
  | { readonly is: "right" }
  | { readonly is: "destroyed" }
  | { readonly is: "wrong"; readonly left: number; readonly waitsUntil: number }
  | { readonly is: "too_soon"; readonly waitsUntil: number };

/** Why nothing is here any more: ten wrong PINs, somebody who had forgotten it, or the office. */
export type Erased = "wrong_pin" | "forgotten" | "revoked";

const KEYRING = "keyring";
export const ERASED = "erased";
const VERSION = "version";
const LONGEST_WAIT_MS = 60 * 60_000;

/** What is read before anything can be opened, and what is sealed for the office: of contents, those whose keys are in the outbox. */
const NOT_SEALED_HERE: readonly Table[] = ["technical", "outbox"];

/** The tables whose rows are sealed. */
const SEALED = TABLES.filter((table) => !NOT_SEALED_HERE.includes(table));

/** What a row's bytes are sealed for: put into another row, they do not open. */
export function placeOf(table: Table, id: IDBValidKey): string {
  return `${table}/${id}`;
}

export class Vault {
  readonly #database: Database;
  readonly #blank: Seal;
  readonly #stretch: Stretch;
  #data: DataKey | undefined;
  #seal: Seal;
  #openedAt: number | undefined;

  /** `blank` is the seal of a phone that is nobody's. Without `stretch` no PIN can be tried, chosen or changed here. */
  constructor(database: Database, blank: Seal, stretch: Stretch = noPins) {
    this.#database = database;
    this.#stretch = stretch;
    this.#blank = blank;
    this.#seal = blank;
  }

  /** The seal of rows as they are written now. */
  get seal(): Seal {
    return this.#seal;
  }

  /** That of a phone that is nobody's. */
  get blank(): Seal {
    return this.#blank;
  }

  /** When somebody last gave the PIN here, in milliseconds since 1970. */
  get openedAt(): number | undefined {
    return this.#openedAt;
  }

  /** The key, for another tab that this user opens. */
  get data(): DataKey | undefined {
    return this.#data;
  }

  async state(): Promise<LockState> {
    const keyring = await this.#keyring();
    if (!keyring) return { is: "none" };
    if (keyring.key === this.#data?.id) return { is: "open" };
    return { is: "locked", waitsUntil: keyring.waitsUntil };
  }

  /** Takes a key that another tab had. Tells whether it is that of this disk. */
  async take(data: DataKey): Promise<boolean> {
    const isIts = (await this.#keyring())?.key === data.id;
    if (isIts) this.#hold(data);
    return isIts;
  }

  /** Tries a PIN. Fails where the disk cannot be read or written: a try that could not be counted is none. */
  unlock(pin: string, now: number): Promise<Tried> {
    return this.#tried(now, async (keyring) => {
      const data = await opened(keyring, pin, this.#stretch);
      if (data) this.#hold(data, now);
      return data && keyring;
    });
  }

  /** Puts the key under another PIN. A wrong one counts as for `unlock`. */
  change(pin: string, next: string, now: number): Promise<Tried> {
    return this.#tried(now, (keyring) => rewrapped(keyring, pin, next, this.#stretch));
  }

  /** Which passkey of this device opens the lock as well; nothing where only the PIN does. */
  async passkey(): Promise<PasskeyPlace | undefined> {
    return (await this.#keyring())?.passkey;
  }

  /** Puts the key under a passkey's secret as well, where `ask` gives one. A wrong PIN counts as for `unlock`. */
  addPasskey(pin: string, ask: () => Promise<PasskeySecret | undefined>, now: number): Promise<Tried> {
    return this.#tried(now, (keyring) => withPasskey(keyring, pin, ask, this.#stretch));
  }

  /** Has the PIN alone open the lock again. */
  async removePasskey(): Promise<void> {
    const keyring = await this.#keyring();
    if (keyring) await this.#keep(withoutPasskey(keyring));
  }

  /** Opens the lock by a passkey's secret. Tells whether it fits; one that does not is no wrong PIN. */
  async unlockByPasskey(secret: Uint8Array, now: number): Promise<boolean> {
    const keyring = await this.#keyring();
    const data = keyring && (await openedByPasskey(keyring, secret));
    if (!data) return false;
    this.#hold(data, now);
    await this.#keep({ ...keyring, wrong: 0, waitsUntil: 0 });
    return true;
  }

  /** Seals all that lies open under a new key, and that under a PIN. Until it has, everything stays as it was. */
  async choose(pin: string, now: number): Promise<void> {
    const { data, keyring } = await newKey(pin, this.#stretch);
    while (!(await this.#sealAnew(sealOf(data), keyring)));
    this.#hold(data, now);
  }

  /** Destroys the key, and what nobody can read any more. What is sealed for the office stays, and why this was done. */
  async destroy(why: Erased): Promise<void> {
    const row = { id: ERASED, bytes: new TextEncoder().encode(why) };
    await this.#database.write([...TABLES], (transaction) =>
      Promise.all([erase(transaction), transaction.objectStore("technical").put(row)]),
    );
    this.forget();
  }

  /** The key is not held any more. What lies on the disk is another's matter. */
  forget(): void {
    this.#data = undefined;
    this.#seal = this.#blank;
  }

  /** Within a transaction: whether the rows are still under the key that is held here. */
  async isCurrent(transaction: Reading | Writing): Promise<boolean> {
    return readKeyring(await transaction.objectStore("technical").get(KEYRING))?.key === this.#data?.id;
  }

  /** `at` is when somebody gave the PIN, in milliseconds since 1970; a key that another tab had comes without. */
  #hold(data: DataKey, at?: number): void {
    this.#data = data;
    this.#openedAt = at ?? this.#openedAt;
    this.#seal = sealOf(data);
  }

  /** Counts a try, and takes it back where `work` finds the PIN right: the keyring that it gives is kept then. */
  async #tried(now: number, work: (keyring: Keyring) => Promise<Keyring | undefined>): Promise<Tried> {
    const { keyring, isTooSoon } = await this.#counted(now);
    if (!keyring) return { is: "destroyed" };
    const { wrong, waitsUntil } = keyring;
    if (isTooSoon) return { is: "too_soon", waitsUntil };
    const right = await work(keyring);
    if (right) {
      await this.#keep({ ...right, wrong: 0, waitsUntil: 0 });
      return { is: "right" };
    }
    if (wrong < MOST_WRONG) return { is: "wrong", left: MOST_WRONG - wrong, waitsUntil };
    await this.destroy("wrong_pin");
    return { is: "destroyed" };
  }

  async #keep(keyring: Keyring): Promise<void> {
    const row = writeKeyring(keyring);
    await this.#database.write(["technical"], (transaction) => transaction.objectStore("technical").put(row));
  }

  #counted(now: number): Promise<{ keyring: Keyring | undefined; isTooSoon: boolean }> {
    return this.#database.write(["technical"], async (transaction) => {
      const technical = transaction.objectStore("technical");
      const keyring = readKeyring(await technical.get(KEYRING));
      // A clock that was put back makes nobody wait for longer than the longest wait.
      const left = (keyring?.waitsUntil ?? 0) - now;
      const isTooSoon = left > 0 && left <= LONGEST_WAIT_MS;
      if (!keyring || isTooSoon) return { keyring, isTooSoon };
      const counted = withOneMoreWrong(keyring, now);
      await technical.put(writeKeyring(counted));
      return { keyring: counted, isTooSoon };
    });
  }

  /** Tells whether it could: somebody may have written meanwhile. */
  async #sealAnew(seal: Seal, keyring: Keyring): Promise<boolean> {
    const [version, before] = await this.#database.read([...TABLES], (transaction) =>
      Promise.all([transaction.objectStore("technical").get(VERSION), rowsOf(transaction)]),
    );
    const after = await Promise.all(
      before.map(async ({ table, row }) => {
        const place = placeOf(table, row.id);
        return { table, row: { ...row, bytes: await seal.seal(await this.#seal.open(row.bytes, place), place) } };
      }),
    );
    return this.#database.write([...TABLES], async (transaction) => {
      const technical = transaction.objectStore("technical");
      const [versionNow, rowsNow] = await Promise.all([technical.get(VERSION), rowsOf(transaction)]);
      if (!isSame(version, versionNow) || !isSameRows(before, rowsNow)) return false;
      const put = ({ table, row }: TableRow) => transaction.objectStore(table).put(row as never);
      await Promise.all([technical.put(writeKeyring(keyring)), ...after.map(put)]);
      return true;
    });
  }

  #keyring(): Promise<Keyring | undefined> {
    return this.#database.read(["technical"], async (transaction) =>
      readKeyring(await transaction.objectStore("technical").get(KEYRING)),
    );
  }
}

/** Within a transaction: removes the keyring, and every row that is sealed; not the contents that the office can open. */
export async function erase(transaction: Writing): Promise<void> {
  const contents = transaction.objectStore("contents");
  const [theirs, ids] = await Promise.all([transaction.objectStore("outbox").getAllKeys(), contents.getAllKeys()]);
  await Promise.all([
    transaction.objectStore("technical").delete(KEYRING),
    ...SEALED.filter((table) => table !== "contents").map((table) => transaction.objectStore(table).clear()),
    ...ids.filter((id) => !theirs.includes(id)).map((id) => contents.delete(id)),
  ]);
}

function noPins(): Promise<never> {
  return Promise.reject(new Error("no PIN is typed here"));
}

interface TableRow {
  readonly table: Table;
  readonly row: Row<IDBValidKey>;
}

async function rowsOf(transaction: Reading | Writing): Promise<TableRow[]> {
  // What lies under a key of its own stays as it is: that key is in another row.
  const inTable = async (table: Table) => {
    const rows: Row<IDBValidKey>[] = await transaction.objectStore(table).getAll();
    return rows.filter((row) => !("own" in row)).map((row) => ({ table, row }));
  };
  return (await Promise.all(SEALED.map(inTable))).flat();
}

function isSameRows(one: readonly TableRow[], other: readonly TableRow[]): boolean {
  return one.length === other.length && one.every(({ row }, at) => isSame(row, other[at]?.row));
}

function isSame(one: Row<IDBValidKey> | undefined, other: Row<IDBValidKey> | undefined): boolean {
  if (!one || !other) return one === other;
  const { bytes } = one;
  return bytes.length === other.bytes.length && bytes.every((byte, at) => byte === other.bytes[at]);
}

function readKeyring(row: Row<string> | undefined): Keyring | undefined {
  return row && (JSON.parse(new TextDecoder().decode(row.bytes)) as Keyring);
}

function writeKeyring(keyring: Keyring): Row<string> {
  return { id: KEYRING, bytes: new TextEncoder().encode(JSON.stringify(keyring)) };
}
