/** Asking the supervisor to approve a plan, and what they answered. */

import { useSignal } from "@preact/signals";
import { t } from "../language.ts";
import { type Entry, notebook, staffName } from "../notebook.ts";
import { approvalOf } from "../plans.ts";
import { moment } from "../records.ts";
import { announce } from "./confirm.tsx";
import { type Shape, State } from "./state.tsx";

const SHAPES = {
  asked: "waiting",
  approved: "done",
  returned: "returned",
  changed: "waiting",
} as const satisfies Record<string, Shape>;

export function Approval({ plan: { id, fields, view } }: { plan: Entry<"plan"> }) {
  const failed = useSignal(false);
  const approval = approvalOf(fields);
  const ask = async () => {
    failed.value = false;
    try {
      await notebook().write({ kind: "plan", record: id, fields: { submitted: true }, base: view.base });
      announce(t("saved.phone"));
    } catch {
      failed.value = true;
    }
  };
  if (approval === undefined && (fields.decision !== undefined || fields.evaluated !== undefined)) return null;
  return (
    <section class="section" aria-labelledby="approval">
      <h2 id="approval">{t("plan.approval")}</h2>
      <div class="card">
        {approval === undefined ? (
          <>
            <p>{t("plan.approval.none")}</p>
            <button type="button" class="button" onClick={() => void ask()}>
              {t("plan.approval.ask")}
            </button>
          </>
        ) : (
          <>
            <State shape={SHAPES[approval]}>{t(`plan.approval.${approval}`)}</State>
            {fields.approved_at && (
              <p class="soft small">
                {[staffName(fields.approved_by), moment(fields.approved_at)].filter(Boolean).join(" / ")}
              </p>
            )}
          </>
        )}
        {failed.value && (
          <p class="field__error" role="alert">
            {t("failure.storage_failed")}
          </p>
        )}
      </div>
    </section>
  );
}
