import assert from "node:assert/strict";
import { test } from "node:test";
import type { QueueItem, View } from "../../static/app/outbox/notebook.ts";
import { excerpt } from "../../static/app/ui/kit/excerpt.ts";
import { hrefOf, pathOf, routeOf, tabOf } from "../../static/app/ui/kit/routes.ts";
import { type RouteName, SCREENS } from "../../static/app/ui/kit/screens.ts";
import { agendaOf, courseOf } from "../../static/app/ui/model/agenda.ts";
import {
  broughtUpToDate,
  conflictOf,
  decidedTogether,
  decision,
  proposedFields,
} from "../../static/app/ui/model/conflict.ts";
import { deliveryOf } from "../../static/app/ui/model/delivery.ts";
import { openDrafts } from "../../static/app/ui/model/drafts.ts";

const ID = "01990000-0000-7000-8000-000000000001";
const TOKYO = "Asia/Tokyo";
const NOW = Date.parse("2026-11-21T02:00:00Z");

const view = (fields: View["fields"], unsent = false): View => ({
  kind: "support",
  id: ID,
  scope: "c",
  fields,
  base: "b",
  unsent,
  deleted: false,
});

const queued = (state: QueueItem["state"], record = ID): QueueItem => ({
  change: { id: `${record}-${state}`, kind: "support", record, base: null, fields: {}, made_at: "" },
  state,
  attempts: 0,
});

test("every screen that is declared is found by its address, and by no other's", () => {
  for (const [name, { path }] of Object.entries(SCREENS)) {
    const id = path.includes(":id") ? "0199ab" : "";
    assert.deepEqual(routeOf(hrefOf(name as RouteName, id)), { name, id });
  }
});

test("every address leads back to its screen, and a strange one to today", () => {
  for (const name of ["today", "cases", "newCase", "sync", "conflicts", "more"] as const) {
    assert.deepEqual(routeOf(hrefOf(name)), { name, id: "" });
  }
  for (const name of ["case", "newNote", "noteOfAppointment", "editPerson", "correct", "conflict"] as const) {
    assert.deepEqual(routeOf(hrefOf(name, ID)), { name, id: ID });
  }
  for (const address of ["", "#", "#/nowhere", "#/case/../x", "#/case/"]) assert.equal(routeOf(address).name, "today");
  assert.equal(tabOf("conflict"), "sync");
});

test("today holds today's appointments, those ahead, and those left without a note", () => {
  const at = (id: string, starts_at: string, more = {}) => ({ id, fields: { starts_at, worker: "w", ...more } });
  const agenda = agendaOf(
    [
      at("late", "2026-11-21T07:00:00Z"),
      at("early", "2026-11-20T15:30:00Z"),
      at("tomorrow", "2026-11-21T15:30:00Z"),
      at("far", "2026-12-21T01:00:00Z"),
      at("left", "2026-11-19T01:00:00Z"),
      at("written", "2026-11-19T01:00:00Z"),
      at("cancelled", "2026-11-21T01:00:00Z", { state: "cancelled" }),
      at("theirs", "2026-11-21T01:00:00Z", { worker: "other" }),
    ],
    { worker: "w", now: NOW, zone: TOKYO, recorded: new Set(["written"]) },
  );
  assert.deepEqual(
    agenda.today.map(({ id }) => id),
    ["early", "late"],
  );
  assert.deepEqual(
    agenda.ahead.map(({ day, appointments }) => [day, appointments.map(({ id }) => id)]),
    [["2026-11-22", ["tomorrow"]]],
  );
  assert.deepEqual(
    agenda.unrecorded.map(({ id }) => id),
    ["left"],
  );
});

test("the course is read from the newest, month by month in the office's zone", () => {
  const course = courseOf(
    [
      { id: "old", fields: { dated: "2013-09" } },
      { id: "november", fields: { started_at: "2026-10-31T15:00:00Z" } },
      { id: "october", fields: { started_at: "2026-10-31T14:59:00Z" } },
      { id: "undated", fields: {} },
    ],
    TOKYO,
  );
  assert.deepEqual(
    course.map(({ month, notes }) => [month, notes.map(({ id }) => id)]),
    [
      ["2026-11", ["november"]],
      ["2026-10", ["october"]],
      ["2013-09", ["old"]],
      ["", ["undated"]],
    ],
  );
});

