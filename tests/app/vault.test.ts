/** The lock of a phone: the key under a PIN, wrong ones, and what is left without it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { commit } from "../../static/app/store/batches.ts";
import { StaleVersion } from "../../static/app/store/failure.ts";
import { MOST_WRONG } from "../../static/app/store/keyring.ts";
import { UNSEALED } from "../../static/app/store/seal.ts";
import { PhoneStore } from "../../static/app/store/store.ts";
import { type Stretch, stretched } from "../../static/app/store/stretch.ts";
import { FakeOffice } from "./fake_office.ts";
import { Browser, CASE, NOW, note, PERSON, started } from "./phones.ts";

const PIN = "482915";
const MINUTE = 60_000;

/** As the real one, and at once: tests try many PINs. */
const quick: Stretch = async (pin, salt) => {
  const bytes = new Uint8Array([...new TextEncoder().encode(pin), ...salt]);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
};

const storeOn = (disk: IDBFactory, stretch: Stretch = quick) => new PhoneStore(disk, UNSEALED, stretch);

/** All that lies in the database, as text. */
async function onDisk(disk: IDBFactory): Promise<string> {
  const request = disk.open("banso");
  await new Promise((resolve) => {
    request.onsuccess = resolve;
  });
  const { result } = request;
  const names = [...result.objectStoreNames];
  const transaction = result.transaction(names, "readonly");
  const all = await Promise.all(
    names.map(
      (name) =>
        new Promise<unknown[]>((resolve) => {
          const rows = transaction.objectStore(name).getAll();
          rows.onsuccess = () => resolve(rows.result);
        }),
    ),
  );
  result.close();
  const text = (value: unknown): unknown => (value instanceof Uint8Array ? new TextDecoder().decode(value) : value);
  return JSON.stringify(all.flat(), (_key, value) => text(value));
}

/** Removes all rows of a table. */
async function emptied(disk: IDBFactory, table: string): Promise<void> {
  const request = disk.open("banso");
  await new Promise((resolve) => {
    request.onsuccess = resolve;
  });
  const transaction = request.result.transaction([table], "readwrite");
  transaction.objectStore(table).clear();
  await new Promise((resolve) => {
    transaction.oncomplete = resolve;
  });
  request.result.close();
}

/** A phone of a worker with one case, sealed under the PIN. */
async function sealed(context: Parameters<typeof started>[0], office = new FakeOffice()) {
  office.put("person", PERSON, { name: "佐藤 花子", kana: "さとう はなこ" });
  office.put("case", CASE, { person: PERSON, state: "open", number: "R5-12" });
  const browser = new Browser();
  const store = storeOn(browser.disk);
  const notebook = await browser.open(office, { store, seal: () => store.vault.choose(PIN, NOW) });
  await notebook.signIn("mori", "right");
  await notebook.retry();
  context.after(() => notebook.close());
  return { browser, office, store, notebook };
}

test("whoever signs in chooses a PIN before anything of theirs is kept", async (context) => {
  const browser = new Browser();
  const office = new FakeOffice();
  const store = storeOn(browser.disk);
  let before = "";
  const seal = async () => {
    before = await onDisk(browser.disk);
    await store.vault.choose(PIN, NOW);
  };
  const notebook = await browser.open(office, { store, seal });
  context.after(() => notebook.close());
  await notebook.signIn("mori", "right");
  assert.equal(before.includes("mori"), false);
  const after = await onDisk(browser.disk);
  for (const word of ["mori", "csrf", "session"]) assert.equal(after.includes(word), false, word);
});

test("nothing that anybody wrote can be read on the disk, and with the PIN all of it", async (context) => {
  const { browser, notebook, office } = await sealed(context);
  await notebook.write({ kind: "support", fields: note("秘密の話。") });
  await notebook.saveDraft("case/1/note", { narrative: "秘密の下書き" });
  const disk = await onDisk(browser.disk);
  for (const word of ["佐藤", "秘密", "mori", "narrative", PIN]) assert.equal(disk.includes(word), false, word);
  notebook.close();
  const store = storeOn(browser.disk);
  assert.deepEqual(await store.vault.state(), { is: "locked", waitsUntil: 0 });
  await assert.rejects(browser.open(office, { store }));
  assert.deepEqual(await store.vault.unlock("４８２９１５ ", NOW), { is: "right" });
  const again = await browser.open(office, { store });
  context.after(() => again.close());
  assert.equal(again.get(PERSON)?.fields.name, "佐藤 花子");
  assert.equal(again.draft("case/1/note")?.fields.narrative, "秘密の下書き");
});

