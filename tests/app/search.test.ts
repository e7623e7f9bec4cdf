import assert from "node:assert/strict";
import { test } from "node:test";
import { Caseload } from "../../static/app/sync/caseload.ts";
import { fold } from "../../static/app/sync/fold.ts";
import type { KindName } from "../../static/app/sync/kinds.gen.ts";
import type { Fields } from "../../static/app/sync/protocol.ts";
import { searchCases } from "../../static/app/sync/search.ts";

function office(...records: [KindName, string, string, Fields][]): Caseload {
  const caseload = new Caseload();
  const whole = records.map(([kind, id, scope, fields]) => ({ kind, id, scope, seq: 1, head: "h", fields }));
  caseload.apply(whole, 1);
  return caseload;
}

const SMALL = office(
  ["person", "p1", "p1", { name: "佐藤 花子", kana: "サトウ ハナコ", phone: "0134-11-2222" }],
  ["case", "k1", "k1", { person: "p1", number: "R5-012", summary: "家賃の滞納" }],
  ["person", "p2", "p2", { name: "鈴木 佐藤治", kana: "すずき さとうじ" }],
  ["case", "k2", "k2", { person: "p2", number: "R5-013" }],
  ["support", "s1", "k2", { narrative: "ハローワークへ同行した。家賃の話。" }],
  ["support", "s2", "k1", { narrative: "消した記録", deleted: true }],
);

const found = (query: string) => searchCases(SMALL, query).map((hit) => hit.case);

test("width, kind of kana, case and spaces do not matter", () => {
  assert.equal(fold("ﾊﾛｰ Ｗｏｒｋ　サトウ"), "はろーworkさとう");
});

test("a case is found by part of a name, by kana, by number and by telephone", () => {
  assert.deepEqual(found("花子"), ["k1"]);
  assert.deepEqual(found("さとうはな"), ["k1"]);
  assert.deepEqual(found("ｒ５－０１２"), ["k1"]);
  assert.deepEqual(found("0134"), ["k1"]);
});

test("a name that begins with the word comes before one that contains it", () => {
  assert.deepEqual(found("佐藤"), ["k1", "k2"]);
});

test("a case is found by what its notes say, with the note that says it", () => {
  assert.deepEqual(searchCases(SMALL, "はろーわーく")[0]?.matches, [
    { record: "s1", kind: "support", field: "narrative" },
  ]);
});

test("every word must be found, in whatever place of the case", () => {
  assert.deepEqual(found("佐藤 家賃").sort(), ["k1", "k2"]);
  assert.deepEqual(found("花子　ハローワーク"), []);
});

test("a case is found by its household: who belongs to it, and where it lives", () => {
  const home = { name: "髙橋家", address: "小樽市花園二丁目1番1号", members: "長女 トシ子、母 ハル" };
  const caseload = office(
    ["person", "p1", "p1", { name: "髙橋 一郎", household: "h1" }],
    ["person", "p2", "p2", { name: "佐藤 花子", household: "h2" }],
    ["household", "h1", "h1", home],
    ["household", "h2", "h2", { name: "佐藤家", address: "小樽市色内", deleted: true }],
    ["case", "k1", "k1", { person: "p1" }],
    ["case", "k2", "k2", { person: "p2" }],
  );
  const match = (query: string) => searchCases(caseload, query).map((hit) => [hit.case, hit.matches[0]?.field]);
  assert.deepEqual(match("としこ"), []);
  assert.deepEqual(match("トシ子"), [["k1", "members"]]);
  assert.deepEqual(match("花園2丁目"), [["k1", "address"]]);
  assert.deepEqual(match("高橋家"), [["k1", "name"]]);
  assert.deepEqual(match("色内"), []);
});

test("a query that stands as a whole is found where its words are not", () => {
  const caseload = office(
    ["person", "p1", "p1", { name: "佐藤 花子", phone: "090-8768-3012" }],
    ["case", "k1", "k1", { person: "p1" }],
  );
  assert.deepEqual(searchCases(caseload, "+81 90 8768 3012")[0]?.matches, [
    { record: "p1", kind: "person", field: "phone" },
  ]);
});

test("a deleted note and an empty query find nothing", () => {
  assert.deepEqual(found("消した"), []);
  assert.deepEqual(found(" 　"), []);
});
