/** What a notebook needs of what it runs on: a browser, or a test. */

import type { RandomBytes } from "../sync/uuid.ts";
import type { PushBrowser } from "./pushing.ts";
import type { TraceKeeper } from "./trace.ts";

export interface Platform {
  now(): number;
  /** For how long this page has run, in milliseconds, by a clock that nobody sets. */
  ran(): number;
  random: RandomBytes;
  /** What this device is called before its user gives it a name. */
  deviceName: string;
  /** Which app this is, as far as it knows. */
  appVersion?: string;
  /** Whether to exchange by itself. */
  automatic: boolean;
  /** Runs `work` while nobody else on this phone exchanges. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Tells the other tabs that something was written. */
  tellOthers(): void;
  /** Calls these when there is reason to, until what it gives back is called. */
  listen(reasons: { wake(): void; lost(): void; catchUp(): void }): () => void;
  /** Whether what nobody has asked for may be fetched now: somebody looks on, the line is good, and not to be spared. */
  isGoodLine(): boolean;
  /** Something is left that should go out even if this page is closed. */
  sendLater(): void;
  /** What outlives the browser's clearing of the database. */
  trace: TraceKeeper;
  push: PushBrowser;
  /** Everything here was erased, because the office has taken this phone out of use. */
  erased(): void;
  /** Makes sure that what is kept from now on is sealed: asks for a PIN where there is none. */
  seal(): Promise<void>;
  /** Some browsers have none of it, or not all. */
  storage: Partial<Pick<StorageManager, "persist" | "persisted" | "estimate">> | undefined;
}
