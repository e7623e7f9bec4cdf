/** A record that this phone does not have: it was handed on, or the address is old. */

import { t } from "../language.ts";
import { notebook } from "../notebook.ts";
import { StillLoading } from "../parts/loading.tsx";
import { Screen } from "../parts/screen.tsx";
import { hrefOf } from "../routes.ts";

export function NotHere() {
  if (!notebook().status().loaded) return <StillLoading />;
  return (
    <Screen title={t("nothere")} page={t("nothere")}>
      <div class="empty">
        <p>{t("nothere.text")}</p>
        <a class="button" href={hrefOf("cases")}>
          {t("tab.cases")}
        </a>
      </div>
    </Screen>
  );
}
