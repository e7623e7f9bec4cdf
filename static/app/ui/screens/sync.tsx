/** What is on its way to the office, what stands in its way, and what to do about it. */

import type { ExchangeState } from "../../outbox/notebook.ts";
import { t, tCode } from "../language.ts";
import { notebook, settled } from "../notebook.ts";
import { unsentCount } from "../papers.ts";
import { BackupFacts } from "../parts/backup.tsx";
import { ExportButton } from "../parts/export.tsx";
import { isStuck, Leave } from "../parts/leave.tsx";
import { OfficeLink } from "../parts/officelink.tsx";
import { QueueCard } from "../parts/queue.tsx";
import { Screen } from "../parts/screen.tsx";
import { type Shape, State } from "../parts/state.tsx";
import { StorageFacts } from "../parts/storage.tsx";
import { WaitingPapers } from "../parts/waiting.tsx";
import { moment } from "../records.ts";
import { hrefOf } from "../routes.ts";
import { SignInForm } from "./signin.tsx";

const SHAPES: Record<ExchangeState, Shape> = {
  idle: "done",
  busy: "sending",
  offline: "waiting",
  signed_out: "rejected",
  revoked: "rejected",
  not_here: "rejected",
  update_needed: "rejected",
  trouble: "due",
};

const ASKS_TO_SIGN_IN: readonly ExchangeState[] = ["signed_out", "not_here"];

export function SyncScreen() {
  const queue = notebook().queue();
  const unsent = unsentCount();
  const conflicts = notebook().openConflicts().length;
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
        <WaitingPapers />
        {isStuck() && unsent + notebook().drafts().length > 0 ? <Leave /> : unsent > 0 && <ExportButton />}
      </section>
      <BackupFacts />
      <StorageFacts />
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
        <State shape={SHAPES[state]}>{t(`exchange.${state}`)}</State>
      </h2>
      {last !== "idle" && last !== "busy" && <p>{t(`exchange.${last}.do`)}</p>}
      {problem && <p class="soft">{tCode("problem", problem.code, "problem.other")}</p>}
      {problem?.incident && <p class="soft small">{t("sync.incident", { incident: problem.incident })}</p>}
      {progress && <Progress {...progress} complete={status.complete} />}
      <p class="soft small">
        {t("sync.last", { when: lastExchangeAt ? moment(lastExchangeAt) : t("sync.never") })}
        {nextTryAt && state !== "idle" ? ` ${t("sync.next", { when: moment(nextTryAt) })}` : ""}
      </p>
      {status.clockWarning && (
        <p class="notice notice--caution">
          <span class="notice__title">{t("sync.clock")}</span>
          {t("sync.clock.do")}
        </p>
      )}
      {last === "not_here" && <OfficeLink />}
      {ASKS_TO_SIGN_IN.includes(last) && <SignInForm />}
      {last !== "revoked" && last !== "update_needed" && !ASKS_TO_SIGN_IN.includes(last) && (
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
