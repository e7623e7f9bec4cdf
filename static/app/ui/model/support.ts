/** A support record in a few words. */

import { codeWord, language } from "../kit/language.ts";
import { dayOf, dueWords, timeWords } from "../kit/time.ts";
import { type RecordOf, zone } from "./notebook.ts";
import { day } from "./records.ts";

type Fields = RecordOf<"support">["fields"];

/** 「11月21日(土) 15:00 訪問」 */
export function noteWords(fields: Fields): string {
  return [whenWords(fields), fields.method && codeWord("method", fields.method)].filter(Boolean).join(" ");
}

/** When it was, or the day or month that an old register gives. */
function whenWords({ started_at, dated }: Fields): string {
  if (started_at === undefined) return dated ? dueWords(dated, language.value) : "";
  return `${day(dayOf(Date.parse(started_at), zone()))} ${timeWords(started_at, zone())}`;
}
