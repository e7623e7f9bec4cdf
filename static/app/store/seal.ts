/** Every value on disk passes through here: as JSON, in bytes, sealed. */

import type { Json } from "../sync/protocol.ts";

/** Turns readable bytes into what may lie on the disk of a lost phone, and back. */
export interface Seal {
  seal(readable: Uint8Array): Promise<Uint8Array>;
  open(sealed: Uint8Array): Promise<Uint8Array>;
}

/** No seal: bytes lie on the disk as they are. */
export const UNSEALED: Seal = {
  seal: (readable) => Promise.resolve(readable),
  open: (sealed) => Promise.resolve(sealed),
};

/**
 * A value as the bytes of a row. To be awaited before a transaction is opened: a transaction ends by itself while it waits for
 * anything else than its own requests.
 */
export function pack(seal: Seal, value: object): Promise<Uint8Array> {
  return seal.seal(new TextEncoder().encode(JSON.stringify(value)));
}

/** The value in the bytes of a row. The caller knows its type: it wrote it. */
export async function unpack<Value extends object>(seal: Seal, bytes: Uint8Array): Promise<Value> {
  return readJson(new TextDecoder().decode(await seal.open(bytes))) as Value;
}

function readJson(text: string): Json {
  return JSON.parse(text);
}
