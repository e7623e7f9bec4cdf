/**
 * What in a form depends on a code that is chosen in it: results are offered with the method that has them (`data-only-with`), and a part
 * opens with the code that it is about (`data-opened-by`). An option that is chosen stays in sight until another method is.
 */

const METHOD = "method";

export function showWhatBelongs(): void {
  for (const form of document.forms) {
    if (!form.querySelector("[data-only-with], [data-opened-by]")) continue;
    narrow(form, false);
    form.addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement && event.target.name === METHOD) narrow(form, true);
    });
    // A draft that is put back changes what is chosen, and nobody has chosen it.
    form.addEventListener("banso:filled", () => narrow(form, false));
  }
}

function narrow(form: HTMLFormElement, isChosenAnew: boolean): void {
  const method = chosenIn(form, METHOD);
  for (const option of form.querySelectorAll<HTMLElement>("[data-only-with]")) {
    const box = option.querySelector("input");
    if (!box) continue;
    const isOffered = option.dataset.onlyWith?.split(" ").includes(method) ?? true;
    if (!isOffered && isChosenAnew) box.checked = false;
    option.hidden = !isOffered && !box.checked;
    box.disabled = option.hidden;
  }
  for (const choices of form.querySelectorAll<HTMLFieldSetElement>("fieldset:has([data-only-with])")) {
    choices.hidden = !choices.querySelector("[data-only-with]:not([hidden])");
  }
  for (const part of form.querySelectorAll<HTMLDetailsElement>("details[data-opened-by]")) {
    const [field = "", code] = part.dataset.openedBy?.split("=") ?? [];
    if (chosenIn(form, field) === code) part.open = true;
  }
}

function chosenIn(form: HTMLFormElement, name: string): string {
  return String(new FormData(form).get(name) ?? "");
}
