/** What is typed, until it is settled: compositions of an input method, values that are half entered, what is pasted. */

import { useSignal } from "@preact/signals";

/**
 * The properties of an input whose value is read from what is typed, and written back only when the edit ends: written in the middle of a
 * composition, 125 becomes 112125125. `put` is given what stands there, but not while a composition goes on.
 */
export function useEdited(put: (typed: string) => void) {
  const edited = useSignal<string | null>(null);
  const take = (event: InputEvent | CompositionEvent) => {
    const typed = (event.currentTarget as HTMLInputElement).value;
    edited.value = typed;
    if (event.type === "compositionend" || !(event as InputEvent).isComposing) put(typed);
  };
  return (value: string) => ({
    value: edited.value ?? value,
    onInput: take,
    onCompositionEnd: take,
    onBlur: () => {
      edited.value = null;
    },
  });
}
