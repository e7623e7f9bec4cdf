/** Where a notice leads. Pure: what the phone has arrives as an argument. */

import type { KindName, NoticeFields } from "../sync/kinds.gen.ts";
import { hrefOf, type RouteName } from "./routes.ts";

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
const WATCHED: readonly (string | undefined)[] = ["visit_overrun_escalated", "alarm", "alarm_over"];

/**
 * The address that a notice leads to: a screen of the phone where it has the record or its case; otherwise, for those who read the
 * whole office, the office's page about it. Nothing where there is neither.
 */
export function leadsTo(
  { reminder, about, case: caseId }: NoticeFields,
  role: string | undefined,
  kindOf: (id: string) => KindName | undefined,
): string | null {
  const kind = about === undefined ? undefined : kindOf(about);
  const screen = kind && SCREEN_OF[kind];
  if (about !== undefined && screen !== undefined) return hrefOf(screen, about);
  if (reminder === "appointments_tomorrow") return hrefOf("today");
  if (caseId === undefined) return null;
  if (kindOf(caseId) === "case") return hrefOf("case", caseId);
  if (!SUPERVISORS.includes(role)) return null;
  return WATCHED.includes(reminder) ? "/office/outings/" : `/office/cases/${caseId}`;
}

/** Notices, the newest first. */
export function newestFirst<Notice extends { fields: NoticeFields }>(notices: readonly Notice[]): Notice[] {
  return [...notices].sort((one, other) => (other.fields.made_at ?? "").localeCompare(one.fields.made_at ?? ""));
}
