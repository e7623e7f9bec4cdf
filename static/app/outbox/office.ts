/** The office's server over HTTP. Every call gives back what came of it as a value; none throws. */

import type {
  Credentials,
  Csrf,
  ExchangeReply,
  ExchangeRequest,
  Problem,
  Session,
  SignInWays,
} from "../sync/protocol.ts";
import { Line, LOOK_TIMEOUT_MS, type Outlook, type Unheard } from "./line.ts";
import { Prover } from "./prover.ts";
import { packed, parsed, retryAfter } from "./texts.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * - `reply`: what was asked for
 * - `problem`: the office says why not
 * - `unheard`: no whole answer of the office's, and why not; `late` where there was none within the time
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
  | UnheardAnswer;

export interface UnheardAnswer {
  readonly is: "unheard";
  readonly reach: Unheard;
  readonly late?: true;
}

const PROTOCOL = "1";
const WORTH_PACKING_BYTES = 1024;
/** A phone at the edge of its network. */
const SLOWEST_BYTES_A_MS = 16;
/** Answered by the server itself, whoever asks, and cheaply. */
const SMALL_QUESTION = "/healthz";
const TOKEN = "/api/csrf";

export class Office {
  /** How the way to the office stands. */
  readonly line: Line;
  readonly #fetch: Fetch;
  readonly #timeoutMs: number;
  readonly #now: () => number;
  /** What requests are proven with. */
  readonly prover = new Prover();
  #packs = typeof CompressionStream === "function";

  constructor(fetch: Fetch, timeoutMs: number, now: () => number, outlook: Outlook) {
    this.line = new Line(outlook, async () => {
      const answer = await this.#heard(SMALL_QUESTION, { method: "GET" }, LOOK_TIMEOUT_MS, standing);
      if (answer.is !== "unheard") return "open";
      return answer.late && this.line.isOnline ? "unanswered" : answer.reach;
    });
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

  /** A fresh token, whoever is signed in. */
  async token(): Promise<Answer<string>> {
    const answer = await this.#ask(TOKEN, isToken, { method: "GET" });
    return answer.is === "reply" ? { is: "reply", body: answer.body.csrf_token } : answer;
  }

  signIn(
    { by, ...shown }: Credentials,
    phone: { device: { id: string; name: string }; delivers: boolean },
  ): Promise<Answer<Session>> {
    return this.ask(by === "password" ? "/api/session" : `/api/session/${by}`, { ...shown, ...phone }, isSession);
  }

  /** A write for which nobody has to be signed in. */
  async ask<Body>(url: string, body: object, isBody: (body: unknown) => body is Body): Promise<Answer<Body>> {
    const token = await this.token();
    if (token.is !== "reply") return token;
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": token.body };
    return this.#ask(url, isBody, { method: "POST", headers, body: JSON.stringify(body) });
  }

  ways(): Promise<Answer<SignInWays>> {
    return this.#ask("/api/session/ways", isWays, { method: "GET" });
  }

  /** A proof tells the office that this phone leaves by itself; it has to be a fresh one. */
  async signOut(csrfToken: string): Promise<Answer<unknown>> {
    if (this.prover.hasKey) await this.token();
    return this.#ask("/api/session", isAnything, { method: "DELETE", headers: { "X-CSRF-Token": csrfToken } });
  }

  /**
   * Hands over the content of an attachment. Only 204 says that the office has it, with its counter at which the record says so; the
   * time for it grows with its size.
   */
  putContent(id: string, mediaType: string, content: Uint8Array, csrfToken: string): Promise<Answer<number>> {
    const headers = { "Content-Type": mediaType, "X-CSRF-Token": csrfToken };
    return this.put<number>(contentUrl(id), headers, content, (response) =>
      response.status === 204
        ? { is: "reply", body: Number(response.headers.get("Banso-Seq")) }
        : this.read(response, isNothing),
    );
  }

  /** Hands over some bytes. */
  put<Body>(
    url: string,
    headers: Record<string, string>,
    content: Uint8Array,
    read: (response: Response) => Answer<Body> | Promise<Answer<Body>>,
  ): Promise<Answer<Body>> {
    const body = new Blob([content as Uint8Array<ArrayBuffer>]);
    return this.#answer(url, { method: "PUT", headers, body }, content.length, read);
  }

  /** The content of an attachment, `size` bytes of it. */
  content(id: string, size: number): Promise<Answer<Blob>> {
    return this.#answer<Blob>(contentUrl(id), { method: "GET" }, size, async (response) =>
      response.ok && !isPage(response) ? { is: "reply", body: await response.blob() } : this.read(response, isNothing),
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
    return this.#answer(url, init, 0, (response) => this.read(response, isBody));
  }

  /** `size` is how many bytes more than a little the request or its answer holds. */
  async #answer<Body>(
    url: string,
    init: RequestInit,
    size: number,
    read: (response: Response) => Answer<Body> | Promise<Answer<Body>>,
  ): Promise<Answer<Body>> {
    const tell = this.line.asked();
    const timeoutMs = this.#timeoutMs + Math.ceil(size / SLOWEST_BYTES_A_MS);
    if (this.prover.hasKey && !this.prover.nonce) {
      // A small question is asked first, once, rather than all that waits sent twice.
      this.prover.nonce = "-";
      await this.#heard(TOKEN, { method: "GET" }, LOOK_TIMEOUT_MS, () => INTERCEPTED);
    }
    const { nonce } = this.prover;
    let answer = await this.#heard(url, await this.prover.proven(url, init), timeoutMs, read);
    if (answer.is === "problem" && answer.code === "proof_needed" && this.prover.nonce !== nonce) {
      // What it was proven with has had its time. The answer brought another.
      answer = await this.#heard(url, await this.prover.proven(url, init), timeoutMs, read);
    }
    tell(answer.is === "unheard" ? answer.reach : "open");
    return answer;
  }

