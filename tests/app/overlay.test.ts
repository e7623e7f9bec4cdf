import assert from "node:assert/strict";
import { test } from "node:test";
import { amended, answered, currentBase, discarded, settled } from "../../static/app/sync/answers.ts";
import { Caseload, overlay } from "../../static/app/sync/caseload.ts";
import type { Change, Fields, ServerRecord } from "../../static/app/sync/protocol.ts";
import { heldIds, type Item, nextBase, nextBatch, sendable } from "../../static/app/sync/queue.ts";
import { canonical } from "../../static/app/sync/values.ts";

const IDS_AND_CLOCK = { newId: () => "new", moment: () => "2026-11-21T02:00:00Z" };

function record(fields: Fields, more: Partial<ServerRecord> = {}): ServerRecord {
  return { kind: "support", id: "r", scope: "c", seq: 1, head: "h", fields, ...more };
}

function item(place: number, change: Partial<Change>, more: Partial<Item> = {}): Item {
  const made_at = "2026-11-21T01:00:00Z";
  const whole: Change = { id: `c${place}`, kind: "support", record: "r", base: "h", fields: {}, made_at, ...change };
  return { place, scope: "c", verdict: "none", attempts: 0, ...more, change: whole };
}

function page(records: ServerRecord[], more: boolean) {
  return { records, gone: [] as string[], more };
}

test("a view shows the office's fields with every change on top, in order", () => {
  const changes = [
    item(1, { fields: { place: "自宅", purpose: "訪問" } }),
    item(2, { base: "c1", fields: { place: null } }),
  ];
  const view = overlay(record({ place: "窓口", narrative: "話した。" }), changes);
  assert.deepEqual(view?.fields, { narrative: "話した。", purpose: "訪問" });
  assert.equal(view?.base, "c2");
  assert.equal(view?.unsent, true);
});

test("a record that only this phone has is shown too", () => {
  const view = overlay(undefined, [item(1, { base: null, fields: { method: "visit" } })]);
  assert.deepEqual([view?.id, view?.scope, view?.base, view?.unsent], ["r", "c", "c1", true]);
});

test("an accepted change stays laid over until its record has come, and counts as sent", () => {
  const view = overlay(record({ place: "窓口" }), [
    item(1, { fields: { place: "自宅" } }, { verdict: "accepted", seq: 9 }),
  ]);
  assert.equal(view?.fields.place, "自宅");
  assert.equal(view?.unsent, false);
});

test("the base of a new change is the last queued change on the record, or else its head", () => {
  assert.equal(nextBase([item(1, {}), item(2, {})], record({})), "c2");
  assert.equal(nextBase([], record({})), "h");
  assert.equal(nextBase([], undefined), null);
});

test("an accepted change leaves the bases that name it alone", () => {
  const queue = [item(1, {}), item(2, { base: "c1" })];
  const { queue: next } = answered(queue, [{ id: "c1", status: "merged", seq: 7, head: "m" }], IDS_AND_CLOCK);
  assert.equal(next[0]?.verdict, "accepted");
  assert.equal(next[1]?.change.base, "c1");
  assert.deepEqual(
    settled(next, page([record({}, { seq: 7 })], false)).map(({ change }) => change.id),
    ["c2"],
  );
});

test("an accepted change whose case was lost stays laid over while unsent work builds on it", () => {
  const accepted = item(1, {}, { verdict: "accepted", seq: 7 });
  assert.equal(settled([accepted, item(2, { base: "c1" })], page([], false)).length, 2);
  assert.equal(settled([accepted], page([], false)).length, 0);
});

test("an accepted change leaves at once with its case, but not while there is unsent work in that", () => {
  const accepted = item(1, {}, { verdict: "accepted", seq: 7 });
  const told = { ...page([], true), gone: [accepted.scope] };
  assert.equal(settled([accepted], told).length, 0);
  assert.equal(settled([accepted, item(2, { record: "r9" })], told).length, 2);
});

test("in the middle of a long pull an accepted change leaves when its own record has come", () => {
  const queue = [item(1, {}, { verdict: "accepted", seq: 7 })];
  assert.equal(settled(queue, page([record({}, { seq: 6 })], true)).length, 1);
  assert.equal(settled(queue, page([record({}, { seq: 7 })], true)).length, 0);
});

test("what builds on a rejected change is held, by base and by reference, and nothing else", () => {
  const queue = [
    item(1, { kind: "appointment", record: "a", base: null }, { verdict: "rejected" }),
    item(2, { kind: "appointment", record: "a", base: "c1" }),
    item(3, { record: "s", base: null, fields: { appointment: "a" } }),
    item(4, { record: "s", base: "c3" }),
    item(5, { record: "t", base: null }),
  ];
  assert.deepEqual([...heldIds(queue)], ["c2", "c3", "c4"]);
  assert.deepEqual(
    sendable(queue).map(({ change }) => change.id),
    ["c5"],
  );
});

