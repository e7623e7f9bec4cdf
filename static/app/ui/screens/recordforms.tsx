/** The forms of a case's other records: appointments, the person, the household, the case itself. */

import type { Fields } from "../../sync/protocol.ts";
import { AppointmentFields, CaseFields, HouseholdFields, PersonFields } from "../forms/casework.tsx";
import { t } from "../kit/language.ts";
import { goBack } from "../kit/navigation.ts";
import { homeOf, me, one, personOf } from "../model/notebook.ts";
import { confirmed } from "../parts/confirm.tsx";
import { removed } from "../parts/removing.ts";
import { OfSeries } from "../parts/series.tsx";
import { NotHere } from "./nothere.tsx";
import { RecordForm } from "./recordform.tsx";

export function NewAppointmentScreen({ id }: { id: string }) {
  if (!one("case", id)) return <NotHere />;
  const address = homeOf(id);
  const prefill: Fields = {
    case: id,
    worker: me(),
    method: "visit",
    state: "planned",
    ...(address ? { place: address } : {}),
  };
  return (
    <RecordForm
      kind="appointment"
      title="appointment.new"
      route="newAppointment"
      id={id}
      caseId={id}
      prefill={prefill}
      fields={(form) => <AppointmentFields form={form} />}
    />
  );
}

export function EditAppointmentScreen({ id }: { id: string }) {
  const appointment = one("appointment", id);
  const caseId = appointment?.fields.case;
  if (!caseId) return <NotHere />;
  return (
    <RecordForm
      kind="appointment"
      title="appointment.edit"
      route="editAppointment"
      id={id}
      caseId={caseId}
      record={appointment.view}
      fields={(form) => <AppointmentFields form={form} withState />}
      more={
        appointment.fields.series ? (
          <OfSeries appointment={appointment} />
        ) : (
          <button type="button" class="button button--danger" onClick={() => void removeAppointment(id, caseId)}>
            {t("appointment.delete")}
          </button>
        )
      }
    />
  );
}

async function removeAppointment(id: string, caseId: string): Promise<void> {
  if (!(await confirmed(t("appointment.delete.title"), t("appointment.delete.text"), t("appointment.delete")))) return;
  if (await removed("appointment", id)) goBack("case", caseId);
}

export function EditPersonScreen({ id }: { id: string }) {
  const person = personOf(id);
  if (!person) return <NotHere />;
  return (
    <RecordForm
      kind="person"
      title="case.edit_person"
      route="editPerson"
      id={id}
      caseId={id}
      record={person.view}
      fields={(form) => <PersonFields form={form} />}
    />
  );
}

/** The household of the person of a case; a new one is tied to the person once it is there. */
export function EditHouseholdScreen({ id }: { id: string }) {
  const person = personOf(id);
  if (!person) return <NotHere />;
  const household = one("household", person.fields.household);
  const name = person.fields.name ?? "";
  const address = person.fields.address ?? "";
  return (
    <RecordForm
      kind="household"
      title={household ? "case.edit_household" : "case.new_household"}
      route="editHousehold"
      id={id}
      caseId={id}
      {...(household ? { record: household.view } : { prefill: { name: t("household.of", { name }), address } })}
      fields={(form) => <HouseholdFields form={form} />}
      along={(created) => [{ kind: "person", record: person.id, fields: { household: created } }]}
    />
  );
}

export function EditCaseScreen({ id }: { id: string }) {
  const entry = one("case", id);
  if (!entry) return <NotHere />;
  return (
    <RecordForm
      kind="case"
      title="case.edit"
      route="editCase"
      id={id}
      caseId={id}
      record={entry.view}
      fields={(form) => <CaseFields form={form} withState />}
    />
  );
}
