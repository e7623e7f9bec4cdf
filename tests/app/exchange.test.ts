import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_THRESHOLDS } from "../../static/app/sync/kinds.gen.ts";
import { FakeOffice, type Interceptor, unreachable } from "./fake_office.ts";
import { Browser, CASE, coded, note, PERSON, settle, started, states } from "./phones.ts";

const lostReply: Interceptor = (url, init, office) => {
  office.answer(url, init);
  return Promise.reject(new TypeError("failed to fetch"));
};

test("a phone that signs in receives the caseload, and says when it is complete", async (context) => {
  const { notebook } = await started(context, new FakeOffice());
  assert.equal(notebook.get(PERSON)?.fields.name, "佐藤 花子");
  assert.deepEqual(
    [notebook.status().complete, notebook.status().loaded, notebook.status().state],
    [true, true, "idle"],
  );
});

test("a note that is written is queued, sent once, and then shown as the office has it", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  const view = await notebook.write({ kind: "support", fields: note("会えた。") });
  assert.deepEqual([view.unsent, view.scope, states(notebook)], [true, CASE, ["queued"]]);
  await notebook.retry();
  assert.deepEqual(states(notebook), []);
  assert.equal(notebook.get(view.id)?.unsent, false);
  assert.equal(office.records.get(view.id)?.fields.narrative, "会えた。");
});

test("a reply that is lost is asked for again with the same ids, and nothing is stored twice", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("会えた。") });
  office.interceptors.push(lostReply);
  await notebook.retry();
  assert.deepEqual([states(notebook), notebook.status().state], [["queued"], "unreachable"]);
  await notebook.retry();
  assert.deepEqual(states(notebook), []);
  assert.deepEqual([...office.stored.values()], [1]);
});

test("a change made while its forerunner is in a request keeps that base, and is applied on it", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  const { id } = await notebook.write({ kind: "support", fields: note("一。") });
  let first = "";
  office.interceptors.push(async () => {
    first = notebook.queue()[0]?.change.id ?? "";
    assert.deepEqual(states(notebook), ["sending"]);
    await notebook.write({ kind: "support", record: id, fields: { place: "自宅" } });
    return undefined;
  });
  await notebook.retry();
  const sent = office.requests.at(-1)?.changes[0];
  assert.deepEqual([sent?.base, sent?.fields], [first, { place: "自宅" }]);
  assert.equal(office.records.get(id)?.head, sent?.id);
});

test("while older pages are still to come, a note that was accepted goes on being shown", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  for (let n = 0; n < 6; n += 1) office.put("support", `00000000-0000-7000-8000-00000000000${n}`, note(`${n}`));
  office.pageSize = 2;
  const { id } = await notebook.write({ kind: "support", fields: note("新しい。") });
  const seen: unknown[] = [];
  office.interceptors.push(
    () => undefined,
    () => void seen.push(notebook.get(id)?.fields.narrative, notebook.queue().length),
  );
  await notebook.retry();
  assert.deepEqual(seen, ["新しい。", 0]);
  assert.equal(notebook.list("support").length, 7);
});

test("a first sync that is interrupted goes on where it was", async (context) => {
  const office = new FakeOffice();
  for (let n = 0; n < 9; n += 1) office.put("support", `00000000-0000-7000-8000-00000000000${n}`, note(`${n}`));
  office.pageSize = 4;
  const browser = new Browser();
  const first = await browser.open(office);
  await first.signIn("mori", "right");
  office.interceptors.push(() => undefined, unreachable);
  await first.retry();
  assert.deepEqual([first.status().complete, first.list("support").length], [false, 4]);
  first.close();
  const second = await browser.open(office);
  context.after(() => second.close());
  await second.retry();
  assert.deepEqual(
    office.requests.map(({ cursor }) => cursor?.split("/")[0]),
    [undefined, "4", "8"],
  );
  assert.deepEqual([second.status().complete, second.list("support").length], [true, 9]);
});

