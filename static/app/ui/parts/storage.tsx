/** How full the phone is, and whether its browser may clear what is kept. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { StorageReport } from "../../outbox/notebook.ts";
import { t } from "../language.ts";
import { notebook } from "../notebook.ts";
import { State } from "./state.tsx";

const BYTES_A_MEGABYTE = 1_000_000;
const BYTES_A_GIGABYTE = 1_000_000_000;

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
          </>
        )}
      </div>
    </section>
  );
}

function sizeWords(bytes: number): string {
  if (bytes >= BYTES_A_GIGABYTE) return `${(bytes / BYTES_A_GIGABYTE).toFixed(1)} GB`;
  return `${(bytes / BYTES_A_MEGABYTE).toFixed(0)} MB`;
}
