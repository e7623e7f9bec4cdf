/** Giving an attachment the name that people call it by: 「督促状」. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { isOfInputMethod } from "../../i18n/composing.ts";
import type { MediaTypeCode } from "../../sync/kinds.gen.ts";
import { t } from "../kit/language.ts";
import { LONGEST_STEM, named, stemOf } from "../kit/photo.ts";
import { announce } from "../model/announce.ts";

interface AttachmentNameProps {
  name: string;
  mediaType: MediaTypeCode | undefined;
  onNamed: (name: string) => Promise<unknown>;
}

export function AttachmentName({ name, mediaType, onNamed }: AttachmentNameProps) {
  const isOpen = useSignal(false);
  const close = () => {
    isOpen.value = false;
  };
  if (isOpen.value) return <Naming name={name} mediaType={mediaType} onNamed={onNamed} onClosed={close} />;
  return (
    <button
      type="button"
      class="button button--quiet"
      aria-label={t("attachments.name.label", { name })}
      onClick={() => {
        isOpen.value = true;
      }}
    >
      {t("attachments.name.change")}
    </button>
  );
}

function Naming({ name, mediaType, onNamed, onClosed }: AttachmentNameProps & { onClosed: () => void }) {
  const typed = useSignal(stemOf(name));
  const isLong = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const save = async () => {
    const words = typed.value.trim();
    isLong.value = [...words].length > LONGEST_STEM;
    if (isLong.value) return;
    const next = words && mediaType ? named(words, mediaType) : name;
    try {
      if (next !== name) await onNamed(next);
    } catch {
      announce(t("failure.storage_failed"));
      return;
    }
    if (next !== name) announce(t("attachments.named", { name: next }));
    onClosed();
  };
  return (
    <div class="attachment-name">
      <label class="field__label">
        {t("attachments.name")}
        <input
          ref={input}
          class="input"
          type="text"
          list="attachment-names"
          autocomplete="off"
          aria-invalid={isLong.value ? "true" : undefined}
          value={typed}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            // Neither the viewer nor the form around is meant.
            event.stopPropagation();
            if (isOfInputMethod(event)) return;
            if (event.key === "Escape") onClosed();
            if (event.key !== "Enter") return;
            event.preventDefault();
            void save();
          }}
        />
      </label>
      <datalist id="attachment-names">
        {t("attachments.names")
          .split("|")
          .map((usual) => (
            <option key={usual} value={usual} />
          ))}
      </datalist>
      {isLong.value && (
        <p class="field__error" role="alert">
          {t("attachments.name.long", { count: LONGEST_STEM })}
        </p>
      )}
      <button type="button" class="button button--main" onClick={() => void save()}>
        {t("attachments.name.save")}
      </button>
    </div>
  );
}
