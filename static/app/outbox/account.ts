/** Whose phone this is: signing in, and signing out. */

import { unsentAttachments } from "../sync/attachments.ts";
import type { Credentials, Session } from "../sync/protocol.ts";
import { unsent } from "../sync/queue.ts";
import { NotebookError } from "./failure.ts";
import type { Answer, Office } from "./office.ts";
import { savedCounts } from "./paging.ts";
import { blankFacts, type PhoneState, type Snapshot, type StateUpdate } from "./phonestate.ts";

/** What of a sign-in is the phone's affair. */
export interface AroundSignIn {
  readonly deviceName: string;
  /** Makes sure that the session is not kept in the open. */
  readonly seal: () => Promise<void>;
  /** Asked where what another person has left here goes: whether it may. */
  readonly mayComeIn: (login: string) => boolean | Promise<boolean>;
}

/**
 * Signs in and keeps the session, once it is not kept in the open. Another person's unsent work is never sent, shown or forgotten. See
 * `Notebook.signIn` and `Notebook.signInBy`.
 */
export async function signIn(
  phoneState: PhoneState,
  office: Office,
  credentials: Credentials,
  { deviceName, seal, mayComeIn }: AroundSignIn,
): Promise<Session> {
  const { facts } = phoneState.current;
  const login = credentials.by === "password" ? credentials.login : undefined;
  const owner = facts.session?.user.login.toLowerCase();
  if (owner !== undefined && login !== undefined && owner !== login.toLowerCase() && hasWork(phoneState)) {
    throw new NotebookError("unsent_work_of_other");
  }
  const device = { id: facts.device, name: facts.name ?? deviceName };
  const delivers = hasWork(phoneState) || phoneState.hasStrays;
  const session = replied(await office.signIn(credentials, { device, delivers }));
  if (session.device === null) {
    await phoneState.update((state) => elsewhere(phoneState, state));
    throw new NotebookError("office_pages");
  }
  try {
    if (login === undefined && !(await mayComeIn(session.user.login))) throw new NotebookError("not_now");
    await phoneState.update((state) => madeRoom(phoneState, state, session));
    await seal();
    await phoneState.update(({ facts }) => ({ facts: { ...facts, session } }));
  } catch (failure) {
    // The browser must not stay signed in as somebody whose session this phone did not keep.
    await office.signOut(session.csrf_token);
    throw failure;
  }
  return session;
}

/** Signs out and forgets everything. See `Notebook.signOut`. */
export async function signOut(phoneState: PhoneState, office: Office, givingUp = false): Promise<void> {
  if (!givingUp && hasWork(phoneState)) throw new NotebookError("unsent_work");
  let answer = await office.signOut(phoneState.current.facts.session?.csrf_token ?? "");
  if (answer.is === "problem" && answer.code === "csrf_failed") {
    const session = await office.session();
    answer = session.is === "reply" ? await office.signOut(session.body.csrf_token) : session;
  }
  // A problem of the office (no session any more, a phone taken out of service) is no reason to keep anything here.
  if (answer.is !== "reply" && answer.is !== "problem") throw failureOf(answer);
  await phoneState.update(({ facts, queue }) => {
    if (!givingUp && hasWork(phoneState)) throw new NotebookError("unsent_work");
    return { wipe: true, facts: blankFacts(facts.device, savedCounts({ facts, queue }), facts.name), queue: [] };
  });
}

/** Somebody whose place is not here leaves nothing behind. Work that the office would not let them hand over stays. */
function elsewhere(phoneState: PhoneState, { facts, queue }: Snapshot): StateUpdate {
  if (hasWork(phoneState)) throw new NotebookError("not_for_this_role");
  return { wipe: true, facts: blankFacts(facts.device, savedCounts({ facts, queue }), facts.name), queue: [] };
}

/** What another person has left here goes before anything of this one comes, and the key with it. */
function madeRoom(phoneState: PhoneState, { facts, queue }: Snapshot, session: Session): StateUpdate | undefined {
  const before = facts.session;
  if (before === null || before.user.id === session.user.id) return undefined;
  if (hasWork(phoneState)) throw new NotebookError("unsent_work_of_other");
  return { wipe: true, facts: blankFacts(facts.device, savedCounts({ facts, queue }), facts.name), queue: [] };
}

function hasWork(phoneState: PhoneState): boolean {
  const { queue, attachments } = phoneState.current;
  return unsent(queue).length > 0 || unsentAttachments(attachments).length > 0 || phoneState.drafts.size > 0;
}

/** What was asked for. Throws a `NotebookError` where the office did not give it. */
export function replied<Body>(answer: Answer<Body>): Body {
  if (answer.is === "reply") return answer.body;
  throw failureOf(answer);
}

/** Why the office did not give what was asked for. */
export function failureOf(answer: Exclude<Answer<unknown>, { is: "reply" }>): NotebookError {
  return new NotebookError(answer.is === "problem" ? answer.code : answer.reach);
}
