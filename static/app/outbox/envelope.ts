/**
 * A change sealed for the office (HPKE, RFC 9180): the phone itself cannot open it again, whoever has its disk neither.
 *
 * So it can be delivered while the app is locked or closed, and after the key of everything else was destroyed.
 * docs/protocol.md says what is in it.
 */

import { fromBase64Url, toBase64Url } from "../sync/base64.ts";
import type { Change, Envelope, OutboxKey } from "../sync/protocol.ts";

/** Whose change it is; the office opens it for nobody else. */
export interface Sender {
  readonly office: string;
  readonly user: string;
}

const VERSION = 2;

/** Loads what sealing needs. A page for which no service worker answers does so before anybody walks out of reach. */
export function readyToSeal(): Promise<typeof import("./hpke.ts")> {
  return import("./hpke.ts");
}

/** Seals a change for the office. */
export async function envelopeOf(change: Change, key: OutboxKey, { office, user }: Sender): Promise<Envelope> {
  const { SUITE } = await readyToSeal();
  const recipientPublicKey = await SUITE.kem.importKey("raw", fromBase64Url(key.public).buffer, true);
  const info = encoded([`banso-outbox-${VERSION}`, office, user, change.id].join("\n"));
  const { ct, enc } = await SUITE.seal({ recipientPublicKey, info }, encoded(JSON.stringify(change)));
  return {
    change: change.id,
    key: key.id,
    enc: toBase64Url(new Uint8Array(enc)),
    sealed: toBase64Url(new Uint8Array(ct)),
    version: VERSION,
  };
}

function encoded(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
