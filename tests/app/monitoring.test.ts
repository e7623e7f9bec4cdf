import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Fields } from "../../static/app/sync/protocol.ts";
import {
  checkNote,
  dateMoved,
  monitoring,
  movesDate,
  NOT_MONITORING,
  nextOffers,
} from "../../static/app/ui/forms/monitoring.ts";
import { noteOfMonitoring } from "../../static/app/ui/forms/prefill.ts";
import { isSignature } from "../../static/app/ui/kit/strokes.ts";
import { inOrder } from "../../static/app/ui/model/tasks.ts";

/** The engine answers the same table. */
const RESULTS: { fields: Fields; code: string | null }[] = JSON.parse(
  readFileSync(new URL("../cases/results.json", import.meta.url), "utf-8"),
);
const PLAN = { id: "plan", base: "seen" };
const NOTE: Fields = { case: "c", method: "visit", outcome: "met", started_at: "2026-11-21T01:00:00Z" };

test("a note that monitors moves the plan's date on the state that its author saw", () => {
  const values = { ...NOTE, ...monitoring(PLAN), next_monitoring: "2027-02-L" };
  assert.deepEqual(checkNote(values), []);
  assert.deepEqual(dateMoved(values), [
    { kind: "plan", record: "plan", base: "seen", fields: { next_monitoring: "2027-02-L" } },
  ]);
});

test("a monitoring needs the next date, any other note does not", () => {
  assert.deepEqual(checkNote({ ...NOTE, ...monitoring(PLAN) }), [{ field: "next_monitoring", code: "required" }]);
  assert.deepEqual(checkNote({ ...NOTE, ...monitoring(PLAN), ...NOT_MONITORING }), []);
  assert.deepEqual(dateMoved({ ...NOTE, ...NOT_MONITORING }), []);
});

test("a visit and a call say how they ended, anything else need not", () => {
  const asked = (fields: Fields) => checkNote({ case: "c", started_at: "2026-11-21T01:00:00Z", ...fields });
  const missing = [{ field: "outcome", code: "required" }];
  assert.deepEqual(asked({ method: "visit" }), missing);
  assert.deepEqual(asked({ method: "phone_mail" }), missing);
  assert.deepEqual(asked({ method: "phone_mail", outcome: "voicemail" }), []);
  assert.deepEqual(asked({ method: "interview" }), []);
  const old = { case: "c", method: "visit", started_at: "2026-11-21T01:00:00Z" };
  assert.deepEqual(checkNote({ ...old, place: "自宅" }, old), [], "nobody had asked for it");
  assert.deepEqual(checkNote(old, { ...old, outcome: "met" }), missing, "it is not taken out again");
});

test("a result agrees with the method and with who was met, as the office asks", () => {
  for (const { fields, code } of RESULTS) {
    const found = checkNote({ case: "c", started_at: "2026-11-21T01:00:00Z", ...fields }).map((error) => error.code);
    assert.deepEqual(found, code === null ? [] : [code], JSON.stringify(fields));
  }
});

test("correcting a note that monitored already leaves the plan's date alone", () => {
  const values = { ...NOTE, monitors: "plan" };
  assert.equal(movesDate(values), false);
  assert.deepEqual(dateMoved(values), []);
});

test("the next dates on offer are as exact as the last one was", () => {
  assert.deepEqual(nextOffers({ next_monitoring: "2026-11-L" }, "2026-11-21"), [
    { months: 1, due: "2026-12-L" },
    { months: 3, due: "2027-02-L" },
    { months: 6, due: "2027-05-L" },
  ]);
  assert.equal(nextOffers({}, "2026-11-21")[0]?.due, "2026-12");
  assert.equal(nextOffers({ next_monitoring: "2026-10-01" }, "2026-11-30")[1]?.due, "2027-02-28");
});

test("a monitoring starts as the last one was done, or else as a visit at home", () => {
  const known = { home: "架空町1-2", purpose: "モニタリング" };
  const first = noteOfMonitoring(PLAN, { case: "c" }, undefined, known);
  assert.deepEqual(first, {
    case: "c",
    monitors: "plan",
    plan_base: "seen",
    method: "visit",
    place: "架空町1-2",
    purpose: "モニタリング",
  });
  const next = noteOfMonitoring(PLAN, {}, { method: "interview", place: "相談室" }, known);
  assert.equal(next.method, "interview");
  assert.equal(next.place, "相談室");
  assert.equal("place" in noteOfMonitoring(PLAN, {}, { method: "phone_mail" }, known), false);
});

test("a touch by mistake is no signature", () => {
  assert.equal(isSignature([]), false);
  assert.equal(isSignature([[{ x: 5, y: 5 }]]), false);
  const line = [
    { x: 0, y: 0 },
    { x: 30, y: 40 },
  ];
  assert.equal(isSignature([line]), true);
});

test("the task that is due first comes first, and one that was just done stays where it stood", () => {
  const tasks = [
    { id: "someday", fields: {} },
    { id: "later", fields: { due: "2026-12-01" } },
    { id: "done", fields: { due: "2026-11-22", done_on: "2026-11-21" } },
    { id: "soon", fields: { due: "2026-11-21" } },
  ];
  const ids = (justDone?: ReadonlySet<string>) => inOrder(tasks, justDone).map(({ id }) => id);
  assert.deepEqual(ids(), ["soon", "later", "someday"]);
  assert.deepEqual(ids(new Set(["done"])), ["soon", "done", "later", "someday"]);
});
