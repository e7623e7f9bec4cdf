/** The photos and papers of a note or a plan, and looking at one. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { fieldWord, t, tCode } from "../language.ts";
import { type Entry, notebook } from "../notebook.ts";
import { attachmentsOf } from "../papers.ts";
import { codeOf } from "../problem.ts";
import { PaperRow } from "./paper.tsx";
import { State } from "./state.tsx";

const MS_UNTIL_TAKEN = 60_000;

export function Papers({ about }: { about: string }) {
  const attachments = attachmentsOf(about);
  const shown = useSignal<{ url: string; name: string } | null>(null);
  const trouble = useSignal<{ id: string; code: string } | null>(null);
  if (attachments.length === 0) return null;
  const open = async ({ id, view, fields }: Entry<"attachment">) => {
    trouble.value = null;
    try {
      const content = await notebook().papers.content(id, view);
      const url = URL.createObjectURL(content);
      if (content.type.startsWith("image/")) shown.value = { url, name: fields.name ?? "" };
      else offer(url, fields.name ?? "");
    } catch (thrown) {
      trouble.value = { id, code: codeOf(thrown) };
    }
  };
  return (
    <section class="section" aria-labelledby="papers">
      <h2 id="papers">{fieldWord("support", "attachments")}</h2>
      <ul class="papers">
        {attachments.map((attachment) => (
          <PaperRow key={attachment.id} id={attachment.id} state={<PaperState id={attachment.id} />}>
            <button
              type="button"
              class="button button--quiet"
              aria-label={t("papers.open.label", { name: attachment.fields.name ?? "" })}
              onClick={() => void open(attachment)}
            >
              {t("papers.open")}
            </button>
            {trouble.value?.id === attachment.id && (
              <p class="field__error paper__trouble" role="alert">
                {tCode("papers.open", trouble.value.code, "papers.open.other")}
              </p>
            )}
          </PaperRow>
        ))}
      </ul>
      {shown.value && (
        <Picture
          {...shown.value}
          onClose={() => {
            if (shown.value) URL.revokeObjectURL(shown.value.url);
            shown.value = null;
          }}
        />
      )}
    </section>
  );
}

/** Nothing for what the office has: that is how it should be. */
export function PaperState({ id }: { id: string }) {
  const paper = notebook().papers.get(id);
  if (!paper) return null;
  if (paper.code !== undefined)
    return <State shape="rejected">{tCode("papers.refused", paper.code, "papers.refused.other")}</State>;
  return <State shape="queued">{t("papers.waiting")}</State>;
}

function Picture({ url, name, onClose }: { url: string; name: string; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} class="dialog dialog--picture" aria-label={name} onClose={onClose}>
      <img src={url} alt={name} />
      <div class="dialog__actions">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {t("close")}
        </button>
      </div>
    </dialog>
  );
}

function offer(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), MS_UNTIL_TAKEN);
}
