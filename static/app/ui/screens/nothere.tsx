/** A record that this phone does not have: it was handed on, or the address is old. What was being written about it stays readable. */

import { openDrafts } from "../drafts.ts";
import { valueFacts } from "../facts.ts";
import { isEditable } from "../forms/field.tsx";
import { t } from "../language.ts";
import { route } from "../navigation.ts";
import { notebook } from "../notebook.ts";
import { confirmed } from "../parts/confirm.tsx";
import { Facts } from "../parts/facts.tsx";
import { StillLoading } from "../parts/loading.tsx";
import { Screen } from "../parts/screen.tsx";
import { hrefOf, pathOf } from "../routes.ts";

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
  const key = pathOf(route.value);
  const left = openDrafts(notebook().drafts()).find(({ draft }) => draft.key === key);
  if (!left) return null;
  const { draft, kind } = left;
  const written = Object.keys(draft.fields).filter((field) => isEditable(kind, field));
  const drop = async () => {
    if (await confirmed(t("draft.drop.title"), t("draft.drop.text"), t("draft.drop"))) await notebook().dropDraft(key);
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
