/**
 * Finding cases by part of a word, in what is in memory.
 *
 * Japanese has no spaces between words, so any part of a text may be what somebody looks for. Texts are folded once and kept as long
 * as the view they belong to; after that a search is a plain scan (measured in docs/decisions/0003-caseload-in-segments.md).
 */

import type { View } from "./caseload.ts";
import { fold, placeOf, words } from "./fold.ts";
import type { KindName } from "./kinds.gen.ts";

/** Where in a case something was found. */
export interface Match {
  readonly record: string;
  readonly kind: KindName;
  readonly field: string;
}

export interface Found {
  /** The case's id. */
  readonly case: string;
  /** The best place of each word of the query, each place once; or that of the query, where it stands as a whole. */
  readonly matches: readonly Match[];
  readonly score: number;
}

/** What is searched: `Notebook` and `Caseload` both offer it. */
export interface Searchable {
  list(kind: KindName): readonly View[];
  get(id: string): View | undefined;
}

/** How much a match tells, by kind and field. A name that begins with the word counts twice. */
const WEIGHTS: { readonly [kind in KindName]?: { readonly [field: string]: number } } = {
  person: { name: 100, kana: 100, phone: 40, address: 30, notes: 15 },
  household: { name: 40, members: 40, address: 30, safety_notes: 5 },
  case: { number: 80, summary: 20 },
  support: { narrative: 5, noticed: 5, place: 5, purpose: 5, companions: 5, next_action: 5, safety_note: 5 },
  plan: { goal: 8 },
};

interface Text {
  readonly match: Match;
  readonly folded: string;
  readonly weight: number;
}

const texts = new WeakMap<View, readonly Text[]>();

/** The cases in which every word of `query` is found, or all of it in one place, the best first; none for an empty query. */
export function searchCases(records: Searchable, query: string): Found[] {
  const sought = words(query);
  if (sought.length === 0) return [];
  // A telephone number with spaces is one word for whoever typed it.
  const places = sought.length === 1 ? sought : [...sought, fold(query)];
  const byCase = new Map<string, (Hit | undefined)[]>();
  const note = (caseId: string, view: View | undefined) => {
    if (!view || view.deleted) return;
    for (const [place, word] of places.entries()) {
      const hit = bestHit(view, word);
      if (hit) keepBetter(byCase, caseId, place, hit);
    }
  };
  const named = (view: View | undefined, field: string) => {
    const id = view?.fields[field];
    return typeof id === "string" ? records.get(id) : undefined;
  };
  for (const view of records.list("case")) {
    const person = named(view, "person");
    for (const each of [view, person, named(person, "household")]) note(view.id, each);
  }
  for (const kind of ["support", "plan"] as const) {
    for (const view of records.list(kind)) note(view.scope, view);
  }
  return ranked(byCase, sought.length);
}

interface Hit {
  readonly match: Match;
  readonly score: number;
}

function bestHit(view: View, word: string): Hit | undefined {
  let best: Hit | undefined;
  for (const { match, folded, weight } of textsOf(view)) {
    const place = placeOf(folded, word);
    if (place < 0) continue;
    const score = place === 0 ? weight * 2 : weight;
    if (!best || score > best.score) best = { match, score };
  }
  return best;
}

function keepBetter(byCase: Map<string, (Hit | undefined)[]>, caseId: string, place: number, hit: Hit): void {
  const hits = byCase.get(caseId) ?? [];
  if (hit.score > (hits[place]?.score ?? 0)) hits[place] = hit;
  byCase.set(caseId, hits);
}

/** `count` words are sought, each in its place; what is found in the place after them is the query as a whole. */
function ranked(byCase: Map<string, (Hit | undefined)[]>, count: number): Found[] {
  const results: Found[] = [];
  for (const [caseId, hits] of byCase) {
    const each = hits.slice(0, count).filter((hit) => hit !== undefined);
    const whole = hits[count];
    const all = each.length === count ? each : whole && [whole];
    if (!all) continue;
    results.push({
      case: caseId,
      matches: [...new Set(all.map(({ match }) => match))],
      score: (all.reduce((sum, { score }) => sum + score, 0) * count) / all.length,
    });
  }
  return results.sort((one, other) => other.score - one.score || one.case.localeCompare(other.case));
}

function textsOf(view: View): readonly Text[] {
  const cached = texts.get(view);
  if (cached) return cached;
  const folded: Text[] = [];
  for (const [field, weight] of Object.entries(WEIGHTS[view.kind] ?? {})) {
    const value = view.fields[field];
    const text = Array.isArray(value) ? value.join("\n") : value;
    if (typeof text !== "string") continue;
    folded.push({ match: { record: view.id, kind: view.kind, field }, folded: fold(text), weight });
  }
  texts.set(view, folded);
  return folded;
}
