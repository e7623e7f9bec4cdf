/** Sending the files of attachments: after an exchange, for it brings their records to the office first. */

import { keptAttachments, sendableAttachments } from "../sync/attachments.ts";
import { withCopy } from "../sync/copies.ts";
import type { Answer, Office } from "./office.ts";
import { endedBy, type Outcome, troubled } from "./outcome.ts";
import type { PhoneState } from "./phonestate.ts";

/**
 * Refusals that another try would not change. An attachment is unknown where the office has lost what it belonged to: an exchange has
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
 * Sends what can be sent, one after the other, and marks each as delivered as soon as the office has it. What it has received already, sealed while
 * this phone was locked, is only marked: `receivedAt` tells the `seq` of its record then. Returns what to say of the exchange after which it was done:
 * nothing, where all went well. Needs no page.
 */
export async function sendAttachments(
  phoneState: PhoneState,
  office: Office,
  moment: string,
  receivedAt: (attachment: string) => number | undefined,
): Promise<Outcome | undefined> {
  for (const attachment of sendableAttachments(phoneState.current.attachments, phoneState.current.queue)) {
    const { session } = phoneState.current.facts;
    const seq = receivedAt(attachment.id);
    if (seq !== undefined) {
      await delivered(phoneState, attachment.id, seq, moment);
      continue;
    }
    const content = await phoneState.store.content(attachment.id, attachment.key);
    // Another tab has sent it meanwhile, or somebody has signed out.
    if (!session || !content) continue;
    const answer = await office.putContent(attachment.id, attachment.mediaType, content, session.csrf_token);
    const outcome = await settled(phoneState, attachment.id, answer, moment);
    if (outcome) return outcome;
  }
  return undefined;
}

/** Does what the answer to one attachment asks for. Returns how the run ends, where it does. */
async function settled(
  phoneState: PhoneState,
  attachment: string,
  answer: Answer<number>,
  moment: string,
): Promise<Outcome | undefined> {
  if (answer.is === "unheard") return { state: answer.reach };
  if (answer.is === "problem") {
    if (!FOR_GOOD.has(answer.code)) return endedBy(answer) ?? troubled(answer);
    await refused(phoneState, attachment, answer.code);
  } else await delivered(phoneState, attachment, answer.body, moment);
  return undefined;
}

/** Forgets the files whose attachment the office has as deleted, and the copies of what is not in the caseload (any more). */
export function forgetGone(
  phoneState: PhoneState,
  isDeleted: (attachment: string) => boolean,
  isSeen: (attachment: string) => boolean,
): Promise<void> {
  return phoneState.update(({ attachments, copies }) => {
    const attachmentsKept = attachments.filter(({ id, draft }) => draft !== null || !isDeleted(id));
    const copiesKept = copies.filter(({ id }) => isSeen(id));
    const isAllKept = attachmentsKept.length === attachments.length && copiesKept.length === copies.length;
    return isAllKept ? undefined : { attachments: attachmentsKept, copies: copiesKept };
  });
}

/** The office has it. It stays as a copy, so that it opens without a network where it was taken. */
function delivered(phoneState: PhoneState, attachment: string, seq: number, moment: string): Promise<void> {
  const delivered = { seq, day: moment.slice(0, 10) };
  return phoneState.update(({ facts, attachments, copies }) => {
    const sent = attachments.find(({ id }) => id === attachment);
    if (!sent) return undefined;
    const { id, mediaType, size, key } = sent;
    const marked = attachments.map((known) => (known === sent ? { ...sent, delivered } : known));
    return {
      attachments: keptAttachments(marked, facts.covered ?? null, delivered.day),
      copies: withCopy(copies, { id, mediaType, size, ...(key !== undefined && { key }), used: moment }),
    };
  });
}

function refused(phoneState: PhoneState, attachment: string, code: string): Promise<void> {
  return phoneState.update(({ attachments }) => ({
    attachments: attachments.map((known) => (known.id === attachment ? { ...known, code } : known)),
  }));
}
