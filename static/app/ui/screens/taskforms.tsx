/** The forms of tasks: a new one of a case or a plan, and an existing one. */

import { Field } from "../forms/field.tsx";
import type { Form } from "../forms/form.ts";
import { WorkerChoice } from "../forms/worker.tsx";
import { t } from "../kit/language.ts";
import { goBack } from "../kit/navigation.ts";
import { me, one } from "../model/notebook.ts";
import { confirmed } from "../parts/confirm.tsx";
import { removed } from "../parts/removing.ts";
import { NotHere } from "./nothere.tsx";
import { RecordForm } from "./recordform.tsx";

export function NewTaskScreen({ id }: { id: string }) {
  if (!one("case", id)) return <NotHere />;
  return (
    <RecordForm
      kind="task"
      title="tasks.new"
      route="newTask"
      id={id}
      caseId={id}
      prefill={{ case: id, worker: me() }}
      fields={(form) => <TaskFields form={form} />}
    />
  );
}

export function NewPlanTaskScreen({ id }: { id: string }) {
  const caseId = one("plan", id)?.fields.case;
  if (!caseId) return <NotHere />;
  return (
    <RecordForm
      kind="task"
      title="tasks.new"
      route="newPlanTask"
      id={id}
      caseId={caseId}
      back={{ name: "plan", id }}
      prefill={{ case: caseId, about: id, worker: me() }}
      fields={(form) => <TaskFields form={form} />}
    />
  );
}

export function TaskScreen({ id }: { id: string }) {
  const task = one("task", id);
  const caseId = task?.fields.case;
  if (!caseId || task.view.deleted) return <NotHere />;
  return (
    <RecordForm
      kind="task"
      title="task.edit"
      route="task"
      id={id}
      caseId={caseId}
      record={task.view}
      fields={(form) => (
        <>
          <TaskFields form={form} />
          <Field form={form} field="done_on" />
        </>
      )}
      more={
        <button type="button" class="button button--danger" onClick={() => void remove(id, caseId)}>
          {t("task.remove")}
        </button>
      }
    />
  );
}

function TaskFields({ form }: { form: Form }) {
  return (
    <>
      <Field form={form} field="what" />
      <Field form={form} field="due" />
      <WorkerChoice form={form} />
    </>
  );
}

async function remove(id: string, caseId: string): Promise<void> {
  if (!(await confirmed(t("task.remove.title"), t("task.remove.text"), t("task.remove")))) return;
  if (await removed("task", id)) goBack("case", caseId);
}
