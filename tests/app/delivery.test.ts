/** A phone whose user has no place on it any more: what they wrote arrives, they see that it did, and nothing holds them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { canBeMended } from "../../static/app/ui/model/delivery.ts";
import { FakeOffice, problem, readRequest } from "./fake_office.ts";
import { Browser, CASE, note, started } from "./phones.ts";

test("what was written before the role changed arrives, is shown as arrived, and the caseload goes", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  const { id } = await notebook.write({ kind: "support", fields: note("最後の訪問") });
  office.delivers = true;
  await notebook.retry();
  assert.equal(notebook.session()?.delivery, true);
  assert.equal(office.records.get(id)?.fields.narrative, "最後の訪問");
  assert.deepEqual(notebook.queue(), []);
  assert.equal(notebook.get(CASE), undefined);
  const again = await browser.open(office);
  context.after(() => again.close());
  assert.equal(again.session()?.delivery, true);
  assert.equal(again.get(CASE), undefined);
});

test("as long as something has not arrived, nothing goes from the phone", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("届かない") });
  office.delivers = true;
  office.judge = () => ({ code: "not_allowed" });
  await notebook.retry();
  const [refused] = notebook.queue();
  assert.ok(refused?.state === "rejected" && canBeMended(refused));
  assert.notEqual(notebook.get(CASE), undefined);
  await assert.rejects(notebook.signOut(), { code: "unsent_work" });
});

test("what a verified backup covers goes from a phone that only delivers, too", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("最後の訪問") });
  await notebook.retry();
  assert.equal(notebook.backup().kept, 1);
  office.delivers = true;
  await notebook.retry();
  assert.equal(notebook.backup().kept, 1);
  office.covered = { seq: 1_000, at: "2026-11-29T00:00:00Z" };
  await notebook.retry();
  assert.deepEqual([notebook.backup().kept, notebook.backup().covered], [0, office.covered]);
});

test("a role that is given back brings the caseload back, whole", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  office.delivers = true;
  await notebook.retry();
  office.delivers = false;
  await notebook.retry();
  assert.equal(notebook.session()?.delivery, false);
  assert.equal(notebook.get(CASE)?.fields.number, "R5-12");
});

test("who has no place here and nothing to deliver is sent to the office, and the phone stays nobody's", async (context) => {
  const office = new FakeOffice();
  office.isForTheDesk = true;
  const notebook = await new Browser().open(office);
  context.after(() => notebook.close());
  await assert.rejects(notebook.signIn("mori", "right"), { code: "office_pages" });
  assert.equal(notebook.session(), null);
  assert.deepEqual(office.offered, [false]);
});

test("a sign-in says that the phone keeps something, and where the office does not take it, all of it stays", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("残る") });
  office.isForTheDesk = true;
  await assert.rejects(notebook.signIn("mori", "right"), { code: "not_for_this_role" });
  assert.deepEqual(office.offered, [false, true]);
  assert.equal(notebook.queue().length, 1);
  office.delivers = true;
  await notebook.signIn("mori", "right");
  await notebook.retry();
  assert.deepEqual(notebook.queue(), []);
});

test("a refused role is no passing fault: the phone says so, and does not try again by itself", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  office.interceptors.push(() => problem(403, "not_for_this_role"));
  await notebook.retry();
  assert.equal(notebook.status().state, "not_here");
  assert.equal(notebook.status().nextTryAt, null);
});

test("whoever gives up leaves the phone empty, with a file of what was unsent", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("ファイルへ") });
  await notebook.saveDraft("#/cases/1/note", { narrative: "書きかけ" });
  const file = JSON.parse(await (await notebook.exportUnsent()).text());
  office.signedIn = false;
  office.interceptors.push(() => problem(403, "csrf_failed"));
  await notebook.signOut(true);
  assert.equal(notebook.session(), null);
  assert.deepEqual([notebook.queue(), notebook.drafts()], [[], []]);
  assert.equal(file.changes[0].fields.narrative, "ファイルへ");
  assert.equal(file.drafts[0].fields.narrative, "書きかけ");
  assert.equal(typeof file.device, "string");
  const next = await browser.open(office);
  context.after(() => next.close());
  await next.signIn("hara", "right");
  assert.equal(next.session()?.user.login, "hara");
});

test("a phone that only delivers asks for nothing by its cursor", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  office.delivers = true;
  await notebook.retry();
  const cursors: unknown[] = [];
  office.interceptors.push((_url, init) => void cursors.push(readRequest(init).cursor));
  await notebook.retry();
  assert.deepEqual(cursors, [null]);
});
