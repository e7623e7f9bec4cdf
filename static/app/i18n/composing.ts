/** What is typed and pasted: keys of the Japanese input method, characters that nobody sees. */

import { seen } from "../sync/plain.ts";

/** Whether a key belongs to the input method: also the one that ends a conversion, which Safari tells of after the end. */
export function isOfInputMethod(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

type Typed = HTMLInputElement | HTMLTextAreaElement;

/**
 * What can be seen of the text in a control. Where something else was in it, `cleaned` is called, and the caret stays where it is.
 */
export function seenIn(typed: Typed, line: boolean, cleaned: () => void): string {
  const text = seen(typed.value, line);
  if (text === typed.value) return text;
  const caret = seen(typed.value.slice(0, typed.selectionStart ?? typed.value.length), line).length;
  typed.value = text;
  typed.setSelectionRange(caret, caret);
  cleaned();
  return text;
}
