import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Caseload } from "../../static/app/sync/caseload.ts";
import { fold, placeOf, words } from "../../static/app/sync/fold.ts";
import { searchCases } from "../../static/app/sync/search.ts";
import { excerpt } from "../../static/app/ui/kit/excerpt.ts";
import { Chance } from "./chance.ts";

interface Folds {
  fact: string;
  given: string;
  folded: string;
}
interface Finds {
  fact: string;
  written: string;
  typed: string;
  found: boolean;
}
const TABLE: { folds: Folds[]; finds: Finds[] } = JSON.parse(
  readFileSync(new URL("../cases/folding.json", import.meta.url), "utf-8"),
);
const LETTERS = [
  ..."あかはわうゔーヴガｶﾞﾊﾟ゛゜\u3099\u309a-－〜~()（）・ 　\n013一二三十〇九丁目番地号のノ+8１aAé\u0301\u200b\ufe00\u{e0100}渡邊邉𠮷🙂Σςİ㍻㈱ヶヂ",
];
const CHANCE = new Chance(20261130);

const anyText = (most: number) => Array.from({ length: CHANCE.below(most) }, () => CHANCE.pick(LETTERS)).join("");

/** Whether a phone with one client of this name finds them. */
function isFound(name: string, typed: string): boolean {
  const caseload = new Caseload();
  const whole = { seq: 1, head: "h" };
  caseload.apply(
    [
      { ...whole, kind: "person", id: "p", scope: "p", fields: { name } },
      { ...whole, kind: "case", id: "k", scope: "k", fields: { person: "p" } },
    ],
    1,
  );
  return searchCases(caseload, typed).length > 0;
}

for (const { fact, given, folded } of TABLE.folds) {
  test(`folded: ${fact}`, () => assert.equal(fold(given), folded));
}

for (const { fact, written, typed, found } of TABLE.finds) {
  test(`${found ? "found" : "not found"}: ${fact}`, () => {
    assert.equal(isFound(written, typed), found);
    const { before, match, after } = excerpt(written, typed);
    assert.equal(match !== "", words(typed).some((word) => placeOf(fold(written), word) >= 0) || found);
    assert.equal(before + match + after, written);
  });
}

test("folding again changes nothing", () => {
  for (let count = 0; count < 20_000; count++) {
    const text = anyText(10);
    assert.equal(fold(fold(text)), fold(text), JSON.stringify(text));
  }
});

test("what is typed as it is written is found", () => {
  for (let count = 0; count < 2_000; count++) {
    const text = anyText(10);
    assert.equal(isFound(text, text), fold(text) !== "", JSON.stringify(text));
  }
});

test("the marked part is what was looked for, and no letter more that would be looked for", () => {
  const segmenter = new Intl.Segmenter("ja");
  for (let count = 0; count < 2_000; count++) {
    const typed = anyText(5).replaceAll(/\s/g, "");
    const sought = fold(typed);
    const text = anyText(30) + typed + anyText(30);
    if (sought === "" || placeOf(fold(text), sought) < 0) continue;
    const { match } = excerpt(text, typed);
    const letters = [...segmenter.segment(match)].map(({ segment }) => segment);
    const holds = (part: string[]) => placeOf(fold(part.join("")), sought) >= 0;
    const told = JSON.stringify({ text, typed, match });
    assert.ok(holds(letters) && !holds(letters.slice(1)), told);
    let least = letters;
    while (holds(least.slice(0, -1))) least = least.slice(0, -1);
    assert.equal(fold(least.join("")), fold(match), told);
    assert.ok(text.includes(match));
  }
});

for (const [fact, text, typed, marked] of [
  ["after emoji", `${"🙂".repeat(3)} 父のシャッキンの相談`, "しゃっきん", "シャッキン"],
  ["after letters beyond the first plane", `${"𠮷".repeat(40)}借金の相談`, "借金", "借金"],
  ["after a family of emoji", "👩‍👩‍👧‍👦が来所。ガス停止", "がす", "ガス"],
  ["half-width kana with their marks", "先月からｶﾞｽが止まった", "ガス", "ｶﾞｽ"],
  ["kana and marks apart", "先月から\u30ab\u3099\u30b9が止まった", "ガス", "\u30ab\u3099\u30b9"],
  ["a letter with its selector", "妻は葛\u{e0100}城の出", "葛城", "葛\u{e0100}城"],
  ["a letter that is itself beyond the first plane", "妻は𠮷田の出", "吉田", "𠮷田"],
  ["an address in kanji numerals", "転居先は緑町三丁目12番20号の由", "緑町3-12-20", "緑町三丁目12番20号"],
  ["a block alone", "転居先は緑町三丁目の角", "緑町3丁目", "緑町三丁目"],
  ["a telephone number", "連絡先は090-8768-3012です", "09087683012", "090-8768-3012"],
  ["one sign that holds two letters", "㍻25年から", "平成", "㍻"],
] as const) {
  test(`an excerpt marks ${fact}`, () => assert.equal(excerpt(text, typed).match, marked));
}

test("an excerpt is cut between letters", () => {
  const { before, after } = excerpt(`${"👩‍👧".repeat(30)}猫${"𠮷".repeat(30)}`, "猫");
  assert.equal(before, `…${"👩‍👧".repeat(18)}`);
  assert.equal(after, `${"𠮷".repeat(18)}…`);
});
