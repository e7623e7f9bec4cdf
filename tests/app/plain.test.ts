import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { canonicalText, lengthOf, seen } from "../../static/app/sync/plain.ts";

const CASES: { fact: string; given: string; line: string; narrative: string }[] = JSON.parse(
  readFileSync(new URL("../cases/plain_text.json", import.meta.url), "utf-8"),
);

for (const { fact, given, line, narrative } of CASES) {
  test(fact, () => {
    assert.equal(canonicalText(given, true), line);
    assert.equal(canonicalText(given, false), narrative);
  });
}

test("what no office takes is taken out", () => {
  assert.equal(seen("一\u0000二\u000b三\u007f四\ud83d", false), "一二三四");
  assert.equal(seen("改行\nと\tタブ🙂", false), "改行\nと\tタブ🙂");
});

test("a character counts once", () => {
  assert.equal(lengthOf("𠮷田🙂"), 3);
});
