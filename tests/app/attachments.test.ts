import assert from "node:assert/strict";
import { test } from "node:test";
import type { Notebook } from "../../static/app/outbox/notebook.ts";
import { type Seal, sealUnder } from "../../static/app/store/seal.ts";
import { FakeOffice, problem } from "./fake_office.ts";
import { Browser, CASE, note, started } from "./phones.ts";

const NOTE = "00000000-0000-7000-8000-000000000001";
const PHOTO = "00000000-0000-7000-8000-00000000f070";
const DRAFT = `/case/${CASE}/note`;
const BYTES = new Uint8Array(70_000).map((_, place) => place % 251);
const CONTENT_OF = /^\/api\/attachments\/([\w-]+)\/content$/;

type Answering = (id: string, init: RequestInit) => Response | undefined;

/** An office that takes contents too. `answering` may answer in its stead. */
class Archive extends FakeOffice {
  readonly contents = new Map<string, Uint8Array>();
  puts = 0;
  answering: Answering = () => undefined;

  readonly serve = async (url: string, init: RequestInit): Promise<Response> => {
    const id = CONTENT_OF.exec(url)?.[1];
    if (id === undefined) return this.fetch(url, init);
    this.calls.push(`${init.method} content`);
    const answer = this.answering(id, init);
    if (answer) return answer;
    if (init.method === "GET") {
      const content = this.contents.get(id);
      return content ? new Response(content as Uint8Array<ArrayBuffer>) : problem(404, "not_found");
    }
    if (!this.records.has(id)) return problem(404, "attachment_unknown");
    this.puts += 1;
    this.contents.set(id, new Uint8Array(await (init.body as Blob).arrayBuffer()));
    return new Response(null, { status: 204, headers: { "Banso-Seq": String(this.seq) } });
  };
}

async function choose(notebook: Notebook, id = PHOTO): Promise<void> {
  await notebook.saveDraft(DRAFT, { ...note("手紙を預かる。"), attachments: [id] });
  const content = new Blob([BYTES]);
  await notebook.attachments.keep({ id, name: "督促状.jpg", mediaType: "image/jpeg", content, draft: DRAFT });
}

async function save(notebook: Notebook, id = PHOTO): Promise<void> {
  const attachment = notebook.attachments.get(id);
  assert.ok(attachment);
  const { name, mediaType: media_type, size, sha256 } = attachment;
  await notebook.writeAll([
    { kind: "support", record: NOTE, fields: { ...note("手紙を預かる。"), attachments: [id] }, draft: DRAFT },
    { kind: "attachment", record: id, fields: { case: CASE, about: NOTE, name, media_type, size, sha256 } },
  ]);
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}

test("a photo reaches the office bit for bit, after its record, once", async (context) => {
  const office = new Archive();
  const { notebook } = await started(context, office, { fetch: office.serve });
  await choose(notebook);
  await save(notebook);
  assert.equal(notebook.attachments.unsent().length, 1);
  await notebook.retry();
  assert.deepEqual(office.contents.get(PHOTO), BYTES);
  assert.ok(office.calls.lastIndexOf("POST /api/exchange") < office.calls.indexOf("PUT content"));
  assert.equal(notebook.attachments.get(PHOTO), undefined);
  await notebook.retry();
  assert.equal(office.puts, 1);
});

test("a photo is kept from the moment it was chosen, through every kill", async (context) => {
  const office = new Archive();
  const { browser, notebook } = await started(context, office, { fetch: office.serve });
  await choose(notebook);
  notebook.close();
  const second = await browser.open(office, { fetch: office.serve });
  assert.deepEqual(second.draft(DRAFT)?.fields.attachments, [PHOTO]);
  assert.deepEqual(await bytesOf(await second.attachments.content(PHOTO)), BYTES);
  await save(second);
  second.close();
  const third = await browser.open(office, { fetch: office.serve });
  assert.equal(third.draft(DRAFT), undefined);
  assert.equal(third.attachments.unsent()[0]?.id, PHOTO);
  // The office has it, but its answer is lost with the phone.
  office.answering = (id) => {
    office.contents.set(id, BYTES);
    throw new TypeError("killed");
  };
  await third.retry();
  third.close();
  office.answering = () => undefined;
  const fourth = await browser.open(office, { fetch: office.serve });
  context.after(() => fourth.close());
  assert.equal(fourth.attachments.unsent().length, 1);
  await fourth.retry();
  assert.equal(fourth.attachments.get(PHOTO), undefined);
  assert.deepEqual(office.contents.get(PHOTO), BYTES);
});

