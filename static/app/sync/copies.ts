/**
 * Copies: the contents of attachments that the office has, kept on the phone so that they open without a network. Pure.
 *
 * A copy is nobody's only one: it may go at any time. What the office does not have yet is no copy (`attachments.ts`), and never goes.
 */

import type { MediaTypeCode } from "./kinds.gen.ts";

export interface Copy {
  /** The id of the attachment that it is the content of. */
  readonly id: string;
  readonly mediaType: MediaTypeCode;
  /** Bytes. */
  readonly size: number;
  /** The key that its content lies under, in base64, where that is one of its own. */
  readonly key?: string;
  /** When it was last looked at, or came. */
  readonly used: string;
}

export type Copies = readonly Copy[];

/** What this phone keeps of the attachments that the office has. */
export interface CopiesReport {
  readonly count: number;
  readonly bytes: number;
  /** Those that were looked at longest ago leave when there would be more. */
  readonly mostBytes: number;
}

/** How much all copies on a phone may hold: some 400 photos of letters. */
export const COPIES_BYTES = 200_000_000;

export function bytesOf(copies: Copies): number {
  return copies.reduce((sum, { size }) => sum + size, 0);
}

/** Whether there is room for as many bytes more without any copy leaving. */
export function fits(copies: Copies, size: number): boolean {
  return bytesOf(copies) + size <= COPIES_BYTES;
}

/** The copies with one more, or with one as used anew. Those that were used longest ago leave until all have room. */
export function withCopy(copies: Copies, copy: Copy): Copies {
  const newestFirst = [copy, ...copies.filter(({ id }) => id !== copy.id)].sort((one, other) =>
    other.used.localeCompare(one.used),
  );
  let bytes = 0;
  return newestFirst.filter(({ size }) => {
    bytes += size;
    return bytes <= COPIES_BYTES;
  });
}