test("a wrong PIN waits longer each time, and the tenth destroys what is here", async (context) => {
  const { browser, notebook } = await sealed(context);
  notebook.close();
  const store = storeOn(browser.disk);
  const waits: number[] = [];
  let now = NOW;
  for (let wrong = 1; wrong < MOST_WRONG; wrong += 1) {
    const tried = await store.vault.unlock("000001", now);
    assert.ok(tried.is === "wrong");
    assert.equal(tried.left, MOST_WRONG - wrong);
    waits.push(Math.max(0, tried.waitsUntil - now) / MINUTE);
    if (tried.waitsUntil > now) {
      assert.deepEqual(await store.vault.unlock(PIN, tried.waitsUntil - 1), {
        is: "too_soon",
        waitsUntil: tried.waitsUntil,
      });
      now = tried.waitsUntil;
    }
  }
  assert.deepEqual(waits, [0, 0, 0, 1, 5, 15, 30, 60, 60]);
  assert.deepEqual(await store.vault.unlock("000001", now), { is: "destroyed" });
  assert.deepEqual(await store.vault.state(), { is: "none" });
  assert.equal((await store.read()).facts, undefined);
  assert.equal(await store.erased(), "wrong_pin");
  assert.equal((await onDisk(browser.disk)).includes("wrapped"), false);
});

test("a right PIN takes the wrong ones back, and a clock put back locks nobody out for longer than an hour", async (context) => {
  const { browser, notebook } = await sealed(context);
  notebook.close();
  const store = storeOn(browser.disk);
  for (let wrong = 0; wrong < 4; wrong += 1) await store.vault.unlock("000001", NOW);
  assert.equal((await store.vault.unlock(PIN, NOW)).is, "too_soon");
  assert.equal((await store.vault.unlock(PIN, NOW - 24 * 60 * MINUTE)).is, "right");
  assert.deepEqual(await storeOn(browser.disk).vault.unlock("000001", NOW), {
    is: "wrong",
    left: MOST_WRONG - 1,
    waitsUntil: NOW,
  });
});

test("a try is counted before it is made: ending the app saves nobody a guess", async (context) => {
  const { browser, notebook } = await sealed(context);
  notebook.close();
  const killed = storeOn(browser.disk, () => Promise.reject(new Error("the app was ended")));
  for (let wrong = 0; wrong < 3; wrong += 1) await assert.rejects(killed.vault.unlock("000001", NOW));
  const tried = await storeOn(browser.disk).vault.unlock("000001", NOW);
  assert.ok(tried.is === "wrong" && tried.left === MOST_WRONG - 4);
});

test("another PIN opens the same things, and the one before nothing", async (context) => {
  const { browser, office, notebook, store } = await sealed(context);
  assert.deepEqual((await store.vault.change("000001", "739164", NOW)).is, "wrong");
  assert.deepEqual(await store.vault.change(PIN, "739164", NOW), { is: "right" });
  await notebook.write({ kind: "support", fields: note("鍵を替えた後。") });
  notebook.close();
  const later = storeOn(browser.disk);
  assert.equal((await later.vault.unlock(PIN, NOW)).is, "wrong");
  assert.equal((await later.vault.unlock("739164", NOW)).is, "right");
  const again = await browser.open(office, { store: later });
  context.after(() => again.close());
  while (!again.status().loaded) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(again.list("support").length, 1);
});

test("what lay on a phone before phones were sealed is sealed whole", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("前からの話。") });
  await notebook.saveDraft("case/1/note", { narrative: "前からの下書き" });
  notebook.close();
  const store = storeOn(browser.disk);
  const again = await browser.open(office, { store });
  context.after(() => again.close());
  assert.equal(again.list("support").length, 1);
  await store.vault.choose(PIN, NOW);
  const disk = await onDisk(browser.disk);
  for (const word of ["佐藤", "前から", "mori"]) assert.equal(disk.includes(word), false, word);
  await again.write({ kind: "support", fields: note("後からの話。") });
  assert.equal(again.list("support").length, 2);
  assert.equal(again.draft("case/1/note")?.fields.narrative, "前からの下書き");
});

