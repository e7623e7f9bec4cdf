/** How full the phone is, and what its browser may do with what is kept. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { isApplePhone } from "../../outbox/device.ts";
import type { StorageReport } from "../../outbox/notebook.ts";
import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { sizeWords } from "../kit/size.ts";
import { isShort, lookAtRoom, risks, room } from "../model/keeping.ts";
import { notebook } from "../model/notebook.ts";
import { Sentences } from "./keeping.tsx";
import { State } from "./state.tsx";

export function StorageFacts() {
  useEffect(() => void lookAtRoom(), []);
  const report = room.value;
  const dangers = risks();
  return (
    <section class="section" aria-labelledby="storage">
      <h2 id="storage">{t("storage")}</h2>
      <div class="card storage">
        <p class="number">{roomWords(report)}</p>
        <p class="number">{copiesWords()}</p>
        {report && <Promised persisted={report.persisted} canAsk={report.canAsk} />}
        {dangers.length > 0 && (
          <div class="notice notice--caution">
            <Sentences of={dangers} />
            {dangers.includes("week") && isApplePhone(navigator) && (
              <p>
                <a class="line-link" href={hrefOf("notifications")}>
                  {t("keeping.steps")}
                </a>
              </p>
            )}
          </div>
        )}
        {isShort(report) && (
          <p class="notice notice--caution">
            <span class="notice__title">{t("storage.little")}</span>
            {t("storage.little.do")}
          </p>
        )}
      </div>
    </section>
  );
}

function roomWords(report: StorageReport | null): string {
  if (report?.quotaBytes === undefined || report.usedBytes === undefined) return t("storage.unknown");
  return t("storage.used", { used: sizeWords(report.usedBytes), quota: sizeWords(report.quotaBytes) });
}

/** Whether the browser has promised to clear nothing by itself, and a way to ask it to. */
function Promised({ persisted, canAsk }: { persisted: boolean; canAsk: boolean }) {
  const refused = useSignal(false);
  const ask = async () => {
    refused.value = !(await notebook().persist());
    await lookAtRoom();
  };
  return (
    <>
      <State shape={persisted ? "done" : "waiting"}>
        {t(persisted ? "storage.persisted" : "storage.not_persisted")}
      </State>
      {!persisted && canAsk && (
        <button type="button" class="button button--quiet" onClick={() => void ask()}>
          {t("storage.ask")}
        </button>
      )}
      <p role="status" class="small">
        {refused.value && !persisted && t("storage.ask.refused")}
      </p>
    </>
  );
}

/** How much is kept of the attachments that the office has, and how much that may be. */
function copiesWords(): string {
  const { count, bytes, mostBytes } = notebook().attachments.kept();
  return t("storage.copies", { count, used: bytes === 0 ? "0 KB" : sizeWords(bytes), most: sizeWords(mostBytes) });
}
