/**
 * Finding cases by part of a word, in what is in memory.
 *
 * Japanese has no spaces between words, so any part of a text may be what somebody looks for. Texts are folded once and kept as long
 * as the view they belong to; after that a search is a plain scan (measured in docs/decisions/0003-caseload-in-segments.md).
 */

import type { View } from "./caseload.ts";
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
  /** One for each word of the query, the best place where it was found. */
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

/** `text` without what does not matter for finding: width, kind of kana, case and spaces. */
export function fold(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u30a1-\u30f6]/g, (katakana) => String.fromCharCode(katakana.charCodeAt(0) - 0x60))
    .replace(/\s+/g, "");
}

/** The words of a query, folded. */
export function words(query: string): string[] {
  return query.normalize("NFKC").split(/\s+/).map(fold).filter(Boolean);
}

/** The cases in which every word of `query` is found, the best first; none for an empty query. */
export function searchCases(records: Searchable, query: string): Found[] {
  const sought = words(query);
  if (sought.length === 0) return [];
  const byCase = new Map<string, (Hit | undefined)[]>();
  const note = (caseId: string, view: View) => {
    for (const [place, word] of sought.entries()) {
      const hit = bestHit(view, word);
      if (hit) keepBetter(byCase, caseId, place, hit);
    }
  };
  for (const view of records.list("case")) {
    note(view.id, view);
    const person = typeof view.fields.person === "string" ? records.get(view.fields.person) : undefined;
    if (person && !person.deleted) note(view.id, person);
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
    const place = folded.indexOf(word);
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

function ranked(byCase: Map<string, (Hit | undefined)[]>, wanted: number): Found[] {
  const found: Found[] = [];
  for (const [caseId, hits] of byCase) {
    const all = hits.filter((hit) => hit !== undefined);
    if (all.length < wanted) continue;
    found.push({
      case: caseId,
      matches: all.map(({ match }) => match),
      score: all.reduce((sum, { score }) => sum + score, 0),
    });
  }
  return found.sort((one, other) => other.score - one.score || one.case.localeCompare(other.case));
}

function textsOf(view: View): readonly Text[] {
  const known = texts.get(view);
  if (known) return known;
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
