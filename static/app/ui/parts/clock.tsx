/** That this phone's clock is wrong, where a time is about to be written down. */

import { t } from "../kit/language.ts";
import { notebook } from "../model/notebook.ts";

const SECONDS_A_MINUTE = 60;

export function ClockNotice() {
  const { clockAheadS } = notebook().status();
  if (clockAheadS === 0) return null;
  const minutes = Math.round(Math.abs(clockAheadS) / SECONDS_A_MINUTE);
  return (
    <p class="notice notice--caution">
      <span class="notice__title">
        {t("outing.clock", { minutes, way: t(clockAheadS > 0 ? "outing.clock.ahead" : "outing.clock.behind") })}
      </span>
      {t("outing.clock.do")}
    </p>
  );
}
