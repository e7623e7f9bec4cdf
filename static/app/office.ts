/**
 * What the office pages gain where scripts run: nothing is sent twice, nothing written is lost to an expired sign-in, and there is
 * a button to print with; where many notes are read, single keys; calls for help appear by themselves. Every page works without it.
 */

import { renewParts } from "./desk/renewing.ts";
import { listenForKeys } from "./desk/shortcuts.ts";

const SESSION = "/api/session";

listenForKeys();
renewParts();
document.addEventListener("submit", (event) => void guard(event));
window.addEventListener("pageshow", () => {
  for (const form of document.forms) release(form);
});
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

/** A form goes out once. One that holds written words goes out only while somebody is signed in. */
async function guard(event: SubmitEvent): Promise<void> {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  const checked = form.dataset.checked !== undefined;
  delete form.dataset.checked;
  form.dataset.sent = "";
  for (const sending of form.querySelectorAll<HTMLElement>("[data-sending]")) sending.hidden = false;
  if (form.dataset.keep === undefined || checked) return;
  event.preventDefault();
  const signedIn = await isSignedIn(form);
  release(form);
  if (signedIn) {
    form.dataset.checked = "";
    form.requestSubmit(event.submitter);
  } else {
    sayThatSignInIsNeeded(form);
  }
}

/** The token is renewed by the way: after another sign-in in this browser the old one is not good any more. */
async function isSignedIn(form: HTMLFormElement): Promise<boolean> {
  try {
    const reply = await fetch(SESSION, { headers: { Accept: "application/json" } });
    if (reply.status === 401) return false;
    const { csrf_token } = (await reply.json()) as { csrf_token?: string };
    const field = form.elements.namedItem("csrf_token");
    if (csrf_token && field instanceof HTMLInputElement) field.value = csrf_token;
  } catch {
    // Whatever is wrong, the server says it better than we can.
  }
  return true;
}

function release(form: HTMLFormElement): void {
  delete form.dataset.sent;
}

function sayThatSignInIsNeeded(form: HTMLFormElement): void {
  const notice = form.querySelector<HTMLElement>("[data-signed-out]");
  if (!notice) return;
  notice.hidden = false;
  notice.focus();
}
