/** What is handed over once is copied by a button, or selected whole by a click. */

export function offerCopies(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("input[data-whole]")) {
    field.addEventListener("focus", () => field.select());
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    const source = document.querySelector<HTMLInputElement>(button.dataset.copy ?? "");
    if (!source || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.value);
      button.textContent = button.dataset.copied ?? "";
    });
  }
}
