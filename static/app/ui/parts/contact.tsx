/** Says once, some days before, that this phone stops showing what it keeps unless the office is heard. */

import { DAY_MS } from "../../sync/contact.ts";
import { t } from "../kit/language.ts";
import { notebook, now } from "../model/notebook.ts";

const HOUR_MS = 60 * 60_000;

export function ContactNotice() {
  // The time passes without anything being written.
  now.value;
  const { contact } = notebook();
  if (contact.standing() !== "soon" || contact.isNoted()) return null;
  // Where that cannot be kept, it is said again.
  const close = () => void contact.note().catch(() => undefined);
  return (
    <div class="notice notice--caution" role="status">
      <p class="notice__title">{untilShut(contact.leftMs() ?? 0)}</p>
      <p>{t("contact.soon.do")}</p>
      <button type="button" class="button button--quiet" onClick={close}>
        {t("close")}
      </button>
    </div>
  );
}

function untilShut(leftMs: number): string {
  if (leftMs > DAY_MS) return t("contact.soon.days", { days: Math.ceil(leftMs / DAY_MS) });
  return t("contact.soon.hours", { hours: Math.ceil(leftMs / HOUR_MS) });
}
