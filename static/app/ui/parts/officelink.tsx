/** The way to the office pages. */

import { t } from "../language.ts";

export const OFFICE_PAGES = "/office/";

export function OfficeLink() {
  return (
    <p>
      <a href={OFFICE_PAGES}>{t("office.open")}</a>
    </p>
  );
}
