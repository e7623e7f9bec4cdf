/** Attachments that the office has, kept on the phone so that they open without a network. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Notebook } from "../../static/app/outbox/notebook.ts";
import { sha256 } from "../../static/app/store/digest.ts";
import { bytesOf, COPIES_BYTES, type Copies, fits, withCopy } from "../../static/app/sync/copies.ts";
import { FakeOffice, problem } from "./fake_office.ts";
import { CASE, note, started } from "./phones.ts";

const NOTE = "00000000-0000-7000-8000-000000000001";
const ATTACHMENTS = ["a", "b", "c"].map((last) => `00000000-0000-7000-8000-00000000f07${last}`);
const [FIRST = "", SECOND = "", THIRD = ""] = ATTACHMENTS;
const HOUR_MS = 3_600_000;

/** An office with attachments in the case of the worker. */
class Archive extends FakeOffice {
  readonly contents = new Map<string, Uint8Array>();
  readonly asked: string[] = [];
  isReachable = true;

  readonly serve = async (url: string, init: RequestInit): Promise<Response> => {
    if (!this.isReachable) throw new TypeError("no network");
    const id = /^\/api\/attachments\/([\w-]+)\/content$/.exec(url)?.[1];
    if (id === undefined) return this.fetch(url, init);
    if (init.method === "PUT") {
      this.contents.set(id, new Uint8Array(await (init.body as Blob).arrayBuffer()));
      return new Response(null, { status: 204, headers: { "Banso-Seq": String(this.seq) } });
    }
    this.asked.push(id);
    const content = this.contents.get(id);
    return content ? new Response(content as Uint8Array<ArrayBuffer>) : problem(404, "not_found");
  };

  async file(id: string, size = 1000): Promise<void> {
    const content = new Uint8Array(size).fill(Number.parseInt(id.slice(-1), 16));
    this.contents.set(id, content);
    const described = {
      media_type: "image/jpeg",
      size,
      sha256: await sha256(content),
      received_at: "2026-11-20T01:00:00Z",
    };
    this.put("attachment", id, { case: CASE, about: NOTE, name: "督促状.jpg", ...described });
  }
}

async function phone(context: TestContext, options = {}) {
  const office = new Archive();
  office.put("support", NOTE, note("手紙を預かる。"));
  for (const id of ATTACHMENTS) await office.file(id);
  const made = await started(context, office, { fetch: office.serve, ...options });
  return { office, ...made };
}

function open(notebook: Notebook, id: string): Promise<Blob> {
  return notebook.attachments.content(id, notebook.get(id));
}

async function rowsOf(factory: IDBFactory, table: string): Promise<unknown[]> {
  const disk = await new Promise<IDBDatabase>((resolve) => {
    const request = factory.open("banso");
    request.onsuccess = () => resolve(request.result);
  });
  const rows = await new Promise<unknown[]>((resolve) => {
    const request = disk.transaction(table).objectStore(table).getAll();
    request.onsuccess = () => resolve(request.result);
  });
  disk.close();
  return rows;
}

test("what leaves first was looked at longest ago, and only as much as must", () => {
  const third = COPIES_BYTES / 3;
  const copy = (id: string, used: string, size = third) => ({ id, mediaType: "image/jpeg" as const, size, used });
  let copies: Copies = [];
  for (const [id, used] of [
    ["a", "1"],
    ["b", "2"],
    ["c", "3"],
  ] as const)
    copies = withCopy(copies, copy(id, used));
  assert.equal(bytesOf(copies), COPIES_BYTES);
  copies = withCopy(copies, copy("a", "4"));
  assert.deepEqual(
    copies.map(({ id }) => id),
    ["a", "c", "b"],
  );
  copies = withCopy(copies, copy("d", "5", 1));
  assert.deepEqual(
    copies.map(({ id }) => id),
    ["d", "a", "c"],
  );
  assert.equal(fits(copies, third - 1), true);
  assert.equal(fits(copies, third), false);
});

test("a photo that was delivered opens without a network on the phone that took it, covered by a backup or not", async (context) => {
  const { office, notebook, browser } = await phone(context);
  const id = "00000000-0000-7000-8000-00000000f0ff";
  const draft = `case/${CASE}/note`;
  const content = new Blob([new Uint8Array(500).fill(7)]);
  await notebook.saveDraft(draft, { attachments: [id] });
  await notebook.attachments.keep({ id, name: "手紙.jpg", mediaType: "image/jpeg", content, draft });
  await notebook.attachments.rename(id, "督促状.jpg");
  const attachment = notebook.attachments.get(id);
  assert.equal(attachment?.name, "督促状.jpg");
  const { sha256, size, mediaType: media_type } = attachment;
  const fields = { case: CASE, about: NOTE, name: attachment.name, media_type, size, sha256 };
  await notebook.writeAll([{ kind: "attachment", record: id, fields, draft }]);
  await notebook.retry();
  office.covered = { seq: office.seq, at: "2026-11-21T01:30:00Z" };
  await notebook.retry();
  assert.deepEqual([notebook.attachments.get(id), notebook.backup().kept], [undefined, 0]);
  office.isReachable = false;
  notebook.close();
  const again = await browser.open(office, { fetch: office.serve });
  context.after(() => again.close());
  assert.deepEqual(await (await open(again, id)).arrayBuffer(), await content.arrayBuffer());
  assert.deepEqual([again.attachments.unsent(), again.attachments.isHere(id)], [[], true]);
});

