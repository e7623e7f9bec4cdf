/** The notebook as the screens see it: reading it inside a component renders that component again whenever it changes. */

import { computed, signal } from "@preact/signals";
import type { ExchangeState, Notebook, View } from "../outbox/notebook.ts";
import type { FieldsOf, KindName } from "../sync/kinds.gen.ts";
import type { Session } from "../sync/protocol.ts";
import { uuidv7 } from "../sync/uuid.ts";

const MS_A_MINUTE = 60_000;
const DEFAULT_ZONE = "Asia/Tokyo";

/** A record with its fields typed by its kind. */
export interface Entry<Kind extends KindName> {
  id: string;
  view: View;
  fields: FieldsOf[Kind];
}

const changes = signal(0);
let attached: Notebook | null = null;

/** Milliseconds since 1970, renewed each minute and whenever the app comes into sight. */
export const now = signal(Date.now());

export function attach(notebook: Notebook): void {
  attached = notebook;
  const follow = () => {
    changes.value += 1;
    const { state } = notebook.status();
    if (state !== "busy") settled.value = state;
  };
  follow();
  notebook.subscribe(follow);
  const tick = () => {
    now.value = Date.now();
  };
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

/** The live records of a kind. */
export function all<Kind extends KindName>(kind: Kind): Entry<Kind>[] {
  return notebook()
    .list(kind)
    .filter((view) => !view.deleted)
    .map((view) => entryOf(kind, view));
}

/** The live records of one kind in a case. */
export function inCase<Kind extends KindName>(kind: Kind, caseId: string): Entry<Kind>[] {
  return notebook()
    .inScope(caseId, kind)
    .map((view) => entryOf(kind, view));
}

/** One record, if the phone has it and it is of that kind. */
export function one<Kind extends KindName>(kind: Kind, id: string | undefined): Entry<Kind> | undefined {
  const view = id === undefined ? undefined : notebook().get(id);
  return view?.kind === kind ? entryOf(kind, view) : undefined;
}

function entryOf<Kind extends KindName>(_kind: Kind, view: View): Entry<Kind> {
  return { id: view.id, view, fields: view.fields as FieldsOf[Kind] };
}

/** The name of a member of staff; empty where it is not known. */
export function staffName(id: string | undefined): string {
  return one("staff", id)?.fields.name ?? "";
}

/** The person of a case. */
export function personOf(caseId: string | undefined): Entry<"person"> | undefined {
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

function householdOf(caseId: string | undefined): Entry<"household"> | undefined {
  return one("household", personOf(caseId)?.fields.household);
}
