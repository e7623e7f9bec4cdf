/** Registering this phone: the office is told its key, and says whether somebody has to approve it first. */

import type { Facts } from "../store/kept.ts";
import { newPhoneKey } from "../store/phonekey.ts";
import type { Standing } from "../sync/protocol.ts";
import { tell } from "./calling.ts";
import type { Office } from "./office.ts";
import { endedBy, type Outcome, troubled } from "./outcome.ts";
import type { PhoneState } from "./phonestate.ts";

const REGISTRATION_URL = "/api/registration";
const UNREGISTERED: ReadonlySet<string> = new Set(["registration_needed", "device_waiting", "proof_needed"]);

/** Whether this phone has still to be registered, by what it knows. One that only delivers is given nothing, and need not be. */
export function isUnregistered({ session, phoneKey, waits }: Facts): boolean {
  return session !== null && !session.delivery && (!phoneKey || waits === true);
}

/** Whether a refusal says that the office does not know this phone's key, or not any more. */
export function asksToRegister(code: string): boolean {
  return UNREGISTERED.has(code);
}

/** Registers this phone, with a key that is made where it has none. Resolves to why it cannot go on; nothing where it is registered. */
export async function registered(phoneState: PhoneState, office: Office): Promise<Outcome | undefined> {
  const made = phoneState.current.facts.phoneKey ?? (await newPhoneKey());
  await phoneState.update(({ facts }) => (facts.phoneKey ? undefined : { facts: { ...facts, phoneKey: made } }));
  // Another tab may have made one meanwhile.
  const { phoneKey = made } = phoneState.current.facts;
  const answer = await tell(phoneState, office, "POST", REGISTRATION_URL, isStanding, { key: phoneKey.public });
  if (answer.is === "unheard") return { state: answer.reach };
  if (answer.is === "problem") return endedBy(answer) ?? troubled(answer);
  const waits = answer.body.state === "waiting";
  await phoneState.update(({ facts }) => ({ facts: { ...facts, waits } }));
  return waits ? { state: "waiting" } : undefined;
}

function isStanding(body: unknown): body is Standing {
  return typeof (body as Partial<Standing> | undefined)?.state === "string";
}
