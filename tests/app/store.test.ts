import assert from "node:assert/strict";
import { test } from "node:test";
import type { SaveFailure } from "../../static/app/outbox/notebook.ts";
import { commit } from "../../static/app/store/batches.ts";
import { StaleVersion } from "../../static/app/store/failure.ts";
import type { Seal } from "../../static/app/store/seal.ts";
import { newest, readingOrder, reindexed, segmented, worthRewriting } from "../../static/app/store/segments.ts";
import { PhoneStore } from "../../static/app/store/store.ts";
import type { ServerRecord } from "../../static/app/sync/protocol.ts";
import { uuidv7 } from "../../static/app/sync/uuid.ts";
import { Chance } from "./chance.ts";
import { FakeOffice } from "./fake_office.ts";
import { Browser, CASE, NOW, note, PERSON, settle, started, states } from "./phones.ts";

const XOR: Seal = {
  seal: async (readable) => readable.map((byte) => byte ^ 0x5a),
  open: async (sealed) => sealed.map((byte) => byte ^ 0x5a),
};

function records(count: number, kind: "support" | "person", seq = 1): ServerRecord[] {
  return Array.from({ length: count }, (_, n) => ({ kind, id: `${kind}${n}`, scope: "c", seq, head: "h", fields: {} }));
}

/** Every stored value, as text. */
async function onDisk(browser: Browser): Promise<string> {
  const request = browser.disk.open("banso");
  const database = await new Promise<IDBDatabase>((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
  const tables = [...database.objectStoreNames];
  const rows = tables.map(
    (table) =>
      new Promise<{ id: string; bytes: Uint8Array }[]>((resolve) => {
        const all = database.transaction(table).objectStore(table).getAll();
        all.onsuccess = () => resolve(all.result);
      }),
  );
  const found = (await Promise.all(rows)).flat();
  database.close();
  for (const row of found) assert.deepEqual(Object.keys(row).sort(), ["bytes", "id"]);
  return found.map(({ bytes }) => new TextDecoder().decode(bytes)).join("\n");
}

test("ids are of version 7, carry the time, and differ", () => {
  const { bytes } = new Chance(1);
  const [one, other] = [uuidv7(NOW, bytes), uuidv7(NOW, bytes)];
  assert.match(one, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(Number.parseInt(one.replaceAll("-", "").slice(0, 12), 16), NOW);
  assert.notEqual(one, other);
});

test("queue, drafts, session and caseload are there again after a restart", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  const { id } = await notebook.write({ kind: "support", fields: note("一。") });
  await notebook.saveDraft("k", { narrative: "途中" }, "h");
  notebook.close();
  const again = await browser.open(office);
  context.after(() => again.close());
  assert.equal(again.session()?.user.login, "mori");
  assert.equal(again.get(PERSON)?.fields.name, "佐藤 花子");
  assert.deepEqual([again.get(id)?.unsent, states(again)], [true, ["queued"]]);
  assert.deepEqual([again.draft("k")?.fields.narrative, again.draft("k")?.base], ["途中", "h"]);
});

test("a draft is forgotten in the transaction that queues its note", async (context) => {
  const { notebook } = await started(context, new FakeOffice());
  await notebook.saveDraft("k", { narrative: "一。" });
  await notebook.write({ kind: "support", fields: note("一。"), draft: "k" });
  assert.deepEqual([notebook.drafts(), states(notebook)], [[], ["queued"]]);
});

test("every row holds an id and sealed bytes, and nothing of a person can be read", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office, { blank: XOR });
  await notebook.write({ kind: "support", fields: note("秘密の話。") });
  await notebook.saveDraft("k", { narrative: "秘密の下書き" });
  const disk = await onDisk(browser);
  for (const word of ["佐藤", "秘密", "mori", "narrative"]) assert.equal(disk.includes(word), false, word);
  notebook.close();
  const again = await browser.open(office, { blank: XOR });
  context.after(() => again.close());
  assert.equal(again.get(PERSON)?.fields.name, "佐藤 花子");
});

test("a full phone says so, and keeps nothing half", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  await notebook.saveDraft("k", { narrative: "一。" });
  const really = IDBObjectStore.prototype.put;
  const put = context.mock.method(IDBObjectStore.prototype, "put", function full(this: IDBObjectStore, row: unknown) {
    if (this.name === "technical" || this.name === "drafts") throw new DOMException("full", "QuotaExceededError");
    return really.call(this, row);
  });
  const full = (failure: SaveFailure) => failure.code === "storage_full";
  await assert.rejects(notebook.write({ kind: "support", fields: note("一。"), draft: "k" }), full);
  await assert.rejects(notebook.saveDraft("k", { narrative: "二。" }), full);
  office.put("case", CASE, { summary: "新しい。" });
  await notebook.retry();
  assert.deepEqual([notebook.status().state, notebook.status().problem], ["not_kept", { code: "storage_full" }]);
  put.mock.restore();

  const again = await browser.open(office);
  context.after(() => again.close());
  for (const tab of [notebook, again]) {
    assert.deepEqual(
      [states(tab), tab.draft("k")?.fields.narrative, tab.get(CASE)?.fields.summary],
      [[], "一。", undefined],
    );
  }
  await notebook.retry();
  assert.equal(notebook.get(CASE)?.fields.summary, "新しい。");
});

