/**
 * The key by which this phone proves that what it asks is its own: the session's cookie lies in the browser's files in the clear.
 *
 * It is kept among the facts, and so sealed. docs/decisions/0027-registered-phones.md says why it is a signing key.
 */

import { fromBase64Url, toBase64Url } from "../sync/base64.ts";

/** Both halves: the point of the curve, and the private key in PKCS #8, in base64url. */
export interface PhoneKey {
  readonly public: string;
  readonly secret: string;
}

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };

export async function newPhoneKey(): Promise<PhoneKey> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const [point, secret] = await Promise.all([
    crypto.subtle.exportKey("raw", publicKey),
    crypto.subtle.exportKey("pkcs8", privateKey),
  ]);
  return { public: toBase64Url(new Uint8Array(point)), secret: toBase64Url(new Uint8Array(secret)) };
}

/** Signs texts with a key, which cannot be read out of here. */
export function signerOf({ secret }: PhoneKey): (text: string) => Promise<string> {
  const bytes = fromBase64Url(secret);
  const key = crypto.subtle.importKey("pkcs8", bytes, CURVE, false, ["sign"]);
  return async (text) => toBase64Url(new Uint8Array(await crypto.subtle.sign(SIGNING, await key, encoded(text))));
}

function encoded(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
