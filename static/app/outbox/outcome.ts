/** How an exchange ends, and what an answer of the office means for it. */

import type { ExchangeState } from "./notebook.ts";
import type { Answer } from "./office.ts";

/** How a run ended. `retryAfterMs` is the office's own wish. */
export interface Outcome {
  readonly state: Exclude<ExchangeState, "busy" | "unanswered">;
  readonly problem?: { readonly code: string; readonly incident?: string };
  readonly retryAfterMs?: number;
  /** Whether something was answered in a way that asks for another try. */
  readonly unsettled?: boolean;
}

/** The office was heard, and this phone's user is not let in: somebody has to sign in, and perhaps nobody can. */
export const NOT_LET_IN: readonly ExchangeState[] = ["signed_out", "not_here"];

type ProblemAnswer = Extract<Answer<never>, { is: "problem" }>;

/** Problems that only a person can end. */
export function endedBy({ status, code }: ProblemAnswer): Outcome | undefined {
  if (status === 401) return { state: "signed_out" };
  if (code === "device_revoked") return { state: "revoked" };
  if (code === "not_for_this_role") return { state: "not_here" };
  return status === 426 ? { state: "update_needed" } : undefined;
}

export function troubled({ code, incident, retryAfterMs }: ProblemAnswer): Outcome {
  return {
    state: "trouble",
    problem: { code, ...(incident === undefined ? {} : { incident }) },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
