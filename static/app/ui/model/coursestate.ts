/** Where each course was left: its filter and its page, for as long as the app is open. Never on the disk, nor in an address. */

import { type Signal, signal } from "@preact/signals";
import { type CourseFilter, EVERYTHING } from "./course.ts";
import { me } from "./notebook.ts";

export interface CourseState {
  readonly filter: CourseFilter;
  /** The place of the first note that is shown. */
  readonly start: number;
  readonly isWhole: boolean;
  /** Counts how often the filter was taken off. */
  readonly taken: number;
}

const states = new Map<string, Signal<CourseState>>();

/** What is kept for a case: for whoever is signed in, and nobody else. */
export function courseState(caseId: string): Signal<CourseState> {
  const key = `${me()} ${caseId}`;
  const state = states.get(key) ?? signal({ filter: EVERYTHING, start: 0, isWhole: false, taken: 0 });
  states.set(key, state);
  return state;
}

/** Begins a course anew: from its newest note, and only what has these words in it. */
export function beginCourse(caseId: string, words = ""): void {
  courseState(caseId).value = { filter: { ...EVERYTHING, words }, start: 0, isWhole: false, taken: 0 };
}
