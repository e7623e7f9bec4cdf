/** The years of a course, and the months of the one that is shown: a tap goes there. */

import { t } from "../kit/language.ts";
import type { CourseYear } from "../model/course.ts";

interface CourseYearsProps {
  years: readonly CourseYear[];
  /** The place of the first note that is shown. */
  start: number;
  onChosen: (place: number) => void;
}

export function CourseYears({ years, start, onChosen }: CourseYearsProps) {
  const dated = years.filter(({ year }) => year !== "");
  const shown = dated.findLast((year) => year.start <= start) ?? dated[0];
  if (!shown || (dated.length === 1 && shown.months.length === 1)) return null;
  return (
    <nav class="course__years" aria-label={t("course.years")}>
      <ul class="course__places">
        {dated.map((year) => (
          <Place key={year.year} place={year} isShown={year === shown} onChosen={onChosen}>
            {t("course.year", { year: year.year })}
          </Place>
        ))}
      </ul>
      <ul class="course__places">
        {shown.months.map((month) => (
          <Place
            key={month.month}
            place={month}
            isShown={month.start <= start && start < month.start + month.count}
            onChosen={onChosen}
          >
            {t("course.month", { month: Number(month.month.slice(5)) })}
          </Place>
        ))}
      </ul>
    </nav>
  );
}

interface PlaceProps {
  place: { readonly start: number; readonly count: number };
  isShown: boolean;
  onChosen: (place: number) => void;
  children: string;
}

function Place({ place: { start, count }, isShown, onChosen, children }: PlaceProps) {
  return (
    <li>
      <button
        type="button"
        class="place"
        title={t("course.count", { count })}
        aria-current={isShown ? "true" : undefined}
        onClick={() => onChosen(start)}
      >
        {children}
      </button>
    </li>
  );
}
