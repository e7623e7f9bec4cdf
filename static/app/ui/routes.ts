/** The screens and their addresses. An address holds ids and days and nothing else, for it stays in the browser's history. */

const PATTERNS = {
  today: "",
  agenda: "agenda",
  agendaOfDay: "agenda/:id",
  agendaWeek: "agenda/week",
  agendaOfWeek: "agenda/week/:id",
  cases: "cases",
  newCase: "cases/new",
  case: "case/:id",
  editCase: "case/:id/edit",
  editPerson: "case/:id/person",
  editHousehold: "case/:id/household",
  newNote: "case/:id/note",
  newAppointment: "case/:id/appointment",
  newPlan: "case/:id/plan",
  newTask: "case/:id/task",
  sheet: "case/:id/sheet",
  newSeries: "case/:id/series",
  note: "note/:id",
  editNote: "note/:id/edit",
  editAppointment: "appointment/:id",
  noteOfAppointment: "appointment/:id/note",
  editSeries: "series/:id",
  editOccurrence: "occurrence/:id",
  noteOfOccurrence: "occurrence/:id/note",
  plan: "plan/:id",
  editPlan: "plan/:id/edit",
  agreePlan: "plan/:id/agreement",
  monitorPlan: "plan/:id/monitor",
  evaluatePlan: "plan/:id/evaluation",
  nextPlan: "plan/:id/next",
  newPlanTask: "plan/:id/task",
  newPlanSupport: "plan/:id/support",
  editPlanSupport: "plansupport/:id",
  task: "task/:id",
  beginOuting: "case/:id/outing",
  beginOutingOfAppointment: "appointment/:id/outing",
  outing: "outing/:id",
  noteOfOuting: "outing/:id/note",
  followup: "followup",
  notices: "notices",
  notice: "notice/:id",
  sync: "sync",
  correct: "sync/:id",
  conflicts: "conflicts",
  conflict: "conflict/:id",
  more: "more",
  absences: "absences",
  notifications: "notifications",
  calendar: "calendar",
} as const;

export type RouteName = keyof typeof PATTERNS;

export interface Route {
  name: RouteName;
  /** The record (or change, or day, or time of a recurring visit) that the screen is about; empty where it is about none. */
  id: string;
}

export type Tab = "today" | "cases" | "sync" | "more";

const NAMES = Object.keys(PATTERNS) as RouteName[];
const ID = /^[0-9a-f-]{1,64}$/;

/** The address of a screen within the page: `#/case/0199…`. */
export function hrefOf(name: RouteName, id = ""): string {
  return `#/${pathOf({ name, id })}`;
}

/** What names a screen: `case/0199…`. Drafts are kept under it. */
export function pathOf({ name, id }: Route): string {
  return PATTERNS[name].replace(":id", id);
}

/** The screen that an address (with or without `#/`) names. Today, for an address that names none. */
export function routeOf(address: string): Route {
  const parts = address.replace(/^#?\/?/, "").split("/");
  for (const name of NAMES) {
    const id = idIn(PATTERNS[name].split("/"), parts);
    if (id !== null) return { name, id };
  }
  return { name: "today", id: "" };
}

function idIn(pattern: string[], parts: string[]): string | null {
  if (pattern.length !== parts.length) return null;
  let id = "";
  for (const [place, expected] of pattern.entries()) {
    const part = parts[place] ?? "";
    if (expected !== ":id" && expected !== part) return null;
    if (expected === ":id" && !ID.test(part)) return null;
    if (expected === ":id") id = part;
  }
  return id;
}

/** What a screen is kept under while it is shown: the agenda stays the same one from day to day. */
export function screenOf(route: Route): string {
  if (route.name === "agendaOfDay") return PATTERNS.agenda;
  return route.name === "agendaOfWeek" ? PATTERNS.agendaWeek : pathOf(route);
}

const UNDER_TODAY: ReadonlySet<RouteName> = new Set([
  "today",
  "followup",
  "agenda",
  "agendaOfDay",
  "agendaWeek",
  "agendaOfWeek",
  "noteOfAppointment",
  "noteOfOccurrence",
  "beginOutingOfAppointment",
  "notices",
  "notice",
]);

const UNDER_SYNC: ReadonlySet<RouteName> = new Set(["sync", "correct", "conflicts", "conflict"]);
const UNDER_MORE: ReadonlySet<RouteName> = new Set(["more", "absences", "notifications", "calendar"]);

/** The tab that a screen stands under. */
export function tabOf(name: RouteName): Tab {
  if (UNDER_TODAY.has(name)) return "today";
  if (UNDER_SYNC.has(name)) return "sync";
  return UNDER_MORE.has(name) ? "more" : "cases";
}
