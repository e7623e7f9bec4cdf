/** What was begun and not saved yet. */

import { kindWord, t } from "../kit/language.ts";
import { hrefOfDraft } from "../kit/routes.ts";
import { beginningOf, type OpenDraft, openDrafts } from "../model/drafts.ts";
import { notebook } from "../model/notebook.ts";
import { caseOf, clientOf, moment } from "../model/records.ts";
import { State } from "./state.tsx";

/** Those of one case, or all of this phone. */
export function DraftList({ caseId }: { caseId?: string }) {
  const all = openDrafts(notebook().drafts());
  const drafts = caseId === undefined ? all : all.filter(({ route }) => caseOf(route.id) === caseId);
  if (drafts.length === 0) return null;
  return (
    <section class="section" aria-labelledby="drafts">
      <h2 id="drafts" class="section__title">
        {t("drafts")} <span class="count">{drafts.length}</span>
      </h2>
      <ul class="list">
        {drafts.map((open) => (
          <li key={open.draft.key}>
            <a class="list__link" href={hrefOfDraft(open.draft.key)}>
              <span class="list__main">{nameOf(open)}</span>
              <span class="list__sub">
                {kindWord(open.kind)} {moment(open.draft.savedAt)}
              </span>
              <span class="list__sub">{beginningOf(open)}</span>
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

/** Whose it is: the client, or the one that a draft of a new case names. */
function nameOf({ draft, route, kind }: OpenDraft): string {
  const { name } = draft.fields;
  return clientOf(route.id) || (typeof name === "string" && name) || kindWord(kind);
}
