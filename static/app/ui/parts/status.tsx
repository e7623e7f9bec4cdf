/** The line above every screen: what is unsent, and whether the office can be reached. Its place is always kept. */

import type { ExchangeState } from "../../outbox/notebook.ts";
import { t } from "../language.ts";
import { notebook, settled } from "../notebook.ts";
import { unsentCount } from "../papers.ts";
import { hrefOf } from "../routes.ts";
import { State } from "./state.tsx";
import { useLittleRoom } from "./storage.tsx";

/** States in which the worker has something to do, or to know. */
const TOLD: readonly ExchangeState[] = ["offline", "signed_out", "revoked", "not_here", "update_needed", "trouble"];

export function StatusLine() {
  const unsent = unsentCount();
  const { complete, progress } = notebook().status();
  const state = settled.value;
  return (
    <p class="app__status">
      {unsent > 0 && (
        <a href={hrefOf("sync")}>
          <State shape="queued">{t("status.unsent", { count: unsent })}</State>
        </a>
      )}
      {TOLD.includes(state) && (
        <a href={hrefOf("sync")}>
          <State shape={state === "offline" ? "waiting" : "due"}>{t(`exchange.${state}`)}</State>
        </a>
      )}
      {useLittleRoom() && (
        <a href={hrefOf("sync")}>
          <State shape="due">{t("storage.little")}</State>
        </a>
      )}
      {!complete && progress && (
        <State shape="sending">
          {t("sync.progress.first", { received: progress.received, total: progress.received + progress.remaining })}
        </State>
      )}
    </p>
  );
}
