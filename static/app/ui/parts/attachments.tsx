/** The attachments of a note or a plan. */

import { fieldWord, t, tCode } from "../kit/language.ts";
import { attachmentsOf } from "../model/attachments.ts";
import { notebook } from "../model/notebook.ts";
import { AttachmentLink } from "./attachment.tsx";
import { State } from "./state.tsx";

export function Attachments({ about }: { about: string }) {
  const attachments = attachmentsOf(about);
  if (attachments.length === 0) return null;
  return (
    <section class="section" aria-labelledby="attachments">
      <h2 id="attachments">{fieldWord("support", "attachments")}</h2>
      <ul class="attachments">
        {attachments.map(({ id }) => (
          <AttachmentLink key={id} id={id} state={<AttachmentState id={id} />} />
        ))}
      </ul>
    </section>
  );
}

/** Nothing for what the office has: that is how it should be. */
export function AttachmentState({ id }: { id: string }) {
  const attachment = notebook().attachments.get(id);
  if (!attachment) return null;
  if (attachment.code !== undefined)
    return <State shape="rejected">{tCode("attachments.refused", attachment.code, "attachments.refused.other")}</State>;
  return <State shape="queued">{t("attachments.waiting")}</State>;
}
