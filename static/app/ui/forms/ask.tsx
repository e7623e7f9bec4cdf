/** Handing a choice to the supervisor, with a question. */

import { useSignal } from "@preact/signals";
import { seenIn } from "../../i18n/composing.ts";
import { KINDS, LINE_LENGTH } from "../../sync/kinds.gen.ts";
import { lengthOf } from "../../sync/plain.ts";
import { t } from "../kit/language.ts";
import { announce } from "../model/announce.ts";
import type { Conflict } from "../model/conflict.ts";
import { RoomLeft } from "./frame.tsx";

const LIMIT = KINDS.conflict.fields.question?.maxLength ?? LINE_LENGTH;

interface AskProps {
  conflict: Conflict;
  onAsk: (question: string) => void;
}

export function AskSupervisor({ conflict, onAsk }: AskProps) {
  const question = useSignal(conflict.question);
  const ask = () => {
    if (lengthOf(question.value) <= LIMIT) onAsk(question.value.trim());
  };
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
            value={question}
            onInput={(event) => {
              question.value = seenIn(event.currentTarget, true, () => announce(t("form.cleaned")));
            }}
          />
          <RoomLeft text={question.value} limit={LIMIT} />
        </div>
        <button type="button" class="button" onClick={ask}>
          {t("conflict.ask.send")}
        </button>
      </div>
    </details>
  );
}
