/** Opening a form in a component, and saving it. */

import { useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { View } from "../../outbox/notebook.ts";
import type { KindName } from "../../sync/kinds.gen.ts";
import type { FieldError, Fields } from "../../sync/protocol.ts";
import { t } from "../kit/language.ts";
import { route } from "../kit/navigation.ts";
import { codeOf } from "../kit/problem.ts";
import { anotherKey, draftKeyOf, pathOf } from "../kit/routes.ts";
import { announce } from "../model/announce.ts";
import { draftsAt } from "../model/drafts.ts";
import { notebook } from "../model/notebook.ts";
import { confirmed } from "../parts/confirm.tsx";
import { check } from "./check.ts";
import { Form, openForms } from "./form.ts";
import { letGo, takeHeld } from "./held.ts";

export interface OpenForm {
  kind: KindName;
  /** The screen's path, under which its drafts are kept. */
  path: string;
  /** The record that is changed; none for a new one. */
  record?: View | undefined;
  prefill?: Fields;
  check?: (values: Fields) => FieldError[];
}

export type Failure = "storage_full" | "storage_failed" | null;

/** The form of this screen: the same one as long as the screen stays. */
export function useForm(start: OpenForm): Form {
  const [form] = useState(() => {
    const key = keyFor(start.path);
    return takeHeld(key) ?? formOf(start, key);
  });
  useEffect(() => {
    openForms.value = [...openForms.value, form];
    return () => {
      void letGo(form);
      openForms.value = openForms.value.filter((open) => open !== form);
    };
  }, [form]);
  return form;
}

/** The draft that the address names; otherwise the one that was last written on this screen, or the screen's first. */
function keyFor(path: string): string {
  const here = route.peek();
  if (here.draft !== undefined && pathOf(here) === path) return draftKeyOf(here);
  return draftsAt(path, notebook().drafts())[0]?.draft.key ?? path;
}

function formOf({ kind, path, record, prefill = {}, check: checkValues }: OpenForm, key: string): Form {
  return new Form({
    kind,
    original: record?.fields ?? {},
    base: record?.base ?? null,
    prefill,
    key,
    otherKey: () => anotherKey(path),
    drafts: notebook(),
    check: checkValues ?? ((values) => check(kind, values)),
  });
}

export interface Saving {
  failure: Failure;
  /** Checks the form, then has `write` keep it. Resolves to whether this call did so, and whoever wrote it is still here to be led on. */
  save: (write: () => Promise<void>) => Promise<boolean>;
}

/**
 * Saves a form: shows and reads aloud how it went, and leaves it open where it went wrong. `told` is for a form whose next screen says
 * itself that it was kept.
 */
export function useSaving(form: Form, told?: "told"): Saving {
  const failure = useSignal<Failure>(null);
  const save = async (write: () => Promise<void>) => {
    const here = route.peek();
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
    if (!told) announce(t("saved.phone"));
    return route.peek() === here;
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
  if (!(await confirmed(t("draft.drop.title"), t("draft.drop.text"), t("draft.drop"), t("draft.drop.no"))))
    return false;
  await form.drop();
  return true;
}
