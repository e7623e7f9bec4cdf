/** What an office has erased for good: a phone forgets it, with everything that it kept of it, and does not bring it back. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { PhoneStore } from "../../static/app/store/store.ts";
import { withoutErased, withoutRefusedErased } from "../../static/app/sync/erased.ts";
import { canBeMended } from "../../static/app/ui/model/delivery.ts";
import { FakeOffice } from "./fake_office.ts";
import { type Browser, CASE, note, PERSON, started, states } from "./phones.ts";

async function raw(browser: Browser): Promise<string> {
  const store = new PhoneStore(browser.disk);
  const { facts, queue, drafts, attachments } = await store.read();
  const segments = await Promise.all(Object.keys(facts?.pull.segments ?? {}).map((key) => store.segment(key)));
  const accepted = (await store.accepted()).items;
  store.close();
  return JSON.stringify([facts, queue, drafts, attachments, segments, accepted]);
}

test("records, kept changes and drafts of a case that was erased are forgotten, and nothing else", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("玄関先で話す。") });
  await notebook.retry();
  await notebook.saveDraft(`support/${CASE}`, note("書きかけ。"), null, { form: "one" });
  await notebook.saveDraft("another", { narrative: "ほかの下書き。" }, null, { form: "two" });
  assert.match(await raw(browser), /玄関先で話す.*/);
  office.erase(CASE);
  await notebook.retry();
  assert.equal(notebook.get(CASE), undefined);
  const left = await raw(browser);
  for (const words of ["玄関先で話す", "書きかけ", "R5-12"]) assert.ok(!left.includes(words), words);
  assert.ok(left.includes("ほかの下書き"));
  assert.equal(notebook.get(PERSON)?.fields.name, "佐藤 花子");
  const again = await browser.open(office);
  context.after(() => again.close());
  assert.equal(again.get(CASE), undefined);
});

test("an office that was put back and erased again is offered what it had accepted, refuses it, and it is forgotten", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  const putBack = office.backup();
  const { id } = await notebook.write({ kind: "support", fields: note("玄関先で話す。") });
  await notebook.retry();
  putBack();
  office.erase(CASE);
  await notebook.retry();
  assert.deepEqual([office.records.has(id), states(notebook)], [false, []]);
  assert.ok(!(await raw(browser)).includes("玄関先で話す"));
});

test("a note that the office never had is refused, and stays until its author throws it away", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("圏外で書いた。") });
  office.erase(CASE);
  await notebook.retry();
  const [item] = notebook.queue();
  assert.deepEqual([item?.state, item?.code], ["rejected", "record_erased"]);
  assert.ok(item && !canBeMended(item));
  await notebook.discard(item?.change.id ?? "");
  assert.deepEqual(states(notebook), []);
});

test("only what was accepted, or is offered again, goes by itself", () => {
  const item = (verdict: "accepted" | "none", offered_again: boolean) => {
    const change = {
      id: verdict,
      kind: "support",
      record: "r",
      base: null,
      fields: {},
      made_at: "",
      offered_again,
    } as const;
    return { place: 1, change, scope: CASE, verdict, attempts: 0 };
  };
  const queue = [item("accepted", false), item("none", false)];
  assert.deepEqual(withoutErased(queue, new Set(["r"])), [queue[1]]);
  const refused = [{ id: "none", status: "rejected", code: "record_erased" } as const];
  assert.deepEqual(withoutRefusedErased([item("none", false)], refused).length, 1);
  assert.deepEqual(withoutRefusedErased([item("none", true)], refused), []);
});
