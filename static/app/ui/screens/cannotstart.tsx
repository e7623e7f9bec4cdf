/** Shown where the browser gives no place to keep anything: its storage is switched off, or the disk is full. */

import { t } from "../kit/language.ts";

export function CannotStart() {
  return (
    <main class="sign-in" id="main">
      <h1>Banso 伴走</h1>
      <div class="notice notice--alert" role="alert">
        <p class="notice__title">{t("cannot_start")}</p>
        <p>{t("cannot_start.do")}</p>
      </div>
      <button type="button" class="button" onClick={() => location.reload()}>
        {t("cannot_start.again")}
      </button>
    </main>
  );
}
