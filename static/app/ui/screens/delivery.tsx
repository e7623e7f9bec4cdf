/** The one screen of a phone whose user has no place on it any more: what they had written goes to the office, and then they leave. */

import { useSignal } from "@preact/signals";
import { t } from "../language.ts";
import { notebook, session, settled } from "../notebook.ts";
import { unsentCount } from "../papers.ts";
import { isStuck, Leave } from "../parts/leave.tsx";
import { OfficeLink } from "../parts/officelink.tsx";
import { QueueCard } from "../parts/queue.tsx";
import { State } from "../parts/state.tsx";
import { WaitingPapers } from "../parts/waiting.tsx";
import { Exchange } from "./sync.tsx";

export function Delivery() {
  const unsent = unsentCount();
  const drafts = notebook().drafts().length;
  const hasArrived = unsent === 0 && settled.value === "idle";
  return (
    <main class="app__main stack" id="main">
      <h1>{t("deliver.title")}</h1>
      <p>
        {session.value?.user.name} — {t("deliver.text")}
      </p>
      <OfficeLink />
      {hasArrived ? (
        <section class="card" role="status">
          <State shape="done">{t("deliver.done")}</State>
        </section>
      ) : (
        <Exchange />
      )}
      {notebook()
        .queue()
        .map((item) => (
          <QueueCard key={item.change.id} item={item} isOver />
        ))}
      <WaitingPapers />
      {drafts > 0 && <p>{t("deliver.drafts", { count: drafts })}</p>}
      {unsent + drafts > 0 && isStuck() && <Leave />}
      {hasArrived && drafts === 0 && <Wipe />}
    </main>
  );
}

/** Everything is with the office: nothing here is worth keeping. */
function Wipe() {
  const failed = useSignal(false);
  const signOut = () =>
    notebook()
      .signOut()
      .catch(() => {
        failed.value = true;
      });
  return (
    <>
      <button type="button" class="button button--main" onClick={() => void signOut()}>
        {t("leave.do")}
      </button>
      {failed.value && (
        <p class="field__error" role="alert">
          {t("signout.failed")}
        </p>
      )}
    </>
  );
}
