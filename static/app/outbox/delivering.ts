/**
 * Delivering what is sealed for the office, while nothing else here can be read: by the service worker, and by an app that is locked; and
 * what a phone does that the office has taken out of use: it keeps nothing, but hands that over.
 */

import type { Enveloped } from "../store/kept.ts";
import type { PhoneStore } from "../store/store.ts";
import type { OutboxReply } from "../sync/protocol.ts";
import type { Office } from "./office.ts";

const URL_OF_OUTBOX = "/api/outbox";
const MOST_ENVELOPES = 100;
const MOST_SIGNS = 2_000_000;

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

/** Resolves to whether nothing is left that another try might deliver. What the office does not take stays here. */
export async function deliverOutbox(store: PhoneStore, office: Office): Promise<boolean> {
  // The changes first: the office takes the content of what it has been told of.
  return (await deliverChanges(store, office)) && deliverContents(store, office);
}

async function deliverChanges(store: PhoneStore, office: Office): Promise<boolean> {
  const tried = new Set<string>();
  for (;;) {
    const batch = nextEnvelopes(
      (await store.outbox()).filter(({ envelope, user }) => !tried.has(envelope.change) && !tried.has(user)),
    );
    const [first] = batch;
    if (!first) return true;
    const token = await office.token();
    if (token.is !== "reply") return token.is === "problem";
    const body = { envelopes: batch.map(({ envelope }) => envelope) };
    const answer = await office.call("POST", URL_OF_OUTBOX, first.user, isReply, { token: token.body, body });
    if (answer.is === "unheard" || (answer.is === "problem" && answer.status >= 500)) return false;
    // Signed out, or somebody else is signed in: no later try helps before this person signs in here.
    if (answer.is === "problem") tried.add(first.user);
    else await store.delivered(answer.body.results.filter(({ taken }) => taken).map(({ change }) => change));
    for (const { envelope } of batch) tried.add(envelope.change);
  }
}

/** Hands over contents as they lie here, each with its key. */
async function deliverContents(store: PhoneStore, office: Office): Promise<boolean> {
  for (const { envelope, user } of await store.sealedKeys()) {
    const { attachment, key, enc, sealed } = envelope;
    const content = await store.lying(attachment);
    if (content) {
      const token = await office.token();
      if (token.is !== "reply") return token.is === "problem";
      const headers = {
        "Content-Type": "application/octet-stream",
        "X-CSRF-Token": token.body,
        "Banso-User": user,
        "Banso-Sealed-Key": [key, enc, sealed].join("."),
      };
      const answer = await office.put(`${URL_OF_OUTBOX}/${attachment}/content`, headers, content, (response) =>
        office.read(response, isTaken),
      );
      if (answer.is === "unheard" || (answer.is === "problem" && answer.status >= 500)) return false;
      if (answer.is === "problem" || !answer.body.taken) continue;
    }
    await store.delivered([attachment]);
  }
  return true;
}

/** The first that fit into a request: all of one person. */
function nextEnvelopes(rows: readonly Enveloped[]): Enveloped[] {
  const batch: Enveloped[] = [];
  let signs = 0;
  for (const row of rows) {
    if (row.user !== rows[0]?.user) continue;
    signs += row.envelope.sealed.length;
    if (batch.length >= MOST_ENVELOPES || (batch.length > 0 && signs > MOST_SIGNS)) break;
    batch.push(row);
  }
  return batch;
}

function isReply(body: unknown): body is OutboxReply {
  return Array.isArray((body as Partial<OutboxReply> | undefined)?.results);
}

function isTaken(body: unknown): body is { taken: boolean } {
  return typeof (body as Partial<{ taken: boolean }> | undefined)?.taken === "boolean";
}
