/** What is sealed for the office: made with each change, and delivered while nothing else can be read. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { UNWATCHED } from "../../static/app/outbox/browser.ts";
import { deliverOutbox } from "../../static/app/outbox/delivering.ts";
import { SUITE } from "../../static/app/outbox/hpke.ts";
import { Office } from "../../static/app/outbox/office.ts";
import { PhoneStore } from "../../static/app/store/store.ts";
import type { Envelope } from "../../static/app/sync/protocol.ts";
import { FakeOffice, OFFICE, WORKER } from "./fake_office.ts";
import { NOW, note, started } from "./phones.ts";

const base64Url = (bytes: ArrayBuffer) => Buffer.from(bytes).toString("base64url");
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));

/** An office with a key, and a phone that has been told of it. */
async function withKey(context: Parameters<typeof started>[0]) {
  const pair = await SUITE.kem.generateKeyPair();
  const office = new FakeOffice();
  office.outboxKey = { id: "key-1", public: base64Url(await SUITE.kem.serializePublicKey(pair.publicKey)) };
  const { browser, notebook } = await started(context, office);
  const opened = async ({ change, enc, sealed, version }: Envelope, user = WORKER.id) => {
    const context_ = {
      recipientKey: pair.privateKey,
      enc: bytesOf(enc),
      info: new TextEncoder().encode(`banso-outbox-2\n${OFFICE}\n${user}\n${change}`),
    };
    assert.equal(version, 2);
    return JSON.parse(new TextDecoder().decode(await SUITE.open(context_, bytesOf(sealed))));
  };
  const store = new PhoneStore(browser.disk);
  context.after(() => store.close());
  return { office, browser, notebook, store, opened };
}

/** The office as it answers a worker that can open nothing. */
function taking(answer: (envelopes: Envelope[]) => { status?: number; body: object }) {
  const asked: { user: string | null; envelopes: Envelope[] }[] = [];
  const fetch = (url: string, init: RequestInit) => {
    if (url === "/api/csrf") return Promise.resolve(Response.json({ csrf_token: "fresh" }));
    const { envelopes } = JSON.parse(String(init.body)) as { envelopes: Envelope[] };
    const headers = new Headers(init.headers);
    assert.equal(headers.get("X-CSRF-Token"), "fresh");
    asked.push({ user: headers.get("Banso-User"), envelopes });
    const { status = 200, body } = answer(envelopes);
    return Promise.resolve(Response.json(body, { status }));
  };
  return { asked, office: new Office(fetch, 1000, () => NOW, UNWATCHED) };
}

const allTaken = (envelopes: Envelope[]) => ({
  body: { results: envelopes.map(({ change }) => ({ change, taken: true })) },
});

test("each change is sealed for the office as it is queued, and goes when the office has it", async (context) => {
  const { notebook, store, opened } = await withKey(context);
  await notebook.write({ kind: "support", fields: note("一。") });
  await notebook.write({ kind: "support", fields: note("二。") });
  const rows = await store.outbox();
  const changes = await Promise.all(rows.map(({ envelope }) => opened(envelope)));
  assert.deepEqual(
    changes,
    notebook.queue().map(({ change }) => change),
  );
  assert.deepEqual(
    rows.map(({ user }) => user),
    [WORKER.id, WORKER.id],
  );
  await assert.rejects(opened(rows[0]?.envelope as Envelope, "somebody else"));
  await notebook.retry();
  assert.deepEqual(await store.outbox(), []);
});

test("what was queued before the office told its key is sealed once it is known", async (context) => {
  const { notebook, office, store } = await withKey(context);
  const key = office.outboxKey;
  office.outboxKey = undefined;
  await notebook.signOut();
  await notebook.signIn("mori", "right");
  await notebook.write({ kind: "support", fields: note("一。") });
  assert.equal((await store.outbox()).length, 0);
  office.outboxKey = key;
  await notebook.write({ kind: "support", fields: { ...note("二。"), method: "none of the list" } });
  await notebook.retry();
  const left = notebook.queue().map(({ change }) => change.id);
  assert.deepEqual(
    (await store.outbox()).map(({ envelope }) => envelope.change),
    left,
  );
});

