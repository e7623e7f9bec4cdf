/** A year of use: what is over does not stand before the first screen, and is not lost by that. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Notebook } from "../../static/app/outbox/notebook.ts";
import { neededFirst, reindexed, segmented, worthRewriting } from "../../static/app/store/segments.ts";
import { PhoneStore } from "../../static/app/store/store.ts";
import { isPast } from "../../static/app/sync/past.ts";
import type { Fields, ServerRecord } from "../../static/app/sync/protocol.ts";
import { FakeOffice, WORKER } from "./fake_office.ts";
import { CASE, NOW, started } from "./phones.ts";

const DAY = 24 * 60 * 60 * 1000;

function ago(days: number): string {
  return new Date(NOW - days * DAY).toISOString().replace(".000", "");
}

function id(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

/** Waits until everything on the disk is in the caseload. */
async function whole(notebook: Notebook): Promise<void> {
  for (let tries = 0; tries < 1000 && !notebook.status().loaded; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.ok(notebook.status().loaded);
}

function notice(days: number, more: Fields = {}): Fields {
  return { worker: WORKER.id, reminder: "appointment_soon", made_at: ago(days), ...more };
}

test("what is over is told by its moment, and a deletion always is", () => {
  const cases: [ServerRecord["kind"], Fields, boolean][] = [
    ["notice", notice(61), true],
    ["notice", notice(59), false],
    ["notice", notice(8, { seen: true }), true],
    ["notice", notice(6, { seen: true }), false],
    ["notice", notice(1, { deleted: true }), true],
    ["outing", { ended_at: ago(8) }, true],
    ["outing", { ended_at: ago(1) }, false],
    ["outing", { started_at: ago(100) }, false],
    ["appointment", { starts_at: ago(32) }, true],
    ["appointment", { starts_at: ago(-3) }, false],
    ["case", { opened_on: "2013-01-01" }, false],
    ["plan", { deleted: true }, true],
  ];
  for (const [kind, fields, past] of cases) {
    const record = { kind, id: "r", scope: "c", seq: 1, head: "h", fields };
    assert.equal(isPast(record, NOW), past, JSON.stringify([kind, fields]));
  }
});

test("registers are sorted where much has come since, and the past does not count", () => {
  assert.deepEqual(worthRewriting({ "registers.0001.00000001": 400, "notes.0001.00000002": 900 }, 0), []);
  const index = { "registers.0001.00000001": 401, "past.0001.00000002": 900, "notes.0001.00000003": 900 };
  assert.deepEqual(worthRewriting(index, 0), ["registers.0001.00000001"]);
  assert.deepEqual(worthRewriting(index, 0, 300), []);
});

test("a page is never sorted into the past, lest an older state be shown until that is read", () => {
  const over: ServerRecord = { kind: "notice", id: "n", scope: "w", seq: 2, head: "h", fields: notice(300) };
  const [segment] = segmented([over], 1, reindexed({}, [], []));
  assert.ok(segment && neededFirst(segment.key));
});

test("after a year the first screens read no old notices, visits and appointments, and they are there a moment later", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  for (let day = 0; day < 365; day += 1) {
    for (const third of [0, 1, 2]) office.put("notice", id(day * 10 + third), notice(day, { seen: true }));
    office.put("outing", id(day * 10 + 5), { worker: WORKER.id, case: CASE, started_at: ago(day), ended_at: ago(day) });
    office.put("appointment", id(day * 10 + 6), { case: CASE, starts_at: ago(day), method: "visit", state: "done" });
  }
  for (let round = 0; round < 3; round += 1) await notebook.retry();
  assert.equal(notebook.list("notice").length, 3 * 365);

  const store = new PhoneStore(browser.disk);
  const { facts } = await store.read();
  const first = Object.entries(facts?.pull.segments ?? {}).filter(([key]) => neededFirst(key));
  const count = first.reduce((sum, [, held]) => sum + held, 0);
  assert.ok(count < 100, `${count} records are read before the first screen`);
  store.close();

  const again = await browser.open(office);
  context.after(() => again.close());
  assert.ok(again.get(CASE));
  await whole(again);
  assert.equal(again.list("notice").length, 3 * 365);
  assert.equal(again.list("outing").length, 365);
});

test("what the office has ended is gone from the list, and stays gone", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  for (let number = 0; number < 500; number += 1) office.put("notice", id(number), notice(100));
  await notebook.retry();
  for (let number = 0; number < 500; number += 1) office.put("notice", id(number), notice(100, { deleted: true }));
  office.put("notice", id(900), notice(0));
  for (let round = 0; round < 3; round += 1) await notebook.retry();
  assert.deepEqual(
    notebook.list("notice").map((view) => view.id),
    [id(900)],
  );
  const again = await browser.open(office);
  context.after(() => again.close());
  assert.deepEqual(
    again.list("notice").map((view) => view.id),
    [id(900)],
  );
  await whole(again);
  assert.deepEqual(
    again.list("notice").map((view) => view.id),
    [id(900)],
  );
});