test("rows that were read while a PIN was typed are opened, and not read once more", async (context) => {
  const { browser, notebook } = await sealed(context);
  notebook.close();
  const store = storeOn(browser.disk);
  await store.readAhead();
  assert.equal((await store.vault.unlock(PIN, NOW)).is, "right");
  const { facts } = await store.read();
  const [key = ""] = Object.keys(facts?.pull.segments ?? {});
  // Were they read from the disk, nothing would be there any more.
  await emptied(browser.disk, "segments");
  assert.deepEqual((await store.segment(key))?.map(({ id }) => id).sort(), [CASE, PERSON].sort());
  assert.equal(await store.segment(key), undefined);
  store.close();
});

test("where another tab has written since, what was read ahead counts for nothing", async (context) => {
  const { browser, notebook } = await sealed(context);
  const store = storeOn(browser.disk);
  context.after(() => store.close());
  await store.readAhead();
  await notebook.write({ kind: "support", fields: note("あとから。") });
  assert.equal((await store.vault.unlock(PIN, NOW)).is, "right");
  const { facts } = await store.read();
  await emptied(browser.disk, "segments");
  for (const key of Object.keys(facts?.pull.segments ?? {})) assert.equal(await store.segment(key), undefined);
});

test("what comes too late to be read ahead of anything is let go of", async (context) => {
  const { browser } = await sealed(context);
  const store = storeOn(browser.disk);
  context.after(() => store.close());
  assert.equal((await store.vault.unlock(PIN, NOW)).is, "right");
  const { facts } = await store.read();
  await store.readAhead();
  await emptied(browser.disk, "segments");
  for (const key of Object.keys(facts?.pull.segments ?? {})) assert.equal(await store.segment(key), undefined);
});

test("a tab that had no key writes nothing in the open once another has sealed", async (context) => {
  const office = new FakeOffice();
  const { browser } = await started(context, office);
  const [late, sealing] = [storeOn(browser.disk), storeOn(browser.disk)];
  context.after(() => {
    late.close();
    sealing.close();
  });
  await late.read();
  await sealing.vault.choose(PIN, NOW);
  await assert.rejects(late.saveDraft({ key: "k", fields: { narrative: "遅い下書き" }, savedAt: "" }), StaleVersion);
  await assert.rejects(commit(late, (await sealing.read()).version, {}), StaleVersion);
  await assert.rejects(late.read(), { name: "Locked" });
  assert.equal((await onDisk(browser.disk)).includes("遅い"), false);
});

test("signing out takes the key along, and the next person chooses a PIN of their own", async (context) => {
  const { browser, office, notebook, store } = await sealed(context);
  await notebook.signOut();
  assert.deepEqual(await store.vault.state(), { is: "none" });
  const disk = await onDisk(browser.disk);
  for (const word of ["佐藤", "mori", "wrapped"]) assert.equal(disk.includes(word), false, word);
  let chosen = 0;
  const next = storeOn(browser.disk);
  const seal = () => {
    chosen += 1;
    return next.vault.choose("739164", NOW);
  };
  const theirs = await browser.open(office, { store: next, seal });
  context.after(() => theirs.close());
  await theirs.signIn("hara", "right");
  assert.equal(chosen, 1);
});

test("a row that is put in another's place does not open", async (context) => {
  const { store } = await sealed(context);
  const { seal } = store.vault;
  const bytes = await seal.seal(new TextEncoder().encode("本文"), "contents/1");
  assert.equal(new TextDecoder().decode(await seal.open(bytes, "contents/1")), "本文");
  await assert.rejects(seal.open(bytes, "contents/2"));
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  await assert.rejects(seal.open(bytes, "contents/1"));
});

test("a PIN is stretched as Argon2id says, at the cost that is told", async () => {
  const salt = Uint8Array.from({ length: 16 }, (_, at) => at);
  const key = Buffer.from(await stretched("482915", salt)).toString("hex");
  // As argon2-cffi has it for 32 MiB and three passes (bench/guesses.py).
  assert.equal(key, "881b23959d04c420a3fe6dd868e28a66053a01366a98df8ffa4b331adcd1c8c7");
});

