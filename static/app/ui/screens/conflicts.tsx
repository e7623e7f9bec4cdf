/** Everything that two people disagree about in the worker's cases. */

import { conflictOf } from "../conflict.ts";
import { fieldWord, kindWord, t } from "../language.ts";
import { notebook } from "../notebook.ts";
import { Screen } from "../parts/screen.tsx";
import { State } from "../parts/state.tsx";
import { clientOf, moment } from "../records.ts";
import { hrefOf } from "../routes.ts";

export function Conflicts() {
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
