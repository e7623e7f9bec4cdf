/** Opening a form in a component, and saving it. */

import { useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { View } from "../../outbox/notebook.ts";
import type { KindName } from "../../sync/kinds.gen.ts";
import type { FieldError, Fields } from "../../sync/protocol.ts";
import { t } from "../language.ts";
import { notebook } from "../notebook.ts";
import { announce, confirmed } from "../parts/confirm.tsx";
import { codeOf } from "../problem.ts";
import { check } from "./check.ts";
import { Form, openForms } from "./form.ts";

export interface OpenForm {
  kind: KindName;
  /** The draft's key: the address of the screen. */
  path: string;
  /** The record that is changed; none for a new one. */
  record?: View | undefined;
  prefill?: Fields;
  check?: (values: Fields) => FieldError[];
}

export type Failure = "storage_full" | "storage_failed" | null;

/** The form of this screen: the same one as long as the screen stays. */
export function useForm(start: OpenForm): Form {
  const [form] = useState(() => formOf(start));
  useEffect(() => {
    openForms.value = [...openForms.value, form];
    return () => {
      void form.keep();
      openForms.value = openForms.value.filter((open) => open !== form);
    };
  }, [form]);
  return form;
}

function formOf({ kind, path, record, prefill = {}, check: checkValues }: OpenForm): Form {
  return new Form({
    kind,
    original: record?.fields ?? {},
    base: record?.base ?? null,
    prefill,
    key: path,
    drafts: notebook(),
    check: checkValues ?? ((values) => check(kind, values)),
  });
}

export interface Saving {
  failure: Failure;
  /** Checks the form, then has `write` keep it. Resolves to whether this call did so. */
  save: (write: () => Promise<void>) => Promise<boolean>;
}

/** Saves a form: shows and reads aloud how it went, and leaves it open where it went wrong. */
export function useSaving(form: Form): Saving {
  const failure = useSignal<Failure>(null);
  const save = async (write: () => Promise<void>) => {
    failure.value = null;
    if (!form.isRight()) {
      announce(t("form.mend", { count: form.errors.value.size }));
      focusFirstError();
      return false;
    }
    try {
      if (!(await form.save(write))) return false;
    } catch (thrown) {
      failure.value = codeOf(thrown) === "storage_full" ? "storage_full" : "storage_failed";
      return false;
    }
    announce(t("saved.phone"));
    return true;
  };
  return { failure: failure.value, save };
}

/** After the messages have been drawn, the first field with one takes the focus, and its details are opened. */
export function focusFirstError(): void {
  requestAnimationFrame(() => {
    const field = document.querySelector('[aria-invalid="true"]');
    if (!field) return;
    field.closest("details")?.setAttribute("open", "");
    const control = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
    if (control instanceof HTMLElement) control.focus();
  });
}

/** Asks, then forgets a draft. Resolves to whether it is gone. */
export async function dropped(form: Form): Promise<boolean> {
  if (!(await confirmed(t("draft.drop.title"), t("draft.drop.text"), t("draft.drop")))) return false;
  await form.drop();
  return true;
}
