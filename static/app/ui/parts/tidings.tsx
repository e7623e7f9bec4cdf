/** Whether the office knows, in words: what it has, what it has not, and why. */

import { arrivedAt } from "../arrivals.ts";
import { t } from "../language.ts";
import { notebook, settled, staffName, zone } from "../notebook.ts";
import type { Outing } from "../outings.ts";
import { hrefOf } from "../routes.ts";
import { type Heard, isHeard, type Tidings, tidingsOf } from "../tidings.ts";
import { timeWords } from "../time.ts";
import { type Shape, State } from "./state.tsx";

const SHAPES: Record<Heard, Shape> = {
  known: "done",
  answered: "done",
  sending: "sending",
  waiting: "queued",
  no_signal: "waiting",
  trouble: "due",
  stopped: "rejected",
  refused: "rejected",
};

export function tidings(outing: Outing): Tidings {
  return tidingsOf(outing, notebook().queue(), settled.value);
}

/** The short word, with its shape. */
export function HeardState({ heard }: { heard: Heard }) {
  return <State shape={SHAPES[heard]}>{t(`heard.${heard}`)}</State>;
}

/** The whole of it. Read aloud whenever it changes. */
export function WhatTheOfficeKnows({ outing }: { outing: Outing }) {
  const told = tidings(outing);
  const { heard } = told;
  return (
    <div class="stack stack--tight" role="status">
      <HeardState heard={heard} />
      <p>{sentence(outing, told)}</p>
      {heard === "no_signal" && <p>{t("heard.no_signal.do")}</p>}
      {(heard === "stopped" || heard === "refused") && (
        <p>
          <a href={hrefOf("sync")}>{t("heard.stopped.do")}</a>
        </p>
      )}
    </div>
  );
}

function sentence(outing: Outing, told: Tidings): string {
  const { fields } = outing;
  if (!isHeard(told)) return t(`news.${told.news}.unknown`);
  if (told.heard === "answered") {
    return t("news.alarm.answered", {
      who: staffName(fields.answered_by),
      when: timeWords(fields.answered_at ?? "", zone()),
    });
  }
  if (told.news !== "alarm") return t(told.news === "end" ? "news.end.known" : "news.start.known");
  const arrived = arrivedAt(outing.id);
  return arrived === undefined ? t("news.alarm.known") : t("news.alarm.arrived", { when: timeWords(arrived, zone()) });
}
