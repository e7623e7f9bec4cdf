/** 写真・書類 of a note: taken with the camera or chosen, and kept on the phone at once. */

import { useSignal } from "@preact/signals";
import { fieldWord, t } from "../language.ts";
import { addFiles, adding, idsIn, type Trouble, takeOut } from "../papers.ts";
import { announce, confirmed } from "../parts/confirm.tsx";
import { factsOf, PaperRow } from "../parts/paper.tsx";
import type { Form } from "./form.ts";

const PICTURES = "image/*";
const PICTURES_AND_PAPERS = "image/*,application/pdf";

export function PapersField({ form }: { form: Form }) {
  const trouble = useSignal<Trouble | null>(null);
  const add = async (files: File[]) => {
    trouble.value = null;
    if (files.length === 0) return;
    trouble.value = await addFiles(form, files);
    if (trouble.value === null) announce(t("papers.added", { count: files.length }));
  };
  const remove = async (id: string) => {
    const { name } = factsOf(id);
    if (!(await confirmed(t("papers.remove.title"), t("papers.remove.text", { name }), t("papers.remove")))) return;
    await takeOut(form, id).catch(() => undefined);
    announce(t("papers.removed", { name }));
  };
  const ids = idsIn(form.get("attachments"));
  return (
    <fieldset class="field">
      <legend class="field__label">{fieldWord("support", "attachments")}</legend>
      <p class="field__hint">{t("papers.hint")}</p>
      {trouble.value !== null && (
        <p class="field__error" role="alert">
          {t(`papers.${trouble.value}`)}
        </p>
      )}
      {ids.length > 0 && (
        <ul class="papers">
          {ids.map((id) => (
            <PaperRow key={id} id={id}>
              <button
                type="button"
                class="button button--quiet"
                aria-label={t("papers.remove.label", { name: factsOf(id).name })}
                onClick={() => void remove(id)}
              >
                {t("papers.remove")}
              </button>
            </PaperRow>
          ))}
        </ul>
      )}
      {adding.value > 0 && <p role="status">{t("papers.adding")}</p>}
      <div class="papers__ways">
        <FileButton word={t("papers.camera")} accept={PICTURES} camera onChosen={(files) => void add(files)} />
        <FileButton word={t("papers.choose")} accept={PICTURES_AND_PAPERS} onChosen={(files) => void add(files)} />
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
