/**
 * The exchange protocol on the wire (docs/protocol.md). The shapes are the server's own, generated from its description (`wire.gen.ts`);
 * what is said here besides is how this phone narrows or widens them.
 */

import type { Json } from "./json.ts";
import type { KindName } from "./kinds.gen.ts";
import type { components } from "./wire.gen.ts";

export type { Json } from "./json.ts";

type Wire = components["schemas"];

/** Some of `Shape` may be missing: an older server does not send it. */
type Newer<Shape, Names extends keyof Shape> = Omit<Shape, Names> & Partial<Pick<Shape, Names>>;

/** Fields of a record of any kind. What each kind has is in `kinds.gen.ts`. */
export type Fields = Record<string, Json>;

/** A record as the office has it. `fields` holds canonical values, and only those that exist. */
export interface ServerRecord extends Omit<Wire["Record"], "fields"> {
  fields: Fields;
}

/** A change as it is queued and sent. `base` names the state its author saw; `null` creates. */
export interface Change extends Omit<Wire["Change"], "kind" | "fields" | "base"> {
  kind: KindName;
  fields: Fields;
  base: string | null;
}

export type FieldError = Wire["Error"];

/** The answer to one change. A newer server may have codes that this app does not know. */
export interface Result extends Omit<Wire["Result"], "code"> {
  code?: string;
}

/** This phone says everything that may be said, but for its name and its version where it knows none. */
export interface ExchangeRequest
  extends Required<Omit<Wire["ExchangeRequest"], "changes" | "device_name" | "unlocked_at" | "app_version">> {
  changes: Change[];
  device_name?: string;
  unlocked_at?: string;
  app_version?: string;
}

export interface ExchangeReply
  extends Omit<
    Newer<Wire["ExchangeReply"], "seq" | "thresholds" | "covered" | "erased" | "contact_within_s">,
    "results" | "records"
  > {
  results: Result[];
  records: ServerRecord[];
}

export type Session = Newer<Wire["Session"], "delivery">;
export type SignInWays = Wire["SignInWays"];
export type Csrf = Wire["Csrf"];

/** What the office says about push messages to a phone. A newer server may mute what this app does not know. */
export interface PushStanding extends Omit<Wire["PushStanding"], "muted"> {
  muted: string[];
}
/** An address for push messages, as a browser spells it. */
export type PushAddress = Wire["PushSubscription"];
export type PushTest = Wire["PushTest"];
export type PushDelivery = Wire["PushDelivery"];

/** How this phone stands, and the user's phones. A newer server may have states that this app does not know. */
export interface Standing {
  state: string;
}
export type OwnDevice = Wire["OwnDevice"];
export type OwnDevices = Wire["OwnDevices"];

export type CalendarFeed = Wire["CalendarFeed"];
export type CalendarAddress = Wire["CalendarAddress"];

/** Up to where a verified backup holds what the office has, and when it was made. */
export type Covered = Readonly<Wire["Covered"]>;

/** A change, sealed for the office: which change it is, under which key of the office, and what HPKE made of it (base64url). */
export type Envelope = Readonly<Wire["Envelope"]>;
export type OutboxReply = Wire["OutboxReply"];
/** The key for which changes are sealed: a point of P-256, uncompressed (base64url). */
export type OutboxKey = Readonly<Wire["OutboxKey"]>;

/** RFC 9457, as every error of the server comes. */
export type Problem = Wire["Problem"];

/** What somebody shows who they are. Only with a password it is known before whose account it is. */
export type Credentials =
  | { readonly by: "password"; readonly login: string; readonly password: string; readonly code: string }
  | { readonly by: "passkey"; readonly credential: Record<string, unknown> }
  | { readonly by: "identity"; readonly code: string };
