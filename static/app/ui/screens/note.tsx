/** One note as it is, on its way to the office or there, with what was said about it. */

import type { Fields } from "../../sync/protocol.ts";
import { Comments } from "../forms/comments.tsx";
import { codeWord, language, t } from "../kit/language.ts";
import { go, goBack } from "../kit/navigation.ts";
import { hrefOf } from "../kit/routes.ts";
import { dayOf, dueWords, timeWords } from "../kit/time.ts";
import { announce } from "../model/announce.ts";
import { deliveryOf } from "../model/delivery.ts";
import { valueFacts } from "../model/facts.ts";
import { clientName, notebook, one, type RecordOf, staffName, zone } from "../model/notebook.ts";
import { clientOf, moment } from "../model/records.ts";
import { Attachments } from "../parts/attachments.tsx";
import { confirmed } from "../parts/confirm.tsx";
import { Facts } from "../parts/facts.tsx";
import { removed } from "../parts/removing.ts";
import { Screen } from "../parts/screen.tsx";
import { DeliveryState, State } from "../parts/state.tsx";
import { NotHere } from "./nothere.tsx";

const TEXTS = ["narrative", "noticed", "next_action", "safety_note"] as const;
const FACTS = [
  "place",
  "outcome",
  "met",
  "purpose",
  "reason",
  "accompaniment_level",
  "companions",
  "topics",
  "programme",
  "travel_minutes",
  "next_on",
  "wants_advice",
  "worker",
] as const;

export function NoteScreen({ id }: { id: string }) {
  const note = one("support", id);
  if (!note || note.view.deleted) return <NotHere />;
  const caseId = note.fields.case ?? "";
  return (
    <Screen title={t("note.title", { name: clientOf(id) })} page={t("note.page")} back={{ name: "case", id: caseId }}>
      <Delivered note={note} />
      <ReviewMark note={note} />
      {note.fields.flagged && (
        <p>
          <State shape="due">{t("note.flagged")}</State>
        </p>
      )}
      <NoteBody note={note} />
      <Monitored plan={note.fields.monitors} />
      <Attachments about={id} />
      <div class="form-actions">
        <a class="button" href={hrefOf("editNote", id)}>
          {t("note.change")}
        </a>
        <Removal note={note} caseId={caseId} />
      </div>
      <Comments about={id} caseId={caseId} screen="note" />
    </Screen>
  );
}

/** Where the note is. "With the office" only when nothing of it waits any more. */
function Delivered({ note }: { note: RecordOf<"support"> }) {
  const delivery = deliveryOf(note.view, notebook().queue());
  return (
    <div class="card" role="status">
      <div class="row row--spread">
        {delivery !== "delivered" && <State shape="done">{t("saved.phone")}</State>}
        <DeliveryState delivery={delivery} />
      </div>
      {delivery === "rejected" && (
        <button type="button" class="button" onClick={() => go("sync")}>
          {t("note.see_sync")}
        </button>
      )}
    </div>
  );
}

function ReviewMark({ note: { fields } }: { note: RecordOf<"support"> }) {
  if (fields.review === "returned") {
    return (
      <p class="notice notice--caution">
        <State shape="returned">{t("note.returned", { who: staffName(fields.reviewed_by) })}</State>
      </p>
    );
  }
  if ((fields.review !== "read" && fields.review !== "approved") || !fields.reviewed_at) return null;
  return (
    <p>
      <State shape="done">
        {t(`note.${fields.review}`, { who: staffName(fields.reviewed_by), when: moment(fields.reviewed_at) })}
      </State>
    </p>
  );
}

function NoteBody({ note: { view, fields } }: { note: RecordOf<"support"> }) {
  return (
    <article class="card">
      <h2>{[fields.method && codeWord("method", fields.method), timeWordsOf(fields)].filter(Boolean).join(" ")}</h2>
      {valueFacts("support", view.fields, TEXTS).map(({ field, label, words }) => (
        <div key={field}>
          <h3>{label}</h3>
          <p class="narrative">{words}</p>
        </div>
      ))}
      <Facts facts={valueFacts("support", view.fields, FACTS)} />
      {fields.late && <State shape="plain">{t("note.late")}</State>}
    </article>
  );
}

function Monitored({ plan: id }: { plan: string | undefined }) {
  const plan = one("plan", id);
  if (!plan) return null;
  return (
    <a class="button button--quiet" href={hrefOf("plan", plan.id)}>
      {t("note.monitors", { number: plan.fields.number ?? "" })}
    </a>
  );
}

/** When it was: `11月21日(土) 15:00–16:10`, or the day or month that an old register gives. */
function timeWordsOf({ started_at, ended_at, dated }: RecordOf<"support">["fields"]): string {
  if (started_at === undefined) return dated ? dueWords(dated, language.value) : "";
  if (ended_at === undefined) return moment(started_at);
  const isSameDay = dayOf(Date.parse(started_at), zone()) === dayOf(Date.parse(ended_at), zone());
  return `${moment(started_at)}–${isSameDay ? timeWords(ended_at, zone()) : moment(ended_at)}`;
}

/** What a supervisor has judged is theirs to remove: the worker asks them to. What the office decides in doubt is the same. */
function Removal({ note, caseId }: { note: RecordOf<"support">; caseId: string }) {
  const { removal_asked: asked, reviewed_at: judged } = note.fields;
  const ask = async () => {
    if (!(await confirmed(t("note.removal.title"), t("note.removal.text"), t("note.removal.ask")))) return;
    if (await written(note, { removal_asked: true })) announce(t("note.removal.waiting"));
  };
  if (asked) {
    return (
      <p class="row">
        <State shape="waiting">{t("note.removal.waiting")}</State>
        <button
          type="button"
          class="button button--quiet button--small"
          onClick={() => void written(note, { removal_asked: null })}
        >
          {t("note.removal.take_back")}
        </button>
      </p>
    );
  }
  return (
    <button
      type="button"
      class="button button--danger"
      onClick={() => void (judged === undefined ? remove(note, caseId) : ask())}
    >
      {t(judged === undefined ? "note.delete" : "note.removal.ask")}
    </button>
  );
}

async function written(note: RecordOf<"support">, fields: Fields): Promise<boolean> {
  try {
    await notebook().write({ kind: "support", record: note.id, fields });
    return true;
  } catch {
    announce(t("failure.storage_failed"));
    return false;
  }
}

async function remove(note: RecordOf<"support">, caseId: string): Promise<void> {
  const text = t("note.delete.text", { name: clientName(caseId) });
  if (!(await confirmed(t("note.delete.title"), text, t("note.delete")))) return;
  if (await removed("support", note.id)) goBack("case", caseId);
}
