/** What somebody has promised to do, the first due first; what was just done can be taken back. */

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { announce } from "../model/announce.ts";
import { all, clientName, inCase, me, notebook, type RecordOf, staffName } from "../model/notebook.ts";
import { day, today } from "../model/records.ts";
import { inOrder } from "../model/tasks.ts";
import { State, UnsentMark } from "./state.tsx";

/** The tasks of the worker who carries this phone. */
export function MyTasks() {
  const tasks = all("task").filter(({ fields }) => fields.worker === me());
  // Once there, the section stays: the last task can be taken back as well.
  const hadSome = useRef(false);
  hadSome.current ||= inOrder(tasks).length > 0;
  if (!hadSome.current) return null;
  return (
    <section class="section" aria-labelledby="tasks">
      <h2 id="tasks">{t("tasks.mine")}</h2>
      <Tasks tasks={tasks} withClient />
    </section>
  );
}

export function CaseTasks({ caseId }: { caseId: string }) {
  return (
    <section class="section" aria-labelledby="tasks">
      <h2 id="tasks">{t("tasks")}</h2>
      <Tasks tasks={inCase("task", caseId)} />
      <a class="button button--quiet" href={hrefOf("newTask", caseId)}>
        {t("tasks.new")}
      </a>
    </section>
  );
}

export function PlanTasks({ planId, caseId }: { planId: string; caseId: string }) {
  return (
    <section class="section" aria-labelledby="tasks">
      <h2 id="tasks">{t("tasks")}</h2>
      <Tasks tasks={inCase("task", caseId).filter(({ fields }) => fields.about === planId)} />
      <a class="button button--quiet" href={hrefOf("newPlanTask", planId)}>
        {t("tasks.new")}
      </a>
    </section>
  );
}

function Tasks({ tasks, withClient = false }: { tasks: readonly RecordOf<"task">[]; withClient?: boolean }) {
  const justDone = useSignal<ReadonlySet<string>>(new Set());
  const shown = inOrder(tasks, justDone.value);
  if (shown.length === 0) return null;
  const turn = async ({ id, view, fields }: RecordOf<"task">) => {
    const isDone = fields.done_on !== undefined;
    try {
      const done_on = isDone ? null : today();
      await notebook().write({ kind: "task", record: id, fields: { done_on }, base: view.base });
    } catch {
      announce(t("failure.storage_failed"));
      return;
    }
    justDone.value = new Set([...justDone.value, id]);
    announce(t(isDone ? "tasks.reopened" : "tasks.finished", { what: fields.what ?? "" }));
  };
  return (
    <ul class="list">
      {shown.map((task) => (
        <TaskRow key={task.id} task={task} withClient={withClient} onTurn={() => void turn(task)} />
      ))}
    </ul>
  );
}

interface RowProps {
  task: RecordOf<"task">;
  withClient: boolean;
  onTurn: () => void;
}

function TaskRow({ task: { id, fields, view }, withClient, onTurn }: RowProps) {
  const { due, done_on, what = "" } = fields;
  const facts = [
    withClient && clientName(fields.case),
    due && t("tasks.due", { when: day(due) }),
    !withClient && staffName(fields.worker),
  ].filter(Boolean);
  return (
    <li class="task">
      <div>
        <a class="task__what" href={hrefOf("task", id)}>
          {what}
        </a>
        <p class="soft small">{facts.join(" / ")}</p>
        <p class="row">
          {done_on !== undefined && <State shape="done">{t("tasks.is_done")}</State>}
          {done_on === undefined && due !== undefined && due < today() && (
            <State shape="due">{t("tasks.overdue")}</State>
          )}
          <UnsentMark view={view} />
        </p>
      </div>
      <button type="button" class="button button--quiet button--small" onClick={onTurn}>
        {t(done_on === undefined ? "tasks.done" : "tasks.undo")}
        <span class="visually-hidden"> {what}</span>
      </button>
    </li>
  );
}
