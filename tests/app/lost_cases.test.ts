import assert from "node:assert/strict";
import { test } from "node:test";
import { PhoneStore } from "../../static/app/store/store.ts";
import { FakeOffice } from "./fake_office.ts";
import { CASE, note, PERSON, started, states } from "./phones.ts";

test("a lost case is forgotten only after the unsent work in it has been answered", async (context) => {
  const office = new FakeOffice();
  office.judge = ({ fields }) => (fields.place === "x" ? { code: "rule_broken" } : undefined);
  const { browser, notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: { ...note("一。"), place: "x" } });
  await notebook.retry();
  office.take(CASE);
  await notebook.retry();
  assert.equal(notebook.get(CASE)?.fields.number, "R5-12");
  await notebook.discard(notebook.queue()[0]?.change.id ?? "");
  assert.equal(notebook.get(CASE), undefined);
  await notebook.retry();
  const again = await browser.open(office);
  context.after(() => again.close());
  assert.deepEqual([again.get(CASE), again.get(PERSON)?.fields.name], [undefined, "佐藤 花子"]);
});

test("work for a lost case still goes out as unknowing, in however many requests, and other news arrives meanwhile", async (context) => {
  const office = new FakeOffice();
  office.judge = ({ fields }) => (fields.place === "x" ? { code: "rule_broken" } : undefined);
  const { notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: { ...note("一。"), place: "x" } });
  office.take(CASE);
  office.put("person", PERSON, { phone: "0134-1" });
  office.interceptors.push(async () => {
    await notebook.write({ kind: "support", fields: note("二。") });
    return undefined;
  });
  await notebook.retry();
  assert.deepEqual([states(notebook), notebook.get(CASE)?.fields.number], [["rejected"], "R5-12"]);
  assert.equal(notebook.get(PERSON)?.fields.phone, "0134-1");
  office.put("person", PERSON, { phone: "0134-2" });
  await notebook.retry();
  assert.equal(notebook.get(PERSON)?.fields.phone, "0134-2");
  await notebook.amend(notebook.queue()[0]?.change.id ?? "", { place: "自宅" });
  await notebook.retry();
  assert.deepEqual([states(notebook), notebook.get(CASE), office.stored.size], [[], undefined, 2]);
  await notebook.retry();
  assert.notEqual(office.requests.at(-1)?.cursor, office.requests[1]?.cursor);
});

test("a cursor that is held back does not write the same page again and again", async (context) => {
  const office = new FakeOffice();
  office.judge = () => ({ code: "rule_broken" });
  const { browser, notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("一。") });
  office.take(CASE);
  office.put("person", PERSON, { phone: "0134-1" });
  const store = new PhoneStore(browser.disk);
  context.after(() => store.close());
  const segments = async () => Object.keys((await store.read()).facts?.pull.segments ?? {}).length;
  await notebook.retry();
  const before = await segments();
  for (let round = 0; round < 5; round += 1) await notebook.retry();
  assert.equal(await segments(), before);
});

test("what waits for a person in a lost case does not keep later pages from arriving", async (context) => {
  const office = new FakeOffice();
  office.judge = () => ({ code: "rule_broken" });
  const { notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("一。") });
  office.take(CASE);
  for (let n = 0; n < 5; n += 1) office.put("person", `00000000-0000-7000-8000-00000000000${n}`, { name: `${n}` });
  office.pageSize = 1;
  await notebook.retry();
  assert.deepEqual([states(notebook), notebook.list("person").length], [["rejected"], 6]);
});

test("a case that is lost and given back is there again", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  office.take(CASE);
  await notebook.retry();
  assert.equal(notebook.get(CASE), undefined);
  office.put("case", CASE, { person: PERSON, state: "open" });
  await notebook.retry();
  assert.equal(notebook.get(CASE)?.fields.state, "open");
});
