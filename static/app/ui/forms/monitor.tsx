/** 「このプランのモニタリングとして記録する」: the switch in a visit note, and the plan's next date. */

import { isEmpty } from "../../sync/json.ts";
import { language, t } from "../kit/language.ts";
import { dueWords } from "../kit/time.ts";
import type { RecordOf } from "../model/notebook.ts";
import { today } from "../model/records.ts";
import { DueInput } from "./due.tsx";
import type { Form } from "./form.ts";
import { monitoring, movesDate, NOT_MONITORING, nextOffers } from "./monitoring.ts";

export function MonitoringFields({ form, plan }: { form: Form; plan: RecordOf<"plan"> }) {
  const { number = "", next_monitoring: before } = plan.fields;
  const take = (isMonitoring: boolean) => {
    const fields = isMonitoring ? monitoring(plan.view) : NOT_MONITORING;
    for (const [field, value] of Object.entries(fields)) form.set(field, value);
  };
  return (
    <div class="card">
      <label class="switch">
        <input
          type="checkbox"
          checked={!isEmpty(form.get("monitors"))}
          onChange={(event) => take(event.currentTarget.checked)}
        />
        <span>{t("monitor.this", { number })}</span>
      </label>
      {movesDate(form.values.value) && (
        <DueInput
          form={form}
          kind="plan"
          field="next_monitoring"
          needed
          {...(before ? { hint: t("monitor.before", { when: dueWords(before, language.value, today()) }) } : {})}
          offers={nextOffers(plan.fields, today()).map(({ months, due }) => ({
            words: t("monitor.offer", { months }),
            due,
          }))}
        />
      )}
    </div>
  );
}
