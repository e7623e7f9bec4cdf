/** One change in the queue: what it is, where it stands, and what the worker can do. */

import type { QueueItem } from "../../outbox/notebook.ts";
import type { KindName } from "../../sync/kinds.gen.ts";
import type { FieldError } from "../../sync/protocol.ts";
import { fieldWord, kindWord, t, tCode } from "../language.ts";
import { notebook } from "../notebook.ts";
import { codeOf } from "../problem.ts";
import { clientOf, moment } from "../records.ts";
import { hrefOf, pathOf } from "../routes.ts";
import { announce, confirmed } from "./confirm.tsx";
import { DeliveryState } from "./state.tsx";

/** `isOver`: nothing here can be corrected any more. */
export function QueueCard({ item, isOver = false }: { item: QueueItem; isOver?: boolean }) {
  const { change, state } = item;
  return (
    <article class={state === "rejected" ? "card card--alert" : "card"}>
      <div class="row row--spread row--top">
        <div>
          <h3>{clientOf(change.record) || kindWord(change.kind)}</h3>
          <p class="soft small">
            {t(actionKey(item), { kind: kindWord(change.kind) })} {moment(change.made_at)}
          </p>
        </div>
        <DeliveryState delivery={state} />
      </div>
      {state === "waiting" && <p>{t("queue.waiting")}</p>}
      {state === "held" && <p>{t("queue.held")}</p>}
      {state === "rejected" && <Rejection item={item} isOver={isOver} />}
    </article>
  );
}

function actionKey({ change }: QueueItem) {
  if (change.fields.deleted === true) return "queue.delete" as const;
  if (change.resolves?.length) return "queue.decide" as const;
  return change.base === null ? ("queue.create" as const) : ("queue.change" as const);
}

function Rejection({ item, isOver }: { item: QueueItem; isOver: boolean }) {
  const { change, code = "internal", errors = [], incident } = item;
  return (
    <>
      <p class="strong">{tCode("rejected", code, "rejected.other")}</p>
      <ErrorList kind={change.kind} errors={errors} />
      {incident && <p class="soft small">{t("sync.incident", { incident })}</p>}
      {!isOver && (
        <div class="form-actions">
          <a class="button button--main" href={hrefOf("correct", change.id)}>
            {t("queue.correct")}
          </a>
          <button type="button" class="button button--danger" onClick={() => void discard(change.id)}>
            {t("queue.discard")}
          </button>
        </div>
      )}
    </>
  );
}

/** What is wrong, field by field. */
export function ErrorList({ kind, errors }: { kind: KindName; errors: readonly FieldError[] }) {
  if (errors.length === 0) return null;
  return (
    <ul class="stack stack--tight">
      {errors.map(({ field, code }) => (
        <li key={`${field}-${code}`}>
          {field === null ? "" : `${fieldWord(kind, field)}: `}
          {tCode("error", code, "error.other")}
        </li>
      ))}
    </ul>
  );
}

async function discard(change: string): Promise<void> {
  if (!(await confirmed(t("queue.discard.title"), t("queue.discard.text"), t("queue.discard")))) return;
  try {
    await notebook().discard(change);
    await notebook().dropDraft(pathOf({ name: "correct", id: change }));
    announce(t("queue.discarded"));
  } catch (thrown) {
    announce(codeOf(thrown) === "being_sent" ? t("queue.being_sent") : t("failure.storage_failed"));
  }
}
