/** 写真・書類: all of a client's, the newest first, and which of them open without a network. */

import { fieldWord, kindWord, t } from "../kit/language.ts";
import { clientName, inCase, notebook, one } from "../model/notebook.ts";
import { noteWords } from "../model/support.ts";
import { AttachmentLink } from "../parts/attachment.tsx";
import { AttachmentState } from "../parts/attachments.tsx";
import { StillLoading } from "../parts/loading.tsx";
import { Screen } from "../parts/screen.tsx";
import { State } from "../parts/state.tsx";
import { NotHere } from "./nothere.tsx";

export function AttachmentsScreen({ id }: { id: string }) {
  if (!one("case", id)) return <NotHere />;
  const attachments = inCase("attachment", id).sort((a, b) => b.id.localeCompare(a.id));
  return (
    <Screen
      title={t("attachments.of", { name: clientName(id) })}
      page={fieldWord("support", "attachments")}
      back={{ name: "case", id }}
    >
      <StillLoading />
      {attachments.length === 0 ? (
        <p class="empty">{t("attachments.empty")}</p>
      ) : (
        <ul class="attachments">
          {attachments.map((attachment) => (
            <AttachmentLink key={attachment.id} id={attachment.id} state={<Where id={attachment.id} />}>
              <p class="soft small">{aboutWords(attachment.fields.about)}</p>
            </AttachmentLink>
          ))}
        </ul>
      )}
    </Screen>
  );
}

/** Of what it is an attachment: the note's day and method, or the plan. */
function aboutWords(about: string | undefined): string {
  const note = one("support", about);
  if (note) return noteWords(note.fields);
  const plan = one("plan", about);
  return plan ? `${kindWord("plan")} ${plan.fields.number ?? ""}` : "";
}

function Where({ id }: { id: string }) {
  const { attachments } = notebook();
  if (attachments.get(id)) return <AttachmentState id={id} />;
  return attachments.isHere(id) ? (
    <State shape="done">{t("attachments.here")}</State>
  ) : (
    <State shape="plain">{t("attachments.at_office")}</State>
  );
}
