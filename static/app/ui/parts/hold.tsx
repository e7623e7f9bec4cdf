/**
 * A button that does something only when it is held for two seconds, so that no pocket and no slip sets it off. Finger, mouse, Enter
 * and Space all hold it. Who cannot hold a button has another way beside it.
 */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { announce } from "../model/announce.ts";

const HOLD_MS = 2_000;
const STEP_MS = 50;

interface HoldProps {
  /** The word on the button. */
  word: string;
  hint: string;
  /** What it says while it is held, and after it was let go too early. */
  holding: string;
  tooShort: string;
  onHeld: () => void;
}

export function HoldButton({ word, hint, holding, tooShort, onHeld }: HoldProps) {
  const held = useHolding(onHeld, () => announce(tooShort));
  const says = { idle: hint, holding, too_short: tooShort }[held.state.value];
  return (
    <div class="hold">
      <button
        type="button"
        class="button button--alarm button--wide hold__button"
        aria-describedby="hold-hint"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          held.begin();
        }}
        onPointerUp={held.release}
        onPointerCancel={held.release}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          if (!event.repeat) held.begin();
        }}
        onKeyUp={held.release}
        onBlur={held.release}
      >
        {word}
      </button>
      <progress class="hold__progress" aria-hidden="true" value={held.heldMs.value} max={HOLD_MS} />
      <p id="hold-hint" class="hold__hint">
        {says}
      </p>
    </div>
  );
}

function useHolding(onHeld: () => void, onTooShort: () => void) {
  const heldMs = useSignal(0);
  const state = useSignal<"idle" | "holding" | "too_short">("idle");
  const timer = useRef<ReturnType<typeof setInterval> | undefined>(undefined);
  const stop = () => {
    clearInterval(timer.current);
    timer.current = undefined;
    heldMs.value = 0;
  };
  useEffect(() => () => clearInterval(timer.current), []);
  const begin = () => {
    stop();
    const since = performance.now();
    state.value = "holding";
    timer.current = setInterval(() => {
      heldMs.value = Math.min(HOLD_MS, performance.now() - since);
      if (heldMs.value < HOLD_MS) return;
      stop();
      state.value = "idle";
      onHeld();
    }, STEP_MS);
  };
  const release = () => {
    if (timer.current === undefined) return;
    stop();
    state.value = "too_short";
    onTooShort();
  };
  return { heldMs, state, begin, release };
}
