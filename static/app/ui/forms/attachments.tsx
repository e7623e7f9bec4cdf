/** 写真・書類 of a note: taken with the camera or chosen, and kept on the phone at once. */

import { useSignal } from "@preact/signals";
import { fieldWord, t } from "../kit/language.ts";
import { announce } from "../model/announce.ts";
import { idsIn } from "../model/attachments.ts";
import { notebook } from "../model/notebook.ts";
import { AttachmentRow, factsOf } from "../parts/attachment.tsx";
import { AttachmentName } from "../parts/attachmentname.tsx";
import { confirmed } from "../parts/confirm.tsx";
import { addFiles, adding, type Trouble, takeOut } from "./attaching.ts";
import type { Form } from "./form.ts";

const PICTURES = "image/*";
const PICTURES_AND_PDF = "image/*,application/pdf";

export function AttachmentsField({ form }: { form: Form }) {
  const trouble = useSignal<Trouble | null>(null);
  const add = async (files: File[]) => {
    trouble.value = null;
    if (files.length === 0) return;
    trouble.value = await addFiles(form, files);
    if (trouble.value === null) announce(t("attachments.added", { count: files.length }));
  };
  const remove = async (id: string) => {
    const { name } = factsOf(id);
    if (
      !(await confirmed(t("attachments.remove.title"), t("attachments.remove.text", { name }), t("attachments.remove")))
    )
      return;
    await takeOut(form, id).catch(() => undefined);
    announce(t("attachments.removed", { name }));
  };
  const ids = idsIn(form.get("attachments"));
  return (
    <fieldset class="field">
      <legend class="field__label">{fieldWord("support", "attachments")}</legend>
      <p class="field__hint">{t("attachments.hint")}</p>
      {trouble.value !== null && (
        <p class="field__error" role="alert">
          {t(`attachments.${trouble.value}`)}
        </p>
      )}
      {ids.length > 0 && (
        <ul class="attachments">
          {ids.map((id) => (
            <AttachmentRow key={id} id={id}>
              {notebook().attachments.get(id)?.draft === form.key && (
                <AttachmentName {...factsOf(id)} onNamed={(name) => notebook().attachments.rename(id, name)} />
              )}
              <button
                type="button"
                class="button button--quiet"
                aria-label={t("attachments.remove.label", { name: factsOf(id).name })}
                onClick={() => void remove(id)}
              >
                {t("attachments.remove")}
              </button>
            </AttachmentRow>
          ))}
        </ul>
      )}
      {adding.value > 0 && <p role="status">{t("attachments.adding")}</p>}
      <div class="attachments__ways">
        <FileButton word={t("attachments.camera")} accept={PICTURES} camera onChosen={(files) => void add(files)} />
        <FileButton word={t("attachments.choose")} accept={PICTURES_AND_PDF} onChosen={(files) => void add(files)} />
      </div>
    </fieldset>
  );
}

interface FileButtonProps {
  word: string;
  accept: string;
  camera?: boolean;
  onChosen: (files: File[]) => void;
}

function FileButton({ word, accept, camera = false, onChosen }: FileButtonProps) {
  return (
    <label class="button button--file">
      <input
        type="file"
        accept={accept}
        multiple={!camera}
        {...(camera ? { capture: "environment" } : {})}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same file can be chosen again after it was taken out.
          currentTarget.value = "";
          onChosen(files);
        }}
      />
      {word}
    </label>
  );
}
