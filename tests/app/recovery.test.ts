/** An office that was put back to an earlier point: what a phone keeps, offers again, and lets go. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { KEPT_BYTES, KEPT_DAYS, keeping, offeredAgain } from "../../static/app/sync/accepted.ts";
import type { Item } from "../../static/app/sync/queue.ts";
import { FakeOffice, problem } from "./fake_office.ts";
import { CASE, NOW, note, started, states } from "./phones.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

function accepted(place: number, seq: number, text = "一。"): Item {
  const id = `00000000-0000-7000-8000-${String(seq).padStart(12, "0")}`;
  const change = { id, kind: "support", record: id, base: null, fields: note(text), made_at: "", number: seq } as const;
  return { place, change, scope: CASE, verdict: "accepted", attempts: 0, seq };
}

test("a note that the office had accepted is offered again by itself when the office has lost it", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  const putBack = office.backup();
  const { id } = await notebook.write({ kind: "support", fields: note("玄関先で話す。") });
  await notebook.retry();
  assert.deepEqual([states(notebook), office.records.get(id)?.fields.narrative], [[], "玄関先で話す。"]);
  putBack();
  assert.equal(office.records.has(id), false);
  await notebook.retry();
  assert.equal(office.records.get(id)?.fields.narrative, "玄関先で話す。");
  assert.deepEqual([states(notebook), notebook.get(id)?.unsent], [[], false]);
  const offered = office.requests.flatMap(({ changes }) => changes).filter(({ offered_again }) => offered_again);
  assert.deepEqual([offered.length, offered[0]?.number], [1, 1]);
  const again = await browser.open(office);
  context.after(() => again.close());
  await again.retry();
  assert.equal(again.get(id)?.fields.narrative, "玄関先で話す。");
});

test("a restored office whose counter has passed the phone's is noticed all the same", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  const putBack = office.backup();
  const { id } = await notebook.write({ kind: "support", fields: note("一。") });
  await notebook.retry();
  putBack();
  const others = Array.from(
    { length: 20 },
    (_, n) => `00000000-0000-7000-8000-0000000001${String(n).padStart(2, "0")}`,
  );
  for (const other of others) office.put("support", other, note("同僚の記録。"));
  await notebook.retry();
  assert.equal(office.records.get(id)?.fields.narrative, "一。");
  for (const other of others) assert.equal(notebook.get(other)?.fields.narrative, "同僚の記録。");
});

test("what is on its way when the office is put back arrives once", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  const putBack = office.backup();
  const { id } = await notebook.write({ kind: "support", fields: note("一。") });
  office.interceptors.push((url, init, asked) => {
    asked.answer(url, init);
    throw new TypeError("the reply was lost");
  });
  await notebook.retry();
  putBack();
  await notebook.write({ kind: "support", record: id, fields: { place: "自宅" } });
  await notebook.retry();
  assert.deepEqual(states(notebook), []);
  assert.deepEqual([office.records.get(id)?.fields.place, ...office.stored.values()], ["自宅", 1, 1]);
});

test("an office put back twice, to different points, loses nothing that a phone has", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  const first = office.backup();
  const one = await notebook.write({ kind: "support", fields: note("一。") });
  await notebook.retry();
  const second = office.backup();
  const two = await notebook.write({ kind: "support", record: one.id, fields: { place: "窓口" } });
  const three = await notebook.write({ kind: "support", fields: note("三。") });
  await notebook.retry();
  for (const putBack of [second, first]) {
    putBack();
    await notebook.retry();
    assert.deepEqual(
      [office.records.get(one.id)?.fields.place, office.records.get(three.id)?.fields.narrative, two.id],
      ["窓口", "三。", one.id],
    );
    assert.deepEqual(states(notebook), []);
  }
});

test("another key for cursors is as good as another history", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  const putBack = office.backup();
  const { id } = await notebook.write({ kind: "support", fields: note("一。") });
  await notebook.retry();
  putBack();
  office.interceptors.push(() => problem(409, "cursor_not_yours"));
  await notebook.retry();
  assert.equal(office.records.get(id)?.fields.narrative, "一。");
});

test("what a verified backup covers is kept no longer, and the screen says how far it goes", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  assert.deepEqual(notebook.backup(), { covered: null, kept: 0 });
  await notebook.write({ kind: "support", fields: note("一。") });
  await notebook.retry();
  assert.deepEqual(notebook.backup(), { covered: null, kept: 1 });
  office.covered = { seq: office.seq, at: "2026-11-21T00:00:00Z" };
  await notebook.write({ kind: "support", fields: note("二。") });
  await notebook.retry();
  assert.deepEqual(notebook.backup(), { covered: office.covered, kept: 1 });
  office.covered = { seq: office.seq, at: "2026-11-21T01:00:00Z" };
  await notebook.retry();
  assert.deepEqual(notebook.backup(), { covered: office.covered, kept: 0 });
});

test("what is kept of a case that was taken away is shown to nobody, and goes when a backup covers it", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  const putBack = office.backup();
  const { id } = await notebook.write({ kind: "support", fields: note("一。") });
  await notebook.retry();
  office.take(CASE);
  await notebook.retry();
  assert.deepEqual([notebook.get(id), notebook.list("support"), notebook.backup().kept], [undefined, [], 1]);
  putBack();
  await notebook.retry();
  assert.equal(office.records.get(id)?.fields.narrative, "一。");
  office.take(CASE);
  office.covered = { seq: office.seq, at: "2026-11-21T00:00:00Z" };
  await notebook.retry();
  assert.deepEqual([notebook.list("support"), notebook.backup().kept], [[], 0]);
});

test("changes are numbered as they are saved; what is given up is told by number", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  office.judge = ({ fields }) => (fields.place === "x" ? { code: "rule_broken" } : undefined);
  await notebook.write({ kind: "support", fields: note("一。") });
  await notebook.write({ kind: "support", fields: { ...note("二。"), place: "x" } });
  await notebook.retry();
  const [refused] = notebook.queue();
  assert.equal(refused?.change.number, 2);
  await notebook.discard(refused?.change.id ?? "");
  await notebook.write({ kind: "support", fields: note("三。") });
  await notebook.retry();
  const told = office.requests.filter(({ dropped }) => dropped.length > 0);
  assert.deepEqual([told.map(({ dropped }) => dropped), office.requests.at(-1)?.saved], [[[2]], 3]);
  await notebook.retry();
  assert.deepEqual([office.requests.at(-1)?.dropped, office.requests.at(-1)?.saved], [[], 3]);
});

test("an office without backups leaves the phone its changes for thirty days, and never more than fits", () => {
  const day = (count: number) => new Date(NOW + count * DAY_MS).toISOString();
  let { days } = keeping([], [accepted(1, 1)], null, day(0));
  ({ days } = keeping(days, [accepted(2, 2)], null, day(0)));
  assert.deepEqual(
    days.map(({ count }) => count),
    [1, 1],
  );
  const later = keeping(days, [accepted(3, 3)], null, day(KEPT_DAYS));
  assert.deepEqual([later.days.map(({ count }) => count), later.left], [[2, 1], 0]);
  const after = keeping(later.days, [accepted(4, 4)], null, day(KEPT_DAYS + 1));
  assert.deepEqual([after.days.map(({ count }) => count), after.left], [[1, 1], 2]);
  const large = keeping(after.days, [accepted(5, 5, "あ".repeat(KEPT_BYTES))], null, day(KEPT_DAYS + 1));
  assert.deepEqual([large.days.map(({ count }) => count), large.left], [[1], 4]);
});

test("what is offered again comes before what was never sent, each once", () => {
  const waiting = { ...accepted(3, 7), verdict: "none" } as const;
  const queue = offeredAgain([accepted(1, 4), accepted(2, 5)], [{ ...accepted(2, 5), verdict: "accepted" }, waiting]);
  assert.deepEqual(
    queue.map(({ place, verdict, change }) => [place, verdict, change.number, change.offered_again ?? false]),
    [
      [1, "none", 4, true],
      [2, "none", 5, true],
      [3, "none", 7, false],
    ],
  );
});

test("a browser that has cleared the database is found out, and what was unsent is known by number", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("一。") });
  await notebook.retry();
  await notebook.write({ kind: "support", fields: note("二。") });
  notebook.close();
  browser.disk = new IDBFactory();
  const again = await browser.open(office);
  context.after(() => again.close());
  const { saved, unsent } = again.cleared() ?? {};
  assert.deepEqual([again.session(), saved, unsent], [null, 2, [2]]);
  const device = browser.trace.kept?.device;
  await again.signIn("mori", "right");
  assert.equal(browser.trace.kept?.device, device);
  await again.write({ kind: "support", fields: note("三。") });
  assert.equal(again.queue()[0]?.change.number, 3);
  await again.forgetCleared();
  assert.equal(again.cleared(), undefined);
});

test("whoever signs out leaves no trace of unsent work, and the next one counts from one", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("一。") });
  await notebook.retry();
  await notebook.signOut();
  assert.equal(browser.trace.kept, undefined);
  await notebook.signIn("hara", "right");
  await notebook.write({ kind: "support", fields: note("二。") });
  assert.equal(notebook.queue()[0]?.change.number, 1);
  await notebook.retry();
  await notebook.signOut();
  await notebook.signIn("mori", "right");
  await notebook.write({ kind: "support", fields: note("三。") });
  assert.equal(notebook.queue()[0]?.change.number, 2);
});
