/** Drafts by the screens they belong to: a draft's key is the path of its form, with a mark of its own where there are several. */

import type { Draft } from "../../outbox/notebook.ts";
import { KINDS, type KindName } from "../../sync/kinds.gen.ts";
import { draftKeyOf, pathOf, type Route, routeOf } from "../kit/routes.ts";
import { screenNamed } from "../kit/screens.ts";
import { isEditable } from "./editable.ts";

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
    const kind = screenNamed(route.name).draft;
    if (kind !== undefined && draftKeyOf(route) === draft.key) open.push({ draft, route, kind });
  }
  return open.sort((one, other) => other.draft.savedAt.localeCompare(one.draft.savedAt));
}

/** The drafts of one screen, the latest first. */
export function draftsAt(path: string, drafts: readonly Draft[]): OpenDraft[] {
  return openDrafts(drafts).filter(({ route }) => pathOf(route) === path);
}

const BEGINNING = 40;

/** What a draft is known by: how its longest text begins. */
export function beginningOf({ draft, kind }: OpenDraft): string {
  const texts = Object.entries(draft.fields).flatMap(([field, value]) =>
    typeof value === "string" && isEditable(kind, field) && KINDS[kind].fields[field]?.type === "text" ? [value] : [],
  );
  const longest = [...texts.reduce((one, other) => (other.length > one.length ? other : one), "")];
  return longest.length > BEGINNING ? `${longest.slice(0, BEGINNING).join("")}…` : longest.join("");
}
