/** A control for the colleague who does something. */

import { t } from "../kit/language.ts";
import { all } from "../model/notebook.ts";
import type { Form } from "./form.ts";
import { described, idOf, Labelled } from "./frame.tsx";

/** A colleague of the office, or nobody: then an agency does it. */
export function WorkerChoice({ form }: { form: Form }) {
  const props = { form, field: "worker" };
  const chosen = String(form.get("worker") ?? "");
  const staff = all("staff").filter(({ id, fields }) => fields.active !== false || id === chosen);
  staff.sort((one, other) => (one.fields.name ?? "").localeCompare(other.fields.name ?? "", "ja"));
  return (
    <Labelled props={props}>
      <select
        class="input"
        id={idOf(props)}
        value={chosen}
        onChange={(event) => form.set("worker", event.currentTarget.value)}
        {...described(props)}
      >
        <option value="">{t("worker.none")}</option>
        {staff.map(({ id, fields }) => (
          <option key={id} value={id}>
            {fields.name}
          </option>
        ))}
      </select>
    </Labelled>
  );
}
