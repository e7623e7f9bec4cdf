/** Handing a choice to the supervisor, with a question. */

import { useSignal } from "@preact/signals";
import { KINDS } from "../../sync/kinds.gen.ts";
import type { Conflict } from "../conflict.ts";
import { t } from "../language.ts";

interface AskProps {
  conflict: Conflict;
  onAsk: (question: string) => void;
}

export function AskSupervisor({ conflict, onAsk }: AskProps) {
  const question = useSignal(conflict.question);
  return (
    <details class="disclosure" open={conflict.asked}>
      <summary>{t(conflict.asked ? "conflict.asked" : "conflict.ask")}</summary>
      <div class="stack">
        <div class="field">
          <label class="field__label" for="question-to-supervisor">
            {t("conflict.question")}
          </label>
          <textarea
            class="input"
            id="question-to-supervisor"
            maxLength={KINDS.conflict.fields.question?.maxLength}
            value={question}
            onInput={(event) => {
              question.value = event.currentTarget.value;
            }}
          />
        </div>
        <button type="button" class="button" onClick={() => onAsk(question.value.trim())}>
          {t("conflict.ask.send")}
        </button>
      </div>
    </details>
  );
}
