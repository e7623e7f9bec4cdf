/** What a plan is made of: each support, by its programme, with who does it. */

import { codeWord, t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { type RecordOf, staffName } from "../model/notebook.ts";
import { supportsOf } from "../model/plans.ts";
import { UnsentMark } from "./state.tsx";

export function PlanSupports({ plan }: { plan: RecordOf<"plan"> }) {
  const supports = supportsOf(plan);
  return (
    <section class="section" aria-labelledby="supports">
      <h2 id="supports">{t("plan.supports")}</h2>
      {supports.length === 0 && <p class="empty">{t("plan.supports.empty")}</p>}
      {supports.length > 0 && (
        <ul class="list">
          {supports.map((support) => (
            <li key={support.id}>
              <a class="list__link" href={hrefOf("editPlanSupport", support.id)}>
                <SupportWords support={support} />
                <span class="list__aside">
                  <UnsentMark view={support.view} />
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
      <a class="button button--quiet" href={hrefOf("newPlanSupport", plan.id)}>
        {t("plansupport.new")}
      </a>
    </section>
  );
}

/** Supports as they are read, without a way into them. */
export function SupportList({ supports }: { supports: readonly RecordOf<"plan_support">[] }) {
  return (
    <ul class="list">
      {supports.map((support) => (
        <li key={support.id} class="stack stack--tight">
          <SupportWords support={support} />
        </li>
      ))}
    </ul>
  );
}

/** 「家計改善 家計表を毎月いっしょに書く / 田中 修 / 月1回」 */
export function SupportWords({ support: { fields } }: { support: RecordOf<"plan_support"> }) {
  const { programme, what, worker, agency, frequency } = fields;
  const facts = [programme && codeWord("programme", programme), staffName(worker), agency, frequency].filter(Boolean);
  return (
    <>
      <span class="list__main">{what}</span>
      {facts.length > 0 && <span class="list__sub">{facts.join(" / ")}</span>}
    </>
  );
}
