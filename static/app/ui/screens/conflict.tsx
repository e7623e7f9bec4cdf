/** One conflict: what it was, the two values side by side, and the choice. */

import { useSignal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { WriteRequest } from "../../outbox/notebook.ts";
import type { Json } from "../../sync/protocol.ts";
import { broughtUpToDate, type Conflict, conflictOf, decision } from "../conflict.ts";
import { Field } from "../forms/field.tsx";
import { useForm } from "../forms/open.ts";
import { fieldWord, kindWord, t } from "../language.ts";
import { goBack } from "../navigation.ts";
import { me, notebook, one, staffName } from "../notebook.ts";
import { AskSupervisor } from "../parts/ask.tsx";
import { announce } from "../parts/confirm.tsx";
import { Screen } from "../parts/screen.tsx";
import { clientOf, moment, valueWords } from "../records.ts";
import { hrefOf, pathOf } from "../routes.ts";
import { NotHere } from "./nothere.tsx";

const LONG = 40;

export function ConflictScreen({ id }: { id: string }) {
  const entry = one("conflict", id);
  if (!entry || entry.view.deleted) return <NotHere />;
  const open = notebook()
    .openConflicts()
    .some((view) => view.id === id);
  return <ConflictForm key={id} raised={conflictOf(entry.view)} open={open} />;
}

function ConflictForm({ raised, open }: { raised: Conflict; open: boolean }) {
  // What is chosen from is what stood here when the screen was opened.
  const [record] = useState(() => notebook().get(raised.about));
  const conflict = broughtUpToDate(raised, record);
  const failed = useSignal(false);
  const write = async (request: WriteRequest, done: string) => {
    failed.value = false;
    try {
      await notebook().write({ ...request, draft: pathOf({ name: "conflict", id: conflict.id }) });
    } catch {
      failed.value = true;
      return;
    }
    announce(done);
    goBack("conflicts");
  };
  const decide = (value?: Json) => write(decision(conflict, record?.base ?? null, value), t("conflict.decided"));
  return (
    <Screen
      title={conflict.field === "deleted" ? t("conflict.about_deletion") : fieldWord(conflict.kind, conflict.field)}
      page={t("conflicts.title")}
      back={{ name: "conflicts" }}
    >
      <p class="row">
        <span class="strong">{clientOf(conflict.about)}</span>
        {conflict.kind === "support" ? (
          <a href={hrefOf("note", conflict.about)}>{kindWord(conflict.kind)}</a>
        ) : (
          <span>{kindWord(conflict.kind)}</span>
        )}
      </p>
      {!open && <p class="notice">{t("conflict.closed")}</p>}
      <Values conflict={conflict} />
      {failed.value && (
        <p class="notice notice--alert" role="alert">
          {t("failure.storage_failed")}
        </p>
      )}
      {open && <Choices conflict={conflict} decide={(value) => void decide(value)} />}
      {open && (
        <AskSupervisor
          conflict={conflict}
          onAsk={(question) =>
            void write(
              { kind: "conflict", record: conflict.id, fields: { asked: true, question } },
              t("conflict.asked"),
            )
          }
        />
      )}
    </Screen>
  );
}

function Values({ conflict }: { conflict: Conflict }) {
  const { was, current, proposed, currentBy, proposedBy, raisedAt } = conflict;
  return (
    <div class="stack">
      <div>
        <h2 class="small soft">{t("conflict.was")}</h2>
        <p class="narrative">{words(conflict, was)}</p>
      </div>
      <div class={isLong(current) || isLong(proposed) ? "compare compare--long" : "compare"}>
        <Side heading={t("conflict.current", { who: nameOf(currentBy) })} text={words(conflict, current)} />
        <Side
          heading={t("conflict.proposed", { who: nameOf(proposedBy), when: moment(raisedAt) })}
          text={words(conflict, proposed)}
        />
      </div>
    </div>
  );
}

function Side({ heading, text }: { heading: string; text: string }) {
  return (
    <div class="compare__side">
      <h2 class="small">{heading}</h2>
      <p class="narrative">{text}</p>
    </div>
  );
}

interface ChoicesProps {
  conflict: Conflict;
  decide: (value?: Json) => void;
}

function Choices({ conflict, decide }: ChoicesProps) {
  const third = useSignal(notebook().draft(pathOf({ name: "conflict", id: conflict.id })) !== undefined);
  const { current, proposed, currentBy, proposedBy, field } = conflict;
  return (
    <section class="section" aria-labelledby="choose">
      <h2 id="choose">{t("conflict.choose")}</h2>
      <button type="button" class="button button--wide" onClick={() => decide()}>
        {field === "deleted" ? deletedWords(current) : keepWords(currentBy)}
      </button>
      <button type="button" class="button button--wide" onClick={() => decide(proposed)}>
        {field === "deleted" ? deletedWords(proposed) : keepWords(proposedBy)}
      </button>
      {field !== "deleted" && !third.value && (
        <button
          type="button"
          class="button button--quiet button--wide"
          onClick={() => {
            third.value = true;
          }}
        >
          {t("conflict.third")}
        </button>
      )}
      {third.value && <Third conflict={conflict} decide={decide} />}
    </section>
  );
}

/** A value of one's own, starting from both for texts, and from the proposed one for anything else. */
function Third({ conflict, decide }: ChoicesProps) {
  const { kind, field, current, proposed } = conflict;
  const form = useForm({
    kind,
    path: pathOf({ name: "conflict", id: conflict.id }),
    prefill: { [field]: isLong(current) && isLong(proposed) ? `${current}\n\n${proposed}` : proposed },
    check: () => [],
  });
  return (
    <div class="card">
      <Field form={form} field={field} large />
      <button type="button" class="button button--main" onClick={() => decide(form.get(field) ?? null)}>
        {t("conflict.third.save")}
      </button>
    </div>
  );
}

/** A text that cannot be read in half the width of a phone. */
function isLong(value: Json): boolean {
  return typeof value === "string" && value.length > LONG;
}

function words({ kind, field }: Conflict, value: Json): string {
  if (field === "deleted") return t(value === true ? "conflict.deleted" : "conflict.live");
  return valueWords(kind, field, value);
}

/** Empty for a value that has moved on: whoever wrote it. */
function nameOf(staff: string): string {
  if (staff === me()) return t("conflict.you");
  return t("conflict.by", { name: staffName(staff) || t("conflict.someone") });
}

function keepWords(staff: string): string {
  if (staff === me()) return t("conflict.keep_mine");
  return t("conflict.keep_theirs", { name: staffName(staff) || t("conflict.someone") });
}

function deletedWords(value: Json): string {
  return t(value === true ? "conflict.delete" : "conflict.keep");
}
