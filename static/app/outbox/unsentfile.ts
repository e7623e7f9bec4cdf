/** The file with which a supervisor takes in what a phone cannot send: format and version stand in docs/protocol.md. */

import { unsent } from "../sync/queue.ts";
import type { PhoneAttachments } from "./attachments.ts";
import type { PhoneState } from "./phonestate.ts";

/** Everything that has not reached the office, as of `moment`. */
export async function unsentFile(phoneState: PhoneState, attachments: PhoneAttachments, moment: string): Promise<Blob> {
  const { facts, queue } = phoneState.current;
  const file = {
    format: "banso-unsent",
    version: 1,
    exported_at: moment,
    user: facts.session?.user ?? null,
    office: facts.session?.office ?? null,
    device: facts.device,
    changes: unsent(queue).map(({ change }) => change),
    drafts: [...phoneState.drafts.values()],
    // The name that files of version 1 have for them.
    papers: await attachments.exported(),
  };
  return new Blob([JSON.stringify(file, null, 2)], { type: "application/json" });
}