  async #heard<Body>(
    url: string,
    init: RequestInit,
    timeoutMs: number,
    read: (response: Response) => Answer<Body> | Promise<Answer<Body>>,
  ): Promise<Answer<Body>> {
    // What a browser calls an end by this clock differs, and changes once the headers are there: the clock itself is asked.
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await this.#fetch(url, {
        ...init,
        credentials: "same-origin",
        cache: "no-store",
        // The office sends nobody elsewhere: who does stands in between.
        redirect: "manual",
        signal,
      });
      this.prover.nonce = response.headers.get("Banso-Nonce") ?? this.prover.nonce;
      return await read(response);
    } catch {
      const reach = this.line.isOnline ? "unreachable" : "offline";
      return { is: "unheard", reach, ...(signal.aborted && { late: true }) };
    }
  }

  /** What a response says, as JSON. */
  async read<Body>(response: Response, isBody: (body: unknown) => body is Body): Promise<Answer<Body>> {
    const body = parsed(await response.text());
    if (response.ok) return isBody(body) ? { is: "reply", body } : INTERCEPTED;
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

const INTERCEPTED: UnheardAnswer = { is: "unheard", reach: "intercepted" };
const SIGN_IN_TO_THE_NETWORK = 511;

/** An error that a proxy has written: the office's own where it says that what is behind it fails, and of somebody in between otherwise. */
function foreignProblem(status: number): Answer<never> {
  if (status === 413) return { is: "problem", status, code: "body_too_large" };
  if (status < 500 || status === SIGN_IN_TO_THE_NETWORK) return INTERCEPTED;
  return { is: "unheard", reach: "unreachable", ...(status === 504 && { late: true }) };
}

/** A page is never the content of an attachment. */
function isPage({ headers }: Response): boolean {
  return headers.get("Content-Type")?.startsWith("text/html") ?? false;
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

const isWays = (body: unknown): body is SignInWays => isObject(body) && typeof body.passkey === "boolean";

const isToken = (body: unknown): body is Csrf => isObject(body) && typeof body.csrf_token === "string";

const isProblem = (body: unknown): body is Problem => isObject(body) && typeof body.code === "string";

/** Whether it is the office's server that answers the small question: also one that says that it cannot work. */
async function standing(response: Response): Promise<Answer<unknown>> {
  const body = parsed(await response.text());
  if (isObject(body) && typeof body.status === "string") return { is: "reply", body };
  // A proxy that keeps the question from strangers says nothing about the rest.
  if (response.status >= 400 && response.status < 500) return { is: "reply", body };
  return response.ok ? INTERCEPTED : foreignProblem(response.status);
}

const isNothing = (_body: unknown): _body is never => false;

function contentUrl(id: string): string {
  return `/api/attachments/${id}/content`;
}

/** For answers that nobody reads. */
export function isAnything(_body: unknown): _body is unknown {
  return true;
}
