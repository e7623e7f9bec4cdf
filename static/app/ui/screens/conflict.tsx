/** One conflict: what it was, the two values side by side, and the choice. */

import { useSignal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { WriteRequest } from "../../outbox/notebook.ts";
import { KINDS, type KindName } from "../../sync/kinds.gen.ts";
import type { Fields, Json } from "../../sync/protocol.ts";
import { AskSupervisor } from "../forms/ask.tsx";
import { check } from "../forms/check.ts";
import { Field } from "../forms/field.tsx";
import { focusFirstError, useForm } from "../forms/open.ts";
import { fieldWord, kindWord, t } from "../kit/language.ts";
import { goBack } from "../kit/navigation.ts";
import { hrefOf, pathOf } from "../kit/routes.ts";
import { announce } from "../model/announce.ts";
import {
  broughtUpToDate,
  type Conflict,
  conflictOf,
  decidedTogether,
  decision,
  proposedFields,
  type Writer,
} from "../model/conflict.ts";
import type { Fact } from "../model/facts.ts";
import { me, notebook, one, session, staffName } from "../model/notebook.ts";
import { clientOf, moment, valueWords } from "../model/records.ts";
import { Facts } from "../parts/facts.tsx";
import { Screen } from "../parts/screen.tsx";
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
  const decide = (fields: Fields) => {
    const resolves = decidedTogether(conflict, notebook().openConflicts().map(conflictOf));
    return write(decision(conflict, record?.base ?? null, resolves, fields), t("conflict.decided"));
  };
  return (
    <Screen
      title={conflict.field === "deleted" ? t("conflict.about_deletion") : fieldWord(conflict.kind, conflict.field)}
      page={t("conflicts.title")}
      back={{ name: "conflicts" }}
    >
      <p class="row">
        <span class="strong">{clientOf(conflict.about)}</span>
        {conflict.kind === "support" ? (
          <a class="line-link" href={hrefOf("note", conflict.about)}>
            {kindWord(conflict.kind)}
          </a>
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
      {open && <Choices conflict={conflict} decide={(fields) => void decide(fields)} />}
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
  const { was, current, proposed, currentBy, proposedBy, currentWith, proposedWith } = conflict;
  return (
    <div class="stack">
      <div>
        <h2 class="small soft">{t("conflict.was")}</h2>
        <p class="narrative">{words(conflict, was)}</p>
      </div>
      <div class={isLong(current) || isLong(proposed) ? "compare compare--long" : "compare"}>
        <Side
          heading={t("conflict.current")}
          writer={currentBy}
          conflict={conflict}
          value={current}
          more={currentWith}
        />
        <Side
          heading={t("conflict.proposed")}
          writer={proposedBy}
          conflict={conflict}
          value={proposed}
          more={proposedWith}
        />
      </div>
    </div>
  );
}

interface SideProps {
  heading: string;
  writer: Writer;
  conflict: Conflict;
  value: Json;
  more: Fields;
}

/** One side, as it would be kept: the disputed value, and with it what a record rule ties to it. */
function Side({ heading, writer, conflict, value, more }: SideProps) {
  const { kind, field } = conflict;
  return (
    <div class="compare__side">
      <h2 class="small">{heading}</h2>
      <p class="soft small">
        {[whoWords(writer), whereWords(writer), writer.at && moment(writer.at)].filter(Boolean).join(" ")}
      </p>
      {Object.keys(more).length === 0 ? (
        <p class="narrative">{words(conflict, value)}</p>
      ) : (
        <Facts facts={wholeSide(kind, { ...more, [field]: value })} />
      )}
    </div>
  );
}

/** Every field of a side, those without a value too: what goes is shown as well as what comes. A digest says nothing to anybody. */
function wholeSide(kind: KindName, fields: Fields): Fact[] {
  return inOrder(kind, Object.keys(fields))
    .filter((name) => KINDS[kind].fields[name]?.type !== "digest")
    .map((name) => ({
      field: name,
      label: fieldWord(kind, name),
      words: valueWords(kind, name, fields[name] ?? null),
    }));
}

function inOrder(kind: KindName, names: readonly string[]): string[] {
  return Object.keys(KINDS[kind].fields).filter((name) => names.includes(name));
}

interface ChoicesProps {
  conflict: Conflict;
  decide: (fields: Fields) => void;
}

function Choices({ conflict, decide }: ChoicesProps) {
  const third = useSignal(notebook().draft(pathOf({ name: "conflict", id: conflict.id })) !== undefined);
  const { current, proposed, currentBy, proposedBy, field } = conflict;
  return (
    <section class="section" aria-labelledby="choose">
      <h2 id="choose">{t("conflict.choose")}</h2>
      <button type="button" class="button button--wide" onClick={() => decide({})}>
        {field === "deleted" ? deletedWords(current) : keepWords(currentBy, proposedBy)}
      </button>
      <button type="button" class="button button--wide" onClick={() => decide(proposedFields(conflict))}>
        {field === "deleted" ? deletedWords(proposed) : keepWords(proposedBy, currentBy)}
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

/** A value of one's own, starting from both for texts, and from the proposed one for anything else; with what is tied to it. */
function Third({ conflict, decide }: ChoicesProps) {
  const { kind, field, current, proposed } = conflict;
  const both = isLong(current) && isLong(proposed) ? { [field]: `${current}\n\n${proposed}` } : {};
  const fields = inOrder(kind, [field, ...Object.keys(conflict.proposedWith)]);
  const form = useForm({
    kind,
    path: pathOf({ name: "conflict", id: conflict.id }),
    prefill: { ...proposedFields(conflict), ...both },
    check: (values) => {
      const record = notebook().get(conflict.about)?.fields ?? {};
      return check(kind, { ...record, ...values }).filter(({ field: at }) => at !== null && fields.includes(at));
    },
  });
  const keep = () => {
    if (form.isRight()) decide(Object.fromEntries(fields.map((name) => [name, form.get(name) ?? null])));
    else focusFirstError();
  };
  return (
    <div class="card">
      {fields.map((name) => (
        <Field key={name} form={form} field={name} large />
      ))}
      <button type="button" class="button button--main" onClick={keep}>
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
function whoWords({ by }: Writer): string {
  if (by === me()) return t("conflict.you");
  return t("conflict.by", { name: staffName(by) || t("conflict.someone") });
}

/** Where one's own value was written; of others nobody here knows, nor needs to. */
function whereWords({ by, device }: Writer): string {
  if (by !== me() || device === "") return "";
  if (device === null) return t("conflict.at_the_office");
  return t(device === session.value?.device?.id ? "conflict.on_this_phone" : "conflict.on_another_phone");
}

/** The word on the button that keeps a side; where both are one's own, they are told apart by where they were written. */
function keepWords(writer: Writer, other: Writer): string {
  if (writer.by !== me()) return t("conflict.keep_theirs", { name: staffName(writer.by) || t("conflict.someone") });
  const where = other.by === me() ? whereWords(writer) : "";
  return where === "" ? t("conflict.keep_mine") : t("conflict.keep_from", { where });
}

function deletedWords(value: Json): string {
  return t(value === true ? "conflict.delete" : "conflict.keep");
}
