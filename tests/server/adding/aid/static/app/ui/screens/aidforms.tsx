/** The form of an aid in kind. */

import { Field } from "../forms/field.tsx";
import { one } from "../model/notebook.ts";
import { today } from "../model/records.ts";
import { NotHere } from "./nothere.tsx";
import { RecordForm } from "./recordform.tsx";

export function NewAidScreen({ id }: { id: string }) {
  if (!one("case", id)) return <NotHere />;
  return (
    <RecordForm
      kind="aid"
      title="aid.new"
      route="newAid"
      id={id}
      caseId={id}
      prefill={{ case: id, handed_on: today() }}
      fields={(form) => (
        <>
          <Field form={form} field="what" />
          <Field form={form} field="handed_on" />
          <Field form={form} field="returned_on" />
        </>
      )}
    />
  );
}
