/** That the client has agreed to a plan: how, when, and the signature. */

import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { useChangedSinceAgreed } from "../model/agreed.ts";
import { valueFacts } from "../model/facts.ts";
import type { RecordOf } from "../model/notebook.ts";
import { Attachments } from "./attachments.tsx";
import { Facts } from "./facts.tsx";
import { State } from "./state.tsx";

/** The mark alone, for a sheet. */
export function ChangedSinceAgreed({ plan }: { plan: RecordOf<"plan"> }) {
  return useChangedSinceAgreed(plan) ? <State shape="due">{t("agreement.changed")}</State> : null;
}

export function Agreement({ plan }: { plan: RecordOf<"plan"> }) {
  const isOutdated = useChangedSinceAgreed(plan);
  const { id, fields, view } = plan;
  if (fields.agreed_on === undefined) return null;
  return (
    <section class="section" aria-labelledby="agreement">
      <h2 id="agreement">{t("agreement")}</h2>
      {isOutdated && (
        <div class="notice notice--caution">
          <p class="notice__title">
            <State shape="due">{t("agreement.changed")}</State>
          </p>
          <p>{t("agreement.changed.do")}</p>
          <a class="button" href={hrefOf("agreePlan", id)}>
            {t("agreement.renew")}
          </a>
        </div>
      )}
      <div class="card">
        <Facts facts={valueFacts("plan", view.fields, ["agreed_on", "agreement"])} />
      </div>
      <Attachments about={id} />
    </section>
  );
}