test("a photo waits until the office has its record, and does not go before it", async (context) => {
  const office = new Archive();
  const { notebook } = await started(context, office, { fetch: office.serve });
  await choose(notebook);
  await save(notebook);
  office.judge = ({ kind }) => (kind === "attachment" ? { code: "invalid_fields" } : undefined);
  await notebook.retry();
  assert.equal(office.puts, 0);
  office.judge = () => undefined;
  const rejected = notebook.queue().find(({ state }) => state === "rejected");
  await notebook.amend(rejected?.change.id ?? "", { name: "手紙.jpg" });
  await notebook.retry();
  assert.deepEqual(office.contents.get(PHOTO), BYTES);
});

test("without the network it stays, is said, and goes when the network is back", async (context) => {
  const office = new Archive();
  const { notebook } = await started(context, office, { fetch: office.serve });
  await choose(notebook);
  await save(notebook);
  for (const answering of [
    () => {
      throw new TypeError("no network");
    },
    () => problem(500, "internal"),
    () => new Response("<html>", { status: 200 }),
    () => problem(401, "signed_out"),
  ]) {
    office.answering = answering;
    await notebook.retry();
    assert.ok(notebook.attachments.get(PHOTO), `forgotten after ${answering}`);
  }
  assert.equal(notebook.status().state, "signed_out");
  office.answering = () => undefined;
  await notebook.retry();
  assert.equal(notebook.attachments.get(PHOTO), undefined);
});

/** `attachment_unknown`: the office lost what it belonged to, and no other phone brought it back. */
for (const code of ["content_differs", "attachment_unknown"]) {
  test(`what the office refuses for good is kept and said, and not sent again and again: ${code}`, async (context) => {
    const office = new Archive();
    const { notebook } = await started(context, office, { fetch: office.serve });
    await choose(notebook);
    await save(notebook);
    office.answering = () => problem(409, code);
    await notebook.retry();
    await notebook.retry();
    assert.equal(notebook.attachments.get(PHOTO)?.code, code);
    assert.equal(office.calls.filter((call) => call === "PUT content").length, 1);
    await notebook.attachments.drop(PHOTO);
    assert.equal(notebook.attachments.get(PHOTO), undefined);
    await notebook.signOut();
  });
}

test("nobody signs out while a photo waits", async (context) => {
  const office = new Archive();
  const { notebook } = await started(context, office, { fetch: office.serve });
  await choose(notebook);
  await save(notebook);
  office.answering = () => problem(500, "internal");
  await notebook.retry();
  assert.equal(notebook.queue().length, 0);
  await assert.rejects(notebook.signOut(), { code: "unsent_work" });
  office.answering = () => undefined;
  await notebook.retry();
  await notebook.signOut();
});

test("the file of unsent work holds the photo", async (context) => {
  const office = new Archive();
  const { notebook } = await started(context, office, { fetch: office.serve });
  await choose(notebook);
  await save(notebook);
  const file = JSON.parse(await (await notebook.exportUnsent()).text()) as {
    papers: { id: string; content_base64: string }[];
  };
  const [attachment] = file.papers;
  assert.equal(attachment?.id, PHOTO);
  assert.deepEqual(new Uint8Array(Buffer.from(attachment?.content_base64 ?? "", "base64")), BYTES);
});

test("a photo goes with the draft that is thrown away, and with the attachment that is given up", async (context) => {
  const office = new Archive();
  const { notebook } = await started(context, office, { fetch: office.serve });
  await choose(notebook);
  await notebook.dropDraft(DRAFT);
  assert.equal(notebook.attachments.get(PHOTO), undefined);
  await choose(notebook);
  await save(notebook);
  const made = notebook.queue().find(({ change }) => change.kind === "attachment");
  await notebook.discard(made?.change.id ?? "");
  assert.equal(notebook.attachments.get(PHOTO), undefined);
  await notebook.retry();
  assert.equal(office.puts, 0);
});

test("a photo that was taken out of its note before it was sent is never sent", async (context) => {
  const office = new Archive();
  const { notebook } = await started(context, office, { fetch: office.serve });
  await choose(notebook);
  await save(notebook);
  await notebook.write({ kind: "attachment", record: PHOTO, fields: { deleted: true } });
  await notebook.retry();
  await notebook.retry();
  assert.equal(office.puts, 0);
  assert.equal(notebook.attachments.get(PHOTO), undefined);
});

