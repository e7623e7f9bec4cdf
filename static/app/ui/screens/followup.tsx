/** Everything that must be followed up in the worker's cases, list by list. */

import { LISTS } from "../../sync/followup.ts";
import { followUps } from "../followup.ts";
import { t } from "../language.ts";
import { notebook } from "../notebook.ts";
import { FollowUpRows } from "../parts/followup.tsx";
import { StillLoading } from "../parts/loading.tsx";
import { Screen } from "../parts/screen.tsx";

export function FollowUpScreen() {
  const all = followUps.value;
  const thresholds = notebook().thresholds();
  return (
    <Screen title={t("followup.title")} page={t("followup.title")} back={{ name: "today" }}>
      <StillLoading />
      {all.length === 0 && <p class="empty">{t("followup.empty")}</p>}
      {LISTS.map((list) => ({ list, rows: all.filter((row) => row.list === list) }))
        .filter(({ rows }) => rows.length > 0)
        .map(({ list, rows }) => (
          <section key={list} class="section" aria-labelledby={list}>
            <h2 id={list} class="section__title">
              {t(`followup.list.${list}`)} <span class="count">{rows.length}</span>
            </h2>
            <p class="soft small">{t(`followup.why.${list}`, thresholds)}</p>
            <FollowUpRows rows={rows} />
          </section>
        ))}
    </Screen>
  );
}
