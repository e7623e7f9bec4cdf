import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import type { Fields } from "../../static/app/sync/protocol.ts";
import { type Drafts, Form } from "../../static/app/ui/forms/form.ts";

interface Kept {
  fields: Fields;
  savedAt: string;
  base?: string | null;
  form?: string;
}

class MemoryDrafts implements Drafts {
  readonly kept = new Map<string, Kept>();
  full = false;

  draft(key: string) {
    return this.kept.get(key);
  }

  async saveDraft(key: string, fields: Fields, base: string | null, by: { form: string; after?: string }) {
    await after(1);
    if (this.full) throw new Error("full");
    const there = this.kept.get(key)?.form;
    if (there !== undefined && there !== by.form && there !== by.after) return false;
    this.kept.set(key, { fields, savedAt: "2026-11-21T01:00:00Z", base, form: by.form });
    return true;
  }

  async dropDraft(key: string) {
    this.kept.delete(key);
  }
}

function open(drafts: MemoryDrafts, original: Fields = {}, prefill: Fields = {}, base: string | null = null) {
  const otherKey = () => `k~${drafts.kept.size}`;
  return new Form({ kind: "support", original, base, prefill, key: "k", otherKey, drafts, check: () => [] });
}

test("what is typed is kept within a second, by itself", async () => {
  const drafts = new MemoryDrafts();
  const form = open(drafts);
  form.set("narrative", "母と");
  assert.equal(form.draftState.value, "typing");
  form.set("narrative", "母と面談");
  await after(900);
  assert.equal(form.draftState.value, "kept");
  assert.deepEqual(drafts.kept.get("k")?.fields, { narrative: "母と面談" });
});

test("a form is only called kept when its last letter is", async () => {
  const drafts = new MemoryDrafts();
  const form = open(drafts);
  form.set("narrative", "一");
  const keeping = form.keep();
  form.set("narrative", "一二");
  await keeping;
  assert.equal(form.draftState.value, "typing");
  await form.keep();
  assert.equal(form.draftState.value, "kept");
  assert.deepEqual(drafts.kept.get("k")?.fields, { narrative: "一二" });
});

test("a phone that cannot keep a draft says so", async () => {
  const drafts = new MemoryDrafts();
  drafts.full = true;
  const form = open(drafts);
  form.set("narrative", "一");
  await form.keep();
  assert.equal(form.draftState.value, "failed");
});

test("a form that is opened again goes on with its draft, on the state that its author had seen", async () => {
  const drafts = new MemoryDrafts();
  const first = open(drafts, { place: "自宅", noticed: "声" }, {}, "seen");
  first.set("place", "居間");
  first.set("noticed", "");
  await first.keep();
  const second = open(drafts, { place: "自宅", noticed: "声", purpose: "新しい" }, {}, "newer");
  assert.equal(second.base, "seen");
  assert.deepEqual(second.touched.value, { place: "居間", noticed: null });
  assert.equal(second.get("purpose"), "新しい");
});

test("a form out of which everything was taken again leaves no draft", async () => {
  const drafts = new MemoryDrafts();
  const form = open(drafts);
  form.set("narrative", "一");
  await form.keep();
  form.set("narrative", "");
  await form.keep();
  assert.deepEqual([drafts.kept.size, form.draftState.value], [0, "none"]);
});

test("after saving no draft comes back, even one that was on its way", async () => {
  const drafts = new MemoryDrafts();
  const form = open(drafts);
  form.set("narrative", "一");
  void form.keep();
  await form.save(() => drafts.dropDraft("k"));
  await after(5);
  assert.equal(drafts.kept.size, 0);
});

test("where saving fails the form is as before, and its draft is kept", async () => {
  const drafts = new MemoryDrafts();
  const form = open(drafts);
  form.set("narrative", "一");
  await assert.rejects(form.save(() => Promise.reject(new Error("full"))));
  assert.equal(form.saving.value, false);
  assert.deepEqual(drafts.kept.get("k")?.fields, { narrative: "一" });
});

test("a form is saved once, however often the button is pressed", async () => {
  const form = open(new MemoryDrafts());
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
    otherKey: () => "k~1",
    drafts: new MemoryDrafts(),
    check: (values) =>
      ["method", "started_at"].filter((field) => !values[field]).map((field) => ({ field, code: "required" })),
  });
  assert.equal(form.isRight(), false);
  assert.equal(form.errors.value.size, 2);
  form.set("method", "visit");
  assert.deepEqual([...form.errors.value.keys()], ["started_at"]);
  void form.drop();
});

test("two forms of one screen keep a draft each", async () => {
  const drafts = new MemoryDrafts();
  const [one, other] = [open(drafts), open(drafts)];
  one.set("narrative", "一つめ。");
  await one.keep();
  other.set("narrative", "二つめ。");
  await other.keep();
  one.set("narrative", "一つめの続き。");
  await one.keep();
  const texts = [...drafts.kept.values()].map(({ fields }) => fields.narrative);
  assert.deepEqual(texts.sort(), ["一つめの続き。", "二つめ。"]);
  assert.notEqual(one.key, other.key);
});

/** Two forms that were opened with one draft, of which the first has written on. */
async function bothGoingOn() {
  const drafts = new MemoryDrafts();
  const first = open(drafts);
  first.set("narrative", "朝。");
  await first.keep();
  const [one, other] = [open(drafts), open(drafts)];
  one.set("narrative", "朝、と昼。");
  await one.keep();
  return { drafts, other };
}

test("of two forms that go on with one draft, neither writes over the other", async () => {
  const { drafts, other } = await bothGoingOn();
  other.set("narrative", "朝、と夜。");
  await other.keep();
  const texts = [...drafts.kept.values()].map(({ fields }) => fields.narrative);
  assert.deepEqual(texts.sort(), ["朝、と夜。", "朝、と昼。"].sort());
});

test("a form that saves what another window wrote on in leaves the other's text", async () => {
  const { drafts, other } = await bothGoingOn();
  await other.save(() => drafts.dropDraft(other.key));
  assert.deepEqual(
    [...drafts.kept.values()].map(({ fields }) => fields.narrative),
    ["朝、と昼。"],
  );
});

test("what is emptied in one window stays in the other", async () => {
  const drafts = new MemoryDrafts();
  const [one, other] = [open(drafts), open(drafts)];
  one.set("narrative", "一つめ。");
  await one.keep();
  other.set("narrative", "二");
  other.set("narrative", "");
  await other.keep();
  assert.equal(other.draftState.value, "none");
  assert.deepEqual(
    [...drafts.kept.values()].map(({ fields }) => fields.narrative),
    ["一つめ。"],
  );
});
