/** Visits without a note: those that wait for one, and saying why one gets none. */

import { useSignal } from "@preact/signals";
import { seenIn } from "../../i18n/composing.ts";
import { KINDS, LINE_LENGTH } from "../../sync/kinds.gen.ts";
import { lengthOf } from "../../sync/plain.ts";
import { codeWord, errorWords, t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { dayOf, timeWords } from "../kit/time.ts";
import { announce } from "../model/announce.ts";
import { clientName, zone } from "../model/notebook.ts";
import { type Outing, unwrittenOutings, writeNoNote } from "../model/outings.ts";
import { day } from "../model/records.ts";
import { RoomLeft } from "./frame.tsx";

const LIMIT = KINDS.outing.fields.no_note?.maxLength ?? LINE_LENGTH;

/** The visits that wait for their note. Those of `shown` appointments stand on the screen already. */
export function UnwrittenOutings({ shown }: { shown: ReadonlySet<string> }) {
  const waiting = unwrittenOutings().filter(({ fields }) => !shown.has(fields.appointment ?? ""));
  if (waiting.length === 0) return null;
  return (
    <section class="section" aria-labelledby="unwritten">
      <h2 id="unwritten" class="section__title">
        {t("today.unwritten")} <span class="count">{waiting.length}</span>
      </h2>
      {waiting.map((outing) => (
        <Unwritten key={outing.id} outing={outing} />
      ))}
    </section>
  );
}

function Unwritten({ outing }: { outing: Outing }) {
  const { case: caseId = "", started_at = "", ended_at = "", method = "visit", place } = outing.fields;
  const name = clientName(caseId);
  return (
    <article class="card">
      <p class="appointment__time">
        {day(dayOf(Date.parse(started_at), zone()))} {timeWords(started_at, zone())}–{timeWords(ended_at, zone())}
      </p>
      <p class="strong">
        <a class="line-link" href={hrefOf("case", caseId)}>
          {name || t("value.unknown_record")}
        </a>
      </p>
      <p class="soft">{[codeWord("method", method), place].filter(Boolean).join(" ")}</p>
      <div class="form-actions">
        <a class="button button--main" href={hrefOf("noteOfOuting", outing.id)}>
          {t("outing.write_note")}
          <span class="visually-hidden"> {name}</span>
        </a>
      </div>
      <NoNote outing={outing} />
    </article>
  );
}

/** Saying that a visit gets no note, and why; and taking that back. */
export function NoNote({ outing }: { outing: Outing }) {
  const why = useSignal("");
  const missing = useSignal(false);
  const reason = outing.fields.no_note;
  if (reason !== undefined) {
    return (
      <p class="row">
        <span class="soft">{t("outing.no_note.said", { why: reason })}</span>
        <button type="button" class="button button--quiet" onClick={() => void writeNoNote(outing, null)}>
          {t("outing.no_note.undo")}
        </button>
      </p>
    );
  }
  const dismiss = async () => {
    const text = why.value.trim();
    missing.value = text === "";
    if (missing.value || lengthOf(text) > LIMIT) return;
    if (await writeNoNote(outing, text)) announce(t("outing.no_note.done"), () => writeNoNote(outing, null));
  };
  const id = `no-note-${outing.id}`;
  return (
    <details class="disclosure">
      <summary>{t("outing.no_note")}</summary>
      <div class="stack">
        <div class="field">
          <label class="field__label" for={id}>
            {t("outing.no_note.why")}
          </label>
          {missing.value && (
            <p class="field__error" id={`${id}-error`}>
              {errorWords("required")}
            </p>
          )}
          <input
            class="input"
            id={id}
            value={why}
            aria-invalid={missing.value || undefined}
            aria-describedby={missing.value ? `${id}-error` : undefined}
            onInput={(event) => {
              why.value = seenIn(event.currentTarget, true, () => announce(t("form.cleaned")));
            }}
          />
          <RoomLeft text={why.value} limit={LIMIT} />
        </div>
        <button type="button" class="button" onClick={() => void dismiss()}>
          {t("outing.no_note.do")}
        </button>
      </div>
    </details>
  );
}
