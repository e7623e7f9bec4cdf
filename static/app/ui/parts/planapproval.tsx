/** Asking the supervisor to approve a plan, and what they answered. */

import { useSignal } from "@preact/signals";
import { t } from "../kit/language.ts";
import type { Shape } from "../kit/shape.ts";
import { announce } from "../model/announce.ts";
import { notebook, type RecordOf, staffName } from "../model/notebook.ts";
import { approvalOf, isChangedHere } from "../model/plans.ts";
import { moment } from "../model/records.ts";
import { State } from "./state.tsx";

const SHAPES = {
  asked: "waiting",
  approved: "done",
  returned: "returned",
  changed: "waiting",
} as const satisfies Record<string, Shape>;

export function Approval({ plan }: { plan: RecordOf<"plan"> }) {
  const { fields } = plan;
  const atTheOffice = approvalOf(fields);
  const approval = atTheOffice === "approved" && isChangedHere(plan) ? "changed" : atTheOffice;
  if (approval === undefined && (fields.decision !== undefined || fields.evaluated !== undefined)) return null;
  const isSettled = approval === "approved" || approval === "returned";
  return (
    <section class="section" aria-labelledby="approval">
      <h2 id="approval">{t("plan.approval")}</h2>
      <div class="card">
        {approval === undefined ? (
          <p>{t("plan.approval.none")}</p>
        ) : (
          <State shape={SHAPES[approval]}>{t(`plan.approval.${approval}`)}</State>
        )}
        {isSettled && fields.approved_at && (
          <p class="soft small">
            {[staffName(fields.approved_by), moment(fields.approved_at)].filter(Boolean).join(" / ")}
          </p>
        )}
        {(approval === undefined || approval === "returned") && (
          <Ask plan={plan} word={t(approval === undefined ? "plan.approval.ask" : "plan.approval.again")} />
        )}
      </div>
    </section>
  );
}

function Ask({ plan: { id, view }, word }: { plan: RecordOf<"plan">; word: string }) {
  const failed = useSignal(false);
  const ask = async () => {
    failed.value = false;
    try {
      await notebook().write({ kind: "plan", record: id, fields: { submitted: true }, base: view.base });
      announce(t("saved.phone"));
    } catch {
      failed.value = true;
    }
  };
  return (
    <>
      <button type="button" class="button" onClick={() => void ask()}>
        {word}
      </button>
      {failed.value && (
        <p class="field__error" role="alert">
          {t("failure.storage_failed")}
        </p>
      )}
    </>
  );
}