test("a note is with the office only when nothing of it waits", () => {
  assert.equal(deliveryOf(view({}), []), "delivered");
  assert.equal(deliveryOf(view({}, true), []), "queued");
  assert.equal(deliveryOf(view({}, true), [queued("queued"), queued("rejected")]), "rejected");
  assert.equal(deliveryOf(view({}), [queued("rejected", "another")]), "delivered");
});

test("drafts are offered with the form that they belong to, the latest first", () => {
  const draft = (key: string, savedAt: string) => ({ key, fields: {}, savedAt });
  const open = openDrafts([
    draft(pathOf({ name: "newNote", id: ID }), "1"),
    draft("cases/new", "2"),
    draft("absences", "0"),
    draft("something/else", "3"),
  ]);
  assert.deepEqual(
    open.map(({ route, kind }) => [route.name, kind]),
    [
      ["newCase", "case"],
      ["newNote", "support"],
      ["absences", "absence"],
    ],
  );
});

test("a decision names its conflict, and leaves the office's value alone where that was chosen", () => {
  const conflict = conflictOf(view({ about: "r", about_kind: "support", field: "place", proposed: "居間" }));
  assert.deepEqual(decision(conflict, "b", [ID], {}), {
    kind: "support",
    record: "r",
    base: "b",
    fields: {},
    resolves: [ID],
  });
  assert.deepEqual(decision(conflict, "b", [ID], proposedFields(conflict)).fields, { place: "居間" });
});

test("a value that moved on after the conflict is the one to choose from", () => {
  const conflict = conflictOf(view({ about: ID, field: "place", current: "自宅", current_by: "w", proposed: "居間" }));
  assert.equal(broughtUpToDate(conflict, view({ place: "自宅" })).currentBy.by, "w");
  const newer = broughtUpToDate(conflict, view({ place: "玄関" }));
  assert.deepEqual([newer.current, newer.currentBy.by], ["玄関", ""]);
});

test("a beginning is chosen together with its end, and only where the ends differ", () => {
  const proposed = { starts_at: "2026-11-30T07:00:00Z", ends_at: "2026-11-30T08:00:00Z" };
  const about = { about: "r", about_kind: "appointment", field: "starts_at", proposed_change: "c" };
  const times = { current: "2026-11-30T06:00:00Z", proposed: proposed.starts_at };
  const raised = conflictOf(view({ ...about, ...times, proposed_with: { ends_at: proposed.ends_at } }));
  const now = { starts_at: times.current, ends_at: "2026-11-30T07:00:00Z" };
  const stands = broughtUpToDate(raised, view(now));
  assert.deepEqual(stands.currentWith, { ends_at: now.ends_at });
  assert.deepEqual(proposedFields(stands), proposed);
  const end = { ...raised, id: "end", field: "ends_at" };
  const ofAnotherChange = { ...end, id: "other", change: "later" };
  assert.deepEqual(decidedTogether(stands, [raised, end, ofAnotherChange]), [ID, "end"]);
  const sameEnd = broughtUpToDate(raised, view({ ...now, ends_at: proposed.ends_at }));
  assert.deepEqual(proposedFields(sameEnd), { starts_at: proposed.starts_at });
});

test("an excerpt shows the match as it is written", () => {
  assert.deepEqual(excerpt("ハローワーク小樽で面談", "はろーわーく"), {
    before: "",
    match: "ハローワーク",
    after: "小樽で面談",
  });
  const long = `${"あ".repeat(40)}年金${"い".repeat(40)}`;
  assert.match(excerpt(long, "年金").before, /^…あ+$/);
  assert.deepEqual(excerpt("なし", "見つからない").match, "");
});
