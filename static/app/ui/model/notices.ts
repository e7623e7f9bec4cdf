/** Where a notice leads. Pure: what the phone has arrives as an argument. */

import {
  reminder as described,
  type FieldsOf,
  type KindName,
  may,
  type NoticeFields,
  type PlanFields,
} from "../../sync/kinds.gen.ts";
import type { Route } from "../kit/routes.ts";
import type { RouteName } from "../kit/screens.ts";

/** A live record of this phone. */
export type Subject = { [Kind in KindName]: { kind: Kind; fields: FieldsOf[Kind] } }[KindName];

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

/**
 * Where a notice leads: to a screen of the phone, where something can be done about it there and the phone has the record or its
 * case; for those who read the whole office, otherwise, to the office's page about it. Nowhere where there is neither.
 */
export function leadsTo(
  notice: NoticeFields,
  role: string | undefined,
  find: (id: string) => Subject | undefined,
): Way | null {
  const readsAll = may(role, "read_office");
  const desk = readsAll ? deskOf(notice) : null;
  if (desk) return { office: desk };
  const screen = screenOf(notice, find);
  if (screen) return { screen };
  return readsAll && notice.case !== undefined ? { office: `/office/cases/${notice.case}` } : null;
}

/** The page at which a supervisor answers, decides or reviews; none for what they are only told of. */
function deskOf({ reminder, about = "", subject }: NoticeFields): string | null {
  const { desk, deskAsks } = described(reminder);
  // What somebody has given is news to whoever asked for it, and no longer a question.
  return desk === undefined || (deskAsks && subject !== undefined) ? null : desk.replace("{about}", about);
}

function screenOf(notice: NoticeFields, find: (id: string) => Subject | undefined): Route | null {
  const { reminder, about = "", case: caseId = "", due } = notice;
  if (described(reminder).leadsTo === "day") {
    return due === undefined ? { name: "today", id: "" } : { name: "agendaOfDay", id: due };
  }
  if (described(reminder).leadsTo === "devices") return { name: "devices", id: "" };
  const subject = find(about);
  const screen = subject && SCREEN_OF[subject.kind];
  if (subject?.kind === "plan" && asksForMonitoring(notice, subject.fields)) return { name: "monitorPlan", id: about };
  if (screen) return { name: screen, id: about };
  return find(caseId)?.kind === "case" ? { name: "case", id: caseId } : null;
}

/** Whether the monitoring that a notice is about is still to be done. A week ahead it is planned rather than written down. */
function asksForMonitoring({ reminder, due }: NoticeFields, plan: PlanFields): boolean {
  const asks = described(reminder).leadsTo === "monitoring";
  return asks && plan.next_monitoring === due && plan.result === undefined;
}

/** Notices, the newest first. */
export function newestFirst<Notice extends { fields: NoticeFields }>(notices: readonly Notice[]): Notice[] {
  return [...notices].sort((one, other) => (other.fields.made_at ?? "").localeCompare(one.fields.made_at ?? ""));
}
