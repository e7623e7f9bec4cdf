/**
 * The one screen of a phone that has heard nothing of its office for too long, or that its user's sign-in there is over: nothing of a
 * client, but a visit under watch goes on, and a note can be written. It opens by itself once the office answers.
 */

import { useEffect, useRef } from "preact/hooks";
import { NOT_LET_IN } from "../../outbox/outcome.ts";
import { UpdateOffer } from "../forms/update.tsx";
import { entitle } from "../kit/attention.ts";
import { t } from "../kit/language.ts";
import { hideAnnouncement } from "../model/announce.ts";
import { unsentCount } from "../model/attachments.ts";
import { useLater } from "../model/later.ts";
import { isPartner, notebook, settled } from "../model/notebook.ts";
import { type Outing, openOutings } from "../model/outings.ts";
import { OpenAlarm } from "../parts/alarm.tsx";
import { Announcer } from "../parts/announcer.tsx";
import { ConfirmDialog } from "../parts/confirm.tsx";
import { STAGE_SHAPES, timeLeft, useWatch } from "../parts/outingbar.tsx";
import { WhatTheOfficeKnows } from "../parts/outingdelivery.tsx";
import { State } from "../parts/state.tsx";
import { UnderWay } from "./outing.tsx";
import { Exchange } from "./sync.tsx";

export function Shut() {
  const heading = useRef<HTMLHeadingElement>(null);
  const parts = useLater();
  const [outing] = openOutings();
  const unsent = unsentCount();
  const isRefused = notebook().contact.isRefused();
  useEffect(() => {
    entitle(t("shut"));
    // What was last said may name somebody.
    hideAnnouncement();
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class="app app--bare">
      <main class="app__main stack" id="main">
        <UpdateOffer />
        <div class="head head__line">
          <h1 ref={heading} tabIndex={-1}>
            {t("shut")}
          </h1>
        </div>
        <p>{t(isRefused ? "shut.refused" : "shut.why")}</p>
        {outing && <Visit outing={outing} />}
        <Exchange />
        {unsent > 0 && <p class="soft">{t(isRefused ? "shut.refused.unsent" : "shut.unsent", { count: unsent })}</p>}
        {parts && NOT_LET_IN.includes(settled.value) && unsent + notebook().drafts().length > 0 && <parts.Leave />}
        {parts && !isPartner() && <parts.UnplacedForm />}
      </main>
      <Announcer />
      <ConfirmDialog />
    </div>
  );
}

/** The visit under watch, without a word of whom it is to. */
function Visit({ outing }: { outing: Outing }) {
  const stage = useWatch(outing);
  return (
    <section class="stack" aria-label={t("outing.bar")}>
      {stage === "alarm" ? (
        <OpenAlarm outing={outing} stays />
      ) : (
        <div class={stage === "under_way" ? "card" : "card card--caution"}>
          <h2>
            <State shape={STAGE_SHAPES[stage]}>{t(`outing.stage.${stage}`)}</State>
          </h2>
          <p class="outing-end">{timeLeft(outing, stage)}</p>
          <WhatTheOfficeKnows outing={outing} stays />
        </div>
      )}
      {(stage === "under_way" || stage === "overrun") && <UnderWay outing={outing} />}
    </section>
  );
}