test("a rejected change stays with its reasons, what builds on it is held, and other work goes on", async (context) => {
  const office = new FakeOffice();
  office.judge = ({ fields }) =>
    fields.place === "x" ? { code: "rule_broken", errors: [{ field: "place", code: "no" }] } : undefined;
  const { notebook } = await started(context, office);
  const bad = await notebook.write({ kind: "support", fields: { ...note("一。"), place: "x" } });
  await notebook.write({ kind: "support", record: bad.id, fields: { noticed: "気づき。" } });
  const good = await notebook.write({ kind: "support", fields: note("二。") });
  await notebook.retry();
  assert.deepEqual(states(notebook), ["rejected", "held"]);
  assert.deepEqual(notebook.queue()[0]?.errors, [{ field: "place", code: "no" }]);
  assert.equal(office.records.has(good.id), true);

  await notebook.amend(notebook.queue()[0]?.change.id ?? "", { place: "自宅" });
  await notebook.retry();
  assert.deepEqual(states(notebook), []);
  const kept = office.records.get(bad.id)?.fields;
  assert.deepEqual([kept?.place, kept?.noticed, kept?.narrative], ["自宅", "気づき。", "一。"]);
});

test("a note for an appointment that was rejected is held, and goes when the appointment is amended", async (context) => {
  const office = new FakeOffice();
  office.judge = ({ kind, fields }) =>
    kind === "case" && fields.number === "x" ? { code: "invalid_fields", errors: [] } : undefined;
  const { notebook } = await started(context, office);
  const opened = await notebook.write({ kind: "case", fields: { person: PERSON, state: "open", number: "x" } });
  await notebook.write({ kind: "support", fields: { ...note("一。"), case: opened.id } });
  await notebook.retry();
  assert.deepEqual(states(notebook), ["rejected", "held"]);
  await notebook.amend(notebook.queue()[0]?.change.id ?? "", { number: "R5-13" });
  await notebook.retry();
  assert.deepEqual(states(notebook), []);
});

test("a discarded change takes along what builds on it", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  const { id } = await notebook.write({ kind: "support", fields: note("一。") });
  await notebook.write({ kind: "support", record: id, fields: { place: "自宅" } });
  await notebook.discard(notebook.queue()[0]?.change.id ?? "");
  assert.deepEqual([states(notebook), notebook.get(id)], [[], undefined]);
});

test("a change in a request cannot be discarded", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("一。") });
  office.interceptors.push(async () => {
    await assert.rejects(notebook.discard(notebook.queue()[0]?.change.id ?? ""), coded("being_sent"));
    return undefined;
  });
  await notebook.retry();
});

test("a form opened on an older state says so, even where the change it saw was replaced since", async (context) => {
  const office = new FakeOffice();
  office.judge = ({ fields }) => (fields.place === "x" ? { code: "rule_broken" } : undefined);
  const { notebook } = await started(context, office);
  const opened = notebook.get(CASE)?.base ?? null;
  office.put("case", CASE, { summary: "同僚が書いた。" });
  await notebook.retry();
  await notebook.write({ kind: "case", record: CASE, fields: { route: "self" }, base: opened });
  assert.equal(notebook.queue()[0]?.change.base, opened);

  const bad = await notebook.write({ kind: "support", fields: { ...note("一。"), place: "x" } });
  await notebook.retry();
  await notebook.amend(notebook.queue()[0]?.change.id ?? "", { place: "自宅" });
  await notebook.write({ kind: "support", record: bad.id, fields: { purpose: "続き" }, base: bad.base });
  await notebook.retry();
  assert.deepEqual(states(notebook), []);
});

test("a change made in the future is made again by itself", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  let refused = 0;
  office.judge = () => {
    refused += 1;
    return refused === 1 ? { code: "made_in_future" } : undefined;
  };
  await notebook.write({ kind: "support", fields: note("一。") });
  await notebook.retry();
  assert.deepEqual(states(notebook), ["queued"]);
  await notebook.retry();
  assert.deepEqual(states(notebook), []);
});

