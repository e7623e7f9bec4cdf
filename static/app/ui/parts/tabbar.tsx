/** The four places of the app, under the thumb. */

import { t } from "../kit/language.ts";
import { route } from "../kit/navigation.ts";
import { hrefOf, tabOf } from "../kit/routes.ts";
import { screenNamed, type Tab } from "../kit/screens.ts";
import { isPartner, notebook } from "../model/notebook.ts";
import { Icon } from "./icon.tsx";

const TABS: readonly Tab[] = ["today", "cases", "sync", "more"];
const PARTNERS_TABS: readonly Tab[] = ["cases", "sync", "more"];

export function TabBar() {
  const { name } = route.value;
  const current = isPartner() && !screenNamed(name).forPartners ? "cases" : tabOf(name);
  const forPartner = isPartner();
  const waiting = notebook().queue().length + notebook().openConflicts().length;
  return (
    <nav class="tabbar" aria-label={t("tabs")}>
      <ul>
        {(forPartner ? PARTNERS_TABS : TABS).map((tab) => (
          <li key={tab}>
            <a
              href={hrefOf(forPartner && tab === "cases" ? "shared" : tab)}
              aria-current={tab === current ? "page" : undefined}
            >
              <Icon name={tab} />
              {t(forPartner && tab === "cases" ? "tab.shared" : `tab.${tab}`)}
              {tab === "sync" && waiting > 0 && (
                <span class="count">
                  {waiting}
                  <span class="visually-hidden">{t("count.waiting")}</span>
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
