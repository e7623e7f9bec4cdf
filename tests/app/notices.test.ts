import assert from "node:assert/strict";
import { test } from "node:test";
import type { NoticeFields, ReminderCode } from "../../static/app/sync/kinds.gen.ts";
import { leadsTo, newestFirst, type Subject } from "../../static/app/ui/model/notices.ts";

const HERE: Record<string, Subject> = {
  a: { kind: "appointment", fields: {} },
  c: { kind: "case", fields: {} },
  n: { kind: "support", fields: {} },
  o: { kind: "outing", fields: {} },
  p: { kind: "plan", fields: { next_monitoring: "2026-11-L" } },
  t: { kind: "task", fields: {} },
};
const to = (notice: NoticeFields, role = "worker") => leadsTo(notice, role, (id) => HERE[id]);
const screen = (name: string, id = "") => ({ screen: { name, id } });

test("a notice leads to the screen of the record that it is about", () => {
  const about = (id: string) => to({ reminder: "comment", about: id, case: "c" });
  assert.deepEqual(["p", "a", "t", "n", "o"].map(about), [
    screen("plan", "p"),
    screen("editAppointment", "a"),
    screen("task", "t"),
    screen("note", "n"),
    screen("outing", "o"),
  ]);
  assert.deepEqual(to({ reminder: "visit_overrun", about: "o", case: "c" }), screen("outing", "o"));
});

test("a monitoring that is due leads to its form, as long as it is still to be done", () => {
  const asked = (reminder: ReminderCode, due: string) => to({ reminder, about: "p", case: "c", due });
  assert.deepEqual(asked("monitoring_due", "2026-11-L"), screen("monitorPlan", "p"));
  assert.deepEqual(asked("monitoring_overdue", "2026-11-L"), screen("monitorPlan", "p"));
  assert.deepEqual(asked("monitoring_overdue", "2026-08-L"), screen("plan", "p"));
  assert.deepEqual(asked("monitoring_soon", "2026-11-L"), screen("plan", "p"));
});

test("an appointment leads to its day, where a visit can be started", () => {
  assert.deepEqual(to({ reminder: "appointments_tomorrow", due: "2026-11-22" }), screen("agendaOfDay", "2026-11-22"));
  assert.deepEqual(
    to({ reminder: "appointment_soon", about: "a", case: "c", due: "2026-11-21" }),
    screen("agendaOfDay", "2026-11-21"),
  );
});

test("where the phone has the case but not the record, a notice leads to the case", () => {
  assert.deepEqual(to({ reminder: "monitoring_due", about: "gone", case: "c" }), screen("case", "c"));
  assert.deepEqual(to({ reminder: "no_contact", about: "c", case: "c" }), screen("case", "c"));
});

test("a worker whose case has gone is led nowhere, and so is whoever tries the notices out", () => {
  assert.equal(to({ reminder: "monitoring_due", about: "gone", case: "gone too" }), null);
  assert.equal(to({ reminder: "alarm", about: "o2", case: "gone" }), null);
  assert.equal(to({ reminder: "test" }, "supervisor"), null);
});

test("a kind of notice that is newer than the app leads to what it is about", () => {
  const newer = { reminder: "of_tomorrow" as ReminderCode, about: "p", case: "c" };
  assert.deepEqual(to(newer), screen("plan", "p"));
  assert.deepEqual(to(newer, "supervisor"), screen("plan", "p"));
});

test("a supervisor is led to the page at which they answer, decide or review, whatever the phone has", () => {
  const desk = (notice: NoticeFields) => to({ case: "c", ...notice }, "supervisor");
  assert.deepEqual(desk({ reminder: "alarm", about: "o" }), { office: "/office/outings/" });
  assert.deepEqual(desk({ reminder: "visit_overrun_escalated", about: "o" }), { office: "/office/outings/" });
  assert.deepEqual(desk({ reminder: "case_review_due", about: "p" }), { office: "/office/reviews/p" });
  assert.deepEqual(desk({ reminder: "approval", about: "p" }), { office: "/office/plans/p" });
});

test("a plan that was approved leads whoever asked for it to the plan, a supervisor too", () => {
  const given: NoticeFields = { reminder: "approval", about: "p", case: "c", subject: "s" };
  assert.deepEqual(to(given), screen("plan", "p"));
  assert.deepEqual(to(given, "supervisor"), screen("plan", "p"));
});

test("a supervisor is led to the office's page of a case that the phone does not have", () => {
  const late: NoticeFields = { reminder: "monitoring_escalated", about: "x", case: "y" };
  assert.deepEqual(to(late, "manager"), { office: "/office/cases/y" });
});

test("the newest notice comes first", () => {
  const at = (made_at: string) => ({ fields: { made_at } });
  assert.deepEqual(newestFirst([at("2026-11-20T00:00:00Z"), at("2026-11-21T00:00:00Z")]), [
    at("2026-11-21T00:00:00Z"),
    at("2026-11-20T00:00:00Z"),
  ]);
});
