/** What a notebook needs of its surroundings: a browser's, or a test's. */

import type { RandomBytes } from "../sync/uuid.ts";
import type { PushBrowser } from "./pushing.ts";
import type { TraceKeeper } from "./trace.ts";

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
  /** What outlives the browser's clearing of the database. */
  trace: TraceKeeper;
  push: PushBrowser;
  storage: Pick<StorageManager, "persist" | "persisted" | "estimate"> | undefined;
}
