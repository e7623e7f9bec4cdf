/** A new client: the person and the case in one go. */

import { CaseFields, PersonFields } from "../forms/casework.tsx";
import { check } from "../forms/check.ts";
import { FormFoot, ResumedNotice } from "../forms/foot.tsx";
import { fieldsOfKind, filled } from "../forms/keep.ts";
import { useForm, useSaving } from "../forms/open.ts";
import { t } from "../kit/language.ts";
import { goBack, goInstead } from "../kit/navigation.ts";
import { pathOf } from "../kit/routes.ts";
import { newId, notebook } from "../model/notebook.ts";
import { moment, today } from "../model/records.ts";
import { Screen } from "../parts/screen.tsx";

export function NewCaseScreen() {
  const form = useForm({
    kind: "case",
    path: pathOf({ name: "newCase", id: "" }),
    prefill: { state: "open", opened_on: today() },
    check: (values) => [...check("person", values), ...check("case", values, ["person"])],
  });
  const { failure, save } = useSaving(form);
  const keep = async () => {
    const [person, opened] = [newId(), newId()];
    const values = filled(form.values.value);
    const done = await save(async () => {
      await notebook().writeAll([
        { kind: "person", record: person, fields: fieldsOfKind("person", values) },
        { kind: "case", record: opened, fields: { ...fieldsOfKind("case", values), person }, draft: form.key },
      ]);
    });
    if (done) goInstead("case", opened);
  };
  return (
    <Screen title={t("cases.new")} page={t("cases.new")} back={{ name: "cases" }}>
      <ResumedNotice form={form} when={moment} />
      <div class="stack stack--loose">
        <PersonFields form={form} />
        <CaseFields form={form} />
        <FormFoot form={form} failure={failure} onSave={() => void keep()} onDrop={() => goBack("cases")} />
      </div>
    </Screen>
  );
}
