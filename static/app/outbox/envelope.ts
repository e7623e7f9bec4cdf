/**
 * A change sealed for the office (HPKE, RFC 9180): the phone itself cannot open it again, whoever has its disk neither.
 *
 * So it can be delivered while the app is locked or closed, and after the key of everything else was destroyed.
 * docs/protocol.md says what is in it.
 */

import type { SealedKey } from "../store/kept.ts";
import { fromBase64, fromBase64Url, toBase64Url } from "../sync/base64.ts";
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
export async function envelopeOf(change: Change, key: OutboxKey, sender: Sender): Promise<Envelope> {
  const readable = encoded(JSON.stringify(change));
  const sealed = await sealedFor(key, `banso-outbox-${VERSION}`, sender, change.id, readable);
  return { change: change.id, ...sealed, version: VERSION };
}

/** Seals the key of an attachment's content (base64) for the office. */
export async function sealedKeyOf(
  attachment: string,
  contentKey: string,
  key: OutboxKey,
  sender: Sender,
): Promise<SealedKey> {
  const sealed = await sealedFor(key, "banso-content-1", sender, attachment, fromBase64(contentKey));
  return { attachment, ...sealed };
}

async function sealedFor(
  key: OutboxKey,
  purpose: string,
  { office, user }: Sender,
  id: string,
  readable: Uint8Array<ArrayBuffer>,
): Promise<Pick<Envelope, "key" | "enc" | "sealed">> {
  const { SUITE } = await readyToSeal();
  const recipientPublicKey = await SUITE.kem.importKey("raw", fromBase64Url(key.public).buffer, true);
  const info = encoded([purpose, office, user, id].join("\n"));
  const { ct, enc } = await SUITE.seal({ recipientPublicKey, info }, readable);
  return { key: key.id, enc: toBase64Url(new Uint8Array(enc)), sealed: toBase64Url(new Uint8Array(ct)) };
}

function encoded(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
