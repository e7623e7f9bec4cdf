import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fields } from "../../static/app/sync/protocol.ts";
import { check } from "../../static/app/ui/forms/check.ts";
import { noteOfAppointment, noteOfCase } from "../../static/app/ui/forms/prefill.ts";
import { usedBefore } from "../../static/app/ui/forms/used.ts";
import { same, touched } from "../../static/app/ui/model/values.ts";

const NOTE: Fields = { case: "c", method: "visit", started_at: "2026-11-21T01:00:00Z" };
const codes = (kind: "support" | "appointment" | "case" | "person", values: Fields) =>
  Object.fromEntries(check(kind, values).map(({ field, code }) => [field, code]));

test("a note with a case, a method and a start is enough", () => {
  assert.deepEqual(check("support", NOTE), []);
});

test("what is missing is named at its field", () => {
  assert.deepEqual(codes("support", { case: "c" }), { method: "required", started_at: "no_time_given" });
  assert.deepEqual(codes("support", { ...NOTE, started_at: "", dated: "2013-09" }), {});
  assert.deepEqual(codes("person", { name: "" }), { name: "required" });
});

test("a visit does not end before it starts", () => {
  assert.deepEqual(codes("support", { ...NOTE, ended_at: "2026-11-21T00:59:00Z" }), {
    ended_at: "ends_before_it_starts",
  });
  assert.deepEqual(codes("support", { ...NOTE, ended_at: "2026-11-21T01:00:00Z" }), {});
  assert.deepEqual(
    codes("appointment", {
      case: "c",
      method: "visit",
      starts_at: "2026-11-21T02:00:00Z",
      ends_at: "2026-11-21T01:00:00Z",
    }),
    { ends_at: "ends_before_it_starts" },
  );
});

test("an accompaniment says what for and why, unless it comes from an old register", () => {
  const accompaniment = { ...NOTE, method: "accompaniment" };
  assert.deepEqual(codes("support", accompaniment), {
    purpose: "accompaniment_without_why",
    reason: "accompaniment_without_why",
  });
  assert.deepEqual(codes("support", { ...accompaniment, purpose: "登録", reason: "" }), {
    reason: "accompaniment_without_why",
  });
  assert.deepEqual(codes("support", { ...accompaniment, source: "支援記録.xlsx" }), {});
});

test("a closed case says why", () => {
  const closed = { person: "p", state: "closed", opened_on: "2026-04-01", closed_on: "2026-03-01" };
  assert.deepEqual(codes("case", closed), { closed_on: "closed_before_it_opened", closure: "closed_without_a_reason" });
});

test("periods, series and absences do not end before they start", () => {
  const plan = { case: "c", number: 1, period_start: "2026-12", period_end: "2026-12-U" };
  assert.deepEqual(check("plan", plan), []);
  assert.deepEqual(check("plan", { ...plan, period_end: "2026-11-L" }), [
    { field: "period_end", code: "period_ends_before_it_starts" },
  ]);
  const series = { case: "c", repeats: "weekly", method: "visit", starts_on: "2026-11-21", from_time: "10:00" };
  assert.deepEqual(check("series", { ...series, until: "2026-11-20", to_time: "09:30" }), [
    { field: "until", code: "series_ends_before_it_starts" },
    { field: "to_time", code: "ends_before_it_starts" },
  ]);
  assert.deepEqual(check("absence", { worker: "w", since: "2026-11-21", until: "2026-11-20" }), [
    { field: "until", code: "absence_ends_before_it_starts" },
  ]);
});

test("numbers are whole and in range, texts not too long", () => {
  assert.deepEqual(codes("support", { ...NOTE, travel_minutes: 1441 }), { travel_minutes: "out_of_range" });
  assert.deepEqual(codes("support", { ...NOTE, travel_minutes: "30分" }), { travel_minutes: "wrong_type" });
  assert.deepEqual(codes("support", { ...NOTE, purpose: "あ".repeat(301) }), { purpose: "too_long" });
});

test("only touched fields are sent, and an emptied one is cleared", () => {
  const original = { place: "自宅", met: ["family", "person"], noticed: "声" };
  const values = { place: "自宅", met: ["person", "family"], noticed: "", next_action: "電話", purpose: "" };
  assert.deepEqual(touched(original, values), { noticed: null, next_action: "電話" });
});

test("no value, the empty text and the empty set are the same", () => {
  for (const empty of [undefined, null, "", []]) assert.ok(same(empty, null));
  assert.ok(!same(false, null));
  assert.ok(!same(0, null));
});

const APPOINTMENT = {
  case: "c",
  method: "accompaniment",
  programme: "employment",
  starts_at: "2026-11-21T04:30:00Z",
  ends_at: "2026-11-21T06:00:00Z",
  place: "ハローワーク小樽",
  companions: ["ハローワーク"],
  purpose: "求職の登録",
  reason: "ひとりでは話せないため",
  state: "planned",
} as const;

test("a note of an appointment starts with all that the appointment knows, and without an end", () => {
  const note = noteOfAppointment(
    "a",
    { ...APPOINTMENT, companions: ["ハローワーク"] },
    "w",
    Date.parse("2026-11-21T04:20:00Z"),
  );
  assert.deepEqual(note, {
    appointment: "a",
    worker: "w",
    case: "c",
    method: "accompaniment",
    programme: "employment",
    place: "ハローワーク小樽",
    companions: ["ハローワーク"],
    purpose: "求職の登録",
    reason: "ひとりでは話せないため",
    started_at: "2026-11-21T04:30:00Z",
  });
});

test("a visit that was brought forward by a day starts now", () => {
  const note = noteOfAppointment("a", { ...APPOINTMENT, companions: [] }, "w", Date.parse("2026-11-20T01:15:42Z"));
  assert.equal(note.started_at, "2026-11-20T01:15:00Z");
  assert.ok(!("companions" in note));
});

test("a note without an appointment goes on with the programme of the last one", () => {
  const note = noteOfCase("c", { programme: "outreach", place: "自宅" }, "w", Date.parse("2026-11-21T01:15:42Z"));
  assert.deepEqual(note, { case: "c", worker: "w", started_at: "2026-11-21T01:15:00Z", programme: "outreach" });
});

test("what was typed before is offered, this case's own first", () => {
  const records = [
    { fields: { case: "other", companions: ["保健師", "民生委員"] } },
    { fields: { case: "other", companions: ["保健師"] } },
    { fields: { case: "c", companions: ["ハローワーク"] } },
  ];
  assert.deepEqual(usedBefore(records, "companions", "c"), ["ハローワーク", "保健師", "民生委員"]);
});