test("a store that nobody gives a PIN tries none", async () => {
  await assert.rejects(new PhoneStore(new IDBFactory()).vault.choose(PIN, NOW));
});

/** What a passkey of the device gives for its input. */
const secretFor = (seed: number) => new Uint8Array(32).fill(seed);
const passkey = (seed: number) => ({ credential: "Y3JlZA==", input: "aW5wdXQ=", secret: secretFor(seed) });

test("a passkey's secret opens the lock beside the PIN, and another one does not", async (context) => {
  const { browser, store } = await sealed(context);
  assert.equal(await store.vault.passkey(), undefined);
  assert.equal((await store.vault.addPasskey(PIN, async () => passkey(7), NOW)).is, "right");
  const again = storeOn(browser.disk);
  assert.equal((await again.vault.state()).is, "locked");
  assert.deepEqual((await again.vault.passkey())?.credential, "Y3JlZA==");
  assert.equal(await again.vault.unlockByPasskey(secretFor(8), NOW), false);
  assert.equal((await again.vault.state()).is, "locked");
  assert.equal(await again.vault.unlockByPasskey(secretFor(7), NOW), true);
  assert.equal((await again.vault.state()).is, "open");
  const third = storeOn(browser.disk);
  assert.equal((await third.vault.unlock(PIN, NOW)).is, "right", "the PIN goes on working");
});

test("only who knows the PIN adds a passkey, and a wrong one counts", async (context) => {
  const { store } = await sealed(context);
  let asked = 0;
  const ask = async () => {
    asked += 1;
    return passkey(7);
  };
  const tried = await store.vault.addPasskey("000000", ask, NOW);
  assert.deepEqual([tried.is, asked, await store.vault.passkey()], ["wrong", 0, undefined]);
  assert.equal((await store.vault.addPasskey(PIN, async () => undefined, NOW)).is, "right");
  assert.equal(await store.vault.passkey(), undefined, "nothing changes where none was made");
});

test("another PIN leaves the passkey as it is, and the passkey goes with the key", async (context) => {
  const { browser, store } = await sealed(context);
  await store.vault.addPasskey(PIN, async () => passkey(7), NOW);
  assert.equal((await store.vault.change(PIN, "739164", NOW)).is, "right");
  assert.equal(await storeOn(browser.disk).vault.unlockByPasskey(secretFor(7), NOW), true);
  await store.vault.destroy("forgotten");
  const after = storeOn(browser.disk);
  assert.deepEqual(
    [await after.vault.passkey(), await after.vault.unlockByPasskey(secretFor(7), NOW)],
    [undefined, false],
  );
});

test("without the passkey the PIN alone opens", async (context) => {
  const { browser, store } = await sealed(context);
  await store.vault.addPasskey(PIN, async () => passkey(7), NOW);
  await store.vault.removePasskey();
  const again = storeOn(browser.disk);
  assert.equal(await again.vault.unlockByPasskey(secretFor(7), NOW), false);
  assert.equal((await again.vault.unlock(PIN, NOW)).is, "right");
});

test("nothing on the disk tells a passkey's secret", async (context) => {
  const { browser, store } = await sealed(context);
  await store.vault.addPasskey(PIN, async () => passkey(65), NOW);
  const lies = await onDisk(browser.disk);
  for (const spelled of ["A".repeat(32), "QUFBQUFB", "41".repeat(16)]) assert.equal(lies.includes(spelled), false);
});

test("wrong PINs are forgotten once the passkey has opened, as once the PIN has", async (context) => {
  const { browser, store } = await sealed(context);
  await store.vault.addPasskey(PIN, async () => passkey(7), NOW);
  const again = storeOn(browser.disk);
  await again.vault.unlock("000000", NOW);
  assert.equal(await again.vault.unlockByPasskey(secretFor(7), NOW), true);
  const tried = await storeOn(browser.disk).vault.unlock("000001", NOW);
  assert.equal(tried.is === "wrong" && tried.left, MOST_WRONG - 1);
});
