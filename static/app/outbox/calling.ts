/** Calls of the API in the name of the phone's user, as the session at hand allows them. */

import type { Ledger } from "./ledger.ts";
import type { Answer, Office } from "./office.ts";

type IsBody<Body> = (body: unknown) => body is Body;

export function ask<Body>(ledger: Ledger, office: Office, url: string, isBody: IsBody<Body>): Promise<Answer<Body>> {
  return office.call("GET", url, userOf(ledger), isBody);
}

/** One write. A token that has become old is renewed once. */
export async function tell<Body>(
  ledger: Ledger,
  office: Office,
  method: "PUT" | "POST" | "DELETE",
  url: string,
  isBody: IsBody<Body>,
  body?: object,
): Promise<Answer<Body>> {
  const send = (token: string) => office.call(method, url, userOf(ledger), isBody, { token, ...(body && { body }) });
  const answer = await send(ledger.state.facts.session?.csrf_token ?? "");
  if (answer.is !== "problem" || answer.code !== "csrf_failed") return answer;
  const session = await office.session();
  return session.is === "reply" ? send(session.body.csrf_token) : session;
}

function userOf(ledger: Ledger): string {
  return ledger.state.facts.session?.user.id ?? "";
}
