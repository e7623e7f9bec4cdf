/** Whether the office knows, in words: what it has, what it has not, and why. */

import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import type { Shape } from "../kit/shape.ts";
import { timeWords } from "../kit/time.ts";
import { arrivedAt } from "../model/arrivals.ts";
import { notebook, settled, staffName, zone } from "../model/notebook.ts";
import {
  isWithOffice,
  type OutingDelivery,
  type OutingDeliveryState,
  outingDeliveryOf,
} from "../model/outingdelivery.ts";
import type { Outing } from "../model/outings.ts";
import { State } from "./state.tsx";

const SHAPES: Record<OutingDeliveryState, Shape> = {
  known: "done",
  answered: "done",
  sending: "sending",
  waiting: "queued",
  no_signal: "waiting",
  unreachable: "due",
  trouble: "due",
  stopped: "rejected",
  refused: "rejected",
};

export function deliveryOf(outing: Outing): OutingDelivery {
  return outingDeliveryOf(outing, notebook().queue(), settled.value);
}

/** The short word, with its shape. */
export function OutingDeliveryMark({ state }: { state: OutingDeliveryState }) {
  return <State shape={SHAPES[state]}>{t(`heard.${state}`)}</State>;
}

/** The whole of it. Read aloud whenever it changes. `stays`: on a screen that nothing leads away from. */
export function WhatTheOfficeKnows({ outing, stays = false }: { outing: Outing; stays?: boolean }) {
  const delivery = deliveryOf(outing);
  const { state } = delivery;
  return (
    <div class="stack stack--tight" role="status">
      <OutingDeliveryMark state={state} />
      <p>{sentence(outing, delivery)}</p>
      {(state === "no_signal" || state === "unreachable") && <p>{t(`heard.${state}.do`)}</p>}
      {!stays && (state === "stopped" || state === "refused") && (
        <p>
          <a class="line-link" href={hrefOf("sync")}>
            {t("heard.stopped.do")}
          </a>
        </p>
      )}
    </div>
  );
}

function sentence(outing: Outing, delivery: OutingDelivery): string {
  const { fields } = outing;
  if (!isWithOffice(delivery)) return t(`news.${delivery.event}.unknown`);
  if (delivery.state === "answered") {
    return t("news.alarm.answered", {
      who: staffName(fields.answered_by),
      when: timeWords(fields.answered_at ?? "", zone()),
    });
  }
  if (delivery.event !== "alarm") return t(delivery.event === "end" ? "news.end.known" : "news.start.known");
  const arrived = arrivedAt(outing.id);
  return arrived === undefined ? t("news.alarm.known") : t("news.alarm.arrived", { when: timeWords(arrived, zone()) });
}
