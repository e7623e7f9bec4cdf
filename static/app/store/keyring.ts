/**
 * The key of what this phone keeps, and how it lies on the disk: wrapped, so that only who knows the PIN comes to it.
 *
 * docs/decisions/0023-the-sealed-phone.md says what a guess costs, and why these figures.
 */

import { fromBase64, toBase64 } from "../sync/base64.ts";
import { canonicalPin } from "../sync/pin.ts";
import type { Stretch } from "./stretch.ts";

/** How a data key lies on the disk. Nothing of it tells the PIN or the key. */
export interface Keyring {
  readonly form: 1;
  /** Which key it is, whatever PIN it lies under: random, and told to nobody who does not have the disk. */
  readonly key: string;
  /** Of the stretching of the PIN: random, as base64. */
  readonly salt: string;
  /** The data key under the stretched PIN: the nonce, then what AES-GCM made of it, as base64. */
  readonly wrapped: string;
  /** The same key under a secret that a passkey of this device gives, where its user wants that beside the PIN. */
  readonly passkey?: PasskeyWrapping;
  /** Wrong PINs since the last right one. */
  readonly wrong: number;
  /** No PIN is tried before this moment, in milliseconds since 1970. */
  readonly waitsUntil: number;
}

/** Which passkey gives its secret (WebAuthn's PRF), and for what: random, and worth nothing without the device. All in base64. */
export interface PasskeyPlace {
  readonly credential: string;
  readonly input: string;
}

export interface PasskeyWrapping extends PasskeyPlace {
  readonly wrapped: string;
}

/** What a passkey gave for its input: 32 bytes that only its device makes, once it has made sure of its user. */
export interface PasskeySecret extends PasskeyPlace {
  readonly secret: Uint8Array;
}

/** After so many wrong PINs the key is destroyed. */
export const MOST_WRONG = 10;

const KEY_BYTES = 32;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const AES = "AES-GCM";
const MS_A_MINUTE = 60_000;
/** Minutes before another PIN is tried, by how many were wrong. The first ones cost nothing: thumbs slip. */
const WAITS_MIN: readonly number[] = [0, 0, 0, 0, 1, 5, 15, 30, 60, 60];

/** A data key in memory: usable, and not readable. */
export interface DataKey {
  readonly id: string;
  readonly key: CryptoKey;
}

/** A new data key, and its keyring under a PIN. */
export async function newKey(pin: string, stretch: Stretch): Promise<{ data: DataKey; keyring: Keyring }> {
  const [raw, id] = [random(KEY_BYTES), crypto.randomUUID()];
  return { data: { id, key: await imported(raw) }, keyring: await wrappedUnder(pin, raw, id, stretch) };
}

/** The data key of a keyring; nothing where the PIN is wrong. */
export async function opened(keyring: Keyring, pin: string, stretch: Stretch): Promise<DataKey | undefined> {
  const raw = await rawKey(keyring, pin, stretch);
  return raw && { id: keyring.key, key: await imported(raw) };
}

/** The keyring of the same key under another PIN; nothing where the PIN that it has is wrong. */
export async function rewrapped(
  keyring: Keyring,
  pin: string,
  next: string,
  stretch: Stretch,
): Promise<Keyring | undefined> {
  const raw = await rawKey(keyring, pin, stretch);
  return raw && { ...keyring, ...(await wrappedUnder(next, raw, keyring.key, stretch)) };
}

/** The keyring with the same key under a passkey's secret as well, where `ask` gives one; nothing where the PIN is wrong. */
export async function withPasskey(
  keyring: Keyring,
  pin: string,
  ask: () => Promise<PasskeySecret | undefined>,
  stretch: Stretch,
): Promise<Keyring | undefined> {
  const raw = await rawKey(keyring, pin, stretch);
  if (!raw) return undefined;
  const answered = await ask();
  if (!answered) return keyring;
  const { credential, input, secret } = answered;
  const wrapped = toBase64(await sealedUnder(await imported(secret), raw, PASSKEY_WRAPPING));
  return { ...keyring, passkey: { credential, input, wrapped } };
}

/** The keyring as the PIN alone opens it. */
export function withoutPasskey({ passkey: _, ...keyring }: Keyring): Keyring {
  return keyring;
}

/** The data key of a keyring; nothing where the secret is not that under which it lies. */
export async function openedByPasskey(keyring: Keyring, secret: Uint8Array): Promise<DataKey | undefined> {
  if (!keyring.passkey) return undefined;
  const sealed = fromBase64(keyring.passkey.wrapped);
  const raw = await openedUnder(await imported(secret), sealed, PASSKEY_WRAPPING).catch(() => undefined);
  return raw && { id: keyring.key, key: await imported(raw) };
}

/** A keyring in which one more wrong PIN is counted. It is kept before the PIN is tried, so that ending the app saves nobody a guess. */
export function withOneMoreWrong(keyring: Keyring, now: number): Keyring {
  const wrong = keyring.wrong + 1;
  return { ...keyring, wrong, waitsUntil: now + (WAITS_MIN[wrong] ?? 0) * MS_A_MINUTE };
}

/** Some bytes under a data key: the nonce, then what AES-GCM made of them. `place` is where they belong, and opens them nowhere else. */
export async function sealedUnder(key: CryptoKey, readable: Uint8Array, place: string): Promise<Uint8Array> {
  const iv = random(NONCE_BYTES);
  const sealed = await crypto.subtle.encrypt({ name: AES, iv, additionalData: encoded(place) }, key, bytesOf(readable));
  const whole = new Uint8Array(NONCE_BYTES + sealed.byteLength);
  whole.set(iv);
  whole.set(new Uint8Array(sealed), NONCE_BYTES);
  return whole;
}

/** The bytes that were sealed for a place. Fails where key or place is another, or a bit has changed. */
export async function openedUnder(key: CryptoKey, sealed: Uint8Array, place: string): Promise<Uint8Array> {
  const iv = bytesOf(sealed.subarray(0, NONCE_BYTES));
  const algorithm = { name: AES, iv, additionalData: encoded(place) };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, bytesOf(sealed.subarray(NONCE_BYTES))));
}

const WRAPPING = "keyring";
const PASSKEY_WRAPPING = "keyring/passkey";

async function wrappedUnder(pin: string, raw: Uint8Array, key: string, stretch: Stretch): Promise<Keyring> {
  const salt = random(SALT_BYTES);
  const wrapped = await sealedUnder(await imported(await stretch(canonicalPin(pin), salt)), raw, WRAPPING);
  return { form: 1, key, salt: toBase64(salt), wrapped: toBase64(wrapped), wrong: 0, waitsUntil: 0 };
}

async function rawKey({ salt, wrapped }: Keyring, pin: string, stretch: Stretch): Promise<Uint8Array | undefined> {
  const key = await imported(await stretch(canonicalPin(pin), fromBase64(salt)));
  return openedUnder(key, fromBase64(wrapped), WRAPPING).catch(() => undefined);
}

/** A key for one content, in base64. */
export function newContentKey(): string {
  return toBase64(random(KEY_BYTES));
}

/** A key that the page can use and not read. */
export function imported(raw: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytesOf(raw), AES, false, ["encrypt", "decrypt"]);
}

function random(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}

function encoded(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function bytesOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}
