/** The visit under way, on every screen: how long it has left, and the buttons that a thumb needs while walking. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { callsForHelp, minutesLeft, type Stage, stageOf } from "../../sync/outing.ts";
import { allowSoundOnTap, callForAttention, markTitle } from "../kit/attention.ts";
import { t } from "../kit/language.ts";
import { go, route } from "../kit/navigation.ts";
import { hrefOf } from "../kit/routes.ts";
import type { Shape } from "../kit/shape.ts";
import { timeWords } from "../kit/time.ts";
import { announce } from "../model/announce.ts";
import { follow } from "../model/arrivals.ts";
import { clientName, clock, now, zone } from "../model/notebook.ts";
import { isWithOffice } from "../model/outingdelivery.ts";
import { end, extend, isStale, type Outing, openOutings } from "../model/outings.ts";
import { deliveryOf, OutingDeliveryMark } from "./outingdelivery.tsx";
import { State } from "./state.tsx";

const MORE_MINUTES = 15;
const REMIND_EVERY_MINUTES = 10;

export const STAGE_SHAPES: Record<Stage, Shape> = {
  under_way: "sending",
  overrun: "due",
  alarm: "alarm",
  ended: "done",
};

export function OutingBar() {
  const [outing] = openOutings();
  if (!outing) return null;
  return <Bar outing={outing} />;
}

function Bar({ outing }: { outing: Outing }) {
  const stage = useWatch(outing);
  const delivery = deliveryOf(outing);
  // Its own screen says all of this in full.
  if (route.value.name === "outing" && route.value.id === outing.id) return null;
  const name = clientName(outing.fields.case);
  return (
    <section
      class={stage === "under_way" ? "outing-bar" : `outing-bar outing-bar--${stage}`}
      aria-label={t("outing.bar")}
    >
      <a class="outing-bar__words" href={hrefOf("outing", outing.id)}>
        <State shape={STAGE_SHAPES[stage]}>
          {isStale(outing) ? t("outing.stage.stale") : t(`outing.stage.${stage}`)}
        </State>
        <span class="strong">{name && t("client", { name })}</span>
        <span class="number">{timeLeft(outing, stage)}</span>
        {!isWithOffice(delivery) && <OutingDeliveryMark state={delivery.state} />}
        <span class="outing-bar__more">{t(stage === "alarm" ? "outing.see_alarm" : "outing.see")}</span>
      </a>
      {!callsForHelp(outing.fields) && !isStale(outing) && <Actions outing={outing} />}
    </section>
  );
}

function Actions({ outing }: { outing: Outing }) {
  const notKept = useSignal(false);
  const finish = async () => {
    notKept.value = !(await end(outing));
    if (notKept.value) return;
    announce(t("outing.ended"));
    go("outing", outing.id);
  };
  const makeLonger = async () => {
    notKept.value = !(await extend(outing, MORE_MINUTES));
  };
  return (
    <div class="outing-bar__actions">
      <button type="button" class="button button--quiet" onClick={() => void makeLonger()}>
        {t("outing.extend", { minutes: MORE_MINUTES })}
      </button>
      <button type="button" class="button button--main" onClick={() => void finish()}>
        {t("outing.end")}
      </button>
      {notKept.value && <p class="field__error">{t("failure.storage_failed")}</p>}
    </div>
  );
}

/** `15:30 まで あと25分` */
export function timeLeft(outing: Outing, stage: Stage): string {
  if (stage === "alarm" || isStale(outing)) return "";
  const minutes = minutesLeft(outing.fields, now.value);
  const until = t("outing.until", { end: timeWords(outing.fields.expected_end ?? "", zone()) });
  return `${until} ${t(minutes < 0 ? "outing.over" : "outing.left", { minutes: Math.abs(minutes) })}`;
}

/** Watches over a visit, wherever it is shown: follows what the office has heard of it, and reminds. Gives where it stands. */
export function useWatch(outing: Outing): Stage {
  const stage = stageOf(outing.fields, now.value);
  follow(outing.id, deliveryOf(outing), clock());
  useReminder(outing, stage);
  return stage;
}

/** Past the expected end the phone reminds by itself, and again while nothing happens: seen, heard, and where it can by shaking. */
function useReminder(outing: Outing, stage: Stage): void {
  const overMinutes = -minutesLeft(outing.fields, now.value);
  const times = stage === "overrun" && !isStale(outing) ? Math.ceil(overMinutes / REMIND_EVERY_MINUTES) : 0;
  const isOver = times > 0;
  useEffect(allowSoundOnTap, []);
  useEffect(() => {
    markTitle(isOver);
    return () => markTitle(false);
  }, [isOver]);
  useEffect(() => {
    if (times === 0) return;
    announce(`${t("outing.stage.overrun")} ${t("outing.over.do")}`);
    callForAttention();
  }, [times]);
}
