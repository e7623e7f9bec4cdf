/** The worker's cases, and finding one of them. */

import { type Signal, useSignal } from "@preact/signals";
import { daysAfter } from "../../sync/days.ts";
import { contactOf } from "../../sync/followup.ts";
import { type Match, searchCases } from "../../sync/search.ts";
import { useDeferredQuery } from "../kit/deferred.ts";
import { fieldWord, t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { DAYS_AHEAD, timeOf } from "../model/agenda.ts";
import { CASE_ORDERS, type CaseOrder, inOrder } from "../model/caseorder.ts";
import { EVERYTHING, matching } from "../model/course.ts";
import { beginCourse } from "../model/coursestate.ts";
import { all, inCase, notebook, now, one, personOf, zone } from "../model/notebook.ts";
import { plannedInCase } from "../model/planned.ts";
import { day, moment, today } from "../model/records.ts";
import { noteWords } from "../model/support.ts";
import { Highlight } from "../parts/highlight.tsx";
import { StillLoading } from "../parts/loading.tsx";
import { Screen } from "../parts/screen.tsx";
import { State, UnsentMark } from "../parts/state.tsx";

const SHOWN = 50;
/** What was looked for last and in which order, while the app is open. */
const last: { query: string; order: CaseOrder } = { query: "", order: "kana" };

export function CasesScreen() {
  const typed = useSignal(last.query);
  const limit = useSignal(SHOWN);
  const order = useSignal(last.order);
  const query = useDeferredQuery(typed);
  Object.assign(last, { query, order: order.value });
  const rows: Row[] = query === "" ? everyCase(order.value) : found(query);
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
      <div class="row row--spread">
        <p class="soft small" role="status">
          {query !== "" && rows.length === 0
            ? t("cases.not_found")
            : t(query === "" ? "cases.count" : "cases.found", { count: rows.length })}
        </p>
        <a class="button button--small" href={hrefOf("newCase")}>
          {t("cases.new")}
        </a>
      </div>
      {query === "" && rows.length > 1 && <OrderChoice order={order} />}
      {query !== "" && <StillLoading />}
      {query === "" && rows.length === 0 && <p class="empty">{t("cases.empty")}</p>}
      {rows.length > 0 && (
        <ul class="list list--compact">
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
    </Screen>
  );
}

function OrderChoice({ order }: { order: Signal<CaseOrder> }) {
  return (
    <fieldset class="choices choices--three small">
      <legend class="visually-hidden">{t("cases.order")}</legend>
      {CASE_ORDERS.map((each) => (
        <label key={each} class="choice">
          <input
            type="radio"
            name="order"
            checked={order.value === each}
            onChange={() => {
              order.value = each;
            }}
          />
          <span>{t(`cases.order.${each}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface Row {
  id: string;
  matches: readonly Match[];
}

function everyCase(order: CaseOrder): Row[] {
  const rows = all("case").map(({ id, fields }) => {
    const person = one("person", fields.person)?.fields;
    const kana = person?.kana ?? person?.name ?? "";
    return {
      id,
      matches: [],
      closed: fields.state === "closed",
      kana,
      contact: order === "contact" ? lastContact(id) : undefined,
      next: order === "next" ? nextAppointment(id) : undefined,
    };
  });
  return inOrder(rows, order);
}

function found(query: string): Row[] {
  return searchCases(notebook(), query).map((hit) => ({ id: hit.case, matches: hit.matches }));
}

function CaseRow({ row: { id, matches }, query }: { row: Row; query: string }) {
  const entry = one("case", id);
  const person = personOf(id);
  if (!entry) return null;
  const elsewhere = matches.filter(({ kind, field }) => kind !== "person" || (field !== "name" && field !== "kana"));
  const highlighted = (field: "name" | "kana") =>
    matches.some((match) => match.kind === "person" && match.field === field) && (
      <Highlight text={person?.fields[field] ?? ""} query={query} />
    );
  return (
    <li>
      <a class="list__link" href={hrefOf("case", id)}>
        <span class="list__line">
          <span class="list__main">{highlighted("name") || (person?.fields.name ?? t("value.unknown_record"))}</span>
          {person?.fields.kana && <span class="list__sub">{highlighted("kana") || person.fields.kana}</span>}
        </span>
        <span class="list__line list__sub">
          <Contacts id={id} />
        </span>
        {elsewhere
          .filter(({ kind }) => kind !== "support")
          .map((match) => (
            <MatchLine key={`${match.record}-${match.field}`} match={match} query={query} />
          ))}
        <span class="list__aside">
          {entry.fields.state === "closed" && <State shape="plain">{t("cases.closed")}</State>}
          {person?.fields.not_yet_met && <State shape="plain">{t("cases.not_yet_met")}</State>}
          {entry.fields.restricted_to && <State shape="locked">{t("cases.restricted")}</State>}
          <UnsentMark view={entry.view} />
        </span>
      </a>
      {matches
        .filter(({ kind }) => kind === "support")
        .map((match) => (
          <NoteFound key={`${match.record}-${match.field}`} match={match} query={query} />
        ))}
      {matches.some(({ kind }) => kind === "support") && <AllFound caseId={id} query={query} />}
    </li>
  );
}

/** The best note in which a word was found: it is the note that is opened. */
function NoteFound({ match, query }: { match: Match; query: string }) {
  const note = one("support", match.record);
  if (!note) return null;
  return (
    <a class="list__link list__found" href={hrefOf("note", note.id)}>
      <span class="list__sub strong">{noteWords(note.fields)}</span>
      <MatchLine match={match} query={query} />
    </a>
  );
}

/** The way to all the notes of a case in which the words are found, where there are several. */
function AllFound({ caseId, query }: { caseId: string; query: string }) {
  const count = matching(inCase("support", caseId), { ...EVERYTHING, words: query }, zone()).length;
  if (count < 2) return null;
  return (
    <a class="list__link list__found" href={hrefOf("course", caseId)} onClick={() => beginCourse(caseId, query)}>
      {t("cases.notes_found", { count })}
    </a>
  );
}

function lastContact(id: string): string | undefined {
  return inCase("support", id)
    .filter(({ fields }) => contactOf(fields) === "contact")
    .map(({ fields }) => timeOf(fields))
    .sort()
    .at(-1);
}

function nextAppointment(id: string): string | undefined {
  return plannedInCase(id, today(), daysAfter(today(), DAYS_AHEAD))
    .filter(({ fields }) => fields.state !== "cancelled" && Date.parse(fields.starts_at ?? "") >= now.value)
    .map(({ fields }) => fields.starts_at ?? "")
    .sort()[0];
}

function Contacts({ id }: { id: string }) {
  const contact = lastContact(id);
  const next = nextAppointment(id);
  return (
    <>
      <span>{t("cases.last", { when: contact ? day(contact) : t("cases.never") })}</span>
      {next && <span>{t("cases.next", { when: moment(next) })}</span>}
    </>
  );
}

/** Where it was found, other than in the name. */
function MatchLine({ match, query }: { match: Match; query: string }) {
  const value = notebook().get(match.record)?.fields[match.field];
  const text = Array.isArray(value) ? value.join(" ") : String(value ?? "");
  return (
    <span class="list__sub">
      {fieldWord(match.kind, match.field)}: <Highlight text={text} query={query} />
    </span>
  );
}
