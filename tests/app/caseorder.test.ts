import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder } from "../../static/app/ui/model/caseorder.ts";

const CASES = [
  { kana: "わたなべ", closed: false, contact: "2026-11-29T01:00:00Z" },
  { kana: "あいだ", closed: true, contact: "2026-11-30T01:00:00Z", next: "2026-12-01T01:00:00Z" },
  { kana: "さとう", closed: false, contact: "2026-11-01T01:00:00Z", next: "2026-12-24T01:00:00Z" },
  { kana: "いとう", closed: false },
  { kana: "かとう", closed: false, next: "2026-12-02T01:00:00Z" },
] as const;

const readings = (order: Parameters<typeof inOrder>[1]) => inOrder(CASES, order).map(({ kana }) => kana);

test("by reading, closed cases after all open ones", () => {
  assert.deepEqual(readings("kana"), ["いとう", "かとう", "さとう", "わたなべ", "あいだ"]);
});

test("whom one spoke with last stands first, whom nobody has reached after all others", () => {
  assert.deepEqual(readings("contact"), ["わたなべ", "さとう", "いとう", "かとう", "あいだ"]);
});

test("whom one sees next stands first, whom nobody is to see after all others", () => {
  assert.deepEqual(readings("next"), ["かとう", "さとう", "いとう", "わたなべ", "あいだ"]);
});
