/** The offer of a new version: never while a form is open. */

import { signal } from "@preact/signals";
import { t } from "../kit/language.ts";
import { openForms } from "./form.ts";

const activate = signal<(() => void) | null>(null);

/** From now on a new version waits; `take` changes over to it. */
export function offerUpdate(take: () => void): void {
  activate.value = take;
}

export function UpdateOffer() {
  const take = activate.value;
  const isWriting = openForms.value.some(({ kind, draftState }) => kind !== "comment" || draftState.value !== "none");
  if (take === null || isWriting) return null;
  return (
    <div class="notice">
      <p class="notice__title">{t("update")}</p>
      <button type="button" class="button" onClick={take}>
        {t("update.do")}
      </button>
    </div>
  );
}
