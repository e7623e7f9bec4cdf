/** The part of a text in which a word was found. Pure. */

import { fold, placeOf, words } from "../../sync/fold.ts";

const AROUND = 18;
const LETTERS = new Intl.Segmenter("ja", { granularity: "grapheme" });

export interface Excerpt {
  before: string;
  match: string;
  after: string;
}

/**
 * The surroundings of `query` in `text`, or of its first word that is there; the beginning of the text where none is. It is cut between
 * letters as a reader counts them: 𠮷, ｶﾞ and an emoji are one each.
 */
export function excerpt(text: string, query: string): Excerpt {
  const letters = [...LETTERS.segment(text)].map(({ segment }) => segment);
  const part = (start: number, end: number) => letters.slice(start, end).join("");
  const folded = fold(text);
  const word = [fold(query), ...words(query)].find((sought) => sought && placeOf(folded, sought) >= 0);
  let start = 0;
  let end = 0;
  if (word) {
    const holds = (from: number, to: number) => placeOf(fold(part(from, to)), word) >= 0;
    // What is folded away has no place of its own, so the text is halved until nothing can be left out.
    end = fewest(letters.length, (count) => holds(0, count));
    start = end - fewest(end, (count) => holds(end - count, end));
    // What is part of the word and adds nothing to it: the 目 of 丁目, the 号 of 20号.
    const adds = (next: number) =>
      !fold(part(next, next + 1)) || fold(part(start, next + 1)) !== fold(part(start, next));
    while (end < letters.length && !adds(end)) end++;
  }
  const from = Math.max(0, start - AROUND);
  const to = Math.min(letters.length, end + AROUND);
  return {
    before: (from > 0 ? "…" : "") + part(from, start),
    match: part(start, end),
    after: part(end, to) + (to < letters.length ? "…" : ""),
  };
}

/** The least number, up to `most`, that is `enough`; every number above it is taken to be. */
function fewest(most: number, enough: (count: number) => boolean): number {
  let [low, high] = [1, most];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (enough(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
