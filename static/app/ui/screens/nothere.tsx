/** A record that this phone does not have: it was handed on, or the address is old. What was being written about it stays readable. */

import { t } from "../kit/language.ts";
import { route } from "../kit/navigation.ts";
import { draftKeyOf, hrefOf } from "../kit/routes.ts";
import { openDrafts } from "../model/drafts.ts";
import { isEditable } from "../model/editable.ts";
import { valueFacts } from "../model/facts.ts";
import { notebook } from "../model/notebook.ts";
import { confirmed } from "../parts/confirm.tsx";
import { Facts } from "../parts/facts.tsx";
import { StillLoading } from "../parts/loading.tsx";
import { Screen } from "../parts/screen.tsx";

export function NotHere() {
  if (!notebook().status().loaded) return <StillLoading />;
  return (
    <Screen title={t("nothere")} page={t("nothere")}>
      <div class="empty">
        <p>{t("nothere.text")}</p>
        <a class="button" href={hrefOf("cases")}>
          {t("tab.cases")}
        </a>
      </div>
      <LeftBehind />
    </Screen>
  );
}

/** The draft of the form that stood here: it cannot be saved any more, but it is for its author to say that it may go. */
function LeftBehind() {
  const key = draftKeyOf(route.value);
  const left = openDrafts(notebook().drafts()).find(({ draft }) => draft.key === key);
  if (!left) return null;
  const { draft, kind } = left;
  const written = Object.keys(draft.fields).filter((field) => isEditable(kind, field));
  const drop = async () => {
    const dropped = await confirmed(t("draft.drop.title"), t("draft.drop.text"), t("draft.drop"), t("draft.drop.no"));
    if (dropped) await notebook().dropDraft(key);
  };
  return (
    <section class="section" aria-labelledby="left">
      <h2 id="left">{t("nothere.draft")}</h2>
      <p>{t("nothere.draft.do")}</p>
      <div class="card">
        <Facts facts={valueFacts(kind, draft.fields, written)} />
      </div>
      <button type="button" class="button button--quiet" onClick={() => void drop()}>
        {t("draft.drop")}
      </button>
    </section>
  );
}
