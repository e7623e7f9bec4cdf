/** The way to the office pages. */

import { t } from "../kit/language.ts";

export const OFFICE_PAGES = "/office/";

export function OfficeLink() {
  return (
    <p>
      <a class="line-link" href={OFFICE_PAGES}>
        {t("office.open")}
      </a>
    </p>
  );
}
