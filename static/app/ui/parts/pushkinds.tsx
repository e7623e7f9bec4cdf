/** The kinds of notices that this user wants to be pushed: one switch each, kept as soon as it is tapped. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Standing } from "../../outbox/notebook.ts";
import { codeWord, t } from "../language.ts";
import { notebook } from "../notebook.ts";
import { codeOf } from "../problem.ts";
import { Problem } from "./problem.tsx";

export function PushKinds() {
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
  const toggle = async (kind: string) => {
    const before = standing.value;
    if (!before) return;
    const muted = before.muted.includes(kind) ? before.muted.filter((each) => each !== kind) : [...before.muted, kind];
    standing.value = { ...before, muted };
    problem.value = null;
    try {
      await notebook().push.mute(muted);
    } catch (thrown) {
      standing.value = before;
      problem.value = codeOf(thrown) || "internal";
    }
  };
  const found = standing.value;
  return (
    <section class="section" aria-labelledby="push-kinds">
      <h2 id="push-kinds">{t("push.kinds")}</h2>
      <p class="soft small">{t("push.kinds.hint")}</p>
      <Problem code={problem.value} />
      {found && (
        <fieldset class="card" aria-labelledby="push-kinds">
          {found.kinds.map((kind) => (
            <label key={kind} class="switch">
              <input type="checkbox" checked={!found.muted.includes(kind)} onChange={() => void toggle(kind)} />
              <span>{codeWord("reminder", kind)}</span>
            </label>
          ))}
        </fieldset>
      )}
      {!found && problem.value && (
        <button type="button" class="button button--quiet" onClick={() => void ask.current()}>
          {t("push.kinds.again")}
        </button>
      )}
      <p>{t("push.kinds.always")}</p>
    </section>
  );
}
