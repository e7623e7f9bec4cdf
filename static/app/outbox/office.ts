/** The office's server over HTTP. Every call gives back what came of it as a value; none throws. */

import type { ExchangeReply, ExchangeRequest, Problem, Session } from "../sync/protocol.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * - `reply`: what was asked for
 * - `problem`: the office says why not
 * - `timed_out`: no whole answer within the time
 * - `unreachable`: no answer
 * - `unexpected`: an answer that is not the office's, such as the sign-in page of a public network
 */
export type Answer<Body> =
  | { readonly is: "reply"; readonly body: Body }
  | {
      readonly is: "problem";
      readonly status: number;
      readonly code: string;
      readonly incident?: string;
      readonly retryAfterMs?: number;
    }
  | { readonly is: "timed_out" }
  | { readonly is: "unreachable" }
  | { readonly is: "unexpected" };

export interface Credentials {
  readonly login: string;
  readonly password: string;
  readonly device: { readonly id: string; readonly name: string };
  /** Whether this phone keeps work of theirs. */
  readonly delivers: boolean;
}

const PROTOCOL = "1";
const WORTH_PACKING_BYTES = 1024;
const MS_A_SECOND = 1000;
/** A phone at the edge of its network. */
const SLOWEST_BYTES_A_MS = 16;

export class Office {
  readonly #fetch: Fetch;
  readonly #timeoutMs: number;
  readonly #now: () => number;
  #packs = typeof CompressionStream === "function";

  constructor(fetch: Fetch, timeoutMs: number, now: () => number) {
    this.#fetch = fetch;
    this.#timeoutMs = timeoutMs;
    this.#now = now;
  }

