/** The visit under way, on every screen: how long it has left, and the buttons that a thumb needs while walking. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { callsForHelp, minutesLeft, type Stage, stageOf } from "../../sync/outing.ts";
import { follow } from "../arrivals.ts";
import { t } from "../language.ts";
import { go, route } from "../navigation.ts";
import { clientName, now, zone } from "../notebook.ts";
import { end, extend, isStale, type Outing, openOutings } from "../outings.ts";
import { hrefOf } from "../routes.ts";
import { isHeard } from "../tidings.ts";
import { timeWords } from "../time.ts";
import { announce } from "./confirm.tsx";
import { type Shape, State } from "./state.tsx";
import { HeardState, tidings } from "./tidings.tsx";

const MORE_MINUTES = 15;
const REMIND_EVERY_MINUTES = 10;
const SHAKE_MS = [400, 200, 400, 200, 400];

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
  const stage = stageOf(outing.fields, now.value);
  const told = tidings(outing);
  follow(outing.id, told, Date.now());
  useReminder(outing, stage);
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
        {!isHeard(told) && <HeardState heard={told.heard} />}
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

/** Past the expected end the phone reminds by itself, and again while nothing happens: with a message, and where it can by shaking. */
function useReminder(outing: Outing, stage: Stage): void {
  const overMinutes = -minutesLeft(outing.fields, now.value);
  const times = stage === "overrun" && !isStale(outing) ? Math.ceil(overMinutes / REMIND_EVERY_MINUTES) : 0;
  useEffect(() => {
    if (times === 0) return;
    announce(`${t("outing.stage.overrun")} ${t("outing.over.do")}`);
    navigator.vibrate?.(SHAKE_MS);
  }, [times]);
}
