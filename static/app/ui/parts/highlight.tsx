/** Where a search matched. */

import { excerpt } from "../kit/excerpt.ts";

export function Highlight({ text, query }: { text: string; query: string }) {
  const { before, match, after } = excerpt(text, query);
  return (
    <>
      {before}
      {match && <mark>{match}</mark>}
      {after}
    </>
  );
}
