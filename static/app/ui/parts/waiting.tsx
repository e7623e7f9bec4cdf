/** Attachments that wait for the office although their records are there. */

import { t, tCode } from "../kit/language.ts";
import { announce } from "../model/announce.ts";
import { attachmentsWaiting } from "../model/attachments.ts";
import { notebook } from "../model/notebook.ts";
import { clientOf } from "../model/records.ts";
import { AttachmentRow } from "./attachment.tsx";
import { AttachmentState } from "./attachments.tsx";
import { confirmed } from "./confirm.tsx";

export function WaitingAttachments() {
  const attachments = attachmentsWaiting();
  if (attachments.length === 0) return null;
  return (
    <ul class="attachments">
      {attachments.map(({ id, name, code }) => (
        <AttachmentRow key={id} id={id} state={<AttachmentState id={id} />}>
          <p class="soft small">{clientOf(id)}</p>
          {code !== undefined && (
            <>
              <p class="attachment__trouble">{tCode("problem", code, "problem.other")}</p>
              <button type="button" class="button button--danger" onClick={() => void drop(id, name)}>
                {t("attachments.drop")}
              </button>
            </>
          )}
        </AttachmentRow>
      ))}
    </ul>
  );
}

async function drop(id: string, name: string): Promise<void> {
  if (!(await confirmed(t("attachments.drop.title"), t("attachments.drop.text", { name }), t("attachments.drop"))))
    return;
  try {
    await notebook().attachments.drop(id);
  } catch {
    announce(t("failure.storage_failed"));
  }
}
