/** Saving what is unsent to a file: the last way out when a phone cannot reach the office any more. */

import { useSignal } from "@preact/signals";
import { isApplePhone } from "../../outbox/device.ts";
import { t } from "../kit/language.ts";
import { offer, share } from "../kit/sharing.ts";
import { isInstalled } from "../model/keeping.ts";
import { notebook } from "../model/notebook.ts";

const NAME = "banso-unsent.json";

/** `onSaved` is called when the browser has been given the file, or somebody else has it. */
export function ExportButton({ onSaved }: { onSaved?: () => void }) {
  const failed = useSignal(false);
  const save = async () => {
    failed.value = false;
    try {
      const content = await notebook().exportUnsent();
      if (!savesNothing()) offer(content, NAME);
      else if ((await share(content, NAME)) === "nothing") return;
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

/** An app on an iPhone's home screen has no downloads: the file would be gone, and the phone be emptied as if it were saved. */
function savesNothing(): boolean {
  return isApplePhone(navigator) && isInstalled();
}
