/** Saving what is unsent to a file: the last way out when a phone cannot reach the office any more. */

import { useSignal } from "@preact/signals";
import { t } from "../language.ts";
import { notebook } from "../notebook.ts";

const MS_UNTIL_TAKEN = 60_000;

/** `onSaved` is called when the browser has been given the file. */
export function ExportButton({ onSaved }: { onSaved?: () => void }) {
  const failed = useSignal(false);
  const save = async () => {
    failed.value = false;
    try {
      offer(await notebook().exportUnsent());
      onSaved?.();
    } catch {
      failed.value = true;
    }
  };
  return (
    <div class="stack stack--tight">
      <button type="button" class="button button--quiet" onClick={() => void save()}>
        {t("sync.export")}
      </button>
      <p class="soft small">{t("sync.export.hint")}</p>
      {failed.value && (
        <p class="field__error" role="alert">
          {t("sync.export.failed")}
        </p>
      )}
    </div>
  );
}

function offer(file: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = "banso-unsent.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), MS_UNTIL_TAKEN);
}
