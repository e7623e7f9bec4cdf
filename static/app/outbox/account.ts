/** Whose phone this is: signing in, and signing out. */

import { unsentPapers } from "../sync/papers.ts";
import type { Session } from "../sync/protocol.ts";
import { unsent } from "../sync/queue.ts";
import { NotebookError } from "./failure.ts";
import { blankFacts, type Ledger, type State, type Step } from "./ledger.ts";
import type { Answer, Office } from "./office.ts";
import { savedCounts } from "./paging.ts";

/** Signs in and keeps the session. Another person's unsent work is never sent, shown or forgotten. See `Notebook.signIn`. */
export async function signIn(
  ledger: Ledger,
  office: Office,
  credentials: { login: string; password: string; deviceName: string },
): Promise<Session> {
  const { facts } = ledger.state;
  const login = credentials.login.trim();
  const owner = facts.session?.user.login.toLowerCase();
  if (owner !== undefined && owner !== login.toLowerCase() && hasWork(ledger)) {
    throw new NotebookError("unsent_work_of_other");
  }
  const device = { id: facts.device, name: credentials.deviceName };
  const delivers = hasWork(ledger);
  const session = replied(await office.signIn({ login, password: credentials.password, device, delivers }));
  if (session.device === null) {
    await ledger.step((state) => elsewhere(ledger, state));
    throw new NotebookError("office_pages");
  }
  try {
    await ledger.step((state) => signedIn(ledger, state, session));
  } catch (failure) {
    // The browser must not stay signed in as somebody whose session this phone did not keep.
    await office.signOut(session.csrf_token);
    throw failure;
  }
  return session;
}

/** Signs out and forgets everything. See `Notebook.signOut`. */
export async function signOut(ledger: Ledger, office: Office, givingUp = false): Promise<void> {
  if (!givingUp && hasWork(ledger)) throw new NotebookError("unsent_work");
  let answer = await office.signOut(ledger.state.facts.session?.csrf_token ?? "");
  if (answer.is === "problem" && answer.code === "csrf_failed") {
    const session = await office.session();
    answer = session.is === "reply" ? await office.signOut(session.body.csrf_token) : session;
  }
  // A problem of the office (no session any more, a phone taken out of service) is no reason to keep anything here.
  if (answer.is !== "reply" && answer.is !== "problem") throw failureOf(answer);
  await ledger.step(({ facts, queue }) => {
    if (!givingUp && hasWork(ledger)) throw new NotebookError("unsent_work");
    return { wipe: true, facts: blankFacts(facts.device, savedCounts({ facts, queue })), queue: [] };
  });
}

/** Somebody whose place is not here leaves nothing behind. Work that the office would not let them hand over stays. */
function elsewhere(ledger: Ledger, { facts, queue }: State): Step {
  if (hasWork(ledger)) throw new NotebookError("not_for_this_role");
  return { wipe: true, facts: blankFacts(facts.device, savedCounts({ facts, queue })), queue: [] };
}

function signedIn(ledger: Ledger, { facts, queue }: State, session: Session): Step {
  const before = facts.session;
  if (before === null || before.user.id === session.user.id) return { facts: { ...facts, session } };
  if (hasWork(ledger)) throw new NotebookError("unsent_work_of_other");
  const saved = savedCounts({ facts, queue });
  return { wipe: true, facts: { ...blankFacts(facts.device, saved), session }, queue: [] };
}

function hasWork(ledger: Ledger): boolean {
  const { queue, papers } = ledger.state;
  return unsent(queue).length > 0 || unsentPapers(papers).length > 0 || ledger.drafts.size > 0;
}

/** What was asked for. Throws a `NotebookError` where the office did not give it. */
export function replied<Body>(answer: Answer<Body>): Body {
  if (answer.is === "reply") return answer.body;
  throw failureOf(answer);
}

function failureOf(answer: Exclude<Answer<unknown>, { is: "reply" }>): NotebookError {
  if (answer.is === "problem") return new NotebookError(answer.code);
  return new NotebookError(answer.is === "unexpected" ? "unexpected_reply" : "offline");
}
