/** Where a notice leads. Pure: what the phone has arrives as an argument. */

import type { FieldsOf, KindName, NoticeFields, PlanFields } from "../sync/kinds.gen.ts";
import type { Route, RouteName } from "./routes.ts";

/** A live record of this phone. */
export type Found = { [Kind in KindName]: { kind: Kind; fields: FieldsOf[Kind] } }[KindName];

export type Way = { screen: Route } | { office: string };

/** The screen that shows a record of a kind. */
const SCREEN_OF: { readonly [kind in KindName]?: RouteName } = {
  case: "case",
  plan: "plan",
  support: "note",
  appointment: "editAppointment",
  series: "editSeries",
  task: "task",
  outing: "outing",
};

const SUPERVISORS: readonly (string | undefined)[] = ["supervisor", "manager"];

/**
 * Where a notice leads: to a screen of the phone, where something can be done about it there and the phone has the record or its
 * case; for those who read the whole office, otherwise, to the office's page about it. Nowhere where there is neither.
 */
export function leadsTo(
  notice: NoticeFields,
  role: string | undefined,
  find: (id: string) => Found | undefined,
): Way | null {
  const readsAll = SUPERVISORS.includes(role);
  const desk = readsAll ? deskOf(notice) : null;
  if (desk) return { office: desk };
  const screen = screenOf(notice, find);
  if (screen) return { screen };
  return readsAll && notice.case !== undefined ? { office: `/office/cases/${notice.case}` } : null;
}

/** The page at which a supervisor answers, decides or reviews; none for what they are only told of. */
function deskOf({ reminder, about, subject }: NoticeFields): string | null {
  switch (reminder) {
    case "visit_overrun_escalated":
    case "alarm":
    case "alarm_over":
      return "/office/outings/";
    case "case_review_due":
      return `/office/reviews/${about}`;
    case "approval":
      // One that somebody has given is news to whoever asked for it.
      return subject === undefined ? `/office/plans/${about}` : null;
    default:
      return null;
  }
}

function screenOf(notice: NoticeFields, find: (id: string) => Found | undefined): Route | null {
  const { reminder, about = "", case: caseId = "", due } = notice;
  if (reminder === "appointments_tomorrow" || reminder === "appointment_soon") {
    return due === undefined ? { name: "today", id: "" } : { name: "agendaOfDay", id: due };
  }
  const found = find(about);
  const screen = found && SCREEN_OF[found.kind];
  if (found?.kind === "plan" && asksForMonitoring(notice, found.fields)) return { name: "monitorPlan", id: about };
  if (screen) return { name: screen, id: about };
  return find(caseId)?.kind === "case" ? { name: "case", id: caseId } : null;
}

/** Whether the monitoring that a notice is about is still to be done. A week ahead it is planned rather than written down. */
function asksForMonitoring({ reminder, due }: NoticeFields, plan: PlanFields): boolean {
  const isDue = reminder === "monitoring_due" || reminder === "monitoring_overdue";
  return isDue && plan.next_monitoring === due && plan.result === undefined;
}

/** Notices, the newest first. */
export function newestFirst<Notice extends { fields: NoticeFields }>(notices: readonly Notice[]): Notice[] {
  return [...notices].sort((one, other) => (other.fields.made_at ?? "").localeCompare(one.fields.made_at ?? ""));
}
