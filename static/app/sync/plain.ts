/**
 * Text as people type it: without what nobody sees, and each letter spelled one way. The rules are those of `sync/plain.py`; one table
 * holds both to them (`tests/cases/plain_text.json`). Pure.
 */

/** Control characters, and halves of characters: no office takes them. */
const NOT_PLAIN = /(?![\t\n\r\u0080-\u009f])\p{Cc}|\p{Surrogate}/gu;

/** Nothing to see, or the direction of writing turned round; a joiner before an emoji makes one picture of two. */
const UNSEEN =
  /[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\u200d(?![\u2600-\u27bf\u{1f000}-\u{1faff}])/gu;

/** All but compatibility ideographs: composed, 神 (U+FA19) would be another letter. */
const COMPOSED_APART = /[^\uf900-\ufaff\u{2f800}-\u{2fa1f}]+/gu;

/** What can be seen of a text that was typed or pasted; in a line (a name, a place) without hidden characters too. */
export function seen(text: string, line: boolean): string {
  const plain = text.replace(NOT_PLAIN, "");
  return line ? plain.replace(UNSEEN, "") : plain;
}

/** A text in its one spelling, as the office reads it. */
export function canonicalText(text: string, line: boolean): string {
  return seen(text, line)
    .replace(COMPOSED_APART, (part) => part.normalize("NFC"))
    .trim();
}

/** Of all the room that a text has. */
const LITTLE = 0.1;

/** How many characters are left, once few are: less than none in a text that is too long. Nothing where there is room enough. */
export function roomLeft(text: string, limit: number): number | undefined {
  const left = limit - lengthOf(text);
  return left <= limit * LITTLE ? left : undefined;
}

/** How long a text is for the office: in characters, however many units the browser counts. */
export function lengthOf(text: string): number {
  return [...text].length;
}
