/** A text that follows another one once the typing pauses, so that a long list is not drawn at every stroke. */

import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";

const PAUSE_MS = 120;

export function useDeferredQuery(typed: ReadonlySignal<string>): string {
  const settled = useSignal(typed.peek().trim());
  useSignalEffect(() => {
    const query = typed.value.trim();
    const timer = setTimeout(() => {
      settled.value = query;
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return settled.value;
}
