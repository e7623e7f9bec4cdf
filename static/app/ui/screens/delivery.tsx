/** The one screen of a phone whose user has no place on it any more: what they had written goes to the office, and then they leave. */

import { t } from "../kit/language.ts";
import { unsentCount } from "../model/attachments.ts";
import { notebook, session, settled } from "../model/notebook.ts";
import { isStuck } from "../model/stuck.ts";
import { copiesGo } from "../parts/kept.ts";
import { Leave } from "../parts/leave.tsx";
import { OfficeLink } from "../parts/officelink.tsx";
import { QueueCard } from "../parts/queue.tsx";
import { SignOutButton } from "../parts/signoutbutton.tsx";
import { State } from "../parts/state.tsx";
import { WaitingAttachments } from "../parts/waiting.tsx";
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
          {copiesGo()}
        </section>
      ) : (
        <Exchange />
      )}
      {notebook()
        .queue()
        .map((item) => (
          <QueueCard key={item.change.id} item={item} isOver />
        ))}
      <WaitingAttachments />
      {drafts > 0 && <p>{t("deliver.drafts", { count: drafts })}</p>}
      {unsent + drafts > 0 && isStuck() && <Leave />}
      {hasArrived && drafts === 0 && <SignOutButton word={t("leave.do")} look="button--main" />}
    </main>
  );
}
