/** What partners see: the clients who have agreed to share something with them, and what that is. */

import { codeWord, t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { valueFacts } from "../model/facts.ts";
import { all, inCase, me, one, type RecordOf, staffName } from "../model/notebook.ts";
import { day, moment, today } from "../model/records.ts";
import { rhythmWords } from "../model/rhythm.ts";
import { Facts } from "../parts/facts.tsx";
import { Address, Call } from "../parts/reach.tsx";
import { Safety } from "../parts/safety.tsx";
import { Screen } from "../parts/screen.tsx";

const PERSON = ["kana", "born_on", "gender"] as const;
const HOUSEHOLD = ["name", "address", "members"] as const;
const CASE = ["state", "opened_on", "route", "age_band", "issues", "programmes"] as const;
const NOTE = [
  "worker",
  "place",
  "met",
  "outcome",
  "companions",
  "purpose",
  "reason",
  "accompaniment_level",
  "topics",
  "noticed",
  "next_action",
  "next_on",
  "safety_note",
] as const;
const PLAN = [
  "period_start",
  "period_end",
  "next_monitoring",
  "agreed_on",
  "decision",
  "evaluated",
  "evaluation",
  "evaluation_note",
  "result",
] as const;
const PLAN_SUPPORT = ["programme", "worker", "agency", "frequency"] as const;
const APPOINTMENT = ["worker", "place", "companions", "purpose", "reason"] as const;

type Consent = RecordOf<"consent">;

export function SharedScreen() {
  const clients = all("consent").filter(({ fields }) => fields.receiver === me() && fields.member === undefined);
  clients.sort((one, other) => kanaOf(one).localeCompare(kanaOf(other), "ja"));
  return (
    <Screen title={t("shared")} page={t("shared")}>
      <p>{t("shared.lead")}</p>
      {clients.length === 0 ? (
        <p class="empty">{t("shared.none")}</p>
      ) : (
        <ul class="list">
          {clients.map((consent) => (
            <li key={consent.id}>
              <a class="list__link" href={hrefOf("sharedClient", consent.id)}>
                <span class="list__main">{nameOf(consent)}</span>
                <span class="list__sub">{t("consent.until", { ends: day(consent.fields.ends_on ?? "") })}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </Screen>
  );
}

function personOf({ fields }: Consent): RecordOf<"person"> | undefined {
  return one("person", fields.person);
}

function nameOf(consent: Consent): string {
  return personOf(consent)?.fields.name ?? t("value.unknown_record");
}

function kanaOf(consent: Consent): string {
  return personOf(consent)?.fields.kana ?? nameOf(consent);
}

/** Under a consent stands what it opens: its id is the scope of what is shared by it. */
export function SharedClientScreen({ id }: { id: string }) {
  const consent = one("consent", id);
  if (!consent) return <NoLongerShared />;
  const person = personOf(consent);
  const household = one("household", person?.fields.household);
  return (
    <Screen title={nameOf(consent)} page={t("shared.page")} back={{ name: "shared" }}>
      <Safety notes={household?.fields.safety_notes ?? ""} />
      <section class="card" aria-labelledby="terms">
        <h2 id="terms">{t("shared.terms")}</h2>
        <Facts facts={valueFacts("consent", consent.view.fields, ["shares", "purpose", "ends_on"])} />
        <p class="soft small">{t("shared.forgets")}</p>
      </section>
      <Reach person={person} household={household} />
      <Situation consent={consent} />
      <Coming id={id} />
      <Plans id={id} />
      <Course id={id} />
    </Screen>
  );
}

function NoLongerShared() {
  return (
    <Screen title={t("shared.over")} page={t("shared.page")} back={{ name: "shared" }}>
      <p>{t("shared.over.text")}</p>
    </Screen>
  );
}

interface ReachProps {
  person: RecordOf<"person"> | undefined;
  household: RecordOf<"household"> | undefined;
}

/** How to reach the client, and who lives there; nothing, where neither is shared. */
function Reach({ person, household }: ReachProps) {
  const { phone, address } = person?.fields ?? {};
  const facts = [
    ...(person ? valueFacts("person", person.view.fields, PERSON) : []),
    ...(household ? valueFacts("household", household.view.fields, HOUSEHOLD) : []),
  ];
  if (!phone && !address && facts.length === 0) return null;
  return (
    <section class="section" aria-labelledby="person">
      <h2 id="person">{t("case.person")}</h2>
      <div class="card">
        {phone && <Call phone={phone} />}
        {address && <Address address={address} />}
        <Facts facts={facts} />
      </div>
    </section>
  );
}

function Situation({ consent }: { consent: Consent }) {
  const entry = one("case", consent.fields.case);
  if (!entry) return null;
  const { fields, view } = entry;
  return (
    <section class="section" aria-labelledby="situation">
      <h2 id="situation">{t("case.summary")}</h2>
      <div class="card">
        {fields.summary && <p class="narrative">{fields.summary}</p>}
        <Facts facts={valueFacts("case", view.fields, CASE)} />
        <p>{t("shared.worker", { name: staffName(fields.main_worker) || t("value.none") })}</p>
      </div>
    </section>
  );
}

function Coming({ id }: { id: string }) {
  const series = inCase("series", id).filter(({ fields }) => fields.until === undefined || fields.until >= today());
  const coming = inCase("appointment", id)
    .filter(({ fields }) => (fields.state ?? "planned") === "planned" && (fields.starts_at ?? "") >= today())
    .sort((one, other) => (one.fields.starts_at ?? "").localeCompare(other.fields.starts_at ?? ""));
  if (series.length + coming.length === 0) return null;
  return (
    <section class="section" aria-labelledby="coming">
      <h2 id="coming">{t("case.appointments")}</h2>
      {series.map(({ id: each, view }) => (
        <div key={each} class="card">
          <p class="strong">{rhythmWords(view.fields)}</p>
          <Facts facts={valueFacts("series", view.fields, APPOINTMENT)} />
        </div>
      ))}
      {coming.map(({ id: each, fields, view }) => (
        <div key={each} class="card">
          <p class="strong">
            {moment(fields.starts_at ?? "")} {codeWord("method", fields.method ?? "")}
          </p>
          <Facts facts={valueFacts("appointment", view.fields, APPOINTMENT)} />
        </div>
      ))}
    </section>
  );
}

function Plans({ id }: { id: string }) {
  const plans = inCase("plan", id).sort((one, other) => (other.fields.number ?? 0) - (one.fields.number ?? 0));
  const supports = inCase("plan_support", id);
  if (plans.length === 0) return null;
  return (
    <section class="section" aria-labelledby="plans">
      <h2 id="plans">{t("case.plans")}</h2>
      {plans.map((plan) => (
        <article key={plan.id} class="card">
          <h3>{t("case.plan", { number: plan.fields.number ?? "" })}</h3>
          {plan.fields.goal && <p class="narrative">{plan.fields.goal}</p>}
          <Facts facts={valueFacts("plan", plan.view.fields, PLAN)} />
          {supports
            .filter(({ fields }) => fields.plan === plan.id)
            .map(({ id: each, fields, view }) => (
              <div key={each}>
                <p class="strong">{fields.what}</p>
                <Facts facts={valueFacts("plan_support", view.fields, PLAN_SUPPORT)} />
              </div>
            ))}
        </article>
      ))}
    </section>
  );
}

function Course({ id }: { id: string }) {
  const notes = inCase("support", id).sort((one, other) => whenOf(other).localeCompare(whenOf(one)));
  if (notes.length === 0) return null;
  return (
    <section class="section" aria-labelledby="course">
      <h2 id="course">
        {t("course")} <span class="count">{notes.length}</span>
      </h2>
      {notes.map(({ id: each, fields, view }) => (
        <article key={each} class="card">
          <h3>
            {fields.started_at ? moment(fields.started_at) : (fields.dated ?? "")}{" "}
            {codeWord("method", fields.method ?? "")}
          </h3>
          {fields.narrative && <p class="narrative">{fields.narrative}</p>}
          <Facts facts={valueFacts("support", view.fields, NOTE)} />
        </article>
      ))}
    </section>
  );
}

function whenOf({ fields }: RecordOf<"support">): string {
  return fields.started_at ?? fields.dated ?? "";
}
