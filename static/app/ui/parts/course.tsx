/** 支援経過 on the case: the last notes, and the way to all of them. */

import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { courseOf } from "../model/agenda.ts";
import { pageOf } from "../model/course.ts";
import { beginCourse } from "../model/coursestate.ts";
import { inCase, notebook, zone } from "../model/notebook.ts";
import { CourseEntry } from "./courseentry.tsx";
import { StillLoading } from "./loading.tsx";

/** What one reads before a visit. */
const SHOWN = 5;

export function Course({ caseId }: { caseId: string }) {
  const notes = inCase("support", caseId);
  const last = pageOf(courseOf(notes, zone()), 0).flatMap((month) => month.notes);
  return (
    <section class="section" aria-labelledby="course">
      <h2 id="course" class="section__title">
        {t("course")} <span class="soft small">{t("course.count", { count: notes.length })}</span>
      </h2>
      <StillLoading />
      {notes.length === 0 && notebook().status().loaded && <p class="empty">{t("course.empty")}</p>}
      <div>
        {last.slice(0, SHOWN).map((note) => (
          <CourseEntry key={note.id} note={note} />
        ))}
      </div>
      {notes.length > SHOWN && (
        <a class="button button--quiet" href={hrefOf("course", caseId)} onClick={() => beginCourse(caseId)}>
          {t("course.all", { count: notes.length })}
        </a>
      )}
    </section>
  );
}
