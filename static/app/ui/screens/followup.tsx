/** Everything that must be followed up in the worker's cases, list by list. */

import { FOLLOW_UP_LISTS } from "../../sync/kinds.gen.ts";
import { t } from "../kit/language.ts";
import { followUps } from "../model/followup.ts";
import { notebook } from "../model/notebook.ts";
import { FollowUpRows } from "../parts/followup.tsx";
import { StillLoading } from "../parts/loading.tsx";
import { Screen } from "../parts/screen.tsx";

export function FollowupScreen() {
  const all = followUps.value;
  const thresholds = notebook().thresholds();
  return (
    <Screen title={t("followup.title")} page={t("followup.title")} back={{ name: "today" }}>
      <StillLoading />
      {all.length === 0 && <p class="empty">{t("followup.empty")}</p>}
      {FOLLOW_UP_LISTS.map((list) => ({ list, rows: all.filter((row) => row.list === list) }))
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
