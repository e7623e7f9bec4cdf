/** What is on its way to the office, what stands in its way, and what to do about it. */

import { NOT_LET_IN } from "../../outbox/outcome.ts";
import { t, tCode } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { unsentCount } from "../model/attachments.ts";
import { useLater } from "../model/later.ts";
import { notebook, settled } from "../model/notebook.ts";
import { moment } from "../model/records.ts";
import { isStuck } from "../model/stuck.ts";
import { OfficeLink } from "../parts/officelink.tsx";
import { QueueCard } from "../parts/queue.tsx";
import { Screen } from "../parts/screen.tsx";
import { EXCHANGE_SHAPES, State } from "../parts/state.tsx";
import { WaitingAttachments } from "../parts/waiting.tsx";
import { SignInForm } from "./signin.tsx";

export function SyncScreen() {
  const queue = notebook().queue();
  const unsent = unsentCount();
  const conflicts = notebook().openConflicts().length;
  const parts = useLater();
  const mayLeave = isStuck() && unsent + notebook().drafts().length > 0;
  return (
    <Screen title={t("sync.title")} page={t("sync.title")}>
      <Exchange />
      {conflicts > 0 && (
        <a class="card card--caution card--link" href={hrefOf("conflicts")}>
          <State shape="conflict">{t("today.conflicts", { count: conflicts })}</State>
        </a>
      )}
      <section class="section" aria-labelledby="queue">
        <h2 id="queue" class="section__title">
          {t("sync.queue")} <span class="count">{unsent}</span>
        </h2>
        {unsent === 0 && <p class="empty">{t("sync.queue.empty")}</p>}
        {queue.map((item) => (
          <QueueCard key={item.change.id} item={item} />
        ))}
        <WaitingAttachments />
        {parts && (mayLeave ? <parts.Leave /> : unsent > 0 && <parts.ExportButton />)}
      </section>
      {parts && (
        <>
          <parts.BackupFacts />
          <parts.StorageFacts />
        </>
      )}
    </Screen>
  );
}

/** How the exchange with the office goes, and what to do where it does not. */
export function Exchange() {
  const status = notebook().status();
  const { state, problem, progress, lastExchangeAt, nextTryAt } = status;
  const last = settled.value;
  return (
    <section class="card" aria-labelledby="exchange">
      <h2 id="exchange">
        <State shape={EXCHANGE_SHAPES[state]}>{t(`exchange.${state}`)}</State>
      </h2>
      {last !== "idle" && last !== "busy" && <p>{t(`exchange.${last}.do`)}</p>}
      {problem && <p class="soft">{tCode("problem", problem.code, "problem.other")}</p>}
      {problem?.incident && <p class="soft small">{t("sync.incident", { incident: problem.incident })}</p>}
      {progress && <Progress {...progress} complete={status.complete} />}
      <p class="soft small">
        {t("sync.last", { when: lastExchangeAt ? moment(lastExchangeAt) : t("sync.never") })}
        {nextTryAt && state !== "idle" ? ` ${t("sync.next", { when: moment(nextTryAt) })}` : ""}
      </p>
      {status.clockAheadS !== 0 && (
        <p class="notice notice--caution">
          <span class="notice__title">{t("sync.clock")}</span>
          {t("sync.clock.do")}
        </p>
      )}
      {last === "not_here" && <OfficeLink />}
      {NOT_LET_IN.includes(last) && <SignInForm />}
      {last !== "revoked" && last !== "update_needed" && !NOT_LET_IN.includes(last) && (
        <button
          type="button"
          class="button button--main"
          aria-disabled={state === "busy" ? "true" : undefined}
          onClick={() => void notebook().retry()}
        >
          {t("sync.retry")}
        </button>
      )}
    </section>
  );
}

interface ProgressProps {
  received: number;
  remaining: number;
  complete: boolean;
}

function Progress({ received, remaining, complete }: ProgressProps) {
  const words = t(complete ? "sync.progress" : "sync.progress.first", { received, total: received + remaining });
  return (
    <div class="progress">
      <label for="progress">{words}</label>
      <progress id="progress" value={received} max={received + remaining} />
    </div>
  );
}
