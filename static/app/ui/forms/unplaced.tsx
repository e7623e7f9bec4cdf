/** A note that is written while nothing of a client is shown, and putting it into a case once something is. */

import { useSignal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import type { Draft } from "../../outbox/notebook.ts";
import { isEmpty } from "../../sync/json.ts";
import type { FieldError, Fields } from "../../sync/protocol.ts";
import { t } from "../kit/language.ts";
import { goTo } from "../kit/navigation.ts";
import { anotherKey, hrefOfDraft, pathOf } from "../kit/routes.ts";
import { momentOfInstant } from "../kit/time.ts";
import { announce } from "../model/announce.ts";
import { inOrder } from "../model/caseorder.ts";
import { all, clock, me, newId, notebook, one } from "../model/notebook.ts";
import { moment } from "../model/records.ts";
import { placedIn, unplacedKey, unplacedNotes } from "../model/unplaced.ts";
import { confirmed } from "../parts/confirm.tsx";
import { State } from "../parts/state.tsx";
import { check } from "./check.ts";
import { MomentInput, TextArea, TextInput } from "./controls.tsx";
import { FormFoot } from "./foot.tsx";
import { focusFirstError, useForm } from "./open.ts";

const NEEDED = ["about", "narrative"] as const;

/** What was written before is counted, and stays out of sight until the office has been heard. */
export function UnplacedForm() {
  const id = useSignal(newId());
  const heading = useRef<HTMLHeadingElement>(null);
  const key = unplacedKey(id.value);
  const written = unplacedNotes(notebook().drafts()).filter((draft) => draft.key !== key).length;
  const next = () => {
    id.value = newId();
    heading.current?.focus();
  };
  return (
    <section class="section" aria-labelledby="unplaced">
      <h2 id="unplaced" ref={heading} tabIndex={-1}>
        {t("unplaced.write")}
      </h2>
      <p>{t("unplaced.write.lead")}</p>
      <div role="status">{written > 0 && <State shape="done">{t("unplaced.written", { count: written })}</State>}</div>
      <Blank key={key} path={key} next={next} />
    </section>
  );
}

/** Its draft is the note: what is typed is kept as in every form. */
function Blank({ path, next }: { path: string; next: () => void }) {
  const [prefill] = useState(() => ({ started_at: momentOfInstant(clock()) }));
  const form = useForm({ kind: "support", path, prefill, check: checkUnplaced });
  const keep = async () => {
    if (!form.isRight()) {
      announce(t("form.mend", { count: form.errors.value.size }));
      focusFirstError();
      return;
    }
    // What could not be kept before is tried again.
    if (form.draftState.value === "failed") form.set("narrative", form.get("narrative") ?? null);
    await form.keep();
    if (form.draftState.value !== "kept") return;
    announce(t("saved.phone"));
    next();
  };
  return (
    <div class="stack stack--loose">
      <TextInput form={form} field="about" label={t("unplaced.about")} hint={t("unplaced.about.hint")} needed />
      <MomentInput form={form} field="started_at" label={t("unplaced.when")} />
      <TextArea form={form} field="narrative" label={t("unplaced.what")} needed large />
      <FormFoot form={form} failure={null} onSave={() => void keep()} onDrop={next} />
    </div>
  );
}

function checkUnplaced(values: Fields): FieldError[] {
  const missing = NEEDED.filter((field) => isEmpty(values[field])).map((field) => ({ field, code: "required" }));
  const tooLong = check("support", values).filter(({ field, code }) => field === "narrative" && code === "too_long");
  return [...missing, ...tooLong];
}

/** On the first screen, while there are any. */
export function UnplacedNotes() {
  const notes = unplacedNotes(notebook().drafts());
  if (notes.length === 0) return null;
  return (
    <section class="section" aria-labelledby="unplaced">
      <h2 id="unplaced" class="section__title">
        {t("unplaced")} <span class="count">{notes.length}</span>
      </h2>
      <p>{t("unplaced.lead")}</p>
      {notes.map((draft) => (
        <UnplacedNote key={draft.key} draft={draft} />
      ))}
    </section>
  );
}

function UnplacedNote({ draft }: { draft: Draft }) {
  const chosen = useSignal("");
  const problem = useSignal<string | null>(null);
  const { about, narrative, started_at } = draft.fields;
  const id = draft.key.replace("/", "-");
  const place = async () => {
    problem.value = chosen.value === "" ? t("unplaced.case.missing") : null;
    if (problem.value !== null) return;
    const key = anotherKey(pathOf({ name: "newNote", id: chosen.value }));
    try {
      await notebook().saveDraft(key, placedIn(chosen.value, me(), draft), null, { form: newId() });
      goTo(hrefOfDraft(key));
    } catch {
      problem.value = t("failure.storage_failed");
    }
  };
  const drop = async () => {
    const { title, text, yes, no } = DROP;
    if (await confirmed(t(title), t(text), t(yes), t(no))) await notebook().dropDraft(draft.key);
  };
  return (
    <article class="card stack">
      <h3>{String(about ?? t("unplaced.nobody"))}</h3>
      {typeof started_at === "string" && <p class="soft">{moment(started_at)}</p>}
      {typeof narrative === "string" && <p class="narrative">{narrative}</p>}
      <div class="field">
        <label class="field__label" for={id}>
          {t("unplaced.case")}
        </label>
        <div role="alert">{problem.value !== null && <p class="field__error">{problem.value}</p>}</div>
        <select
          class="input"
          id={id}
          value={chosen.value}
          aria-invalid={problem.value === null ? undefined : "true"}
          onChange={(event) => {
            chosen.value = event.currentTarget.value;
          }}
        >
          <option value="">{t("unplaced.case.choose")}</option>
          {casesInOrder().map(({ id: caseId, name }) => (
            <option key={caseId} value={caseId}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <button type="button" class="button button--wide" onClick={() => void place()}>
        {t("unplaced.place")}
      </button>
      <button type="button" class="link-button" onClick={() => void drop()}>
        {t("unplaced.drop")}
      </button>
    </article>
  );
}

const DROP = { title: "draft.drop.title", text: "draft.drop.text", yes: "draft.drop", no: "draft.drop.no" } as const;

/** The worker's cases by reading, those that are closed last. */
function casesInOrder() {
  const cases = all("case").map(({ id, fields }) => {
    const { name = "", kana = name } = one("person", fields.person)?.fields ?? {};
    const words = [t("client", { name }), fields.number].filter(Boolean).join(" ");
    return { id, name: words, kana, closed: fields.state === "closed" };
  });
  return inOrder(cases, "kana");
}
