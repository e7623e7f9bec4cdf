import { isUnheard } from "../../outbox/line.ts";
import { t, tCode } from "./language.ts";

/** What went wrong, in words. That nothing is heard of the office is said as everywhere else. */
export function problemWords(code: string): string {
  return isUnheard(code) ? t(`exchange.${code}`) : tCode("problem", code, "problem.other");
}

/** What keeps somebody from signing in: whose role has no place on a phone has one at the office. */
export function signInProblem(code: string): string {
  return code === "not_for_this_role" ? t("signin.not_for_this_role") : problemWords(code);
}

/** The stable code that an error of the notebook carries; empty where it carries none. */
export function codeOf(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : "";
  return typeof code === "string" ? code : "";
}