test("without a key nothing is sealed, and everything works", async (context) => {
  const { notebook, browser } = await started(context, new FakeOffice());
  await notebook.write({ kind: "support", fields: note("一。") });
  const store = new PhoneStore(browser.disk);
  context.after(() => store.close());
  assert.deepEqual(await store.outbox(), []);
});

test("a worker delivers what it cannot read, and forgets only what was taken", async (context) => {
  const { notebook, store } = await withKey(context);
  await notebook.write({ kind: "support", fields: note("一。") });
  await notebook.write({ kind: "support", fields: note("二。") });
  const [first, second] = (await store.outbox()).map(({ envelope }) => envelope);
  const { asked, office } = taking(() => ({
    body: {
      results: [
        { change: first?.change, taken: true },
        { change: second?.change, taken: false, code: "envelope_unreadable" },
      ],
    },
  }));
  assert.equal(await deliverOutbox(store, office), true);
  assert.deepEqual(asked, [{ user: WORKER.id, envelopes: [first, second] }]);
  assert.deepEqual(
    (await store.outbox()).map(({ envelope }) => envelope),
    [second],
  );
});

test("destroying the key loses no note", async (context) => {
  const { notebook, store, opened } = await withKey(context);
  await notebook.write({ kind: "support", fields: note("消えてはならない話。") });
  notebook.close();
  await store.vault.destroy("forgotten");
  assert.equal((await store.read()).facts, undefined);
  const { asked, office } = taking(allTaken);
  assert.equal(await deliverOutbox(store, office), true);
  const change = await opened(asked[0]?.envelopes[0] as Envelope);
  assert.equal(change.fields.narrative, "消えてはならない話。");
  assert.deepEqual(await store.outbox(), []);
});

test("what a destroyed key has left behind is delivered by whoever it is of, and forgotten by nobody else", async (context) => {
  const { browser, notebook, store, office } = await withKey(context);
  await notebook.write({ kind: "support", fields: note("残ったもの。") });
  notebook.close();
  await store.vault.destroy("forgotten");
  const asked: string[] = [];
  office.takesOutbox = (user, envelopes) => {
    asked.push(user);
    return user === office.user.id ? allTaken(envelopes).body : undefined;
  };
  const theirs = await browser.open(office);
  await theirs.signIn("hara", "right");
  await theirs.retry();
  await theirs.write({ kind: "support", fields: note("別の人の記録。") });
  await theirs.retry();
  await theirs.signOut();
  theirs.close();
  assert.equal((await store.outbox()).length, 1);
  const again = await browser.open(office);
  context.after(() => again.close());
  await again.signIn("mori", "right");
  assert.equal(office.offered.at(-1), true);
  await again.retry();
  assert.deepEqual(await store.outbox(), []);
  assert.ok(asked.includes(WORKER.id));
});

test("where the office is not heard it is tried again, and where it refuses everything stays", async (context) => {
  const { notebook, store } = await withKey(context);
  await notebook.write({ kind: "support", fields: note("一。") });
  const silent = new Office(
    () => Promise.reject(new Error("no network")),
    1000,
    () => NOW,
    UNWATCHED,
  );
  assert.equal(await deliverOutbox(store, silent), false);
  const refusing = taking(() => ({ status: 401, body: { code: "signed_out" } }));
  assert.equal(await deliverOutbox(store, refusing.office), true);
  const broken = taking(() => ({ status: 500, body: { code: "internal" } }));
  assert.equal(await deliverOutbox(store, broken.office), false);
  assert.equal((await store.outbox()).length, 1);
});

test("a large outbox goes in parts, in the order of the queue", async (context) => {
  const { notebook, store } = await withKey(context);
  await notebook.writeAll(
    Array.from({ length: 130 }, (_, at) => ({ kind: "support" as const, fields: note(`${at}。`) })),
  );
  const { asked, office } = taking(allTaken);
  await deliverOutbox(store, office);
  assert.deepEqual(
    asked.map(({ envelopes }) => envelopes.length),
    [100, 30],
  );
  assert.deepEqual(
    asked.flatMap(({ envelopes }) => envelopes.map(({ change }) => change)),
    notebook.queue().map(({ change }) => change.id),
  );
});
