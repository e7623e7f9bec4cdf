/** What the browser says of the room that it gives. */

import type { StorageReport } from "./notebook.ts";
import type { Platform } from "./platform.ts";

export async function storageReport(storage: Platform["storage"]): Promise<StorageReport> {
  const unknown = () => undefined;
  const [persisted, estimate] = await Promise.all([
    storage?.persisted?.().catch(unknown),
    storage?.estimate?.().catch(unknown),
  ]);
  const { usage, quota } = estimate ?? {};
  return {
    persisted: persisted ?? false,
    canAsk: typeof storage?.persist === "function",
    ...(usage !== undefined && quota ? { usedBytes: usage, quotaBytes: quota } : {}),
  };
}
