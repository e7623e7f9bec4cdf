/** A small office: it answers the exchange as docs/protocol.md says, keeps everything in memory, and fails when told to. */

import { gunzipSync } from "node:zlib";
import type { KindName } from "../../static/app/sync/kinds.gen.ts";
import type {
  Change,
  Envelope,
  ExchangeReply,
  ExchangeRequest,
  Fields,
  OutboxKey,
  Result,
  ServerRecord,
  Session,
} from "../../static/app/sync/protocol.ts";
import type { Thresholds } from "../../static/app/sync/thresholds.ts";
import { laidOver, scopeOf } from "../../static/app/sync/values.ts";

export type Interceptor = (
  url: string,
  init: RequestInit,
  office: FakeOffice,
) => Response | undefined | Promise<Response | undefined>;

/** No office answers. */
export const unreachable: Interceptor = () => Promise.reject(new TypeError("failed to fetch"));

export const OFFICE = "00000000-0000-7000-8000-0000000000ff";
export const WORKER = { id: "00000000-0000-7000-8000-0000000000aa", login: "mori", name: "森", role: "worker" };
export const COLLEAGUE = { id: "00000000-0000-7000-8000-0000000000bb", login: "hara", name: "原", role: "worker" };

/** How often a change is answered as waiting before it is decided without what it waits for. */
const PATIENCE = 5;

export function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const body = { type: `/problems/${code}`, title: code, status, code };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/problem+json", ...headers },
  });
}

/** The exchange request in a call, packed or not. */
export function readRequest({ body }: RequestInit): ExchangeRequest {
  return JSON.parse(typeof body === "string" ? body : gunzipSync(body as ArrayBuffer).toString());
}