  /**
   * One exchange. `user` is who the changes are from: the server can refuse them where its session has become somebody else's,
   * e.g. because a colleague signed in on the office pages in the same browser.
   */
  async exchange(request: ExchangeRequest, csrfToken: string, user: string): Promise<Answer<ExchangeReply>> {
    const text = JSON.stringify(request);
    const headers = { "X-CSRF-Token": csrfToken, "Banso-Protocol": PROTOCOL, "Banso-User": user };
    const answer = await this.#ask("/api/exchange", isExchangeReply, await this.#body(text, headers));
    if (!this.#packs || answer.is !== "problem" || answer.code !== "malformed_gzip") return answer;
    this.#packs = false;
    return this.#ask("/api/exchange", isExchangeReply, await this.#body(text, headers));
  }

  /** Who is signed in, with a fresh token. */
  session(): Promise<Answer<Session>> {
    return this.#ask("/api/session", isSession, { method: "GET" });
  }

  async signIn(credentials: Credentials): Promise<Answer<Session>> {
    const token = await this.#ask("/api/csrf", isToken, { method: "GET" });
    if (token.is !== "reply") return token;
    return this.#ask("/api/session", isSession, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": token.body.csrf_token },
      body: JSON.stringify(credentials),
    });
  }

  signOut(csrfToken: string): Promise<Answer<unknown>> {
    return this.#ask("/api/session", isAnything, { method: "DELETE", headers: { "X-CSRF-Token": csrfToken } });
  }

  /**
   * Hands over the content of an attachment. Only 204 says that the office has it, with its counter at which the record says so; the
   * time for it grows with its size.
   */
  putContent(id: string, mediaType: string, content: Uint8Array, csrfToken: string): Promise<Answer<number>> {
    const init = {
      method: "PUT",
      headers: { "Content-Type": mediaType, "X-CSRF-Token": csrfToken },
      body: new Blob([content as Uint8Array<ArrayBuffer>]),
    };
    return this.#answer<number>(contentUrl(id), init, content.length, (response) =>
      response.status === 204
        ? { is: "reply", body: Number(response.headers.get("Banso-Seq")) }
        : this.#read(response, isNothing),
    );
  }

  /** The content of an attachment, `size` bytes of it. */
  content(id: string, size: number): Promise<Answer<Blob>> {
    return this.#answer<Blob>(contentUrl(id), { method: "GET" }, size, async (response) =>
      response.ok ? { is: "reply", body: await response.blob() } : this.#read(response, isNothing),
    );
  }

  /** Any other call of the API, for the work of `user`; a write has a token, and perhaps a body. */
  call<Body>(
    method: "GET" | "PUT" | "POST" | "DELETE",
    url: string,
    user: string,
    isBody: (body: unknown) => body is Body,
    { token, body }: { token?: string; body?: object } = {},
  ): Promise<Answer<Body>> {
    const headers = {
      "Banso-User": user,
      ...(token !== undefined && { "X-CSRF-Token": token }),
      ...(body && { "Content-Type": "application/json" }),
    };
    return this.#ask(url, isBody, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  }

  async #body(text: string, headers: Record<string, string>): Promise<RequestInit> {
    const json = { ...headers, "Content-Type": "application/json" };
    if (!this.#packs || text.length < WORTH_PACKING_BYTES) return { method: "POST", headers: json, body: text };
    return { method: "POST", headers: { ...json, "Content-Encoding": "gzip" }, body: await packed(text) };
  }

  #ask<Body>(url: string, isBody: (body: unknown) => body is Body, init: RequestInit): Promise<Answer<Body>> {
    return this.#answer(url, init, 0, (response) => this.#read(response, isBody));
  }

  /** `size` is how many bytes more than a little the request or its answer holds. */
  async #answer<Body>(
    url: string,
    init: RequestInit,
    size: number,
    read: (response: Response) => Answer<Body> | Promise<Answer<Body>>,
  ): Promise<Answer<Body>> {
    try {
      const response = await this.#fetch(url, {
        ...init,
        credentials: "same-origin",
        cache: "no-store",
        redirect: "error",
        signal: AbortSignal.timeout(this.#timeoutMs + Math.ceil(size / SLOWEST_BYTES_A_MS)),
      });
      return await read(response);
    } catch (failure) {
      return { is: isTimeout(failure) ? "timed_out" : "unreachable" };
    }
  }

  async #read<Body>(response: Response, isBody: (body: unknown) => body is Body): Promise<Answer<Body>> {
    const body = parsed(await response.text());
    if (response.ok) return isBody(body) ? { is: "reply", body } : { is: "unexpected" };
    if (isProblem(body)) {
      const retryAfterMs = retryAfter(response.headers.get("Retry-After"), this.#now());
      const { code, incident } = body;
      return {
        is: "problem",
        status: response.status,
        code,
        ...(incident === undefined ? {} : { incident }),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      };
    }
    return foreignProblem(response.status);
  }
}

/** An error that a proxy in between has written: only its status can be trusted, and only where it says enough. */
function foreignProblem(status: number): Answer<never> {
  if (status === 413) return { is: "problem", status, code: "body_too_large" };
  if (status === 504) return { is: "timed_out" };
  if (status === 502 || status === 503) return { is: "unreachable" };
  return { is: "unexpected" };
}

function packed(text: string): Promise<ArrayBuffer> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Retry-After` in milliseconds: it holds seconds, or a date. */
function retryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * MS_A_SECOND : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function isTimeout(failure: unknown): boolean {
  return failure instanceof Error && failure.name === "TimeoutError";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isExchangeReply(body: unknown): body is ExchangeReply {
  return (
    isObject(body) &&
    [body.results, body.records, body.gone].every(Array.isArray) &&
    typeof body.cursor === "string" &&
    typeof body.more === "boolean"
  );
}

function isSession(body: unknown): body is Session {
  return isObject(body) && isObject(body.user) && isObject(body.office) && typeof body.csrf_token === "string";
}

function isToken(body: unknown): body is { csrf_token: string } {
  return isObject(body) && typeof body.csrf_token === "string";
}

function isProblem(body: unknown): body is Problem {
  return isObject(body) && typeof body.code === "string";
}

function isNothing(_body: unknown): _body is never {
  return false;
}

function contentUrl(id: string): string {
  return `/api/attachments/${id}/content`;
}

/** For answers that nobody reads. */
export function isAnything(_body: unknown): _body is unknown {
  return true;
}
