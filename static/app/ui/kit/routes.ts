/** The addresses of the screens. An address holds ids and days and nothing else, for it stays in the browser's history. */

import { type RouteName, SCREENS, screenNamed, type Tab } from "./screens.ts";

export interface Route {
  name: RouteName;
  /** The record (or change, or day, or time of a recurring visit) that the screen is about; empty where it is about none. */
  id: string;
  /** Which of several drafts of the screen its form goes on with, where the address says so. */
  draft?: string;
}

const NAMES = Object.keys(SCREENS) as RouteName[];
const ID = /^[0-9a-f-]{1,64}$/;
const DRAFT = /^[0-9a-f]{1,8}$/;
/** The draft that is kept under the screen's own path. */
const FIRST = "0";

/** The address of a screen within the page: `#/case/0199…`. */
export function hrefOf(name: RouteName, id = ""): string {
  return `#/${pathOf({ name, id })}`;
}

/** What names a screen: `case/0199…`. Drafts are kept under it, and further ones under `case/0199…~3f9a0c12`. */
export function pathOf({ name, id }: Route): string {
  return SCREENS[name].path.replace(":id", id);
}

/** The screen that an address (with or without `#/`) names. Today, for an address that names none. */
export function routeOf(address: string): Route {
  const [path = "", draft = ""] = address.replace(/^#?\/?/, "").split("~");
  const parts = path.split("/");
  for (const name of NAMES) {
    const id = idIn(SCREENS[name].path.split("/"), parts);
    if (id !== null) return DRAFT.test(draft) ? { name, id, draft } : { name, id };
  }
  return { name: "today", id: "" };
}

/** The key of the draft that a route names, or of the first one of its screen. */
export function draftKeyOf(route: Route): string {
  const { draft = FIRST } = route;
  return draft === FIRST ? pathOf(route) : `${pathOf(route)}~${draft}`;
}

/** The address at which a draft is gone on with. */
export function hrefOfDraft(key: string): string {
  return key.includes("~") ? `#/${key}` : `#/${key}~${FIRST}`;
}

/** A key for one more draft of a screen. */
export function anotherKey(path: string): string {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return `${path}~${random.toString(16).padStart(8, "0")}`;
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
  return screenNamed(route.name).keptAs ?? [pathOf(route), route.draft ?? []].flat().join("~");
}

/** The tab that a screen stands under. */
export function tabOf(name: RouteName): Tab {
  return screenNamed(name).tab;
}
