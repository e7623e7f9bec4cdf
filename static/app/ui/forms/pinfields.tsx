/** Typing a PIN: hidden, kept by nobody, with the digits first. */

import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Tried } from "../../outbox/lock.ts";
import { pinProblem } from "../../sync/pin.ts";
import { t } from "../kit/language.ts";
import { SendForm } from "../parts/sendform.tsx";

interface PinFieldProps {
  id: string;
  label: string;
  value: Signal<string>;
  hint?: string;
  focused?: boolean;
}

export function PinField({ id, label, value, hint, focused = false }: PinFieldProps) {
  return (
    <div class="field">
      <label class="field__label" for={id}>
        {label}
      </label>
      {hint && (
        <p class="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <input
        class="input"
        type="password"
        inputMode="numeric"
        autocomplete="off"
        autocapitalize="none"
        id={id}
        required
        value={value.value}
        {...(focused && { ref: focusOnce })}
        {...(hint && { "aria-describedby": `${id}-hint` })}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
    </div>
  );
}

/** Where nothing else has the focus yet, typing may begin at once. */
function focusOnce(input: HTMLInputElement | null): void {
  if (input && document.activeElement === document.body) input.focus();
}

/** What is wrong with two PINs that should be one new one, in words. */
export function newPinProblem(pin: string, again: string): string | null {
  const wrong = pinProblem(pin);
  if (wrong) return t(`pin.${wrong}`);
  return pin === again ? null : t("pin.differs");
}

interface PinFormProps {
  /** The word on its button. */
  word: string;
  problem: string | null;
  busy: boolean;
  send: () => Promise<void>;
  children: ComponentChildren;
}

/** A form that stands before the app: fields, what was wrong, and one button. */
export function PinForm({ word, problem, busy, send, children }: PinFormProps) {
  return (
    <SendForm send={send}>
      {children}
      <PinProblem problem={problem} />
      <button type="submit" class="button button--main button--wide" aria-disabled={busy ? "true" : undefined}>
        {word}
      </button>
    </SendForm>
  );
}

/** What is wrong with a PIN that was typed, or came of it; the place stays, so that a screen reader hears it. */
export function PinProblem({ problem }: { problem: string | null }) {
  return (
    <div class="form-foot__state" role="alert">
      {problem !== null && <p class="field__error">{problem}</p>}
    </div>
  );
}

/** What is said of a PIN that was tried; nothing where it was right, or where there is nothing left to try one on. */
export function triedWords(tried: Tried): string | null {
  const now = Date.now();
  if (tried.is === "too_soon") return waitWords(tried.waitsUntil, now);
  if (tried.is !== "wrong") return null;
  const wrong = t("lock.wrong", { left: tried.left });
  return tried.waitsUntil > now ? `${wrong} ${waitWords(tried.waitsUntil, now)}` : wrong;
}

function waitWords(waitsUntil: number, now: number): string {
  return t("lock.wait", { minutes: Math.max(1, Math.ceil((waitsUntil - now) / 60_000)) });
}
