/**
 * Forms that go out with a passkey: a button asks the office what to have signed, the browser has its user show the passkey, and the
 * answer goes along in the form. Where a browser has no passkeys the buttons stay hidden, and the other ways are there.
 */

import {
  type CreationJson,
  creationOptions,
  madeJson,
  type RequestJson,
  requestOptions,
  shownJson,
} from "../sync/webauthn.ts";

export function offerPasskeys(): void {
  if (typeof PublicKeyCredential !== "function") return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-passkey]")) {
    button.hidden = false;
    button.closest<HTMLElement>("[data-passkey-card]")?.removeAttribute("hidden");
    button.form?.querySelector("[data-passkey-missing]")?.remove();
    button.addEventListener("click", (event) => {
      event.preventDefault();
      void answer(button);
    });
  }
}

async function answer(button: HTMLButtonElement): Promise<void> {
  const { form } = button;
  const field = form?.elements.namedItem("credential");
  const problem = form?.querySelector<HTMLElement>("[data-passkey-problem]");
  if (!form || !(field instanceof HTMLInputElement) || button.disabled) return;
  button.disabled = true;
  if (problem) problem.hidden = true;
  try {
    field.value = await asked(button, form);
    button.disabled = false;
    form.requestSubmit(button);
  } catch {
    // Whoever cancels, waits too long or has no passkey here is told the same, and may try again.
    if (problem) problem.hidden = false;
  } finally {
    button.disabled = false;
  }
}

/** What the passkey answered, or nothing where the office asks for none now: sent without, it says why. */
async function asked(button: HTMLButtonElement, form: HTMLFormElement): Promise<string> {
  const token = form.elements.namedItem("csrf_token");
  const reply = await fetch(button.dataset.challenge ?? "", {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRF-Token": token instanceof HTMLInputElement ? token.value : "" },
  });
  if (!reply.ok) return "";
  const { options } = (await reply.json()) as { options: unknown };
  const made = button.dataset.passkey === "create";
  const credential = made
    ? await navigator.credentials.create({ publicKey: creationOptions(options as CreationJson) })
    : await navigator.credentials.get({ publicKey: requestOptions(options as RequestJson) });
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no passkey");
  return JSON.stringify(made ? madeJson(credential) : shownJson(credential));
}
