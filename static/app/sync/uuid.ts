/** Ids as RFC 9562 describes them in version 7: the time in milliseconds, then chance. */

/** Gives `count` random bytes. */
export type RandomBytes = (count: number) => Uint8Array;

/** A new id. Ids made later sort later, as far as the clock can be trusted; nothing relies on it. */
export function uuidv7(nowMs: number, random: RandomBytes): string {
  const bytes = random(16);
  for (let place = 0, rest = nowMs; place < 6; place += 1) {
    bytes[5 - place] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
