/**
 * What the office pages gain where scripts run: nothing is sent twice, nothing written is lost to a click or an expired sign-in, and there is
 * a button to print with; where many notes are read, single keys, and where one is written, the case is found while it is typed; calls for
 * help appear by themselves. Every page works without it.
 */

import { watchForAlarms } from "./desk/alarms.ts";
import { offerCopies } from "./desk/copying.ts";
import { showWhatBelongs } from "./desk/depending.ts";
import { isUnkeptBeside, keepBeside, keepForms, letArrive } from "./desk/keeping.ts";
import { leaveWhenNobodyIsThere } from "./desk/leaving.ts";
import { tellLimits } from "./desk/limits.ts";
import { closeMenus } from "./desk/menus.ts";
import { offerPasskeys } from "./desk/passkeys.ts";
import { offerCases } from "./desk/picking.ts";
import { preparePaper } from "./desk/printing.ts";
import { renewParts } from "./desk/renewing.ts";
import { offerAlike } from "./desk/resembling.ts";
import { sendByKeys } from "./desk/sending.ts";
import { listenForKeys } from "./desk/shortcuts.ts";

const SESSION = "/api/session";

watchForAlarms();
closeMenus();
listenForKeys();
sendByKeys();
showWhatBelongs();
offerCases();
offerAlike();
void keepForms();
tellLimits();
renewParts();
preparePaper();
offerCopies();
offerPasskeys();
leaveWhenNobodyIsThere();
document.addEventListener("submit", (event) => void guard(event));
window.addEventListener("pageshow", () => {
  for (const form of document.forms) release(form);
});

/**
 * A form goes out once. One that holds written words goes out only while somebody is signed in; none goes before what was written beside it
 * is kept.
 */
async function guard(event: SubmitEvent): Promise<void> {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented || !isPosted(form)) return;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  const checked = form.dataset.checked !== undefined;
  delete form.dataset.checked;
  form.dataset.sent = "";
  for (const sending of form.querySelectorAll<HTMLElement>("[data-sending]")) sending.hidden = false;
  const isKept = form.dataset.keep !== undefined;
  if (checked || !(isKept || isUnkeptBeside(form))) return;
  event.preventDefault();
  const [inTheWay] = await Promise.all([isKept ? standingInTheWay(form) : null, keepBeside(form), letArrive(form)]);
  release(form);
  if (inTheWay) {
    say(form, inTheWay);
  } else {
    form.dataset.checked = "";
    form.requestSubmit(event.submitter);
  }
}

/** By its attribute: in a form with a field of that name `form.method` is the field. */
function isPosted(form: HTMLFormElement): boolean {
  return form.getAttribute("method")?.toLowerCase() === "post";
}

/**
 * The notice that says why a form cannot be sent now: nobody is signed in, or somebody else than it was made for. The token is renewed by
 * the way: after another sign-in in this browser the old one is not good any more.
 */
async function standingInTheWay(form: HTMLFormElement): Promise<string | null> {
  try {
    const reply = await fetch(SESSION, { headers: { Accept: "application/json" } });
    if (reply.status === 401) return "[data-signed-out]";
    const { csrf_token, user } = (await reply.json()) as { csrf_token?: string; user?: { id: string } };
    const [token, maker] = ["csrf_token", "form_of"].map((name) => form.elements.namedItem(name));
    if (user && maker instanceof HTMLInputElement && maker.value !== user.id) return "[data-other-user]";
    if (csrf_token && token instanceof HTMLInputElement) token.value = csrf_token;
  } catch {
    // Whatever is wrong, the server says it better than we can.
  }
  return null;
}

function release(form: HTMLFormElement): void {
  delete form.dataset.sent;
}

function say(form: HTMLFormElement, which: string): void {
  const notice = form.querySelector<HTMLElement>(which);
  if (!notice) return;
  notice.hidden = false;
  notice.focus();
}
