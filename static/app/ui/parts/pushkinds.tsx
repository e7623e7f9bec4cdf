/** The kinds of notices that this user wants to be pushed: one switch each, kept as soon as it is tapped. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Standing } from "../../outbox/notebook.ts";
import { codeWord, t } from "../kit/language.ts";
import { codeOf } from "../kit/problem.ts";
import { notebook } from "../model/notebook.ts";
import { Problem } from "./problem.tsx";

export function PushKinds() {
  const { standing, problem, ask, toggle } = useKinds();
  return (
    <section class="section" aria-labelledby="push-kinds">
      <h2 id="push-kinds">{t("push.kinds")}</h2>
      <p class="soft small">{t("push.kinds.hint")}</p>
      <Problem code={problem} />
      {standing && (
        <fieldset class="card" aria-labelledby="push-kinds">
          {standing.kinds.map((kind) => (
            <label key={kind} class="switch">
              <input type="checkbox" checked={!standing.muted.includes(kind)} onChange={() => toggle(kind)} />
              <span>{codeWord("reminder", kind)}</span>
            </label>
          ))}
        </fieldset>
      )}
      {!standing && problem && (
        <button type="button" class="button button--quiet" onClick={() => void ask()}>
          {t("push.kinds.again")}
        </button>
      )}
      <p>{t("push.kinds.always")}</p>
    </section>
  );
}

/** What the office says of the kinds, and ways to ask it and to tell it. */
function useKinds() {
  const standing = useSignal<Standing | null>(null);
  const problem = useSignal<string | null>(null);
  const ask = useRef(async () => {
    problem.value = null;
    try {
      standing.value = await notebook().push.standing();
    } catch (thrown) {
      problem.value = codeOf(thrown) || "internal";
    }
  });
  useEffect(() => void ask.current(), []);
  const flip = (kind: string) => {
    const { value } = standing;
    if (value) standing.value = { ...value, muted: flipped(value.muted, kind) };
  };
  // One after the other: what fails is undone alone, and the next tells the office what stands then.
  const telling = useRef(Promise.resolve());
  const toggle = (kind: string) => {
    flip(kind);
    problem.value = null;
    telling.current = telling.current.then(async () => {
      try {
        await notebook().push.mute(standing.value?.muted ?? []);
      } catch (thrown) {
        flip(kind);
        problem.value = codeOf(thrown) || "internal";
      }
    });
  };
  return { standing: standing.value, problem: problem.value, ask: ask.current, toggle };
}

function flipped(kinds: readonly string[], kind: string): string[] {
  return kinds.includes(kind) ? kinds.filter((each) => each !== kind) : [...kinds, kind];
}
