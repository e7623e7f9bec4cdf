/** The four places of the app, under the thumb. */

import { t } from "../language.ts";
import { route } from "../navigation.ts";
import { notebook } from "../notebook.ts";
import { hrefOf, type Tab, tabOf } from "../routes.ts";
import { Icon } from "./icon.tsx";

const TABS: readonly Tab[] = ["today", "cases", "sync", "more"];

export function TabBar() {
  const current = tabOf(route.value.name);
  const waiting = notebook().queue().length + notebook().openConflicts().length;
  return (
    <nav class="tabbar" aria-label={t("tabs")}>
      <ul>
        {TABS.map((tab) => (
          <li key={tab}>
            <a href={hrefOf(tab)} aria-current={tab === current ? "page" : undefined}>
              <Icon name={tab} />
              {t(`tab.${tab}`)}
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
