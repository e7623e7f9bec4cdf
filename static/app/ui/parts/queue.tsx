/** One change in the queue: what it is, where it stands, and what the worker can do. */

import type { QueueItem } from "../../outbox/notebook.ts";
import type { KindName } from "../../sync/kinds.gen.ts";
import type { FieldError } from "../../sync/protocol.ts";
import { errorWords, fieldWord, kindWord, t } from "../kit/language.ts";
import { codeOf } from "../kit/problem.ts";
import { hrefOf, pathOf } from "../kit/routes.ts";
import { announce } from "../model/announce.ts";
import { canBeMended } from "../model/delivery.ts";
import { notebook } from "../model/notebook.ts";
import { clientOf, moment } from "../model/records.ts";
import { confirmed } from "./confirm.tsx";
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
      <p class="strong">{errorWords(code)}</p>
      <ErrorList kind={change.kind} code={code} errors={errors} />
      {incident && <p class="soft small">{t("sync.incident", { incident })}</p>}
      {!isOver && (
        <div class="form-actions">
          <a class="button button--main" href={hrefOf("correct", change.id)}>
            {t(canBeMended(item) ? "queue.correct" : "queue.read")}
          </a>
          <button type="button" class="button button--danger" onClick={() => void discard(change.id)}>
            {t("queue.discard")}
          </button>
        </div>
      )}
    </>
  );
}

/** What is wrong, field by field; `code` is that of the whole change, which has been told. */
export function ErrorList({ kind, code, errors }: { kind: KindName; code: string; errors: readonly FieldError[] }) {
  const further = errors.filter((error) => error.code !== code);
  if (further.length === 0) return null;
  return (
    <ul class="stack stack--tight">
      {further.map((error) => (
        <li key={`${error.field}-${error.code}`}>
          {error.field === null ? "" : `${fieldWord(kind, error.field)}: `}
          {errorWords(error.code)}
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
