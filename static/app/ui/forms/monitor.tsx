/** 「このプランのモニタリングとして記録する」: the switch in a visit note, and the plan's next date. */

import { language, t } from "../language.ts";
import type { Entry } from "../notebook.ts";
import { today } from "../records.ts";
import { dueWords } from "../time.ts";
import { DueInput } from "./due.tsx";
import type { Form } from "./form.ts";
import { monitoring, movesDate, NOT_MONITORING, nextOffers } from "./monitoring.ts";
import { isEmpty } from "./values.ts";

export function MonitoringFields({ form, plan }: { form: Form; plan: Entry<"plan"> }) {
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
