import assert from "node:assert/strict";
import { test } from "node:test";
import { daysAfter } from "../../static/app/sync/days.ts";
import {
  ageOn,
  dayOf,
  dayWords,
  dueWords,
  eraYear,
  localOf,
  momentOf,
  momentOfInstant,
  momentWords,
  monthWords,
  timeWords,
} from "../../static/app/ui/kit/time.ts";

const TOKYO = "Asia/Tokyo";

test("a moment is shown in the office's zone, whatever zone the phone is in", () => {
  assert.equal(localOf("2026-11-20T15:30:00Z", TOKYO), "2026-11-21T00:30");
  assert.equal(momentWords("2026-11-20T15:30:00Z", TOKYO, "ja", "2026-11-21"), "11月21日(土) 0:30");
  assert.equal(momentWords("2026-11-20T15:30:00Z", TOKYO, "en", "2026-11-21"), "Sat 21 Nov 0:30");
  assert.equal(timeWords("2026-11-21T05:00:00Z", TOKYO), "14:00");
});

test("what is typed comes back as the same moment", () => {
  for (const [zone, local, moment] of [
    [TOKYO, "2026-11-21T10:30", "2026-11-21T01:30:00Z"],
    [TOKYO, "2026-01-01T00:00", "2025-12-31T15:00:00Z"],
    ["America/New_York", "2026-03-08T03:30", "2026-03-08T07:30:00Z"],
    ["UTC", "2026-11-21T10:30", "2026-11-21T10:30:00Z"],
  ] as const) {
    assert.equal(momentOf(local, zone), moment);
    assert.equal(localOf(moment, zone), local);
  }
});

test("what is no date and time is no moment", () => {
  for (const typed of ["", "2026-11-21", "10:30", "2026-13-40T10:30"]) assert.equal(momentOf(typed, TOKYO), null);
  assert.equal(localOf("", TOKYO), "");
  assert.equal(localOf("2026-11-21", TOKYO), "");
});

test("a day carries its year where it is not this year's", () => {
  assert.equal(dayWords("2026-11-21", "ja", "2026-01-01"), "11月21日(土)");
  assert.equal(dayWords("2013-09-04", "ja", "2026-01-01"), "2013年9月4日(水)");
  assert.equal(dayWords("2013-09-04", "en", "2026-01-01"), "Wed 4 Sep 2013");
});

test("a due date is shown as exactly as it was given", () => {
  for (const [due, ja, en] of [
    ["2013-09-04", "2013年9月4日(水)", "Wed 4 Sep 2013"],
    ["2013-12-U", "2013年12月上旬", "early December 2013"],
    ["2013-12-M", "2013年12月中旬", "mid-December 2013"],
    ["2013-12-L", "2013年12月下旬", "late December 2013"],
    ["2013-09", "2013年9月", "September 2013"],
  ] as const) {
    assert.equal(dueWords(due, "ja"), ja);
    assert.equal(dueWords(due, "en"), en);
  }
});

test("eras change with their first year", () => {
  assert.equal(eraYear(2026), "令和8年");
  assert.equal(eraYear(2019), "令和元年");
  assert.equal(eraYear(2018), "平成30年");
  assert.equal(eraYear(1989), "平成元年");
  assert.equal(eraYear(1971), "昭和46年");
  assert.equal(eraYear(1925), "大正14年");
  assert.equal(eraYear(1900), "1900年");
});

test("days are counted across months and leap days", () => {
  assert.equal(daysAfter("2028-02-28", 1), "2028-02-29");
  assert.equal(daysAfter("2026-01-01", -1), "2025-12-31");
  assert.equal(dayOf(Date.parse("2026-11-21T15:00:00Z"), TOKYO), "2026-11-22");
  assert.equal(momentOfInstant(Date.parse("2026-11-21T01:30:59.9Z")), "2026-11-21T01:30:00Z");
  assert.equal(monthWords("2026-11", "ja"), "2026年11月");
});

test("a person is a year older on the birthday, not before", () => {
  assert.equal(ageOn("1971-04-02", "2026-04-01"), 54);
  assert.equal(ageOn("1971-04-02", "2026-04-02"), 55);
});
