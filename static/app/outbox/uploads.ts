/** Sending papers: after an exchange, for it brings their attachments to the office first. */

import { keptPapers, type Paper, sendablePapers } from "../sync/papers.ts";
import { endedBy, type Outcome, troubled } from "./exchange.ts";
import type { Ledger } from "./ledger.ts";
import type { Answer, Office } from "./office.ts";

/**
 * Refusals that another try would not change. Its attachment is unknown where the office has lost what it belonged to: an exchange has
 * just told what was deleted, and offered what was lost.
 */
const FOR_GOOD: ReadonlySet<string> = new Set([
  "attachment_unknown",
  "content_differs",
  "content_of_another_type",
  "unsupported_media_type",
  "body_too_large",
]);

/**
 * Sends what can be sent, one after the other, and marks each as delivered as soon as the office has it. Returns what to say of the exchange after
 * which it was done: nothing, where all went well. Needs no page.
 */
export async function sendPapers(ledger: Ledger, office: Office, moment: string): Promise<Outcome | undefined> {
  for (const paper of sendablePapers(ledger.state.papers, ledger.state.queue)) {
    const { session } = ledger.state.facts;
    const content = await ledger.store.content(paper.id);
    // Another tab has sent it meanwhile, or somebody has signed out.
    if (!session || !content) continue;
    const answer = await office.putContent(paper.id, paper.mediaType, content, session.csrf_token);
    const outcome = await settled(ledger, paper.id, answer, moment);
    if (outcome) return outcome;
  }
  return undefined;
}

/** Does what the answer to one paper asks for. Returns how the run ends, where it does. */
async function settled(
  ledger: Ledger,
  paper: string,
  answer: Answer<number>,
  moment: string,
): Promise<Outcome | undefined> {
  if (answer.is === "timed_out" || answer.is === "unreachable") return { state: "offline" };
  if (answer.is === "unexpected") return { state: "trouble", problem: { code: "unexpected_reply" } };
  if (answer.is === "problem") {
    if (!FOR_GOOD.has(answer.code)) return endedBy(answer) ?? troubled(answer);
    await refused(ledger, paper, answer.code);
  } else await delivered(ledger, paper, { seq: answer.body, day: moment.slice(0, 10) });
  return undefined;
}

/** Forgets the papers whose attachment the office has as deleted. */
export function forgetDeleted(ledger: Ledger, isDeleted: (attachment: string) => boolean): Promise<void> {
  return ledger.step(({ papers }) => {
    const kept = papers.filter(({ id, draft }) => draft !== null || !isDeleted(id));
    return kept.length === papers.length ? undefined : { papers: kept };
  });
}

function delivered(ledger: Ledger, paper: string, delivered: NonNullable<Paper["delivered"]>): Promise<void> {
  return ledger.step(({ facts, papers }) => {
    const marked = papers.map((known) => (known.id === paper ? { ...known, delivered } : known));
    return { papers: keptPapers(marked, facts.covered ?? null, delivered.day) };
  });
}

function refused(ledger: Ledger, paper: string, code: string): Promise<void> {
  return ledger.step(({ papers }) => ({
    papers: papers.map((known) => (known.id === paper ? { ...known, code } : known)),
  }));
}
