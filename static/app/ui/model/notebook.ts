/** The notebook as the screens see it: reading it inside a component renders that component again whenever it changes. */

import { computed, signal } from "@preact/signals";
import type { ExchangeState, Notebook, View } from "../../outbox/notebook.ts";
import { type FieldsOf, type KindName, may } from "../../sync/kinds.gen.ts";
import type { Session } from "../../sync/protocol.ts";
import { uuidv7 } from "../../sync/uuid.ts";

const MS_A_SECOND = 1000;
const MS_A_MINUTE = 60_000;
const DEFAULT_ZONE = "Asia/Tokyo";

/** A record with its fields typed by its kind. */
export interface RecordOf<Kind extends KindName> {
  id: string;
  view: View;
  fields: FieldsOf[Kind];
}

const changes = signal(0);
let attached: Notebook | null = null;

/** Milliseconds since 1970 by the office's clock, renewed each minute and whenever the app comes into sight. */
export const now = signal(Date.now());

/**
 * The time by the office's clock, as far as the last exchange has told: a phone that is three hours ahead must not keep its worker out of
 * sight for three hours longer.
 */
export function clock(): number {
  return Date.now() - (attached?.status().clockAheadS ?? 0) * MS_A_SECOND;
}

export function attach(notebook: Notebook): void {
  attached = notebook;
  let aheadS = 0;
  const tick = () => {
    now.value = clock();
  };
  const follow = () => {
    changes.value += 1;
    const { state, clockAheadS } = notebook.status();
    if (state !== "busy") settled.value = state;
    // Whoever has just signed in is not asked to, however long the first exchange takes.
    else if (settled.peek() === "signed_out" && notebook.session() !== null) settled.value = "idle";
    if (clockAheadS !== aheadS) tick();
    aheadS = clockAheadS;
  };
  follow();
  notebook.subscribe(follow);
  setInterval(tick, MS_A_MINUTE);
  // A phone that slept must not show for another minute how long a visit had left when it fell asleep.
  document.addEventListener("visibilitychange", tick);
}

export function notebook(): Notebook {
  if (attached === null) throw new Error("no notebook is attached");
  changes.value;
  return attached;
}

/** The session as last heard of. Screens behind the sign-in may rely on it. */
export const session = computed<Session | null>(() => notebook().session());

/** The state of the exchange as it last ended, so that what it asks for does not come and go with every try. */
export const settled = signal<ExchangeState>("idle");

export function newId(): string {
  return uuidv7(Date.now(), (count) => crypto.getRandomValues(new Uint8Array(count)));
}

export function zone(): string {
  return session.value?.office.time_zone ?? DEFAULT_ZONE;
}

export function me(): string {
  return session.value?.user.id ?? "";
}

/** The role of whoever is signed in, as the office last told. */
export function myRole(): string | undefined {
  return one("staff", me())?.fields.role ?? session.value?.user.role;
}

/** Whether whoever is signed in reads what is shared with them, and nothing else. */
export function isPartner(): boolean {
  return may(myRole(), "read_shared");
}

/** The live records of a kind. */
export function all<Kind extends KindName>(kind: Kind): RecordOf<Kind>[] {
  return notebook()
    .list(kind)
    .filter((view) => !view.deleted)
    .map((view) => recordOf(kind, view));
}

/** The live records of one kind in a case. */
export function inCase<Kind extends KindName>(kind: Kind, caseId: string): RecordOf<Kind>[] {
  return notebook()
    .inScope(caseId, kind)
    .map((view) => recordOf(kind, view));
}

/** One record, if the phone has it and it is of that kind. */
export function one<Kind extends KindName>(kind: Kind, id: string | undefined): RecordOf<Kind> | undefined {
  const view = id === undefined ? undefined : notebook().get(id);
  return view?.kind === kind ? recordOf(kind, view) : undefined;
}

function recordOf<Kind extends KindName>(_kind: Kind, view: View): RecordOf<Kind> {
  return { id: view.id, view, fields: view.fields as FieldsOf[Kind] };
}

/** The name of a member of staff; empty where it is not known. */
export function staffName(id: string | undefined): string {
  return one("staff", id)?.fields.name ?? "";
}

/** The person of a case. */
export function personOf(caseId: string | undefined): RecordOf<"person"> | undefined {
  return one("person", one("case", caseId)?.fields.person);
}

/** The client's name of a case; empty where it is not known. */
export function clientName(caseId: string | undefined): string {
  return personOf(caseId)?.fields.name ?? "";
}

/** What somebody who goes to this client's home must know. */
export function safetyNotes(caseId: string | undefined): string {
  return householdOf(caseId)?.fields.safety_notes ?? "";
}

/** Where a client lives, if anybody wrote it down. */
export function homeOf(caseId: string | undefined): string | undefined {
  return personOf(caseId)?.fields.address ?? householdOf(caseId)?.fields.address;
}

function householdOf(caseId: string | undefined): RecordOf<"household"> | undefined {
  return one("household", personOf(caseId)?.fields.household);
}
