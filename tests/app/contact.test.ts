/** A phone that hears nothing of its office: for how long it shows what it keeps, whatever its clock says. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { contactAt, DAY_MS, leftMs, lookedAt, standingOf } from "../../static/app/sync/contact.ts";
import { draftsBehind, placedIn, unplacedKey, unplacedNotes } from "../../static/app/ui/model/unplaced.ts";
import { FakeOffice, type Interceptor, problem, unreachable, WORKER } from "./fake_office.ts";
import { CASE, NOW, note, started } from "./phones.ts";

const FORTNIGHT_S = 14 * 24 * 60 * 60;
const HOUR_MS = DAY_MS / 24;
const HEARD = contactAt(NOW, FORTNIGHT_S);

/** For how many days nothing was heard, where the clock was looked at and showed these days since the contact. */
function unheardDays(...days: number[]): number {
  return days.reduce((contact, day) => lookedAt(contact, NOW + day * DAY_MS, 0), HEARD).unheardMs / DAY_MS;
}

test("without an answer a phone shows what it keeps for as long as the office says, and warns three days before", () => {
  const standingAfter = (days: number) => standingOf(lookedAt(HEARD, NOW + days * DAY_MS, 0));
  assert.deepEqual([0, 10.9, 11, 13.9, 14, 400].map(standingAfter), ["open", "open", "soon", "soon", "shut", "shut"]);
  assert.equal(leftMs(lookedAt(HEARD, NOW + 11 * DAY_MS, 0)), 3 * DAY_MS);
});

test("of a short time the last third is warned of", () => {
  const heard = contactAt(NOW, 6 * 60 * 60);
  const standingAfter = (hours: number) => standingOf(lookedAt(heard, NOW + hours * HOUR_MS, 0));
  assert.deepEqual([3.9, 4, 6].map(standingAfter), ["open", "soon", "shut"]);
});

test("where an older office does not say, it has no end", () => {
  const contact = lookedAt(contactAt(NOW, undefined), NOW + 400 * DAY_MS, 0);
  assert.deepEqual([standingOf(contact), leftMs(contact)], ["open", undefined]);
});

test("the latest that the clock has shown counts, and a look more or less makes no difference", () => {
  assert.equal(unheardDays(5), 5);
  assert.equal(unheardDays(1, 2, 3.5, 5), 5);
});

test("to put the clock back costs a day, and it counts on from there", () => {
  assert.equal(unheardDays(5, 0), 6);
  assert.equal(unheardDays(5, 0, 0.5, 1), 7);
  assert.equal(unheardDays(5, 0, 0, 0), 6);
  assert.equal(unheardDays(5, 1, 0, -1), 8);
});

test("a clock that is put right by minutes has not been put back", () => {
  assert.equal(unheardDays(5, 5 - 0.5 / 24), 5);
});

test("a battery that was empty does not look like years: the clock is set right, and the fortnight goes on", () => {
  const yearsBack = -20_000;
  assert.equal(unheardDays(5, yearsBack, 6), 7);
  assert.equal(unheardDays(5, yearsBack, yearsBack + 9_000, 6), 8);
});

test("an app that runs counts also where its clock is held", () => {
  const held = lookedAt(HEARD, NOW, 3 * HOUR_MS);
  assert.equal(lookedAt(held, NOW, 2 * HOUR_MS).unheardMs, 5 * HOUR_MS);
});

test("an answer of the office opens what was shut, and a refusal does not", async (context) => {
  const office = new FakeOffice();
  office.contactWithinS = FORTNIGHT_S;
  let now = NOW;
  const { notebook } = await started(context, office, { now: () => now, ran: () => 0 });
  assert.equal(notebook.contact.standing(), "open");
  now += 14 * DAY_MS;
  assert.equal(notebook.contact.standing(), "shut");
  office.interceptors.push(
    unreachable,
    () => problem(401, "signed_out"),
    () => problem(503, "unavailable"),
  );
  for (let tries = 0; tries < 3; tries += 1) {
    await notebook.retry();
    assert.equal(notebook.contact.standing(), "shut");
  }
  await notebook.retry();
  assert.deepEqual([notebook.contact.standing(), notebook.contact.leftMs()], ["open", FORTNIGHT_S * 1000]);
});

