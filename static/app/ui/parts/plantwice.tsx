/** Two plans of a case that were given the same number, as happens when two phones each make the next one unheard. */

import { useSignal } from "@preact/signals";
import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { announce } from "../model/announce.ts";
import { notebook, type RecordOf } from "../model/notebook.ts";
import { nextNumber, sameNumber } from "../model/plans.ts";
import { State } from "./state.tsx";

/** Says so on a plan's screen, and offers a number that is free. Which of the two keeps its number, a person decides. */
export function NumberTwice({ plan }: { plan: RecordOf<"plan"> }) {
  const failed = useSignal(false);
  const others = sameNumber(plan);
  if (others.length === 0) return null;
  const { number = "" } = plan.fields;
  const free = nextNumber(plan.view.scope);
  const renumber = async () => {
    failed.value = false;
    try {
      await notebook().write({ kind: "plan", record: plan.id, fields: { number: free }, base: plan.view.base });
      announce(t("saved.phone"));
    } catch {
      failed.value = true;
    }
  };
  return (
    <div class="card card--caution">
      <State shape="due">{t("plan.twice", { number })}</State>
      <p>{t("plan.twice.why")}</p>
      <div class="form-actions">
        {others.map(({ id }) => (
          <a key={id} class="button button--quiet" href={hrefOf("plan", id)}>
            {t("plan.twice.look", { number })}
          </a>
        ))}
        <button type="button" class="button" onClick={() => void renumber()}>
          {t("plan.twice.renumber", { number: free })}
        </button>
      </div>
      {failed.value && (
        <p class="field__error" role="alert">
          {t("failure.storage_failed")}
        </p>
      )}
    </div>
  );
}
