/** The part of a text in which a word was found. Pure. */

import { fold, words } from "../sync/search.ts";

const AROUND = 18;

export interface Excerpt {
  before: string;
  match: string;
  after: string;
}

/** The surroundings of the first word of `query` in `text`; the beginning of the text where none is found as it stands. */
export function excerpt(text: string, query: string): Excerpt {
  // A character of the text may fold to none (a space) or to several (㍻), so each folded one remembers where it came from.
  const folded: string[] = [];
  const origin: number[] = [];
  let at = 0;
  for (const character of text) {
    for (const part of fold(character)) {
      folded.push(part);
      origin.push(at);
    }
    at += character.length;
  }
  const whole = folded.join("");
  for (const word of words(query)) {
    const found = whole.indexOf(word);
    if (found < 0) continue;
    const start = origin[found] ?? 0;
    const end = origin[found + word.length] ?? text.length;
    return cut(text, start, end);
  }
  return cut(text, 0, 0);
}

function cut(text: string, start: number, end: number): Excerpt {
  const from = Math.max(0, start - AROUND);
  const to = Math.min(text.length, end + AROUND);
  return {
    before: (from > 0 ? "…" : "") + text.slice(from, start),
    match: text.slice(start, end),
    after: text.slice(end, to) + (to < text.length ? "…" : ""),
  };
}
