/** Words in English on the notifications of a phone. */

import type { push as japanese } from "../ja/push.ts";
import type { In } from "../translate.ts";

export const push: In<typeof japanese> = {
  title: "Banso",
  other: "There is something to look at",
  monitoring_soon: "Monitoring coming up: {count}",
  monitoring_due: "Monitoring due today: {count}",
  monitoring_overdue: "Monitoring overdue: {count}",
  monitoring_escalated: "Cases with monitoring overdue: {count}",
  period_ending: "Plans whose period is about to end: {count}",
  case_review_due: "Cases due for review: {count}",
  no_contact: "Cases without contact for a while: {count}",
  contact_lost: "Cases with contact lost: {count}",
  appointments_tomorrow: "Appointments tomorrow: {count}",
  appointment_soon: "An appointment is near",
  task_due: "Tasks due: {count}",
  visit_overrun: "Your visit was to be over by now. Please say when it is",
  visit_overrun_escalated: "A colleague is not back from a visit. Please check",
  alarm: "A colleague calls for help. Please open this now",
  alarm_over: "The colleague who called for help is safe",
  comment: "A comment on a record has come",
  approval: "News about the approval of a plan",
  late_work: "Work of a former worker has arrived",
  restricted_opened: "A restricted case was opened",
  phone_waits: "A new phone waits for approval",
  phone_registered: "A new phone has been registered",
  test: "This is a test. Notices reach this phone",
};