export class FakeOffice {
  records = new Map<string, ServerRecord>();
  /** How often each change was stored. */
  stored = new Map<string, number>();
  readonly requests: ExchangeRequest[] = [];
  readonly calls: string[] = [];
  /** Answer instead of the office, one call each; `undefined` lets the office answer. */
  readonly interceptors: Interceptor[] = [];
  user = WORKER;
  /** What has to be given besides the password, if anything. */
  /** Whom the provider of identities has named in this browser. */
  named = "mori";
  code: string | null = null;
  signedIn = true;
  token = "token-1";
  pageSize = 1000;
  /** How a phone that registers stands here; the keys that were given. It is answered beside everything else. */
  standing: "registered" | "waiting" = "registered";
  readonly keys: string[] = [];
  /** The phone that signed in last. */
  device = "";
  /** The worker's role has been changed, or their account is out of use: what the phone keeps is taken, and nothing given. */
  /** How the phone's clock stands to this office's. */
  clock = { aheadS: 0, isWrong: false };
  delivers = false;
  /** How long a phone may go without hearing it; an older server says nothing. */
  contactWithinS: number | undefined;
  /** Whether the role has its place on the office pages: then no phone is signed in. */
  isForTheDesk = false;
  /** What each sign-in said of work that the phone keeps. */
  readonly offered: unknown[] = [];
  /** What the supervisor has chosen; an older server says nothing. */
  thresholds: Thresholds | undefined;
  /** What it says to envelopes of somebody; nothing where somebody else is signed in. */
  takesOutbox: (user: string, envelopes: Envelope[]) => object | undefined = () => undefined;
  /** For what is sealed for this office; an older server has none. */
  outboxKey: OutboxKey | undefined;
  /** Whether a change is to be rejected, and why. */
  judge: (change: Change) => Partial<Result> | undefined = () => undefined;
  /** Up to where a verified backup covers it; `null` where it makes none. */
  covered: { seq: number; at: string } | null = null;
  gone: { scope: string; seq: number }[] = [];
  /** Records that were erased for good. */
  erased: { id: string; seq: number }[] = [];
  #results = new Map<string, Result>();
  #states = new Set<string>();
  /** Records that the worker can no longer see, with their scopes. */
  #lost = new Map<string, string>();
  /** How far the phone has been told, as its cursors say. */
  #told = 0;
  #seq = 0;
  /** What has happened, one name for each value of the counter. No two histories share a name. */
  #log: string[] = [];
  readonly #offered = new Map<string, number>();
  #heads = 0;

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    if (url === "/api/registration" && this.signedIn) {
      this.keys.push(JSON.parse(String(init.body)).key);
      return json({ state: this.standing });
    }
    this.calls.push(`${init.method} ${url}`);
    const intercepted = await this.interceptors.shift()?.(url, init, this);
    return intercepted ?? this.answer(url, init);
  };

  answer(url: string, init: RequestInit): Response {
    const headers = new Headers(init.headers);
    if (url === "/api/csrf") return json({ csrf_token: this.token });
    if (url === "/api/session" || url === "/api/session/identity") return this.#session(init, headers);
    if (url === "/api/session/ways") return json({ passkey: true, provider: "見本市のアカウント" });
    if (!this.signedIn) return problem(401, "signed_out");
    if (headers.get("X-CSRF-Token") !== this.token) return problem(403, "csrf_failed");
    if (url === "/api/outbox") {
      const { envelopes } = JSON.parse(String(init.body)) as { envelopes: Envelope[] };
      const taken = this.takesOutbox(headers.get("Banso-User") ?? "", envelopes);
      return taken ? json(taken) : problem(401, "signed_out");
    }
    const request = readRequest(init);
    this.requests.push(request);
    if (!this.#knows(request.cursor) || !this.#knows(request.latest)) return problem(409, "history_changed");
    return json(this.exchange(request));
  }

  /** Whether a cursor is of this log: it names how far was read, and what stood last in the log then. */
  #knows(cursor: string | null): boolean {
    if (cursor === null) return true;
    const [, last = "", name = ""] = cursor.split("/");
    return (this.#log[Number(last) - 1] ?? "") === name;
  }

  exchange({ changes, cursor, limit }: ExchangeRequest): ExchangeReply {
    const from = Number((cursor ?? "0").split("/")[0]);
    this.#told = Math.max(this.#told, from);
    const results = changes.map((change) => this.#take(change));
    if (this.delivers) return { ...NOTHING_NEW, results, cursor: cursor ?? "0", covered: this.covered, delivery: true };
    const due = [...this.records.values()].filter(({ seq }) => seq > from).sort((one, other) => one.seq - other.seq);
    const records = due.slice(0, Math.min(limit, this.pageSize));
    const more = records.length < due.length;
    const to = more ? (records.at(-1)?.seq ?? from) : this.#seq;
    const gone = this.gone.filter(({ seq }) => seq > from && seq <= to).map(({ scope }) => scope);
    return {
      results,
      records: structuredClone(records),
      gone,
      erased: this.erased.filter(({ seq }) => seq > from).map(({ id }) => id),
      cursor: `${to}/${this.#seq}/${this.#log.at(-1) ?? ""}`,
      seq: this.#seq,
      more,
      remaining: due.length - records.length,
      server_time: "2026-11-21T01:30:00Z",
      clock_offset_s: this.clock.aheadS,
      clock_warning: this.clock.isWrong,
      covered: this.covered,
      ...(this.thresholds && { thresholds: this.thresholds }),
      ...(this.contactWithinS !== undefined && { contact_within_s: this.contactWithinS }),
      ...(this.outboxKey && { outbox_key: this.outboxKey }),
    };
  }

  /** Somebody at the office writes. */
  put(kind: KindName, id: string, fields: Fields): ServerRecord {
    const head = this.#newHead();
    const known = this.records.get(id);
    this.#giveBack(id);
    const next = laidOver(known?.fields ?? {}, fields);
    return this.#keep({ kind, id, scope: scopeOf(kind, id, next, OFFICE), seq: 0, head, fields: next });
  }

  /** The worker loses a scope. */
  take(scope: string): void {
    for (const record of [...this.records.values()].filter((known) => known.scope === scope)) {
      this.records.delete(record.id);
      this.#lost.set(record.id, scope);
    }
    this.#next();
    this.gone.push({ scope, seq: this.#seq });
  }

  /** A case is erased, with all that stands in it: nothing is taken for it any more. */
  erase(scope: string): void {
    const records = [...this.records.values()].filter((known) => known.scope === scope).map(({ id }) => id);
    this.take(scope);
    for (const id of records) {
      this.erased.push({ id, seq: this.#seq });
    }
  }

  #next(): void {
    this.#seq += 1;
    this.#log.push(this.#newHead());
  }

  #giveBack(scope: string): void {
    const place = this.gone.findIndex((lost) => lost.scope === scope);
    if (place >= 0) this.gone.splice(place, 1);
  }

  get seq(): number {
    return this.#seq;
  }

  /** A copy of all that is kept, to be put back: as a backup and its restore. */
  backup(): () => void {
    const kept = structuredClone({
      records: this.records,
      stored: this.stored,
      gone: this.gone,
      results: this.#results,
      states: this.#states,
      lost: this.#lost,
      told: this.#told,
      seq: this.#seq,
      log: this.#log,
      covered: this.covered,
    });
    return () => {
      const back = structuredClone(kept);
      [this.records, this.stored, this.gone, this.covered] = [back.records, back.stored, back.gone, back.covered];
      [this.#results, this.#states, this.#lost] = [back.results, back.states, back.lost];
      [this.#told, this.#seq, this.#log] = [back.told, back.seq, back.log];
    };
  }

  #session(init: RequestInit, headers: Headers): Response {
    if (init.method === "DELETE") {
      if (headers.get("X-CSRF-Token") !== this.token) return problem(403, "csrf_failed");
      this.signedIn = false;
      return new Response(null, { status: 204 });
    }
    if (init.method === "POST") {
      const refused = this.#letIn(JSON.parse(String(init.body)));
      if (refused !== null) return problem(401, refused);
    }
    if (!this.signedIn) return problem(401, "signed_out");
    const session: Session = {
      user: this.user,
      office: { id: OFFICE, name: "たるさぽ", time_zone: "Asia/Tokyo" },
      device: this.isForTheDesk && !this.delivers ? null : { id: "device" },
      delivery: this.delivers,
      csrf_token: this.token,
    };
    const answer = json(session);
    answer.headers.set("Banso-Nonce", "nonce-1");
    return answer;
  }

  /** Signs in, or says why not. */
  #letIn({ login = this.named, password = "right", code, delivers, device }: Record<string, unknown>): string | null {
    this.device = (device as { id: string }).id;
    this.offered.push(delivers === true);
    const user = [WORKER, COLLEAGUE].find((known) => known.login === login);
    if (!user || password !== "right") return "wrong_credentials";
    if (this.code !== null && code !== this.code) return code ? "second_factor_wrong" : "second_factor_needed";
    this.user = user;
    this.signedIn = true;
    return null;
  }

  #take(change: Change): Result {
    const known = this.#results.get(change.id);
    if (known) return known;
    const judged = this.#judged(change);
    if (judged) return { id: change.id, status: "rejected", ...judged };
    const record = this.records.get(change.record);
    if (change.base === null && record) return rejected(change, "wrong_kind");
    if (change.base !== null && !this.#states.has(change.base) && !(record && this.#givesUp(change))) {
      return { id: change.id, status: "waiting", code: "base_unknown" };
    }
    const lost = this.gone.find(({ scope }) => scope === change.fields.case || scope === this.#lost.get(change.record));
    if (lost) return lost.seq <= this.#told ? rejected(change, "not_yours") : this.#keepLate(change);
    const caseId = change.base === null ? change.fields.case : undefined;
    if (typeof caseId === "string" && !this.records.has(caseId)) {
      if (change.offered_again) return { id: change.id, status: "waiting", code: "reference_unknown" };
      return rejected(change, "invalid_fields");
    }
    return this.#store(change, record);
  }

  #judged(change: Change): Partial<Result> | undefined {
    const named = [change.record, change.fields.case];
    return this.erased.some(({ id }) => named.includes(id)) ? { code: "record_erased" } : this.judge(change);
  }

  /** Whether a change has waited long enough: what it names does not come back, and somebody chooses it. */
  #givesUp({ id }: Change): boolean {
    const offered = (this.#offered.get(id) ?? 0) + 1;
    this.#offered.set(id, offered);
    return offered > PATIENCE;
  }

  /** Work for a case that the worker had lost without knowing: stored, and no longer theirs to see. */
  #keepLate(change: Change): Result {
    this.#next();
    const result: Result = { id: change.id, status: "applied", seq: this.#seq, head: change.id, late: true };
    this.#lost.set(change.record, String(change.fields.case ?? this.#lost.get(change.record)));
    this.#states.add(change.id);
    this.#results.set(change.id, result);
    this.stored.set(change.id, 1);
    return result;
  }

  #store(change: Change, record: ServerRecord | undefined): Result {
    const isOnTop = (record?.head ?? null) === change.base;
    const fields = laidOver(record?.fields ?? {}, change.fields);
    const head = isOnTop ? change.id : this.#newHead();
    this.#states.add(change.id);
    const { kind, record: id } = change;
    const kept = this.#keep({ kind, id, scope: scopeOf(kind, id, fields, OFFICE), seq: 0, head, fields });
    const result: Result = { id: change.id, status: isOnTop ? "applied" : "merged", seq: kept.seq, head };
    this.#results.set(change.id, result);
    this.stored.set(change.id, (this.stored.get(change.id) ?? 0) + 1);
    return result;
  }

  #keep(record: ServerRecord): ServerRecord {
    this.#next();
    const kept = { ...record, seq: this.#seq };
    this.records.set(record.id, kept);
    this.#states.add(record.head);
    return kept;
  }

  #newHead(): string {
    this.#heads += 1;
    return `10000000-0000-7000-8000-${String(this.#heads).padStart(12, "0")}`;
  }
}

const NOTHING_NEW = {
  records: [],
  gone: [],
  erased: [],
  more: false,
  remaining: 0,
  server_time: "2026-11-21T01:30:00Z",
  clock_offset_s: 0,
  clock_warning: false,
};

function rejected(change: Change, code: string): Result {
  const errors = code === "invalid_fields" ? [{ field: "case", code: "unknown_reference" }] : [];
  return { id: change.id, status: "rejected", code, errors };
}

function json(body: unknown): Response {
  return new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });
}