test("what was counted is kept on the disk: neither a new start nor a clock that is put back begins anew", async (context) => {
  const office = new FakeOffice();
  office.contactWithinS = FORTNIGHT_S;
  let now = NOW;
  const { browser, notebook } = await started(context, office, { now: () => now, ran: () => 0 });
  now += 13 * DAY_MS;
  await notebook.contact.look();
  notebook.close();
  now = NOW;
  const again = await browser.open(office, { now: () => now, ran: () => 0 });
  context.after(() => again.close());
  assert.equal(again.contact.standing(), "shut");
});

test("what is written while it is shut is queued and delivered", async (context) => {
  const office = new FakeOffice();
  office.contactWithinS = FORTNIGHT_S;
  let now = NOW;
  const { notebook } = await started(context, office, { now: () => now, ran: () => 0 });
  now += 20 * DAY_MS;
  await notebook.write({ kind: "outing", fields: { case: CASE, worker: WORKER.id, alarm_at: "2026-11-21T01:00:00Z" } });
  assert.deepEqual([notebook.contact.standing(), notebook.queue().length], ["shut", 1]);
  await notebook.retry();
  assert.deepEqual([notebook.contact.standing(), notebook.queue().length], ["open", 0]);
});

test("whoever the office lets in no more is shown nothing, until it answers again; an office that is busy shuts nothing", async (context) => {
  const office = new FakeOffice();
  office.contactWithinS = FORTNIGHT_S;
  const { browser, notebook } = await started(context, office);
  const standingAfter = async (answer?: Interceptor) => {
    if (answer) office.interceptors.push(answer);
    await notebook.retry();
    return [notebook.contact.standing(), notebook.contact.isRefused()];
  };
  assert.deepEqual(await standingAfter(unreachable), ["open", false]);
  assert.deepEqual(await standingAfter(() => problem(503, "unavailable")), ["open", false]);
  assert.deepEqual(await standingAfter(() => problem(403, "not_for_this_role")), ["shut", true]);
  assert.deepEqual(await standingAfter(), ["open", false]);
  assert.deepEqual(await standingAfter(() => problem(401, "signed_out")), ["shut", true]);
  assert.deepEqual(await standingAfter(unreachable), ["shut", true]);
  notebook.close();
  const again = await browser.open(office);
  context.after(() => again.close());
  assert.equal(again.contact.isRefused(), true);
});

test("the warning is noted until the next contact", async (context) => {
  const office = new FakeOffice();
  office.contactWithinS = FORTNIGHT_S;
  let now = NOW;
  const { notebook } = await started(context, office, { now: () => now, ran: () => 0 });
  now += 12 * DAY_MS;
  assert.deepEqual([notebook.contact.standing(), notebook.contact.isNoted()], ["soon", false]);
  await notebook.contact.note();
  await notebook.contact.look();
  assert.deepEqual([notebook.contact.standing(), notebook.contact.isNoted()], ["soon", true]);
  await notebook.retry();
  assert.equal(notebook.contact.isNoted(), false);
});

test("a note that was written while it was shut stays until its case's note is saved, and nobody signs out over it", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  const key = unplacedKey("00000000-0000-7000-8000-0000000000d1");
  const typed = { about: "橋のたもとの人", narrative: "寒そうにしていた。", started_at: "2026-11-21T01:00:00Z" };
  await notebook.saveDraft(key, typed);
  await assert.rejects(() => notebook.signOut());
  notebook.close();

  const again = await browser.open(office);
  context.after(() => again.close());
  const [kept] = unplacedNotes(again.drafts());
  assert.deepEqual(kept?.fields, typed);
  assert.ok(kept);
  const fields = placedIn(CASE, WORKER.id, kept);
  assert.equal(fields.narrative, "橋のたもとの人\n寒そうにしていた。");
  await again.saveDraft("case/x/note~1", fields);
  assert.deepEqual(unplacedNotes(again.drafts()), [], "its draft goes on with it");
  await again.dropDraft("case/x/note~1");
  assert.equal(unplacedNotes(again.drafts()).length, 1, "thrown away, it is there again");

  await again.saveDraft("case/x/note~2", fields);
  await again.write({
    kind: "support",
    fields: note("寒そうにしていた。"),
    draft: draftsBehind("case/x/note~2", fields),
  });
  assert.deepEqual(again.drafts(), []);
});
