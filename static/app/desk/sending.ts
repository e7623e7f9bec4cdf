/** Ctrl+Enter (on a Mac also Command+Enter) sends a form that says so (`data-sends-by-keys`), from whichever of its fields. */

import { isOfInputMethod } from "../i18n/composing.ts";

export function sendByKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat || isOfInputMethod(event)) return;
    const form =
      event.target instanceof Element ? event.target.closest<HTMLFormElement>("form[data-sends-by-keys]") : null;
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector<HTMLButtonElement>(".button--main"));
  });
}
