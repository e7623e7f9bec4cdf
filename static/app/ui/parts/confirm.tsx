/** Questions before something that cannot be taken back, and short messages that are also read aloud. */

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../language.ts";

interface Question {
  title: string;
  text: string;
  /** The word on the button that does it. */
  yes: string;
  answer: (yes: boolean) => void;
}

const question = signal<Question | null>(null);
const message = signal("");

/** Asks, and tells whether the answer was yes. */
export function confirmed(title: string, text: string, yes: string): Promise<boolean> {
  return new Promise((resolve) => {
    question.value = {
      title,
      text,
      yes,
      answer: (answered) => {
        question.value = null;
        resolve(answered);
      },
    };
  });
}

/** Has `text` read aloud by a screen reader; what can be seen stands on the screen itself. */
export function announce(text: string): void {
  message.value = text;
}

export function Announcer() {
  return (
    <p class="visually-hidden" role="status">
      {message}
    </p>
  );
}

export function ConfirmDialog() {
  const asked = question.value;
  return asked && <Dialog asked={asked} />;
}

function Dialog({ asked }: { asked: Question }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="question" onClose={() => asked.answer(false)}>
      <div class="stack">
        <h2 id="question">{asked.title}</h2>
        <p>{asked.text}</p>
      </div>
      <div class="dialog__actions">
        <button type="button" class="button button--quiet" onClick={() => asked.answer(false)}>
          {t("cancel")}
        </button>
        <button type="button" class="button button--danger" onClick={() => asked.answer(true)}>
          {asked.yes}
        </button>
      </div>
    </dialog>
  );
}
