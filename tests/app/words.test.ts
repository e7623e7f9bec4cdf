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

test("a count goes with its noun", () => {
  assert.equal(fill("{count} {count|note|notes}", { count: 1 }), "1 note");
  assert.equal(fill("{count} {count|note|notes}", { count: 0 }), "0 notes");
  assert.equal(fill("There {count|is|are} {count}", { count: "2" }), "There are 2");
  assert.equal(fill("{count|note|notes}"), "{count|note|notes}");
});

test("no English sentence says «1 notes»", () => {
  const noun = /\{\w+\} (?!is\b|was\b|has\b)[a-z]+s\b/;
  const verb = /\b(are|were) \{\w+\}/;
  for (const [key, sentence] of Object.entries(en))
    assert.doesNotMatch(sentence, RegExp(`${noun.source}|${verb.source}`), key);
});

test("a word on the screen means one thing", () => {
  const elsewhere = (word: RegExp, isIts: (key: string) => boolean) =>
    Object.entries(ja).filter(([key, sentence]) => word.test(sentence) && !isIts(key));
  // It takes nothing back but the question that was asked.
  assert.deepEqual(
    elsewhere(/やめ/, (key) => key === "cancel"),
    [],
  );
  // It was a list and the watch over a visit: フォローが必要な方, 訪問中の安否確認.
  assert.deepEqual(
    elsewhere(/見守/, () => false),
    [],
  );
  // What is new is an update of the app.
  assert.deepEqual(
    elsewhere(/版/, () => false),
    [],
  );
});

test("the list of whom to follow up is called the same at the office", () => {
  const office = readFileSync(
    new URL("../../server/translations/ja/LC_MESSAGES/messages.po", import.meta.url),
    "utf-8",
  );
  assert.ok(office.includes(`msgid "To follow up"\nmsgstr "${ja["followup.title"]}"`));
});

test("values are put in their places, and only there", () => {
  assert.equal(fill("残り {count}件", { count: 3 }), "残り 3件");
  assert.equal(fill("{name} さん", { name: "{count}", count: 9 }), "{count} さん");
  assert.equal(fill("{nobody}"), "{nobody}");
});

test("the phone has the words of records and of refused requests as they are written, in both languages", () => {
  for (const language of ["ja", "en"] as const) {
    const written = JSON.parse(readFileSync(new URL(`../../sync/words/${language}.json`, import.meta.url), "utf-8"));
    const { problems, ...ofRecords } = written;
    assert.deepEqual(WORDS[language], ofRecords);
    const catalogue: Readonly<Record<string, string>> = { ja, en }[language];
    const told = Object.keys(problems).filter((code) => `problem.${code}` in catalogue);
    assert.ok(told.length > 0);
    for (const code of told) assert.equal(catalogue[`problem.${code}`], problems[code]);
  }
});
