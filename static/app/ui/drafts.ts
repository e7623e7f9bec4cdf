/** Drafts by the screens they belong to: a draft's key is the path of its form. */

import type { Draft } from "../outbox/notebook.ts";
import type { KindName } from "../sync/kinds.gen.ts";
import { pathOf, type Route, type RouteName, routeOf } from "./routes.ts";

const KIND_OF: { readonly [name in RouteName]?: KindName } = {
  newCase: "case",
  editCase: "case",
  editPerson: "person",
  editHousehold: "household",
  newNote: "support",
  editNote: "support",
  noteOfAppointment: "support",
  noteOfOuting: "support",
  beginOuting: "outing",
  beginOutingOfAppointment: "outing",
  newAppointment: "appointment",
  editAppointment: "appointment",
  newSeries: "series",
  editSeries: "series",
  editOccurrence: "appointment",
  noteOfOccurrence: "support",
  newPlan: "plan",
  newTask: "task",
  newPlanTask: "task",
  task: "task",
  editPlan: "plan",
  plan: "comment",
  agreePlan: "plan",
  monitorPlan: "support",
  evaluatePlan: "plan",
  nextPlan: "plan",
  newPlanSupport: "plan_support",
  editPlanSupport: "plan_support",
  note: "comment",
  absences: "absence",
  conflict: "conflict",
};

export interface OpenDraft {
  draft: Draft;
  route: Route;
  kind: KindName;
}

/** The drafts that have a form to go on in, the latest first. */
export function openDrafts(drafts: readonly Draft[]): OpenDraft[] {
  const open: OpenDraft[] = [];
  for (const draft of drafts) {
    const route = routeOf(draft.key);
    const kind = KIND_OF[route.name];
    if (kind !== undefined && pathOf(route) === draft.key) open.push({ draft, route, kind });
  }
  return open.sort((one, other) => other.draft.savedAt.localeCompare(one.draft.savedAt));
}
