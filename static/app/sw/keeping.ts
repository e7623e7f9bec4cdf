/** Holding the key of a page that is being loaded anew, in memory and for a moment. */

import { ASK_FOR_KEY, HELD_MS, isHold } from "../outbox/keyholders.ts";
import type { DataKey } from "../store/keyring.ts";

let held: DataKey | null = null;
let heldUntil = 0;

/** Takes a message about the key; tells whether it was one. */
export function heardOfKey({ data, ports, source }: ExtendableMessageEvent): boolean {
  if (isHold(data)) {
    held = data.hold;
    heldUntil = Date.now() + HELD_MS;
    setTimeout(forget, HELD_MS);
    return true;
  }
  if (data !== ASK_FOR_KEY) return false;
  const [port] = ports;
  if (source instanceof WindowClient) port?.postMessage(Date.now() < heldUntil ? held : null);
  forget();
  return true;
}

function forget(): void {
  held = null;
}