test("a database that the browser closed is opened again", async (context) => {
  const { browser, notebook } = await started(context, new FakeOffice());
  const begun = context.mock.method(IDBDatabase.prototype, "transaction");
  await notebook.saveDraft("k", {});
  const connection = begun.mock.calls.at(-1)?.this as IDBDatabase;
  begun.mock.restore();
  connection.close();
  await notebook.write({ kind: "support", fields: note("一。") });
  assert.deepEqual(states(notebook), ["queued"]);
  // Another tab deletes or renews the database: this one must let go.
  const deleted = browser.disk.deleteDatabase("banso");
  await new Promise((resolve) => {
    deleted.onsuccess = resolve;
  });
});

test("a commit on a state that another tab has overtaken is refused", async () => {
  const browser = new Browser();
  const [one, other] = [new PhoneStore(browser.disk), new PhoneStore(browser.disk)];
  assert.equal(await commit(one, 0, {}), 1);
  await assert.rejects(commit(other, 0, {}), StaleVersion);
  assert.equal(await commit(other, 1, {}), 2);
  one.close();
  other.close();
});

test("registers and notes lie in segments of their own, and the registers are read first, the newest before", () => {
  const first = segmented([...records(2, "person"), ...records(1500, "support")], 1, {});
  assert.deepEqual(
    first.map(({ records: held }) => held.length),
    [2, 1000, 500],
  );
  const index = reindexed({}, first, []);
  const second = segmented(records(1, "person"), 1, index);
  const order = readingOrder(Object.keys(reindexed(index, second, [])));
  assert.deepEqual(order, [second[0]?.key, first[0]?.key, first[2]?.key, first[1]?.key]);
});

test("of a record in several segments the newest counts", () => {
  const old = { key: "notes.0001.00000001", records: records(1, "support", 5) };
  const newer = { key: "notes.0001.00000002", records: records(1, "support", 6) };
  assert.deepEqual(newest([newer, old]), newer.records);
  const restored = { key: "notes.0002.00000003", records: records(1, "support", 2) };
  assert.deepEqual(newest([newer, restored]), restored.records);
});

test("segments are written anew where many are small, or half of all has been overtaken", () => {
  const many = (count: number, size: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`notes.0001.${String(n).padStart(8, "0")}`, size]));
  assert.deepEqual(worthRewriting(many(16, 10), 0), []);
  assert.equal(worthRewriting(many(17, 10), 0).length, 17);
  assert.equal(worthRewriting(many(10, 1000), 10_000).length, 0);
  assert.equal(worthRewriting(many(21, 1000), 10_000).length, 21);
});

test("many small pulls leave few segments, and everything is still there", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  for (let round = 0; round < 40; round += 1) {
    office.put(
      "support",
      `00000000-0000-7000-8000-0000000000${String(round % 20).padStart(2, "0")}`,
      note(`${round}回目。`),
    );
    if (round === 30) office.put("support", "00000000-0000-7000-8000-000000000001", { deleted: true });
    await notebook.retry();
  }
  assert.equal(notebook.list("support").length, 19);
  const store = new PhoneStore(browser.disk);
  const segments = Object.keys((await store.read()).facts?.pull.segments ?? {});
  assert.ok(segments.length <= 17, String(segments.length));
  store.close();
  const again = await browser.open(office);
  context.after(() => again.close());
  while (!again.status().loaded) await settle();
  assert.equal(again.list("support").length, 19);
  assert.equal(again.get("00000000-0000-7000-8000-000000000019")?.fields.narrative, "39回目。");
});

test("a tab whose segments another tab has written anew reads them again, showing the old until then", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  const other = await browser.open(office);
  context.after(() => other.close());
  for (let round = 0; round < 20; round += 1) {
    office.put("case", CASE, { summary: `${round}` });
    await notebook.retry();
    assert.equal(other.get(PERSON)?.fields.name, "佐藤 花子");
  }
  await settle();
  await settle();
  assert.deepEqual([other.get(CASE)?.fields.summary, other.status().loaded], ["19", true]);
});

test("a record that is not in memory yet is not taken for a new one", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  const id = "00000000-0000-7000-8000-000000000001";
  const { head } = office.put("support", id, note("前回。"));
  await notebook.retry();
  const again = await browser.open(office);
  context.after(() => again.close());
  await again.write({ kind: "support", record: id, fields: { place: "自宅" } });
  assert.equal(again.queue()[0]?.change.base, head);
});
