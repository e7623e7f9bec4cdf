/**
 * Text as people look for it: two spellings of one word fold to the same. The letters and the rules are those of `sync/folding.py`,
 * written out at the build; one table holds both to the same answers (`tests/cases/folding.json`). Pure.
 */

import { FOLDING } from "./kinds.gen.ts";

const BEFORE = FOLDING.before.map(compiled);
const AFTER = FOLDING.after.map(compiled);
const STANDS_FOR = letters();

/** `text` without what makes no difference to whoever looks for it. Folding again changes nothing. */
export function fold(text: string): string {
  return replaced(spelled(replaced(text, BEFORE).normalize("NFKC").toLowerCase()), AFTER);
}

/**
 * Where a folded text holds a folded word; less than 0 where it does not. Hyphens count where somebody typed them, since 1-1 is not 11;
 * but numbers of four digits and more are written with and without.
 */
export function placeOf(text: string, word: string): number {
  const closed = word.replaceAll("-", "");
  return closed === word || /[0-9]{4}/.test(closed) ? text.replaceAll("-", "").indexOf(closed) : text.indexOf(word);
}

/** The words of a query, folded. */
export function words(query: string): string[] {
  return query.split(/\s+/).map(fold).filter(Boolean);
}

function compiled([pattern, stands]: readonly [string, string]) {
  return [new RegExp(pattern, "gu"), stands] as const;
}

function replaced(text: string, rules: typeof AFTER): string {
  let result = text;
  for (const [pattern, stands] of rules) result = result.replace(pattern, stands);
  return result;
}

/** The letter that each letter folds to, by code; 0 for itself. A table, since every letter of every note is looked up. */
function letters(): Uint16Array {
  const table = new Uint16Array(0x10000);
  for (const [first = "", ...others] of FOLDING.letters.split(" ")) {
    for (const other of others) table[other.charCodeAt(0)] = first.charCodeAt(0);
  }
  for (let hiragana = 0x3041; hiragana <= 0x3096; hiragana++) {
    table[hiragana + 0x60] = table[hiragana] || hiragana;
  }
  return table;
}

function spelled(text: string): string {
  let result = "";
  let kept = 0;
  for (let at = 0; at < text.length; at++) {
    const other = STANDS_FOR[text.charCodeAt(at)];
    if (!other) continue;
    result += text.slice(kept, at) + String.fromCharCode(other);
    kept = at + 1;
  }
  return result + text.slice(kept);
}
