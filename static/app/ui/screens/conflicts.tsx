/** Everything that two people disagree about in the worker's cases. */

import { fieldWord, kindWord, t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { conflictOf } from "../model/conflict.ts";
import { notebook } from "../model/notebook.ts";
import { clientOf, moment } from "../model/records.ts";
import { Screen } from "../parts/screen.tsx";
import { State } from "../parts/state.tsx";

export function ConflictsScreen() {
  const open = notebook().openConflicts().map(conflictOf);
  return (
    <Screen title={t("conflicts.title")} page={t("conflicts.title")} back={{ name: "sync" }}>
      {open.length === 0 ? (
        <p class="empty">{t("conflicts.empty")}</p>
      ) : (
        <>
          <p>{t("conflicts.lead")}</p>
          <ul class="list">
            {open.map((conflict) => (
              <li key={conflict.id}>
                <a class="list__link" href={hrefOf("conflict", conflict.id)}>
                  <span class="list__main">{clientOf(conflict.about) || kindWord(conflict.kind)}</span>
                  <span class="list__sub">
                    {kindWord(conflict.kind)} / {fieldWord(conflict.kind, conflict.field)}
                  </span>
                  <span class="list__sub">{moment(conflict.raisedAt)}</span>
                  <span class="list__aside">
                    {conflict.asked ? (
                      <State shape="waiting">{t("conflict.asked")}</State>
                    ) : (
                      <State shape="conflict">{t("conflict.open")}</State>
                    )}
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </Screen>
  );
}
