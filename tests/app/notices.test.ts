import assert from "node:assert/strict";
import { test } from "node:test";
import type { KindName } from "../../static/app/sync/kinds.gen.ts";
import { leadsTo, newestFirst } from "../../static/app/ui/notices.ts";
import { hrefOf } from "../../static/app/ui/routes.ts";

const HERE: Record<string, KindName> = { a: "appointment", c: "case", n: "support", o: "outing", p: "plan", t: "task" };
const kindOf = (id: string) => HERE[id];

test("a notice leads to the screen of the record that it is about", () => {
  const about = (id: string) => leadsTo({ reminder: "comment", about: id, case: "c" }, "worker", kindOf);
  assert.deepEqual(["p", "a", "t", "n", "o"].map(about), [
    hrefOf("plan", "p"),
    hrefOf("editAppointment", "a"),
    hrefOf("task", "t"),
    hrefOf("note", "n"),
    hrefOf("outing", "o"),
  ]);
});

test("where the phone has the case but not the record, it leads to the case", () => {
  assert.equal(
    leadsTo({ reminder: "monitoring_due", about: "gone", case: "c" }, "worker", kindOf),
    hrefOf("case", "c"),
  );
  assert.equal(leadsTo({ reminder: "no_contact", case: "c" }, "worker", kindOf), hrefOf("case", "c"));
});

test("a supervisor is led to the office's page about a case that is not on the phone, and a worker nowhere", () => {
  const alarm = { reminder: "alarm", about: "x", case: "y" } as const;
  assert.equal(leadsTo(alarm, "supervisor", kindOf), "/office/outings/");
  assert.equal(leadsTo({ reminder: "monitoring_escalated", case: "y" }, "manager", kindOf), "/office/cases/y");
  assert.equal(leadsTo(alarm, "worker", kindOf), null);
  assert.equal(leadsTo(alarm, undefined, kindOf), null);
});

test("tomorrow's appointments are on the screen of today, and a test leads nowhere", () => {
  assert.equal(leadsTo({ reminder: "appointments_tomorrow" }, "worker", kindOf), hrefOf("today"));
  assert.equal(leadsTo({ reminder: "test" }, "supervisor", kindOf), null);
});

test("the newest notice comes first", () => {
  const at = (made_at: string) => ({ fields: { made_at } });
  assert.deepEqual(newestFirst([at("2026-11-20T00:00:00Z"), at("2026-11-21T00:00:00Z")]), [
    at("2026-11-21T00:00:00Z"),
    at("2026-11-20T00:00:00Z"),
  ]);
});
