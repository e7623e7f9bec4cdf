/** How far the office is safe against losing its records, and what this phone keeps until it is. */

import { t } from "../kit/language.ts";
import { notebook } from "../model/notebook.ts";
import { moment } from "../model/records.ts";
import { State } from "./state.tsx";

export function BackupFacts() {
  const { covered, kept } = notebook().backup();
  return (
    <section class="section" aria-labelledby="backup">
      <h2 id="backup">{t("backup")}</h2>
      <div class="card">
        <State shape={covered ? "done" : "waiting"}>
          {covered ? t("backup.covered", { when: moment(covered.at) }) : t("backup.none")}
        </State>
        {kept > 0 && <p>{t("backup.kept", { count: kept })}</p>}
      </div>
    </section>
  );
}
