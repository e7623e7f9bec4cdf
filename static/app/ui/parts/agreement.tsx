/** That the client has agreed to a plan: how, when, and the signature. */

import { valueFacts } from "../facts.ts";
import { t } from "../language.ts";
import type { Entry } from "../notebook.ts";
import { Facts } from "./facts.tsx";
import { Papers } from "./papers.tsx";

export function Agreement({ plan: { id, fields, view } }: { plan: Entry<"plan"> }) {
  if (fields.agreed_on === undefined) return null;
  return (
    <section class="section" aria-labelledby="agreement">
      <h2 id="agreement">{t("agreement")}</h2>
      <div class="card">
        <Facts facts={valueFacts("plan", view.fields, ["agreed_on", "agreement"])} />
      </div>
      <Papers about={id} />
    </section>
  );
}
