/** What may be a PIN. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalPin, pinProblem } from "../../static/app/sync/pin.ts";

test("a PIN has six signs, and is not the first that anybody tries", () => {
  for (const pin of ["", "48291", "  48291 ", "４８２９１"]) assert.equal(pinProblem(pin), "too_short", pin);
  const easy = [
    "111111",
    "121212",
    "123123",
    "123456",
    "987654",
    "１２３４５６",
    "567890",
    "abcdef",
    "Qwerty",
    "ytrewq",
  ];
  for (const pin of easy) assert.equal(pinProblem(pin), "too_easy", pin);
  for (const pin of ["482915", "４８２９１５", "112233", "春の七草せり", "いろはにほへ"])
    assert.equal(pinProblem(pin), undefined, pin);
});

test("the same digits are the same PIN, however wide", () => {
  assert.equal(canonicalPin(" ４８２９１５ "), "482915");
});
