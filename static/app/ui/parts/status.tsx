/** What is unsent, and whether the office can be reached: beside the way back or the heading, where its coming moves nothing. */

import type { ExchangeState } from "../../outbox/notebook.ts";
import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import type { Shape } from "../kit/shape.ts";
import { unsentCount } from "../model/attachments.ts";
import { useLittleRoom } from "../model/keeping.ts";
import { notebook, settled } from "../model/notebook.ts";
import { EXCHANGE_SHAPES, State } from "./state.tsx";

/** States in which the worker has something to do, or to know. */
const TOLD: readonly ExchangeState[] = [
  "offline",
  "unreachable",
  "intercepted",
  "unanswered",
  "signed_out",
  "waiting",
  "revoked",
  "not_here",
  "update_needed",
  "not_kept",
  "trouble",
];

export function StatusLine() {
  return <div class="app__status">{useTold()}</div>;
}

/** The one that matters most: there is room for one. What is unsent is counted on the tab as well. */
function useTold() {
  const isLittleRoom = useLittleRoom();
  const state = settled.value;
  const unsent = unsentCount();
  const { complete, progress } = notebook().status();
  if (TOLD.includes(state)) return <Told shape={EXCHANGE_SHAPES[state]}>{t(`exchange.${state}`)}</Told>;
  if (isLittleRoom) return <Told shape="due">{t("storage.little")}</Told>;
  if (!complete && progress) {
    const { received, remaining } = progress;
    return <Told shape="sending">{t("sync.progress.first", { received, total: received + remaining })}</Told>;
  }
  return unsent > 0 && <Told shape="queued">{t("status.unsent", { count: unsent })}</Told>;
}

function Told({ shape, children }: { shape: Shape; children: string }) {
  return (
    <a class="app__told" href={hrefOf("sync")}>
      <State shape={shape}>{children}</State>
    </a>
  );
}