test("a conflict that is decided here is no longer asked about, unless the decision was rejected", async (context) => {
  const office = new FakeOffice();
  const conflict = "00000000-0000-7000-8000-00000000c0f1";
  office.put("conflict", conflict, { about: CASE, about_kind: "case", scope: CASE, field: "route", state: "open" });
  const { notebook } = await started(context, office);
  assert.equal(notebook.openConflicts().length, 1);
  office.judge = () => ({ code: "not_allowed" });
  await notebook.write({ kind: "case", record: CASE, fields: {}, resolves: [conflict] });
  assert.equal(notebook.openConflicts().length, 0);
  await notebook.retry();
  assert.equal(notebook.openConflicts().length, 1);
});

test("everything unsent can be taken out as a file", async (context) => {
  const { notebook } = await started(context, new FakeOffice());
  await notebook.write({ kind: "support", fields: note("一。") });
  await notebook.saveDraft("note", { narrative: "途中" }, "h");
  const file = JSON.parse(await (await notebook.exportUnsent()).text());
  assert.deepEqual([file.format, file.version, file.user.login], ["banso-unsent", 1, "mori"]);
  assert.equal(file.changes[0].fields.narrative, "一。");
  assert.deepEqual(file.drafts[0], {
    key: "note",
    fields: { narrative: "途中" },
    savedAt: "2026-11-21T01:30:00Z",
    base: "h",
  });
});

test("the office's thresholds come with an exchange, stay for a start without network, and go with the user", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  assert.deepEqual(notebook.thresholds(), DEFAULT_THRESHOLDS);
  const chosen = { ...DEFAULT_THRESHOLDS, no_contact_days: 14, contact_lost_months: 3 };
  office.thresholds = chosen;
  await notebook.retry();
  assert.deepEqual(notebook.thresholds(), chosen);
  notebook.close();
  const again = await browser.open({ fetch: () => Promise.reject(new TypeError("failed to fetch")) });
  context.after(() => again.close());
  await again.retry();
  assert.deepEqual([again.status().state, again.thresholds()], ["unreachable", chosen]);
  const last = await browser.open(office);
  context.after(() => last.close());
  await last.signOut();
  assert.deepEqual(last.thresholds(), DEFAULT_THRESHOLDS);
});

test("two tabs show the same, send each change once, and lay changes on top of each other's", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook: one } = await started(context, office);
  const other = await browser.open(office);
  context.after(() => other.close());
  const { id } = await one.write({ kind: "support", fields: note("一。") });
  await settle();
  assert.equal(other.get(id)?.fields.narrative, "一。");
  // Both at the same moment, neither told of the other's yet.
  await Promise.all([
    one.write({ kind: "support", record: id, fields: { place: "自宅" } }),
    other.write({ kind: "support", record: id, fields: { noticed: "気づき。" } }),
  ]);
  await Promise.all([one.retry(), other.retry()]);
  await settle();
  for (const tab of [one, other]) {
    assert.deepEqual(states(tab), []);
    assert.deepEqual([tab.get(id)?.fields.place, tab.get(id)?.fields.noticed], ["自宅", "気づき。"]);
  }
  assert.deepEqual([...office.stored.values()], [1, 1, 1]);
});

test("subscribers are told once for many changes, and no more after they stop", async (context) => {
  const { notebook } = await started(context, new FakeOffice());
  await settle();
  let told = 0;
  const stop = notebook.subscribe(() => {
    told += 1;
  });
  await notebook.writeAll(["一。", "二。", "三。"].map((text) => ({ kind: "support", fields: note(text) })));
  await settle();
  assert.equal(told, 1);
  stop();
  await notebook.saveDraft("k", {});
  await settle();
  assert.equal(told, 1);
});