test("a phone that is full keeps nothing of a photo and says so", async (context) => {
  const office = new Archive();
  let isFull = false;
  const seal: Seal = {
    seal: (readable, place) => {
      const full = Object.assign(new Error("full"), { name: "QuotaExceededError" });
      return isFull && place.startsWith("papers/") ? Promise.reject(full) : Promise.resolve(readable);
    },
    open: (sealed) => Promise.resolve(sealed),
  };
  const { notebook } = await started(context, office, { fetch: office.serve, blank: seal });
  isFull = true;
  await assert.rejects(choose(notebook), { name: "SaveFailure", code: "storage_full" });
  assert.equal(notebook.attachments.get(PHOTO), undefined);
  isFull = false;
  await choose(notebook);
  assert.ok(notebook.attachments.get(PHOTO));
});

test("contents lie sealed on the disk, each under a key of its own", async (context) => {
  const office = new Archive();
  const { browser, notebook } = await started(context, office, { fetch: office.serve });
  await choose(notebook);
  const disk = await new Promise<IDBDatabase>((resolve) => {
    const request = browser.disk.open("banso");
    request.onsuccess = () => resolve(request.result);
  });
  const row = await new Promise<{ bytes: Uint8Array }>((resolve) => {
    const request = disk.transaction("contents").objectStore("contents").get(PHOTO);
    request.onsuccess = () => resolve(request.result);
  });
  disk.close();
  assert.ok(!Buffer.from(row.bytes).includes(Buffer.from(BYTES.subarray(0, 100))));
  const seal = await sealUnder(notebook.attachments.get(PHOTO)?.key ?? "");
  assert.deepEqual(await seal.open(row.bytes, `contents/${PHOTO}`), BYTES);
  await assert.rejects(seal.open(row.bytes, "contents/another"));
});

test("a photo that the office has is fetched from there, checked, and named missing where it is", async (context) => {
  const office = new Archive();
  const { notebook } = await started(context, office, { fetch: office.serve });
  await choose(notebook);
  await save(notebook);
  await notebook.retry();
  const other = await new Browser().signedIn(office, { fetch: office.serve });
  context.after(() => other.close());
  office.answering = () => {
    throw new TypeError("no network");
  };
  await assert.rejects(other.attachments.content(PHOTO, other.get(PHOTO)), { code: "unreachable" });
  office.answering = () => undefined;
  office.contents.set(PHOTO, BYTES.slice(1));
  await assert.rejects(other.attachments.content(PHOTO, other.get(PHOTO)), { code: "unexpected_reply" });
  office.answering = () => new Response("<html>Free Wi-Fi</html>", { headers: { "Content-Type": "text/html" } });
  await assert.rejects(other.attachments.content(PHOTO, other.get(PHOTO)), { code: "intercepted" });
  office.answering = () => undefined;
  office.contents.delete(PHOTO);
  await assert.rejects(other.attachments.content(PHOTO, other.get(PHOTO)), { code: "not_found" });
  office.contents.set(PHOTO, BYTES);
  assert.deepEqual(await bytesOf(await other.attachments.content(PHOTO, other.get(PHOTO))), BYTES);
});

test("a photo stays on its phone until a backup covers it, and goes again to an office that has lost it", async (context) => {
  const office = new Archive();
  const { notebook } = await started(context, office, { fetch: office.serve });
  const putBack = office.backup();
  await choose(notebook);
  await save(notebook);
  await notebook.retry();
  assert.deepEqual([notebook.attachments.unsent(), notebook.attachments.get(PHOTO)], [[], undefined]);
  putBack();
  office.contents.clear();
  assert.deepEqual(await bytesOf(await notebook.attachments.content(PHOTO, notebook.get(PHOTO))), BYTES);
  await notebook.retry();
  assert.deepEqual(office.contents.get(PHOTO), BYTES);
  office.covered = { seq: office.seq, at: "2026-11-21T01:30:00Z" };
  await notebook.retry();
  assert.equal(notebook.backup().kept, 0);
  // What stays for looking at is no promise to an office that loses it: it is not offered again.
  putBack();
  office.contents.clear();
  await notebook.retry();
  assert.equal(office.puts, 2);
});

test("a database of the first form is opened with all that is in it", async (context) => {
  const browser = new Browser();
  await new Promise<void>((resolve) => {
    const request = browser.disk.open("banso", 1);
    request.onupgradeneeded = () => {
      for (const name of ["technical", "facts", "queue", "drafts", "segments"]) {
        request.result.createObjectStore(name, { keyPath: "id" });
      }
      const bytes = new TextEncoder().encode(JSON.stringify({ key: "k", fields: { place: "自宅" }, savedAt: "x" }));
      request.transaction?.objectStore("drafts").put({ id: "k", bytes });
    };
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
  const notebook = await browser.open(new Archive());
  context.after(() => notebook.close());
  assert.equal(notebook.draft("k")?.fields.place, "自宅");
});
