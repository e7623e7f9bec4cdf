/** Questions before something that cannot be taken back. */

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../kit/language.ts";

interface Question {
  title: string;
  text: string;
  /** The word on the button that does it. */
  yes: string;
  no: string;
  answer: (yes: boolean) => void;
}

const question = signal<Question | null>(null);

/** Asks, and tells whether the answer was yes. */
export function confirmed(title: string, text: string, yes: string, no = t("cancel")): Promise<boolean> {
  return new Promise((resolve) => {
    question.value = {
      title,
      text,
      yes,
      no,
      answer: (answered) => {
        question.value = null;
        resolve(answered);
      },
    };
  });
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
          {asked.no}
        </button>
        <button type="button" class="button button--danger" onClick={() => asked.answer(true)}>
          {asked.yes}
        </button>
      </div>
    </dialog>
  );
}
