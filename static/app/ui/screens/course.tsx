/** 支援経過, whole: page by page, the newest first; by year and month; or only what is looked for. */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { CODE_LISTS } from "../../sync/kinds.gen.ts";
import { useDeferredQuery } from "../kit/deferred.ts";
import { codeWord, fieldWord, language, t } from "../kit/language.ts";
import { monthWords } from "../kit/time.ts";
import { courseOf } from "../model/agenda.ts";
import {
  type CourseFilter,
  EVERYTHING,
  isFiltering,
  matching,
  PAGE,
  pageOf,
  workersOf,
  yearsOf,
} from "../model/course.ts";
import { type CourseState, courseState } from "../model/coursestate.ts";
import { clientName, inCase, one, type RecordOf, staffName, zone } from "../model/notebook.ts";
import { CourseEntry } from "../parts/courseentry.tsx";
import { CourseYears } from "../parts/courseyears.tsx";
import { StillLoading } from "../parts/loading.tsx";
import { Screen } from "../parts/screen.tsx";
import { NotHere } from "./nothere.tsx";

export function CourseScreen({ id }: { id: string }) {
  if (!one("case", id)) return <NotHere />;
  return <WholeCourse id={id} />;
}

function WholeCourse({ id }: { id: string }) {
  const state = courseState(id);
  const list = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  const notes = inCase("support", id);
  const { filter, start, isWhole } = state.value;
  const months = courseOf(matching(notes, filter, zone()), zone());
  const years = yearsOf(months);
  const count = years.reduce((sum, { count: ofYear }) => sum + ofYear, 0);
  const page = pageOf(months, start);
  const goTo = (place: number) => {
    moved.current = true;
    state.value = { ...state.peek(), start: Math.max(0, place) };
  };
  useLayoutEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    list.current?.scrollIntoView();
    list.current?.querySelector<HTMLElement>(".course__month")?.focus({ preventScroll: true });
  });
  return (
    <Screen title={t("course.of", { name: clientName(id) })} page={t("course")} back={{ name: "case", id }}>
      <Filter notes={notes} state={state} />
      <StillLoading />
      <CourseYears years={years} start={start} onChosen={goTo} />
      <Counted count={count} state={state} />
      <div class="course" ref={list}>
        {start > 0 && <Turn word={t("course.newer", { count: start })} onTurn={() => goTo(start - PAGE)} />}
        {page.map(({ month, notes: found }) => (
          <section key={month} aria-labelledby={`month-${month}`}>
            <h2 class="course__month" id={`month-${month}`} tabIndex={-1}>
              {month ? monthWords(month, language.value) : t("course.undated")}
            </h2>
            {found.map((note) => (
              <CourseEntry key={note.id} note={note} whole={isWhole} query={filter.words} />
            ))}
          </section>
        ))}
        {count > start + PAGE && (
          <Turn word={t("course.older", { count: count - start - PAGE })} onTurn={() => goTo(start + PAGE)} />
        )}
      </div>
      {count === 0 && !isFiltering(filter) && <p class="empty">{t("course.empty")}</p>}
    </Screen>
  );
}

/** How many notes are shown of a filter, the way out of it, and whether with all that is in them. */
function Counted({ count, state }: { count: number; state: Signal<CourseState> }) {
  const { filter, isWhole } = state.value;
  return (
    <div class="row row--spread">
      <p role="status">{countWords(count, isFiltering(filter))}</p>
      {isFiltering(filter) && (
        <button type="button" class="link-button" onClick={() => takeOff(state)}>
          {t("course.everything")}
        </button>
      )}
      <label class="switch">
        <input
          type="checkbox"
          checked={isWhole}
          onChange={({ currentTarget }) => {
            state.value = { ...state.peek(), isWhole: currentTarget.checked };
          }}
        />
        {t("course.whole")}
      </label>
    </div>
  );
}

function countWords(count: number, isFiltered: boolean): string {
  if (isFiltered) return count === 0 ? t("course.nothing") : t("course.found", { count });
  return t("course.count", { count });
}

function Turn({ word, onTurn }: { word: string; onTurn: () => void }) {
  return (
    <button type="button" class="button button--quiet" onClick={onTurn}>
      {word}
    </button>
  );
}

function begin(state: Signal<CourseState>, filter: CourseFilter): void {
  state.value = { ...state.peek(), filter, start: 0 };
}

function takeOff(state: Signal<CourseState>): void {
  begin(state, EVERYTHING);
  state.value = { ...state.peek(), taken: state.peek().taken + 1 };
}

function Filter({ notes, state }: { notes: readonly RecordOf<"support">[]; state: Signal<CourseState> }) {
  const { filter } = state.value;
  const set = (changed: Partial<CourseFilter>) => begin(state, { ...state.peek().filter, ...changed });
  const isNarrowed = isFiltering({ ...filter, words: "" });
  return (
    <>
      <Words key={state.value.taken} words={filter.words} onSettled={(words) => set({ words })} />
      <details class="disclosure" open={isNarrowed}>
        <summary>{t("course.filter")}</summary>
        <div class="times">
          <Choice
            label={fieldWord("support", "method")}
            value={filter.method}
            offers={CODE_LISTS.method.map((code) => [code, codeWord("method", code)])}
            onChosen={(method) => set({ method })}
          />
          <Choice
            label={fieldWord("support", "worker")}
            value={filter.worker}
            offers={workersOf(notes).map((worker) => [worker, staffName(worker) || t("value.unknown_record")])}
            onChosen={(worker) => set({ worker })}
          />
          <Day label={t("course.from")} value={filter.from} onChosen={(from) => set({ from })} />
          <Day label={t("course.to")} value={filter.to} onChosen={(to) => set({ to })} />
        </div>
      </details>
    </>
  );
}

function Words({ words, onSettled }: { words: string; onSettled: (words: string) => void }) {
  const typed = useSignal(words);
  const settled = useDeferredQuery(typed);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed here changes the filter
  useEffect(() => {
    if (settled !== words) onSettled(settled);
  }, [settled]);
  return (
    <div class="field">
      <label class="field__label" for="course-words">
        {t("course.words")}
      </label>
      <input
        class="input"
        id="course-words"
        type="search"
        autocomplete="off"
        enterKeyHint="search"
        value={typed}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value;
        }}
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  offers: readonly (readonly [value: string, word: string])[];
  onChosen: (value: string) => void;
}

function Choice({ label, value, offers, onChosen }: ChoiceProps) {
  return (
    <label class="field field__label">
      {label}
      <select class="input" value={value} onChange={({ currentTarget }) => onChosen(currentTarget.value)}>
        <option value="">{t("course.any")}</option>
        {offers.map(([code, word]) => (
          <option key={code} value={code}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}

function Day({ label, value, onChosen }: Omit<ChoiceProps, "offers">) {
  return (
    <label class="field field__label">
      {label}
      <input class="input" type="date" value={value} onChange={({ currentTarget }) => onChosen(currentTarget.value)} />
    </label>
  );
}
