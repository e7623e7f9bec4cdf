import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import type { Fields } from "../../static/app/sync/protocol.ts";
import { type Drafts, Form } from "../../static/app/ui/forms/form.ts";

interface Kept {
  fields: Fields;
  savedAt: string;
  base?: string | null;
}

class Shelf implements Drafts {
  readonly kept = new Map<string, Kept>();
  full = false;

  draft(key: string) {
    return this.kept.get(key);
  }

  async saveDraft(key: string, fields: Fields, base?: string | null) {
    await after(1);
    if (this.full) throw new Error("full");
    this.kept.set(key, { fields, savedAt: "2026-11-21T01:00:00Z", ...(base === undefined ? {} : { base }) });
  }

  async dropDraft(key: string) {
    this.kept.delete(key);
  }
}

function open(shelf: Shelf, original: Fields = {}, prefill: Fields = {}, base: string | null = null) {
  return new Form({ kind: "support", original, base, prefill, key: "k", drafts: shelf, check: () => [] });
}

test("what is typed is kept within a second, by itself", async () => {
  const shelf = new Shelf();
  const form = open(shelf);
  form.set("narrative", "母と");
  assert.equal(form.draftState.value, "typing");
  form.set("narrative", "母と面談");
  await after(900);
  assert.equal(form.draftState.value, "kept");
  assert.deepEqual(shelf.kept.get("k")?.fields, { narrative: "母と面談" });
});

test("a form is only called kept when its last letter is", async () => {
  const shelf = new Shelf();
  const form = open(shelf);
  form.set("narrative", "一");
  const keeping = form.keep();
  form.set("narrative", "一二");
  await keeping;
  assert.equal(form.draftState.value, "typing");
  await form.keep();
  assert.equal(form.draftState.value, "kept");
  assert.deepEqual(shelf.kept.get("k")?.fields, { narrative: "一二" });
});

test("a phone that cannot keep a draft says so", async () => {
  const shelf = new Shelf();
  shelf.full = true;
  const form = open(shelf);
  form.set("narrative", "一");
  await form.keep();
  assert.equal(form.draftState.value, "failed");
});

test("a form that is opened again goes on with its draft, on the state that its author had seen", async () => {
  const shelf = new Shelf();
  const first = open(shelf, { place: "自宅", noticed: "声" }, {}, "seen");
  first.set("place", "居間");
  first.set("noticed", "");
  await first.keep();
  const second = open(shelf, { place: "自宅", noticed: "声", purpose: "新しい" }, {}, "newer");
  assert.equal(second.base, "seen");
  assert.deepEqual(second.touched.value, { place: "居間", noticed: null });
  assert.equal(second.get("purpose"), "新しい");
});

test("a form out of which everything was taken again leaves no draft", async () => {
  const shelf = new Shelf();
  const form = open(shelf);
  form.set("narrative", "一");
  await form.keep();
  form.set("narrative", "");
  await form.keep();
  assert.deepEqual([shelf.kept.size, form.draftState.value], [0, "none"]);
});

test("after saving no draft comes back, even one that was on its way", async () => {
  const shelf = new Shelf();
  const form = open(shelf);
  form.set("narrative", "一");
  void form.keep();
  await form.save(() => shelf.dropDraft("k"));
  await after(5);
  assert.equal(shelf.kept.size, 0);
});

test("where saving fails the form is as before, and its draft is kept", async () => {
  const shelf = new Shelf();
  const form = open(shelf);
  form.set("narrative", "一");
  await assert.rejects(form.save(() => Promise.reject(new Error("full"))));
  assert.equal(form.saving.value, false);
  assert.deepEqual(shelf.kept.get("k")?.fields, { narrative: "一" });
});

test("a form is saved once, however often the button is pressed", async () => {
  const form = open(new Shelf());
  let writes = 0;
  const write = async () => {
    await after(2);
    writes += 1;
  };
  assert.deepEqual(await Promise.all([form.save(write), form.save(write)]), [true, false]);
  assert.equal(writes, 1);
});

test("a message goes away once its field is mended, and no other turns up meanwhile", () => {
  const form = new Form({
    kind: "support",
    original: {},
    key: "k",
    drafts: new Shelf(),
    check: (values) =>
      ["method", "started_at"].filter((field) => !values[field]).map((field) => ({ field, code: "required" })),
  });
  assert.equal(form.isRight(), false);
  assert.equal(form.errors.value.size, 2);
  form.set("method", "visit");
  assert.deepEqual([...form.errors.value.keys()], ["started_at"]);
  void form.drop();
});
