/** The recurring visits of a case, and what an appointment has to do with one. */

import { codeWord, t } from "../kit/language.ts";
import { goBack } from "../kit/navigation.ts";
import { hrefOf } from "../kit/routes.ts";
import { inCase, one, type RecordOf } from "../model/notebook.ts";
import { day, today } from "../model/records.ts";
import { clockWords, nextTimes, rhythmWords } from "../model/rhythm.ts";
import { confirmed } from "./confirm.tsx";
import { removed } from "./removing.ts";
import { State, UnsentMark } from "./state.tsx";

/** Those that have not ended. */
export function RecurringVisits({ caseId }: { caseId: string }) {
  const series = inCase("series", caseId).filter(({ fields }) => (fields.until ?? today()) >= today());
  if (series.length === 0) return null;
  return (
    <section class="section" aria-labelledby="series">
      <h2 id="series">{t("case.series")}</h2>
      <ul class="list">
        {series.map((each) => (
          <li key={each.id}>
            <a class="list__link" href={hrefOf("editSeries", each.id)}>
              <span class="list__main">
                {rhythmWords(each.fields)} {clockWords(each.fields)}
              </span>
              <span class="list__sub">{nextWords(each)}</span>
              <span class="list__aside">
                {each.fields.method && <State shape="plain">{codeWord("method", each.fields.method)}</State>}
                <UnsentMark view={each.view} />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function nextWords({ fields }: RecordOf<"series">): string {
  const [next] = nextTimes(fields, today(), 1);
  const words = [
    next && t("series.next", { day: day(next) }),
    fields.until && t("series.until", { day: day(fields.until) }),
  ];
  return words.filter(Boolean).join(" / ");
}

/** Below the form of an appointment that stands in place of a time: the way back to the time, and to the recurring visit. */
export function OfSeries({ appointment }: { appointment: RecordOf<"appointment"> }) {
  const { series, case: caseId = "", occurrence = "" } = appointment.fields;
  const restore = async () => {
    const text = t("occurrence.restore.text", { day: day(occurrence) });
    if (!(await confirmed(t("occurrence.restore.title"), text, t("occurrence.restore")))) return;
    if (await removed("appointment", appointment.id)) goBack("case", caseId);
  };
  return (
    <>
      <SeriesLink id={series} />
      <button type="button" class="button button--danger" onClick={() => void restore()}>
        {t("occurrence.restore")}
      </button>
    </>
  );
}

/** 「定期訪問（毎週水曜 9:30–10:15）の1回です」, with the way to all of it. */
export function SeriesLink({ id }: { id: string | undefined }) {
  const series = one("series", id);
  if (!series) return null;
  return (
    <div class="notice">
      <p>{t("occurrence.of", { rhythm: `${rhythmWords(series.fields)} ${clockWords(series.fields)}`.trim() })}</p>
      <a class="button button--quiet" href={hrefOf("editSeries", series.id)}>
        {t("occurrence.all")}
      </a>
    </div>
  );
}
