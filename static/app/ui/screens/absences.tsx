/** When somebody will be away: colleagues see it at the office, and nobody waits for them. */

import { useSignal } from "@preact/signals";
import { daysAfter } from "../../sync/days.ts";
import { Field } from "../forms/field.tsx";
import { FormFoot, ResumedNotice } from "../forms/foot.tsx";
import { creation } from "../forms/keep.ts";
import { useForm, useSaving } from "../forms/open.ts";
import { t } from "../kit/language.ts";
import { goBack } from "../kit/navigation.ts";
import { pathOf } from "../kit/routes.ts";
import { announce } from "../model/announce.ts";
import { all, me, notebook, type RecordOf } from "../model/notebook.ts";
import { day, moment, today } from "../model/records.ts";
import { confirmed } from "../parts/confirm.tsx";
import { Screen } from "../parts/screen.tsx";
import { UnsentMark } from "../parts/state.tsx";

export function AbsencesScreen() {
  const written = useSignal(0);
  const mine = all("absence").filter(
    ({ fields }) => fields.worker === me() && (fields.until === undefined || fields.until >= today()),
  );
  mine.sort((one, other) => (one.fields.since ?? "").localeCompare(other.fields.since ?? ""));
  return (
    <Screen title={t("absences")} page={t("absences")} back={{ name: "more" }}>
      <p>{t("absences.text")}</p>
      {mine.length === 0 ? (
        <p class="soft">{t("absences.none")}</p>
      ) : (
        <ul class="list">
          {mine.map((absence) => (
            <Absence key={absence.id} absence={absence} />
          ))}
        </ul>
      )}
      <NewAbsence
        key={written.value}
        onSaved={() => {
          written.value += 1;
        }}
      />
    </Screen>
  );
}

function Absence({ absence }: { absence: RecordOf<"absence"> }) {
  const { since = "", until } = absence.fields;
  return (
    <li class="row row--spread">
      <span>
        {t("absences.days", { since: day(since), until: until ? day(until) : t("absences.open") })}{" "}
        <UnsentMark view={absence.view} />
      </span>
      <button type="button" class="button button--quiet button--small" onClick={() => void end(absence)}>
        {t(since <= today() ? "absences.back" : "absences.take_back")}
      </button>
    </li>
  );
}

/** One that has begun ended yesterday; another is taken back. */
async function end({ id, fields }: RecordOf<"absence">): Promise<void> {
  const since = fields.since ?? "";
  const word = t(since <= today() ? "absences.back" : "absences.take_back");
  if (!(await confirmed(t("absences.end.title"), t("absences.end.text"), word))) return;
  const yesterday = daysAfter(today(), -1);
  const ended = since <= yesterday ? { until: yesterday } : { deleted: true };
  try {
    await notebook().write({ kind: "absence", record: id, fields: ended });
  } catch {
    announce(t("failure.storage_failed"));
  }
}

function NewAbsence({ onSaved }: { onSaved: () => void }) {
  const path = pathOf({ name: "absences", id: "" });
  const form = useForm({ kind: "absence", path, prefill: { worker: me(), since: today() } });
  const { failure, save } = useSaving(form);
  const keep = async () => {
    const kept = await save(async () => {
      await notebook().write(creation(form));
    });
    if (kept) onSaved();
  };
  return (
    <section class="section" aria-labelledby="new-absence">
      <h2 id="new-absence">{t("absences.new")}</h2>
      <ResumedNotice form={form} when={moment} />
      <div class="stack stack--loose">
        <Field form={form} field="since" />
        <Field form={form} field="until" />
        <FormFoot form={form} failure={failure} onSave={() => void keep()} onDrop={() => goBack("more")} />
      </div>
    </section>
  );
}
