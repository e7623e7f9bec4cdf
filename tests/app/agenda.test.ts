import assert from "node:assert/strict";
import { test } from "node:test";
import type { SeriesFields } from "../../static/app/sync/kinds.gen.ts";
import { check } from "../../static/app/ui/forms/check.ts";
import { hrefOf, routeOf, screenOf, tabOf } from "../../static/app/ui/kit/routes.ts";
import { daysOf } from "../../static/app/ui/model/agenda.ts";
import { inPlaceOf, isDay, nameOf, occurrenceIn, timeOn, timesOf } from "../../static/app/ui/model/occurrences.ts";
import { clockWords, nextTimes, rhythmWords } from "../../static/app/ui/model/rhythm.ts";

const SERIES = "01990000-0000-7000-8000-000000000001";
const TOKYO = "Asia/Tokyo";

const weekly: SeriesFields = {
  case: "c",
  worker: "w",
  repeats: "weekly",
  starts_on: "2026-11-04",
  from_time: "09:30",
  to_time: "10:15",
  method: "visit",
  place: "自宅",
};

test("a time of a series is an appointment that nobody has written down", () => {
  const [first, second] = timesOf({ id: SERIES, fields: weekly }, "2026-11-01", "2026-11-11", TOKYO);
  assert.deepEqual(first, {
    id: `${SERIES}-2026-11-04`,
    fields: {
      case: "c",
      worker: "w",
      method: "visit",
      place: "自宅",
      state: "planned",
      series: SERIES,
      occurrence: "2026-11-04",
      starts_at: "2026-11-04T00:30:00Z",
      ends_at: "2026-11-04T01:15:00Z",
    },
  });
  assert.equal(second?.id, `${SERIES}-2026-11-11`);
});

test("a time without an end has none", () => {
  const { to_time: _, ...open } = weekly;
  assert.equal("ends_at" in timeOn({ id: SERIES, fields: open }, "2026-11-04", TOKYO).fields, false);
});

test("a time is found again by its name, and a strange name is none", () => {
  const time = { series: SERIES, day: "2026-11-04" };
  assert.deepEqual(occurrenceIn(nameOf(time)), time);
  for (const name of ["", SERIES, `${SERIES}-2026-11-31`, `${SERIES}-2026-13-01`, "2026-11-04"]) {
    assert.equal(occurrenceIn(name), null);
  }
  assert.equal(isDay("2028-02-29"), true);
  assert.equal(isDay("2026-02-29"), false);
});

test("an appointment that names a series and a day stands in place of that time", () => {
  const moved = { id: "a", fields: { series: SERIES, occurrence: "2026-11-04", starts_at: "2026-11-05T00:30:00Z" } };
  const other = { id: "b", fields: { starts_at: "2026-11-04T00:30:00Z" } };
  assert.deepEqual([...inPlaceOf([moved, other])], [[`${SERIES}-2026-11-04`, "a"]]);
});

test("a day has what is the worker's own or nobody's, in order, without what was cancelled", () => {
  const at = (id: string, starts_at: string, more = {}) => ({ id, fields: { starts_at, worker: "w", ...more } });
  const days = daysOf(
    [
      at("late", "2026-11-21T07:00:00Z"),
      at("early", "2026-11-20T15:30:00Z"),
      at("tomorrow", "2026-11-21T15:30:00Z"),
      at("cancelled", "2026-11-21T01:00:00Z", { state: "cancelled" }),
      at("theirs", "2026-11-21T01:00:00Z", { worker: "other" }),
      { id: "nobody's", fields: { starts_at: "2026-11-21T05:00:00Z" } },
    ],
    "w",
    TOKYO,
  );
  assert.deepEqual(
    [...days].map(([day, found]) => [day, found.map(({ id }) => id)]),
    [
      ["2026-11-21", ["early", "nobody's", "late"]],
      ["2026-11-22", ["tomorrow"]],
    ],
  );
});

test("a rhythm is said as people say it", () => {
  for (const [repeats, starts_on, words] of [
    ["weekly", "2026-11-04", "毎週水曜"],
    ["every_two_weeks", "2026-11-04", "2週間ごとの水曜"],
    ["monthly_by_date", "2026-11-15", "毎月15日"],
    ["monthly_by_date", "2026-11-30", "毎月30日(ない月は月末)"],
    ["monthly_by_date", "2026-12-31", "毎月の月末"],
    ["monthly_by_weekday", "2026-11-10", "毎月第2火曜"],
    ["monthly_by_weekday", "2026-11-30", "毎月最後の月曜"],
    ["after_pension_day", "2026-11-04", "年金支給日の翌営業日"],
  ] as const) {
    assert.equal(rhythmWords({ repeats, starts_on }), words);
  }
  assert.equal(rhythmWords({}), "");
  assert.equal(clockWords(weekly), "9:30–10:15");
});

test("the next times begin with the first one, also where that is far away", () => {
  assert.deepEqual(nextTimes(weekly, "2026-11-21", 2), ["2026-11-25", "2026-12-02"]);
  assert.deepEqual(nextTimes({ ...weekly, starts_on: "2028-01-05" }, "2026-11-21", 1), ["2028-01-05"]);
  assert.deepEqual(nextTimes({ repeats: "pension_day", starts_on: "2026-01-01" }, "2026-12-16", 4), [
    "2027-02-15",
    "2027-04-15",
    "2027-06-15",
    "2027-08-13",
  ]);
  assert.deepEqual(nextTimes({ ...weekly, until: "2026-11-18" }, "2026-11-21", 3), []);
});

test("a recurring visit that ends before it starts is pointed out", () => {
  const errors = check("series", { ...weekly, until: "2026-11-03", to_time: "09:00" });
  assert.deepEqual(errors, [
    { field: "until", code: "series_ends_before_it_starts" },
    { field: "to_time", code: "ends_before_it_starts" },
  ]);
});

test("the agenda's address holds a day, and one agenda is shown from day to day", () => {
  const route = routeOf(hrefOf("agendaOfDay", "2026-11-21"));
  assert.deepEqual(route, { name: "agendaOfDay", id: "2026-11-21" });
  assert.equal(screenOf(route), screenOf({ name: "agenda", id: "" }));
  assert.equal(screenOf(routeOf("#/agenda/week/2026-11-21")), screenOf(routeOf("#/agenda/week")));
  assert.equal(routeOf("#/agenda/week").name, "agendaWeek");
  assert.deepEqual(routeOf(hrefOf("noteOfOccurrence", `${SERIES}-2026-11-04`)), {
    name: "noteOfOccurrence",
    id: `${SERIES}-2026-11-04`,
  });
  assert.equal(tabOf("agendaOfWeek"), "today");
});
