/** The language of the screens, and every word that they show. */

import { signal } from "@preact/signals";
import { type Catalogue, ja, type Key } from "../../i18n/ja.ts";
import { english } from "../../i18n/load.ts";
import { fill, type Values } from "../../i18n/translate.ts";
import { type CodeListName, type KindName, WORDS } from "../../sync/kinds.gen.ts";
import type { Language } from "./time.ts";

const SETTING = "banso-language";

let catalogue: Catalogue = ja;
export const language = signal<Language>("ja");

/** Takes up the language chosen last on this phone; Japanese before anybody chose, and where the English words cannot be had. */
export async function restoreLanguage(): Promise<void> {
  // biome-ignore lint/style/noRestrictedGlobals: the language is needed before anything is unsealed, and tells nothing of anybody
  if (localStorage.getItem(SETTING) === "en") await show("en").catch(() => undefined);
}

/** Fails where the words of a language are not on this phone and cannot be had. */
export async function chooseLanguage(chosen: Language): Promise<void> {
  await show(chosen);
  // biome-ignore lint/style/noRestrictedGlobals: as above
  localStorage.setItem(SETTING, chosen);
}

/** The English words are a file of their own: most phones keep them and never read them. */
async function show(chosen: Language): Promise<void> {
  catalogue = chosen === "en" ? await english() : ja;
  language.value = chosen;
  document.documentElement.lang = chosen;
}

/** Takes in the Japanese words that come later; the English ones come as a whole. */
export function learn(words: Readonly<Record<string, string>>): void {
  Object.assign(ja, words);
}

/** A sentence of the catalogue in the present language. */
export function t(key: Key, values?: Values): string {
  return fill(present()[key], values);
}

/** A sentence whose key ends in a code that may be newer than this app: `other` stands in for an unknown one. */
export function tCode(prefix: string, code: string, other: Key, values?: Values): string {
  const sentence: string | undefined = (present() as Record<string, string>)[`${prefix}.${code}`];
  return sentence === undefined ? t(other, { ...values, code }) : fill(sentence, values);
}

/** The words of the present language. What shows them is drawn anew with another. */
function present(): Catalogue {
  void language.value;
  return catalogue;
}

export function kindWord(kind: KindName): string {
  return upper(WORDS[language.value].kinds[kind]);
}

export function fieldWord(kind: KindName, field: string): string {
  return upper(WORDS[language.value].fields[kind][field] ?? field);
}

/** A code's word; the code itself where the office added it after this app was built. */
export function codeWord(list: CodeListName, code: string): string {
  return upper(WORDS[language.value].codes[list][code] ?? code);
}

/** What is wrong, by the code of a rejected change, of an error at a field or of a record rule. */
export function errorWords(code: string): string {
  const { errors } = WORDS[language.value];
  return fill(errors[code] ?? errors.other, { code });
}

/** 「、」 in Japanese, a comma in English. */
export function listWords(words: readonly string[]): string {
  return words.join(language.value === "ja" ? "、" : ", ");
}

function upper(word: string): string {
  return language.value === "en" ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
