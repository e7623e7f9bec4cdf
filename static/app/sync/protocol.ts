/** The exchange protocol on the wire: see docs/protocol.md. */

import type { Json } from "./json.ts";
import type { KindName } from "./kinds.gen.ts";
import type { Thresholds } from "./thresholds.ts";

export type { Json } from "./json.ts";

export type Fields = Record<string, Json>;

/** A record as the office has it. `fields` holds canonical values, and only those that exist. */
export interface ServerRecord {
  kind: KindName;
  id: string;
  scope: string;
  seq: number;
  head: string;
  fields: Fields;
}

/** A change as it is queued and sent. `base` names the state its author saw; `null` creates. */
export interface Change {
  id: string;
  kind: KindName;
  record: string;
  base: string | null;
  fields: Fields;
  made_at: string;
  resolves?: string[];
  /** This phone's count of what was saved on it. */
  number?: number;
  /** The office accepted it before, and then did not know its own history any more. */
  offered_again?: boolean;
}

export type ResultStatus = "applied" | "merged" | "conflict" | "rejected" | "waiting";

export interface FieldError {
  field: string | null;
  code: string;
}

export interface Result {
  id: string | null;
  status: ResultStatus;
  seq?: number;
  head?: string;
  conflicts?: string[];
  late?: boolean;
  code?: string;
  errors?: FieldError[];
  incident?: string;
}

export interface ExchangeRequest {
  changes: Change[];
  cursor: string | null;
  /** The cursor of the newest reply of which anything was taken: it tells which history this phone knows. */
  latest: string | null;
  limit: number;
  now: string;
  queued: number;
  /** The number of the last change that was saved here. */
  saved: number;
  /** Numbers of changes that were given up here. */
  dropped: number[];
}

export interface ExchangeReply {
  results: Result[];
  records: ServerRecord[];
  gone: string[];
  cursor: string;
  /** The office's counter at its newest change. Missing from an older server. */
  seq?: number;
  more: boolean;
  remaining: number;
  server_time: string;
  clock_offset_s: number;
  clock_warning: boolean;
  /** Missing from an older server. */
  thresholds?: Thresholds;
  /** Up to where a verified backup holds what the office has; `null` for none. Missing from an older server. */
  covered?: { seq: number; at: string } | null;
  /** The office takes what this phone keeps, and gives it nothing. */
  delivery?: true;
}

export interface Session {
  user: { id: string; login: string; name: string; role: string };
  office: { id: string; name: string; time_zone: string };
  /** `null`: the role has its place on the office pages, and the browser is signed in there. */
  device: { id: string } | null;
  /** The office takes what this phone keeps, and gives it nothing: the role has no place on it any more. */
  delivery?: boolean;
  csrf_token: string;
}

/** RFC 9457, as every error of the server comes. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  errors?: FieldError[];
  incident?: string;
}
