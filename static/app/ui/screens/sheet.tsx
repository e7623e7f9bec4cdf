/** A case on one page, for a meeting: read in a minute, and printable. */

import type { ComponentChildren } from "preact";
import { CONTACTS } from "../../sync/kinds.gen.ts";
import { codeWord, listWords, t } from "../kit/language.ts";
import { ageOn, dayOf } from "../kit/time.ts";
import { timeOf } from "../model/agenda.ts";
import { valueFacts } from "../model/facts.ts";
import { clientName, inCase, one, personOf, type RecordOf, safetyNotes, staffName, zone } from "../model/notebook.ts";
import { openPlan, supportsOf } from "../model/plans.ts";
import { day, today } from "../model/records.ts";
import { inOrder } from "../model/tasks.ts";
import { ChangedSinceAgreed } from "../parts/agreement.tsx";
import { DueList } from "../parts/duelist.tsx";
import { Facts } from "../parts/facts.tsx";
import { SupportWords } from "../parts/plansupports.tsx";
import { Home, Telephone } from "../parts/reach.tsx";
import { Safety } from "../parts/safety.tsx";
import { Screen } from "../parts/screen.tsx";
import { NotHere } from "./nothere.tsx";

const ROWS_ON_PAPER = 4;
const CONTACTS_SHOWN = 3;

export function SheetScreen({ id }: { id: string }) {
  const entry = one("case", id);
  if (!entry || entry.view.deleted) return <NotHere />;
  const who = [entry.fields.main_worker, ...(entry.fields.co_workers ?? [])].map(staffName).filter(Boolean);
  return (
    <Screen title={clientName(id)} page={t("sheet.title")} back={{ name: "case", id }}>
      <div class="sheet">
        <div class="row row--spread">
          <p class="soft">{t("sheet.as_of", { when: day(today()), who: listWords(who) })}</p>
          <button type="button" class="button button--quiet button--small" onClick={() => print()}>
            {t("sheet.print")}
          </button>
        </div>
        <Safety notes={safetyNotes(id)} />
        <div class="sheet__columns">
          <Client caseId={id} />
          <Why entry={entry} />
        </div>
        <Goal plan={openPlan(id)} />
        <LastContacts caseId={id} />
        <div class="sheet__columns">
          <DueList caseId={id} />
          <OpenTasks caseId={id} />
        </div>
      </div>
    </Screen>
  );
}

function Client({ caseId }: { caseId: string }) {
  const person = personOf(caseId);
  if (!person) return null;
  const { born_on: born } = person.fields;
  const household = one("household", person.fields.household);
  return (
    <section class="section" aria-labelledby="client">
      <h2 id="client">{t("sheet.client")}</h2>
      <div class="row sheet__text">
        <Home caseId={caseId} />
        <Telephone caseId={caseId} />
      </div>
      {born && <p>{t("sheet.age", { age: ageOn(born, today()) })}</p>}
      <Facts
        facts={[
          ...valueFacts("person", person.view.fields, ["gender", "not_yet_met", "notes"]),
          ...valueFacts("household", household?.view.fields ?? {}, ["members"]),
        ]}
      />
    </section>
  );
}

function Why({ entry: { view, fields } }: { entry: RecordOf<"case"> }) {
  return (
    <section class="section" aria-labelledby="why">
      <h2 id="why">{t("sheet.why")}</h2>
      {fields.summary && <p class="narrative sheet__text">{fields.summary}</p>}
      <Facts facts={valueFacts("case", view.fields, ["issues", "route", "opened_on"])} />
    </section>
  );
}

function Goal({ plan }: { plan: RecordOf<"plan"> | undefined }) {
  return (
    <section class="section" aria-labelledby="goal">
      <h2 id="goal">
        {plan ? `${t("case.plan", { number: plan.fields.number ?? "" })} ${t("plan.goal")}` : t("plan.goal")}
      </h2>
      {plan && <ChangedSinceAgreed plan={plan} />}
      <p class="narrative strong sheet__text">{plan?.fields.goal ?? t("sheet.nothing")}</p>
      {plan && (
        <SheetList
          rows={supportsOf(plan).map((support) => ({ id: support.id, words: <SupportWords support={support} /> }))}
        />
      )}
    </section>
  );
}

function LastContacts({ caseId }: { caseId: string }) {
  const contacts = inCase("support", caseId)
    .filter(({ fields }) => fields.method !== undefined && CONTACTS.methods.includes(fields.method))
    .sort((a, b) => timeOf(b.fields).localeCompare(timeOf(a.fields)))
    .slice(0, CONTACTS_SHOWN);
  return (
    <section class="section" aria-labelledby="contacts">
      <h2 id="contacts">{t("sheet.contacts")}</h2>
      {contacts.length === 0 && <p class="soft">{t("sheet.nothing")}</p>}
      {contacts.map(({ id, fields }) => (
        <div key={id}>
          <h3>
            {[
              fields.started_at && day(dayOf(Date.parse(fields.started_at), zone())),
              fields.method && codeWord("method", fields.method),
              fields.outcome && codeWord("outcome", fields.outcome),
            ]
              .filter(Boolean)
              .join(" ")}
          </h3>
          <p class="narrative sheet__excerpt">{fields.narrative}</p>
        </div>
      ))}
    </section>
  );
}

function OpenTasks({ caseId }: { caseId: string }) {
  const tasks = inOrder(inCase("task", caseId));
  return (
    <section class="section" aria-labelledby="tasks">
      <h2 id="tasks">{t("tasks")}</h2>
      {tasks.length === 0 && <p class="soft">{t("sheet.nothing")}</p>}
      <SheetList
        rows={tasks.map(({ id, fields: { what, due, worker } }) => ({
          id,
          words: (
            <>
              <span class="list__main">{what}</span>
              <span class="list__sub">
                {[due && t("tasks.due", { when: day(due) }), staffName(worker)].filter(Boolean).join(" / ")}
              </span>
            </>
          ),
        }))}
      />
    </section>
  );
}

interface Row {
  id: string;
  words: ComponentChildren;
}

/** A list that ends on paper after some rows, and says there how many more there are. */
function SheetList({ rows }: { rows: readonly Row[] }) {
  const more = rows.length - ROWS_ON_PAPER;
  return (
    <ul class="sheet__list">
      {rows.map(({ id, words }, place) => (
        <li key={id} class={place < ROWS_ON_PAPER ? undefined : "screen-only"}>
          {words}
        </li>
      ))}
      {more > 0 && <li class="print-only soft">{t("sheet.more", { count: more })}</li>}
    </ul>
  );
}
