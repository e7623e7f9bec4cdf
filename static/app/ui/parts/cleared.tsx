/** Says that the browser has cleared what was on this phone, and what of it had not reached the office. */

import { t } from "../kit/language.ts";
import { notebook } from "../model/notebook.ts";
import { moment } from "../model/records.ts";

export function ClearedNotice() {
  const cleared = notebook().cleared();
  if (!cleared) return null;
  const { at, unsent, saved } = cleared;
  return (
    <div class={unsent.length > 0 ? "notice notice--alert" : "notice notice--caution"} role="alert">
      <p class="notice__title">{t("cleared")}</p>
      <p>{t("cleared.why", { when: moment(at) })}</p>
      <p class={unsent.length > 0 ? "strong" : undefined}>
        {unsent.length > 0
          ? t("cleared.unsent", { count: unsent.length, numbers: ranges(unsent), saved })
          : t("cleared.nothing")}
      </p>
      <button type="button" class="button button--quiet" onClick={() => void notebook().forgetCleared()}>
        {t("close")}
      </button>
    </div>
  );
}

/** Numbers in order as `1–3, 5`. */
export function ranges(numbers: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const last = spans.at(-1);
    if (last && number <= last[1] + 1) last[1] = number;
    else spans.push([number, number]);
  }
  return spans.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(", ");
}
