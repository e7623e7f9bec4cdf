/** How full the phone is, and whether its browser may clear what is kept. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { StorageReport } from "../../outbox/notebook.ts";
import { t } from "../language.ts";
import { notebook } from "../notebook.ts";
import { sizeWords } from "../size.ts";
import { State } from "./state.tsx";

const LOOKED_AT_EVERY_MS = 60_000;

export function StorageFacts() {
  const report = useSignal<StorageReport | null>(null);
  useEffect(() => {
    notebook()
      .storage()
      .then(
        (found) => {
          report.value = found;
        },
        () => undefined,
      );
  }, [report]);
  const found = report.value;
  return (
    <section class="section" aria-labelledby="storage">
      <h2 id="storage">{t("storage")}</h2>
      <div class="card storage">
        {found && (
          <>
            <p class="number">
              {t("storage.used", { used: sizeWords(found.usedBytes), quota: sizeWords(found.quotaBytes) })}
            </p>
            <State shape={found.persisted ? "done" : "waiting"}>
              {t(found.persisted ? "storage.persisted" : "storage.not_persisted")}
            </State>
            {!found.persisted && <p class="soft small">{t("storage.not_persisted.do")}</p>}
            {isShort(found) && (
              <p class="notice notice--caution">
                <span class="notice__title">{t("storage.little")}</span>
                {t("storage.little.do")}
              </p>
            )}
          </>
        )}
      </div>
    </section>
  );
}

/** The room below which the phone says that it is getting short: a day's photos fit, and the browser clears nothing yet. */
const LITTLE_ROOM_BYTES = 200_000_000;

function isShort({ usedBytes, quotaBytes }: StorageReport): boolean {
  return quotaBytes > 0 && quotaBytes - usedBytes < LITTLE_ROOM_BYTES;
}

/** Whether the browser has little room left for this phone. Looked at whenever the app has something to say. */
export function useLittleRoom(): boolean {
  const little = useSignal(false);
  useEffect(() => {
    const look = () =>
      void notebook()
        .storage()
        .then((found) => {
          little.value = isShort(found);
        })
        .catch(() => undefined);
    look();
    const timer = setInterval(look, LOOKED_AT_EVERY_MS);
    return () => clearInterval(timer);
  }, [little]);
  return little.value;
}
