import assert from "node:assert/strict";
import { test } from "node:test";
import type { SupportFields } from "../../static/app/sync/kinds.gen.ts";
import { courseOf } from "../../static/app/ui/model/agenda.ts";
import {
  type CourseFilter,
  EVERYTHING,
  isFiltering,
  matching,
  PAGE,
  pageOf,
  tellingText,
  workersOf,
  yearsOf,
} from "../../static/app/ui/model/course.ts";

const ZONE = "Asia/Tokyo";

function note(id: string, fields: SupportFields) {
  return { id, fields };
}

const NOTES = [
  note("new", {
    started_at: "2026-11-20T01:00:00Z",
    method: "visit",
    worker: "mori",
    narrative: "猫のタマが元気だった。",
  }),
  note("call", {
    started_at: "2026-11-01T01:00:00Z",
    method: "phone_mail",
    author: "hara",
    narrative: "電話。",
    companions: ["民生委員 岡"],
  }),
  // In Tokyo it is already February.
  note("night", { started_at: "2025-01-31T16:00:00Z", method: "visit", worker: "hara", noticed: "ﾀﾏという名のネコ" }),
  note("old", { dated: "2024-12-L", method: "interview", worker: "mori", place: "市役所" }),
  note("undated", { method: "visit", narrative: "日付のない記録" }),
];

const FILTERS: readonly [what: string, filter: Partial<CourseFilter>, found: string[]][] = [
  ["nothing wanted", {}, ["new", "call", "night", "old", "undated"]],
  ["a method", { method: "visit" }, ["new", "night", "undated"]],
  ["a worker, as worker or as author", { worker: "hara" }, ["call", "night"]],
  ["from a day on", { from: "2026-11-02" }, ["new"]],
  ["up to a day, in the office's zone", { to: "2025-01-31" }, ["old"]],
  ["a day, both ends included", { from: "2026-11-01", to: "2026-11-01" }, ["call"]],
  ["a period with a month that an old register gives", { from: "2024-12-05", to: "2024-12-20" }, ["old"]],
  ["a word, whatever its width and kana", { words: "たま" }, ["new", "night"]],
  ["two words, both of them", { words: "ネコ　タマ" }, ["night"]],
  ["a companion", { words: "民生委員" }, ["call"]],
  ["a method and a word", { method: "phone_mail", words: "タマ" }, []],
];

for (const [what, filter, found] of FILTERS) {
  test(`what a course shows for ${what}`, () => {
    const whole = { ...EVERYTHING, ...filter };
    assert.deepEqual(
      matching(NOTES, whole, ZONE).map(({ id }) => id),
      found,
    );
    assert.equal(isFiltering(whole), Object.keys(filter).length > 0);
  });
}

test("years and months say how much they hold, and where they begin", () => {
  const years = yearsOf(courseOf(NOTES, ZONE));
  assert.deepEqual(
    years.map(({ year, count, start, months }) => [
      year,
      count,
      start,
      months.map(({ month, start: at }) => [month, at]),
    ]),
    [
      ["2026", 2, 0, [["2026-11", 0]]],
      ["2025", 1, 2, [["2025-02", 2]]],
      ["2024", 1, 3, [["2024-12", 3]]],
      ["", 1, 4, [["", 4]]],
    ],
  );
});

test("pages follow each other without a gap, wherever they begin", () => {
  const many = Array.from({ length: 100 }, (_, place) =>
    note(String(place), { started_at: new Date(Date.UTC(2026, 0, 1) - place * 7 * 86_400_000).toISOString() }),
  );
  const months = courseOf(many, ZONE);
  const idsFrom = (start: number) => pageOf(months, start).flatMap(({ notes }) => notes.map(({ id }) => Number(id)));
  const all: number[] = [];
  for (let start = 7; start < 100; start += PAGE) all.push(...idsFrom(start));
  assert.deepEqual(
    all,
    Array.from({ length: 93 }, (_, place) => place + 7),
  );
  assert.equal(idsFrom(0).length, PAGE);
  assert.deepEqual(idsFrom(100), []);
});

test("the text in which a word was found is the one to show", () => {
  assert.equal(tellingText({ narrative: "会えた。", noticed: "猫がいた。" }, "ねこ 猫"), "会えた。");
  assert.equal(tellingText({ narrative: "会えた。", noticed: "猫がいた。" }, "猫"), "猫がいた。");
  assert.equal(tellingText({ narrative: "会えた。" }, ""), "会えた。");
});

test("the workers of a course are those who wrote in it, the last one first", () => {
  assert.deepEqual(workersOf(NOTES), ["mori", "hara"]);
});
