/** What was typed and could not be kept on the phone: it stays in memory when its screen is left, and is never dropped in silence. */

import { computed, signal } from "@preact/signals";
import { t } from "../kit/language.ts";
import { isEditable } from "../model/editable.ts";
import { type Fact, valueFacts } from "../model/facts.ts";
import { me } from "../model/notebook.ts";
import { confirmed } from "../parts/confirm.tsx";
import { type Form, openForms } from "./form.ts";

interface Held {
  form: Form;
  user: string;
}

const held = signal<readonly Held[]>([]);

/** The forms that were left before the phone could keep them: those of whoever is signed in, and nobody else's. */
export const heldForms = computed(() => held.value.filter(({ user }) => user === me()).map(({ form }) => form));

/** The form that was left under a key, to go on with. */
export function takeHeld(key: string): Form | undefined {
  const waiting = heldForms.value.find((form) => form.key === key);
  if (waiting) held.value = held.value.filter(({ form }) => form !== waiting);
  return waiting;
}

/** To be called when a form's screen is left: keeps the form on the phone, or else in memory. */
export async function letGo(form: Form): Promise<void> {
  const user = me();
  await form.keep();
  if (isUnkept(form)) held.value = [...held.value, { form, user }];
}

/** Whether closing the app would lose something. */
export function hasUnkept(): boolean {
  return held.value.length > 0 || openForms.value.some(isUnkept);
}

/** Asks before a screen is left whose form the phone could not keep; `true` where there is nothing to ask. */
export function mayLeave(): true | Promise<boolean> {
  if (!openForms.value.some(isUnkept)) return true;
  return confirmed(t("held.leave.title"), t("held.leave.text"), t("held.leave"));
}

/** What was entered, field by field, as people read it. */
export function factsOf(form: Form): Fact[] {
  const entered = Object.keys(form.touched.value).filter((field) => isEditable(form.kind, field));
  return valueFacts(form.kind, form.touched.value, entered);
}

function isUnkept(form: Form): boolean {
  return form.draftState.value === "failed";
}
