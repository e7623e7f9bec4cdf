/** Calls of the API in the name of the phone's user, as the session at hand allows them. */

import type { Answer, Office } from "./office.ts";
import type { PhoneState } from "./phonestate.ts";

type IsBody<Body> = (body: unknown) => body is Body;

export function ask<Body>(
  phoneState: PhoneState,
  office: Office,
  url: string,
  isBody: IsBody<Body>,
): Promise<Answer<Body>> {
  return office.call("GET", url, userOf(phoneState), isBody);
}

/** One write. A token that has become old is renewed once. */
export async function tell<Body>(
  phoneState: PhoneState,
  office: Office,
  method: "PUT" | "POST" | "DELETE",
  url: string,
  isBody: IsBody<Body>,
  body?: object,
): Promise<Answer<Body>> {
  const send = (token: string) =>
    office.call(method, url, userOf(phoneState), isBody, { token, ...(body && { body }) });
  const answer = await send(phoneState.current.facts.session?.csrf_token ?? "");
  if (answer.is !== "problem" || answer.code !== "csrf_failed") return answer;
  const session = await office.session();
  return session.is === "reply" ? send(session.body.csrf_token) : session;
}

/** How something that needs no screen calls the API: for the app that is open, or for a worker that can open nothing. */
export interface Caller {
  ask<Body>(url: string, isBody: IsBody<Body>): Promise<Answer<Body>>;
  tell<Body>(
    method: "PUT" | "POST" | "DELETE",
    url: string,
    isBody: IsBody<Body>,
    body?: object,
  ): Promise<Answer<Body>>;
}

/** The app's. */
export function callerOf(phoneState: PhoneState, office: Office): Caller {
  return {
    ask: (url, isBody) => ask(phoneState, office, url, isBody),
    tell: (method, url, isBody, body) => tell(phoneState, office, method, url, isBody, body),
  };
}

/** A worker's, in the name of whose phone it is. */
export function callerFor(user: string, office: Office): Caller {
  return {
    ask: (url, isBody) => office.call("GET", url, user, isBody),
    tell: async (method, url, isBody, body) => {
      const token = await office.token();
      if (token.is !== "reply") return token;
      return office.call(method, url, user, isBody, { token: token.body, ...(body && { body }) });
    },
  };
}

function userOf(phoneState: PhoneState): string {
  return phoneState.current.facts.session?.user.id ?? "";
}