test("an attachment that was opened once opens without a network", async (context) => {
  const { office, notebook } = await phone(context);
  const before = await open(notebook, FIRST);
  office.isReachable = false;
  assert.deepEqual(await (await open(notebook, FIRST)).arrayBuffer(), await before.arrayBuffer());
  await assert.rejects(open(notebook, SECOND), { code: "unreachable" });
  assert.deepEqual(
    [office.asked, notebook.attachments.kept()],
    [[FIRST], { count: 1, bytes: 1000, mostBytes: COPIES_BYTES }],
  );
});

test("looking at a copy makes it the one used last, and costs a write at most once an hour", async (context) => {
  let now = Date.parse("2026-11-21T01:30:00Z");
  const { notebook, browser } = await phone(context, { now: () => now });
  const usedAt = async () => {
    const [row] = (await rowsOf(browser.disk, "copies")) as { bytes: Uint8Array }[];
    return JSON.parse(new TextDecoder().decode(row?.bytes)).used;
  };
  await open(notebook, FIRST);
  now += HOUR_MS / 2;
  await open(notebook, FIRST);
  assert.equal(await usedAt(), "2026-11-21T01:30:00Z");
  now += HOUR_MS;
  await open(notebook, FIRST);
  assert.equal(await usedAt(), "2026-11-21T03:00:00Z");
});

test("what the worker may no longer see goes, and so does what was deleted", async (context) => {
  const { office, notebook } = await phone(context);
  for (const id of ATTACHMENTS) await open(notebook, id);
  office.put("attachment", THIRD, { ...office.records.get(THIRD)?.fields, deleted: true });
  await notebook.retry();
  assert.deepEqual(
    ATTACHMENTS.map((id) => notebook.attachments.isHere(id)),
    [true, true, false],
  );
  office.take(CASE);
  await notebook.retry();
  assert.deepEqual([notebook.attachments.kept().count, notebook.get(FIRST)], [0, undefined]);
});

test("signing out leaves none of them, nor one that was still on its way", async (context) => {
  const { office, notebook, browser } = await phone(context);
  await open(notebook, FIRST);
  const answered = office.serve(`/api/attachments/${SECOND}/content`, { method: "GET" });
  const slow: typeof office.serve = async (url, init) =>
    url.includes(SECOND)
      ? answered.then((reply) => new Promise((resolve) => setTimeout(() => resolve(reply), 200)))
      : office.serve(url, init);
  const tab = await browser.open(office, { fetch: slow });
  context.after(() => tab.close());
  const opening = open(tab, SECOND);
  await notebook.signOut();
  await opening;
  const last = await browser.open(office, { fetch: office.serve });
  context.after(() => last.close());
  assert.deepEqual(
    [last.attachments.kept().count, tab.attachments.isHere(SECOND), last.attachments.isHere(FIRST)],
    [0, false, false],
  );
  assert.deepEqual(await rowsOf(browser.disk, "contents"), []);
});

test("a phone that is full shows an attachment, and does not keep it", async (context) => {
  let isFull = false;
  const bytes = async (readable: Uint8Array) => {
    if (isFull) throw new DOMException("full", "QuotaExceededError");
    return readable;
  };
  const { notebook } = await phone(context, { blank: { seal: bytes, open: async (sealed: Uint8Array) => sealed } });
  isFull = true;
  assert.equal((await open(notebook, FIRST)).size, 1000);
  isFull = false;
  assert.equal(notebook.attachments.isHere(FIRST), false);
});

function inABrowser(context: { after(done: () => void): void }): void {
  const events = new EventTarget();
  Object.assign(globalThis, { addEventListener: events.addEventListener.bind(events), document: new EventTarget() });
  context.after(() => {
    for (const name of ["addEventListener", "document"]) Reflect.deleteProperty(globalThis, name);
  });
}

async function quiet(ms = 3_000): Promise<void> {
  await new Promise((resume) => setTimeout(resume, ms));
}

test("the attachments of one's cases come by themselves while nothing is to be done, the newest first, and once", async (context) => {
  inABrowser(context);
  const { office, notebook } = await phone(context, { automatic: true, isGoodLine: () => true });
  office.contents.delete(SECOND);
  await quiet();
  assert.deepEqual(office.asked, [THIRD, SECOND, FIRST]);
  assert.deepEqual(
    ATTACHMENTS.map((id) => notebook.attachments.isHere(id)),
    [true, false, true],
  );
  await notebook.retry();
  await quiet();
  assert.equal(office.asked.length, 3);
});

test("they do not come over a line that is to be spared, to a phone without room, or to one that is not to be bothered", async (context) => {
  inABrowser(context);
  const room = (bytes: number) => ({
    estimate: async () => ({ quota: bytes, usage: 0 }),
    persist: async () => true,
    persisted: async () => true,
  });
  const phones = await Promise.all([
    phone(context, { automatic: true, isGoodLine: () => false }),
    phone(context, { automatic: true, isGoodLine: () => true, storage: room(400_000_000) }),
    phone(context, { automatic: false, isGoodLine: () => true }),
  ]);
  await quiet();
  assert.deepEqual(
    phones.map(({ office }) => office.asked),
    [[], [], []],
  );
});
