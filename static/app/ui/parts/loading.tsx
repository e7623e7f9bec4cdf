/** While a start is still bringing older records into memory. */

import { t } from "../kit/language.ts";
import { notebook } from "../model/notebook.ts";
import { State } from "./state.tsx";

export function StillLoading() {
  if (notebook().status().loaded) return null;
  return (
    <p role="status">
      <State shape="sending">{t("loading")}</State>
    </p>
  );
}
