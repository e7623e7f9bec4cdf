/**
 * The screens of the app. A screen is an entry here and a component of its name in a file of `ui/screens/`: `editNote` is shown by
 * `EditNoteScreen`. `tools/screens.mjs` finds the components at build.
 */

import type { KindName } from "../../sync/kinds.gen.ts";

export type Tab = "today" | "cases" | "sync" | "more";

export interface ScreenDeclaration {
  /** Its address; `:id` stands for what the screen is about. */
  readonly path: string;
  /** The tab that it stands under. */
  readonly tab: Tab;
  /** The kind of record that its form writes, where a draft of it is kept under the path. */
  readonly draft?: KindName;
  /** Whether it comes with the start rather than with the file of further screens. */
  readonly atStart?: true;
  /** Whether it is shown to other people: nothing leads elsewhere from it. */
  readonly alone?: true;
  /** Whether it is for those who read what is shared with them: they come to no other. */
  readonly forPartners?: true;
  /** The path of the screen that it is the same one as, with another day. */
  readonly keptAs?: string;
}

// A visit under way, from which help is called, comes with the start: it waits for no file.
export const SCREENS = {
  today: { path: "", tab: "today", atStart: true },
  agenda: { path: "agenda", tab: "today" },
  agendaOfDay: { path: "agenda/:id", tab: "today", keptAs: "agenda" },
  agendaWeek: { path: "agenda/week", tab: "today" },
  agendaOfWeek: { path: "agenda/week/:id", tab: "today", keptAs: "agenda/week" },
  cases: { path: "cases", tab: "cases", atStart: true },
  newCase: { path: "cases/new", tab: "cases", draft: "case" },
  case: { path: "case/:id", tab: "cases", atStart: true },
  editCase: { path: "case/:id/edit", tab: "cases", draft: "case" },
  editPerson: { path: "case/:id/person", tab: "cases", draft: "person" },
  editHousehold: { path: "case/:id/household", tab: "cases", draft: "household" },
  newNote: { path: "case/:id/note", tab: "cases", draft: "support" },
  newCall: { path: "case/:id/call", tab: "cases", draft: "support" },
  newAppointment: { path: "case/:id/appointment", tab: "cases", draft: "appointment" },
  newPlan: { path: "case/:id/plan", tab: "cases", draft: "plan" },
  newTask: { path: "case/:id/task", tab: "cases", draft: "task" },
  sheet: { path: "case/:id/sheet", tab: "cases" },
  newConsent: { path: "case/:id/consent", tab: "cases", draft: "consent" },
  consent: { path: "consent/:id", tab: "cases" },
  moveConsentEnd: { path: "consent/:id/end", tab: "cases", draft: "consent" },
  withdrawConsent: { path: "consent/:id/withdrawal", tab: "cases", draft: "consent" },
  shared: { path: "shared", tab: "cases", forPartners: true },
  sharedClient: { path: "shared/:id", tab: "cases", forPartners: true },
  newSeries: { path: "case/:id/series", tab: "cases", draft: "series" },
  course: { path: "case/:id/course", tab: "cases" },
  attachments: { path: "case/:id/papers", tab: "cases" },
  attachment: { path: "paper/:id", tab: "cases", alone: true },
  note: { path: "note/:id", tab: "cases", draft: "comment" },
  editNote: { path: "note/:id/edit", tab: "cases", draft: "support" },
  editAppointment: { path: "appointment/:id", tab: "cases", draft: "appointment" },
  noteOfAppointment: { path: "appointment/:id/note", tab: "today", draft: "support" },
  editSeries: { path: "series/:id", tab: "cases", draft: "series" },
  editOccurrence: { path: "occurrence/:id", tab: "cases", draft: "appointment" },
  noteOfOccurrence: { path: "occurrence/:id/note", tab: "today", draft: "support" },
  plan: { path: "plan/:id", tab: "cases", draft: "comment" },
  editPlan: { path: "plan/:id/edit", tab: "cases", draft: "plan" },
  agreePlan: { path: "plan/:id/agreement", tab: "cases", draft: "plan" },
  monitorPlan: { path: "plan/:id/monitor", tab: "cases", draft: "support" },
  evaluatePlan: { path: "plan/:id/evaluation", tab: "cases", draft: "plan" },
  nextPlan: { path: "plan/:id/next", tab: "cases", draft: "plan" },
  newPlanTask: { path: "plan/:id/task", tab: "cases", draft: "task" },
  newPlanSupport: { path: "plan/:id/support", tab: "cases", draft: "plan_support" },
  editPlanSupport: { path: "plansupport/:id", tab: "cases", draft: "plan_support" },
  task: { path: "task/:id", tab: "cases", draft: "task" },
  beginOuting: { path: "case/:id/outing", tab: "cases", draft: "outing" },
  beginOutingOfAppointment: { path: "appointment/:id/outing", tab: "today", draft: "outing" },
  outing: { path: "outing/:id", tab: "cases", atStart: true },
  noteOfOuting: { path: "outing/:id/note", tab: "cases", draft: "support" },
  followup: { path: "followup", tab: "today" },
  notices: { path: "notices", tab: "today", atStart: true },
  notice: { path: "notice/:id", tab: "today" },
  sync: { path: "sync", tab: "sync", atStart: true, forPartners: true },
  correct: { path: "sync/:id", tab: "sync" },
  conflicts: { path: "conflicts", tab: "sync" },
  conflict: { path: "conflict/:id", tab: "sync", draft: "conflict" },
  more: { path: "more", tab: "more", forPartners: true },
  absences: { path: "absences", tab: "more", draft: "absence" },
  notifications: { path: "notifications", tab: "more" },
  calendar: { path: "calendar", tab: "more" },
  devices: { path: "devices", tab: "more" },
} as const satisfies Readonly<Record<string, ScreenDeclaration>>;

export type RouteName = keyof typeof SCREENS;

/** What is declared of a screen. */
export function screenNamed(name: RouteName): ScreenDeclaration {
  return SCREENS[name];
}
