/** Photos that wait: delivered as they lie while nothing here can be read, and not lost with the key of the phone. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { UNWATCHED } from "../../static/app/outbox/browser.ts";
import { deliverOutbox } from "../../static/app/outbox/delivering.ts";
import { SUITE } from "../../static/app/outbox/hpke.ts";
import { Office } from "../../static/app/outbox/office.ts";
import { sealUnder, UNSEALED } from "../../static/app/store/seal.ts";
import { PhoneStore } from "../../static/app/store/store.ts";
import { FakeOffice, OFFICE, WORKER } from "./fake_office.ts";
import { CASE, NOW, note, started } from "./phones.ts";

const NOTE = "00000000-0000-7000-8000-000000000001";
const PHOTO = "00000000-0000-7000-8000-00000000f070";
const DRAFT = `/case/${CASE}/note`;
const BYTES = new Uint8Array(5_000).map((_, place) => place % 251);

type Answering = (url: string, init: RequestInit) => Response | undefined;

/** A phone with a note and its photo, both saved and not sent; and what it says to the office without opening anything. */
async function withPhoto(context: Parameters<typeof started>[0], isSaved = true) {
  const pair = await SUITE.kem.generateKeyPair();
  const point = Buffer.from(await SUITE.kem.serializePublicKey(pair.publicKey)).toString("base64url");
  const office = new FakeOffice();
  office.outboxKey = { id: "key-1", public: point };
  const { browser, notebook } = await started(context, office);
  await notebook.saveDraft(DRAFT, { ...note("手紙を預かる。"), attachments: [PHOTO] });
  const content = new Blob([BYTES]);
  await notebook.attachments.keep({ id: PHOTO, name: "手紙.jpg", mediaType: "image/jpeg", content, draft: DRAFT });
  const { size = 0, sha256 = "" } = notebook.attachments.get(PHOTO) ?? {};
  const fields = { case: CASE, about: NOTE, name: "手紙.jpg", media_type: "image/jpeg", size, sha256 };
  if (isSaved) {
    await notebook.writeAll([
      { kind: "support", record: NOTE, fields: { ...note("手紙を預かる。"), attachments: [PHOTO] }, draft: DRAFT },
      { kind: "attachment", record: PHOTO, fields },
    ]);
  }
  const store = new PhoneStore(browser.disk);
  context.after(() => store.close());
  const asked: string[] = [];
  const delivered = new Map<string, Uint8Array>();

  /** Opens a content as the office does. */
  async function received(url: string, init: RequestInit): Promise<void> {
    const headers = new Headers(init.headers);
    assert.equal(headers.get("X-CSRF-Token"), "fresh");
    assert.equal(headers.get("Banso-User"), WORKER.id);
    const id = url.split("/")[3] ?? "";
    const [key, enc = "", sealed = ""] = (headers.get("Banso-Sealed-Key") ?? "").split(".");
    assert.equal(key, "key-1");
    const info = new TextEncoder().encode(`banso-content-1\n${OFFICE}\n${WORKER.id}\n${id}`);
    const sender = { recipientKey: pair.privateKey, enc: bytesOf(enc), info };
    const contentKey = Buffer.from(await SUITE.open(sender, bytesOf(sealed))).toString("base64");
    const lying = new Uint8Array(await (init.body as Blob).arrayBuffer());
    delivered.set(id, await (await sealUnder(contentKey)).open(lying, `contents/${id}`));
  }

  function deliver(answering: Answering = () => undefined): Promise<boolean> {
    const fetch = async (url: string, init: RequestInit) => {
      if (url === "/api/csrf") return Response.json({ csrf_token: "fresh" });
      asked.push(url);
      const answer = answering(url, init);
      if (answer) return answer;
      if (init.method === "PUT") {
        await received(url, init);
        return Response.json({ taken: true, code: "received" });
      }
      const { envelopes } = JSON.parse(String(init.body)) as { envelopes: { change: string }[] };
      return Response.json({ results: envelopes.map(({ change }) => ({ change, taken: true })) });
    };
    return deliverOutbox(store, new Office(fetch, 1000, () => NOW, UNWATCHED));
  }

  return { disk: browser.disk, office, notebook, store, asked, delivered, deliver };
}

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));

test("destroying the key loses no photo: it goes as it lies, after its record, and leaves", async (context) => {
  const { store, asked, delivered, deliver } = await withPhoto(context);
  await store.vault.destroy("forgotten");
  assert.ok(await deliver());
  assert.deepEqual(delivered.get(PHOTO), BYTES);
  assert.deepEqual(asked, ["/api/outbox", `/api/outbox/${PHOTO}/content`]);
  assert.equal(await store.lying(PHOTO), undefined);
  assert.deepEqual(await store.sealedKeys(), []);
});

test("a photo of a draft goes with the key, as the draft does", async (context) => {
  const { store, asked, deliver } = await withPhoto(context, false);
  await store.vault.destroy("forgotten");
  assert.ok(await deliver());
  assert.deepEqual(asked, []);
  assert.equal(await store.lying(PHOTO), undefined);
});

test("a photo that went while the phone was locked is not sent again, and stays as a copy", async (context) => {
  const { office, notebook, store, deliver } = await withPhoto(context);
  assert.ok(await deliver());
  assert.ok(await store.lying(PHOTO));
  await notebook.retry();
  // Its record says that the office has it.
  office.put("attachment", PHOTO, { received_at: "2026-11-21T01:30:00Z" });
  office.calls.length = 0;
  await notebook.retry();
  assert.deepEqual(
    office.calls.filter((call) => call.startsWith("PUT")),
    [],
  );
  assert.equal(notebook.attachments.get(PHOTO), undefined);
  assert.deepEqual(new Uint8Array(await (await notebook.attachments.content(PHOTO)).arrayBuffer()), BYTES);
});

test("what the office does not take stays, and what it does not hear is tried again", async (context) => {
  const { store, deliver } = await withPhoto(context);
  await store.vault.destroy("forgotten");
  const refusing: Answering = (_, { method }) =>
    method === "PUT" ? Response.json({ taken: false, code: "attachment_unknown" }) : undefined;
  assert.equal(await deliver(refusing), true);
  const failing: Answering = (_, { method }) => (method === "PUT" ? new Response("", { status: 502 }) : undefined);
  assert.equal(await deliver(failing), false);
  assert.equal((await store.sealedKeys()).length, 1);
  assert.ok(await store.lying(PHOTO));
});

test("choosing a PIN leaves contents as they lie: their keys are sealed with the rest", async (context) => {
  const { disk, notebook, store, deliver, delivered } = await withPhoto(context);
  const before = await store.lying(PHOTO);
  const sealing = new PhoneStore(disk, UNSEALED, (pin) => Promise.resolve(new Uint8Array(32).fill(pin.length)));
  await sealing.vault.choose("918273", NOW);
  assert.deepEqual(await sealing.lying(PHOTO), before);
  const [attachment] = (await sealing.read()).attachments;
  assert.deepEqual(await sealing.content(PHOTO, attachment?.key), BYTES);
  sealing.close();
  notebook.close();
  assert.ok(await deliver());
  assert.deepEqual(delivered.get(PHOTO), BYTES);
});
