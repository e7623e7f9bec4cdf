/** How far the office is safe against losing its records, and what this phone keeps until it is. */

import { KEPT_BYTES, KEPT_DAYS } from "../../sync/accepted.ts";
import { t } from "../language.ts";
import { notebook } from "../notebook.ts";
import { moment } from "../records.ts";
import { State } from "./state.tsx";
import { sizeWords } from "./storage.tsx";

export function BackupFacts() {
  const { covered, kept } = notebook().backup();
  return (
    <section class="section" aria-labelledby="backup">
      <h2 id="backup">{t("backup")}</h2>
      <div class="card">
        <State shape={covered ? "done" : "waiting"}>
          {covered ? t("backup.covered", { when: moment(covered.at) }) : t("backup.none")}
        </State>
        <p>{kept > 0 ? t("backup.kept", { count: kept }) : t("backup.kept.none")}</p>
        {!covered && <p class="soft small">{t("backup.limit", { days: KEPT_DAYS, size: sizeWords(KEPT_BYTES) })}</p>}
      </div>
    </section>
  );
}
