/** Every value on disk passes through here: as JSON, in bytes, sealed. */

import { fromBase64 } from "../sync/base64.ts";
import type { Json } from "../sync/protocol.ts";
import { type DataKey, imported, openedUnder, sealedUnder } from "./keyring.ts";

/** Turns readable bytes into what may lie on the disk of a lost phone, and back. `place` is the row that they stand in. */
export interface Seal {
  seal(readable: Uint8Array, place: string): Promise<Uint8Array>;
  open(sealed: Uint8Array, place: string): Promise<Uint8Array>;
}

/** No seal: bytes lie on the disk as they are. So they do while a phone is nobody's. */
export const UNSEALED: Seal = {
  seal: (readable) => Promise.resolve(readable),
  open: (sealed) => Promise.resolve(sealed),
};

/** The seal of a content that has a key of its own, in base64. */
export async function sealUnder(key: string): Promise<Seal> {
  return sealOf({ key: await imported(fromBase64(key)) });
}

/** The seal of a data key. */
export function sealOf({ key }: Pick<DataKey, "key">): Seal {
  return {
    seal: (readable, place) => sealedUnder(key, readable, place),
    open: (sealed, place) => openedUnder(key, sealed, place),
  };
}

/**
 * A value as the bytes of a row. To be awaited before a transaction is opened: a transaction ends by itself while it waits for
 * anything else than its own requests.
 */
export function pack(seal: Seal, value: object, place: string): Promise<Uint8Array> {
  return seal.seal(new TextEncoder().encode(JSON.stringify(value)), place);
}

/** The value in the bytes of a row. The caller knows its type: it wrote it. */
export async function unpack<Value extends object>(seal: Seal, bytes: Uint8Array, place: string): Promise<Value> {
  return readJson(new TextDecoder().decode(await seal.open(bytes, place))) as Value;
}

function readJson(text: string): Json {
  return JSON.parse(text);
}
