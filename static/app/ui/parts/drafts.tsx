/** What was begun and not saved yet. */

import { openDrafts } from "../drafts.ts";
import { kindWord, t } from "../language.ts";
import { notebook } from "../notebook.ts";
import { clientOf, moment } from "../records.ts";
import { hrefOf } from "../routes.ts";
import { State } from "./state.tsx";

export function DraftList() {
  const drafts = openDrafts(notebook().drafts());
  if (drafts.length === 0) return null;
  return (
    <section class="section" aria-labelledby="drafts">
      <h2 id="drafts" class="section__title">
        {t("drafts")} <span class="count">{drafts.length}</span>
      </h2>
      <ul class="list">
        {drafts.map(({ draft, route, kind }) => (
          <li key={draft.key}>
            <a class="list__link" href={hrefOf(route.name, route.id)}>
              <span class="list__main">{clientOf(route.id) || newName(draft.fields.name) || kindWord(kind)}</span>
              <span class="list__sub">
                {kindWord(kind)} {moment(draft.savedAt)}
              </span>
              <span class="list__aside">
                <State shape="draft">{t("drafts.go_on")}</State>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The name that a draft of a new case holds. */
function newName(name: unknown): string {
  return typeof name === "string" ? name : "";
}
