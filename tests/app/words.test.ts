import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { en } from "../../static/app/i18n/en.ts";
import { ja } from "../../static/app/i18n/ja.ts";
import { fill } from "../../static/app/i18n/translate.ts";
import { WORDS } from "../../static/app/sync/kinds.gen.ts";

const places = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test("both languages have the same keys, and no sentence is empty", () => {
  assert.deepEqual(Object.keys(en).sort(), Object.keys(ja).sort());
  for (const catalogue of [ja, en]) {
    for (const [key, sentence] of Object.entries(catalogue)) assert.notEqual(sentence.trim(), "", key);
  }
});

test("both languages fill in the same values", () => {
  // A birth year is said by its era in Japanese only.
  const japaneseOnly: Record<string, string[]> = { "case.born": ["era"] };
  for (const [key, sentence] of Object.entries(ja)) {
    const expected = places(sentence).filter((name) => !japaneseOnly[key]?.includes(name ?? ""));
    assert.deepEqual(places(en[key as keyof typeof ja]), expected, key);
  }
});

test("English sentences hold no Japanese", () => {
  for (const [key, sentence] of Object.entries(en)) assert.doesNotMatch(sentence, /[\u3040-\u30ff\u4e00-\u9fff]/, key);
});

test("values are put in their places, and only there", () => {
  assert.equal(fill("残り {count}件", { count: 3 }), "残り 3件");
  assert.equal(fill("{name} さん", { name: "{count}", count: 9 }), "{count} さん");
  assert.equal(fill("{nobody}"), "{nobody}");
});

test("the phone has the words of records as they are written, in both languages", () => {
  for (const language of ["ja", "en"] as const) {
    const written = JSON.parse(readFileSync(new URL(`../../sync/words/${language}.json`, import.meta.url), "utf-8"));
    assert.deepEqual(WORDS[language], written);
  }
});
