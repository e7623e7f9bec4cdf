/** The language of the screens, and every word that they show. */

import { signal } from "@preact/signals";
import { en } from "../i18n/en.ts";
import { type Catalogue, ja, type Key } from "../i18n/ja.ts";
import { fill, type Values } from "../i18n/translate.ts";
import { type CodeListName, type KindName, WORDS } from "../sync/kinds.gen.ts";
import type { Language } from "./time.ts";

const CATALOGUES: Record<Language, Catalogue> = { ja, en };
const SETTING = "banso-language";

export const language = signal<Language>("ja");

/** Takes up the language chosen last on this phone; Japanese before anybody chose. */
export function restoreLanguage(): void {
  // biome-ignore lint/style/noRestrictedGlobals: the language is needed before anything is unsealed, and tells nothing of anybody
  show(localStorage.getItem(SETTING) === "en" ? "en" : "ja");
}

export function chooseLanguage(chosen: Language): void {
  // biome-ignore lint/style/noRestrictedGlobals: as above
  localStorage.setItem(SETTING, chosen);
  show(chosen);
}

function show(chosen: Language): void {
  language.value = chosen;
  document.documentElement.lang = chosen;
}

/** A sentence of the catalogue in the present language. */
export function t(key: Key, values?: Values): string {
  return fill(CATALOGUES[language.value][key], values);
}

/** A sentence whose key ends in a code that may be newer than this app: `other` stands in for an unknown one. */
export function tCode(prefix: string, code: string, other: Key, values?: Values): string {
  const sentence: string | undefined = (CATALOGUES[language.value] as Record<string, string>)[`${prefix}.${code}`];
  return sentence === undefined ? t(other, { ...values, code }) : fill(sentence, values);
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

/** 「、」 in Japanese, a comma in English. */
export function listWords(words: readonly string[]): string {
  return words.join(language.value === "ja" ? "、" : ", ");
}

function upper(word: string): string {
  return language.value === "en" ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
