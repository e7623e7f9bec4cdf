/** The phone in the client's hands: the whole plan that they agree to, and where they sign. */

import { t } from "../kit/language.ts";
import type { ShownPlan } from "../model/agreed.ts";
import { valueFacts } from "../model/facts.ts";
import { Facts } from "../parts/facts.tsx";
import { SupportList } from "../parts/plansupports.tsx";
import type { Trouble } from "./attaching.ts";
import { ForSignature, readFromHere } from "./forsignature.tsx";

interface HandOverProps {
  shown: ShownPlan;
  client: string;
  onSigned: (picture: Blob) => Promise<Trouble | null>;
  onClose: () => void;
}

export function HandOver({ shown: { plan, supports }, client, onSigned, onClose }: HandOverProps) {
  const period = valueFacts("plan", plan.view.fields, ["period_start", "period_end"]);
  return (
    <ForSignature heading={t("agreement.signature")} onSigned={onSigned} onClose={onClose}>
      <header class="stack stack--tight">
        <h1 id="handover" tabIndex={-1} ref={readFromHere}>
          {t("handover.title", { number: plan.fields.number ?? "" })}
        </h1>
        <p class="strong">{t("client", { name: client })}</p>
        <p>{t("handover.lead")}</p>
      </header>
      <section class="section" aria-labelledby="handover-goal">
        <h2 id="handover-goal">{t("plan.goal")}</h2>
        <blockquote class="card narrative plan__goal">{plan.fields.goal ?? t("value.none")}</blockquote>
      </section>
      <section class="section" aria-labelledby="handover-supports">
        <h2 id="handover-supports">{t("plan.supports")}</h2>
        {supports.length === 0 && <p>{t("plan.supports.empty")}</p>}
        <SupportList supports={supports} />
      </section>
      <section class="section" aria-labelledby="handover-period">
        <h2 id="handover-period">{t("handover.period")}</h2>
        {period.length === 0 && <p>{t("handover.no_period")}</p>}
        <Facts facts={period} />
      </section>
    </ForSignature>
  );
}
