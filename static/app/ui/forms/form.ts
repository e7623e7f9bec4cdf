/** One open form: what it started from, what it holds now, and whether that is kept on the phone. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { KindName } from "../../sync/kinds.gen.ts";
import type { FieldError, Fields, Json } from "../../sync/protocol.ts";
import { codeOf } from "../kit/problem.ts";
import { touched } from "../model/values.ts";

const DRAFT_DELAY_MS = 300;

/**
 * - `none`: nothing has been typed
 * - `typing`: not kept yet
 * - `kept`: the phone has it
 * - `failed`: the phone could not keep it; it stands on the screen only
 */
export type DraftState = "none" | "typing" | "kept" | "failed";

/** Where drafts are kept; the notebook, in the app. */
export interface Drafts {
  draft(key: string): { fields: Fields; savedAt: string; base?: string | null; form?: string } | undefined;
  saveDraft(key: string, fields: Fields, base: string | null, by: { form: string; after?: string }): Promise<boolean>;
  dropDraft(key: string): Promise<void>;
}

export interface FormStart {
  kind: KindName;
  /** The record's fields as the form was opened; empty for a new record. */
  original: Readonly<Fields>;
  /** The state of the record as the form was opened; none for a new record. */
  base?: string | null;
  /** What a new record starts with. */
  prefill?: Fields;
  /** Under which its draft is kept. */
  key: string;
  /** A key of the same screen that nothing is kept under, for where another window has written a draft under `key`. */
  otherKey: () => string;
  drafts: Drafts;
  check: (values: Fields) => FieldError[];
}

/** The forms that are open now: they are asked to keep what they hold when the app goes out of sight. */
export const openForms: Signal<readonly Form[]> = signal([]);

export class Form {
  readonly kind: KindName;
  /** Another one from then on where another window has written a draft under it. */
  key: string;
  readonly original: Readonly<Fields>;
  /** What the change that this form makes is based on: what its author saw, also where a draft is older than the record. */
  readonly base: string | null;
  readonly values: Signal<Fields>;
  readonly errors: Signal<ReadonlyMap<string, string>> = signal(new Map());
  /** The fields out of which something was taken that nobody sees. */
  readonly cleaned: Signal<ReadonlySet<string>> = signal(new Set());
  readonly draftState: Signal<DraftState>;
  /** When the draft that the form was opened with had been kept. */
  readonly resumedFrom: string | null;
  readonly saving: Signal<boolean> = signal(false);
  readonly touched: ReadonlySignal<Fields>;

  /** Why the phone could not keep the draft, while its state is `failed`. */
  failedWith = "";

  readonly #id = crypto.randomUUID();
  readonly #otherKey: () => string;
  readonly #drafts: Drafts;
  readonly #check: (values: Fields) => FieldError[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #keeping: Promise<void> = Promise.resolve();
  #finished = false;
  /** The form whose draft is gone on with: this one, once it has kept one. */
  #after: string | undefined;

  constructor({ kind, original, base = null, prefill = {}, key, otherKey, drafts, check }: FormStart) {
    const draft = drafts.draft(key);
    this.#after = draft?.form;
    this.#otherKey = otherKey;
    this.kind = kind;
    this.key = key;
    this.original = original;
    this.base = draft?.base ?? base;
    this.values = signal({ ...original, ...prefill, ...draft?.fields });
    this.draftState = signal(draft ? "kept" : "none");
    this.resumedFrom = draft?.savedAt ?? null;
    this.touched = computed(() => touched(this.original, this.values.value));
    this.#drafts = drafts;
    this.#check = check;
  }

  get(field: string): Json | undefined {
    return this.values.value[field];
  }

  /** Takes up what was typed; it is kept as a draft a moment later. */
  set(field: string, value: Json): void {
    this.values.value = { ...this.values.value, [field]: value };
    if (this.errors.value.size > 0) this.#show(this.#check(this.values.value), true);
    this.draftState.value = "typing";
    // The next keystroke does not put it off: who types without a pause must not lose more than a moment either.
    this.#timer ??= setTimeout(() => void this.keep(), DRAFT_DELAY_MS);
  }

  /** Says of a field that something unseen was taken out of what was typed or pasted. */
  noteCleaned(field: string): void {
    this.cleaned.value = new Set([...this.cleaned.value, field]);
  }

  /** Keeps what was typed now. Never throws: the state tells. */
  keep(): Promise<void> {
    this.#stopTimer();
    if (this.#finished || this.draftState.value !== "typing") return this.#keeping;
    const held = this.values.value;
    this.#keeping = this.#keeping
      .then(() => this.#hold(touched(this.original, held)))
      .then(
        (state) => this.#kept(held, state),
        (failure) => {
          this.failedWith = codeOf(failure);
          this.#kept(held, "failed");
        },
      );
    return this.#keeping;
  }

  /** Where everything that was typed has been taken out again there is nothing to go on with. */
  async #hold(fields: Fields): Promise<DraftState> {
    await this.#write(fields);
    if (Object.keys(fields).length > 0) return "kept";
    await this.#drafts.dropDraft(this.key);
    return "none";
  }

  /** Keeps fields as this form's own draft, under another key where somebody else's stands there by now. */
  async #write(fields: Fields): Promise<void> {
    const by = { form: this.#id, ...(this.#after === undefined ? {} : { after: this.#after }) };
    if (!(await this.#drafts.saveDraft(this.key, fields, this.base, by))) {
      this.key = this.#otherKey();
      await this.#drafts.saveDraft(this.key, fields, this.base, by);
    }
    this.#after = this.#id;
  }

  /** Makes the draft that the form was opened with its own before it goes: another window may have written on in it. */
  async #claim(): Promise<void> {
    if (this.#after !== undefined && this.#after !== this.#id) await this.#write(this.touched.value);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #kept(held: Fields, state: DraftState): void {
    if (this.values.value === held) this.draftState.value = state;
  }

  /** Whether the form may be saved; otherwise its errors are set. */
  isRight(): boolean {
    const errors = this.#check(this.values.value);
    this.#show(errors, false);
    return errors.length === 0;
  }

  /** Errors that the office found. */
  showErrors(errors: readonly FieldError[]): void {
    this.#show(errors, false);
  }

  /** While a form is being mended, errors go away, but no new ones turn up in fields that are still to come. */
  #show(errors: readonly FieldError[], onlyKnown: boolean): void {
    const before = this.errors.value;
    const shown = errors.filter(({ field }) => field !== null && (!onlyKnown || before.has(field)));
    this.errors.value = new Map(shown.map(({ field, code }) => [field ?? "", code]));
  }

  /**
   * Runs `write`, which is to forget the draft in its own transaction. No draft is kept after it, so that none comes back; where it
   * fails the form is as before, and the failure is passed on. Resolves to whether it ran: not while an earlier press is under way.
   */
  async save(write: () => Promise<void>): Promise<boolean> {
    if (this.saving.value) return false;
    this.saving.value = true;
    this.#finished = true;
    this.#stopTimer();
    try {
      await this.#keeping;
      await this.#claim();
      await write();
      return true;
    } catch (failure) {
      this.#finished = false;
      this.saving.value = false;
      this.draftState.value = "typing";
      await this.keep();
      throw failure;
    }
  }

  /** Forgets the draft. */
  async drop(): Promise<void> {
    this.#finished = true;
    this.#stopTimer();
    await this.#keeping;
    await this.#claim();
    await this.#drafts.dropDraft(this.key);
  }
}

/** Asks every open form to keep what it holds. Resolves when each has, or could not. */
export async function keepAll(): Promise<void> {
  await Promise.all(openForms.value.map((form) => form.keep()));
}