test("a rejection counts only when what the change builds on has been accepted", () => {
  const queue = [item(1, { base: null }), item(2, { base: "c1" })];
  const results = [
    { id: "c1", status: "rejected", code: "invalid_fields" } as const,
    { id: "c2", status: "rejected", code: "not_yours" } as const,
  ];
  const { queue: next } = answered(queue, results, IDS_AND_CLOCK);
  assert.deepEqual(
    next.map(({ verdict }) => verdict),
    ["rejected", "none"],
  );
});

test("a change made in the future is made again as of now, and what builds on it follows", () => {
  const queue = [item(1, {}), item(2, { base: "c1" })];
  const { queue: next, renamed } = answered(
    queue,
    [{ id: "c1", status: "rejected", code: "made_in_future" }],
    IDS_AND_CLOCK,
  );
  assert.deepEqual(
    [next[0]?.change.id, next[0]?.change.made_at, next[0]?.verdict],
    ["new", "2026-11-21T02:00:00Z", "none"],
  );
  assert.equal(next[1]?.change.base, "new");
  assert.deepEqual(renamed, { c1: "new" });
});

test("an internal error of the office leaves the change queued, with the incident to tell", () => {
  const results = [{ id: "c1", status: "rejected", code: "internal", incident: "i-1" } as const];
  const [next] = answered([item(1, {})], results, IDS_AND_CLOCK).queue;
  assert.deepEqual([next?.verdict, next?.incident, next?.attempts], ["none", "i-1", 1]);
});

test("amending gives a new id on the same base, keeps the other fields, and takes the dependents along", () => {
  const queue = [
    item(1, { base: null, fields: { place: "x", purpose: "y" } }, { verdict: "rejected" }),
    item(2, { base: "c1" }),
  ];
  const { queue: next } = amended(queue, "c1", { place: "自宅" }, IDS_AND_CLOCK);
  assert.deepEqual(next[0]?.change.fields, { place: "自宅", purpose: "y" });
  assert.deepEqual([next[0]?.change.id, next[0]?.change.base, next[0]?.verdict], ["new", null, "none"]);
  assert.equal(next[1]?.change.base, "new");
});

test("discarding takes all that builds on it, and a form that was opened on it finds the base below", () => {
  const queue = [item(1, {}), item(2, { base: "c1" }), item(3, { base: "c2" }), item(4, { record: "other" })];
  const { queue: next, renamed } = discarded(queue, "c2");
  assert.deepEqual(
    next.map(({ change }) => change.id),
    ["c1", "c4"],
  );
  assert.equal(currentBase("c3", renamed), "c1");
});

test("a batch keeps the order, stays within its limits, and holds at least one change", () => {
  const queue = [item(1, { fields: { narrative: "長".repeat(1000) } }), item(2, {}), item(3, {})];
  const ids = (count: number, bytes: number) => nextBatch(queue, count, bytes, new Set()).map(({ id }) => id);
  assert.deepEqual(ids(2, 1e6), ["c1", "c2"]);
  assert.deepEqual(ids(9, 100), ["c1"]);
  assert.deepEqual(
    nextBatch(queue, 9, 1e6, new Set(["c1"])).map(({ id }) => id),
    ["c2", "c3"],
  );
});

test("values are spelled as the office spells them", () => {
  const fields = {
    place: " 自宅 ",
    topics: ["income", "housing", "income"],
    started_at: "2026-11-21T10:30:00+09:00",
    noticed: " ",
  };
  assert.deepEqual(canonical("support", fields), {
    place: "自宅",
    topics: ["housing", "income"],
    started_at: "2026-11-21T01:30:00Z",
    noticed: null,
  });
});

test("an older state of a record never replaces a newer one, but a newer pull from the start does", () => {
  const caseload = new Caseload();
  caseload.apply([record({ place: "new" }, { seq: 5 })], 1);
  caseload.apply([record({ place: "old" }, { seq: 4 })], 1);
  assert.equal(caseload.get("r")?.fields.place, "new");
  caseload.apply([record({ place: "restored" }, { seq: 2 })], 2);
  assert.equal(caseload.get("r")?.fields.place, "restored");
});

test("a view stays the same object until something about its record changes", () => {
  const caseload = new Caseload();
  caseload.apply([record({}), record({}, { id: "q" })], 1);
  const [before, other, list] = [caseload.get("r"), caseload.get("q"), caseload.list("support")];
  caseload.lay([item(1, { fields: { place: "x" } })]);
  assert.notEqual(caseload.get("r"), before);
  assert.equal(caseload.get("q"), other);
  assert.notEqual(caseload.list("support"), list);
});
