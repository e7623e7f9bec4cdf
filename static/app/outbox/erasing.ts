/** What a phone does that the office has taken out of use: it keeps nothing, but hands over what is sealed for the office. */

import type { PhoneStore } from "../store/store.ts";
import { deliverOutbox } from "./delivering.ts";
import type { Office } from "./office.ts";

/**
 * Asks the office, and erases where it says so: what can be read here goes first, whatever becomes of the rest. Once everything sealed
 * is with the office, it is told that nothing is left. Tells whether this phone is out of use.
 */
export async function eraseIfRevoked(store: PhoneStore, office: Office): Promise<boolean> {
  const answer = await office.session();
  if (answer.is !== "problem" || answer.code !== "device_revoked") return false;
  if ((await store.erased()) !== "revoked") await store.vault.destroy("revoked");
  await deliverOutbox(store, office);
  if ((await store.outbox()).length + (await store.sealedKeys()).length > 0) return true;
  const token = await office.token();
  if (token.is === "reply") await office.signOut(token.body);
  return true;
}
