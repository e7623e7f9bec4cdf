/** The worker's cases, and finding one of them. */

import { useSignal } from "@preact/signals";
import { daysAfter } from "../../sync/days.ts";
import { type Match, searchCases } from "../../sync/search.ts";
import { DAYS_AHEAD, timeOf } from "../agenda.ts";
import { useDeferredQuery } from "../deferred.ts";
import { fieldWord, t } from "../language.ts";
import { all, inCase, notebook, now, one, personOf } from "../notebook.ts";
import { Highlight } from "../parts/highlight.tsx";
import { StillLoading } from "../parts/loading.tsx";
import { Screen } from "../parts/screen.tsx";
import { State, UnsentMark } from "../parts/state.tsx";
import { plannedInCase } from "../planned.ts";
import { day, moment, today } from "../records.ts";
import { hrefOf } from "../routes.ts";

const SHOWN = 50;
const last = { query: "" };

export function Cases() {
  const typed = useSignal(last.query);
  const limit = useSignal(SHOWN);
  const query = useDeferredQuery(typed);
  last.query = query;
  const rows: Row[] = query === "" ? everyCase() : found(query);
  const shown = rows.slice(0, limit.value);
  return (
    <Screen title={t("cases.title")} page={t("cases.title")}>
      <div class="field">
        <label class="field__label" for="search">
          {t("cases.search")}
        </label>
        <input
          class="input"
          id="search"
          type="search"
          autocomplete="off"
          enterKeyHint="search"
          placeholder={t("cases.search.hint")}
          value={typed}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            limit.value = SHOWN;
          }}
        />
      </div>
      <p class="soft small" role="status">
        {t(query === "" ? "cases.count" : "cases.found", { count: rows.length })}
      </p>
      {query !== "" && <StillLoading />}
      {rows.length === 0 ? (
        <p class="empty">{t(query === "" ? "cases.empty" : "cases.not_found")}</p>
      ) : (
        <ul class="list">
          {shown.map((row) => (
            <CaseRow key={row.id} row={row} query={query} />
          ))}
        </ul>
      )}
      {rows.length > shown.length && (
        <button
          type="button"
          class="button button--quiet"
          onClick={() => {
            limit.value += SHOWN;
          }}
        >
          {t("more_rows", { count: rows.length - shown.length })}
        </button>
      )}
      <a class="button" href={hrefOf("newCase")}>
        {t("cases.new")}
      </a>
    </Screen>
  );
}

interface Row {
  id: string;
  matches: readonly Match[];
}

/** Open cases first, in the order of the Japanese syllabary. */
function everyCase(): Row[] {
  const rows = all("case").map(({ id, fields }) => {
    const person = one("person", fields.person)?.fields;
    return { id, matches: [], closed: fields.state === "closed", kana: person?.kana ?? person?.name ?? "" };
  });
  return rows.sort((a, b) => Number(a.closed) - Number(b.closed) || a.kana.localeCompare(b.kana, "ja"));
}

function found(query: string): Row[] {
  return searchCases(notebook(), query).map((hit) => ({ id: hit.case, matches: hit.matches }));
}

function CaseRow({ row: { id, matches }, query }: { row: Row; query: string }) {
  const entry = one("case", id);
  const person = personOf(id);
  if (!entry) return null;
  return (
    <li>
      <a class="list__link" href={hrefOf("case", id)}>
        <span class="list__main">{person?.fields.name ?? t("value.unknown_record")}</span>
        {person?.fields.kana && <span class="list__sub">{person.fields.kana}</span>}
        <span class="list__sub">{contactWords(id)}</span>
        {matches.map((match) => (
          <MatchLine key={`${match.record}-${match.field}`} match={match} query={query} />
        ))}
        <span class="list__aside">
          {entry.fields.state === "closed" && <State shape="plain">{t("cases.closed")}</State>}
          {person?.fields.not_yet_met && <State shape="plain">{t("cases.not_yet_met")}</State>}
          <UnsentMark view={entry.view} />
        </span>
      </a>
    </li>
  );
}

function contactWords(id: string): string {
  const contact = inCase("support", id)
    .map(({ fields }) => timeOf(fields))
    .sort()
    .at(-1);
  const next = plannedInCase(id, today(), daysAfter(today(), DAYS_AHEAD))
    .filter(({ fields }) => fields.state !== "cancelled" && Date.parse(fields.starts_at ?? "") >= now.value)
    .map(({ fields }) => fields.starts_at ?? "")
    .sort()[0];
  const words = [t("cases.last", { when: contact ? day(contact) : t("cases.never") })];
  if (next) words.push(t("cases.next", { when: moment(next) }));
  return words.join(" / ");
}

/** Where it was found, unless the name says so itself. */
function MatchLine({ match, query }: { match: Match; query: string }) {
  const value = notebook().get(match.record)?.fields[match.field];
  const text = Array.isArray(value) ? value.join(" ") : String(value ?? "");
  return (
    <span class="list__sub">
      {fieldWord(match.kind, match.field)}: <Highlight text={text} query={query} />
    </span>
  );
}
