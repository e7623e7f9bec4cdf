/** Signing in by a passkey or by the city's account: beside the form, and loaded after it. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { OtherWays as Ways } from "../../outbox/notebook.ts";
import { t } from "../kit/language.ts";
import { codeOf, signInProblem } from "../kit/problem.ts";
import { notebook } from "../model/notebook.ts";
import { mayComeIn } from "../parts/kept.ts";
import { OFFICE_PAGES } from "../parts/officelink.tsx";
import { SendForm } from "../parts/sendform.tsx";

const TO_THE_PROVIDER = "/office/provider/phone";
/** How the office sends a phone back from the provider: with this in the address, and `none` where nobody was named. */
const CAME_BACK = "identity";

const ways = signal<Ways | null>(null);
const problem = signal<string | null>(null);
/** What is typed of a code, once one is asked for. */
const code = signal<string | null>(null);
const busy = signal(false);

export function OtherWays() {
  useEffect(begin, []);
  if (code.value !== null) return <CodeForm />;
  return (
    <div class="stack">
      {ways.value?.passkey && (
        <button
          type="button"
          class="button button--wide"
          aria-disabled={busy.value ? "true" : undefined}
          onClick={() => void signInBy("passkey")}
        >
          {t("signin.passkey")}
        </button>
      )}
      {ways.value !== null && ways.value.provider !== null && (
        <a class="button button--wide" href={TO_THE_PROVIDER}>
          {ways.value.provider ? t("signin.by", { name: ways.value.provider }) : t("signin.provider")}
        </a>
      )}
      <Problem />
    </div>
  );
}

/** Asks which ways there are, and goes on where the provider has sent this phone back. */
function begin(): void {
  void look();
  const came = new URLSearchParams(location.search).get(CAME_BACK);
  if (came === null) return;
  // Once, and not again when the page is loaded anew.
  history.replaceState(history.state, "", location.pathname + location.hash);
  if (came === "none") problem.value = "identity_missing";
  else void signInBy("identity");
}

async function look(): Promise<void> {
  ways.value = await notebook().otherWays();
}

async function signInBy(way: "passkey" | "identity"): Promise<void> {
  if (busy.value) return;
  busy.value = true;
  problem.value = null;
  try {
    await notebook().signInBy(way, mayComeIn, code.value?.trim());
    code.value = null;
  } catch (thrown) {
    refused(codeOf(thrown));
  } finally {
    busy.value = false;
  }
}

function refused(reason: string): void {
  if (reason === "second_factor_needed" || reason === "second_factor_wrong") code.value = "";
  if (reason === "identity_missing") code.value = null;
  // Whose place is at the office is signed in there already.
  if (reason === "office_pages") location.assign(OFFICE_PAGES);
  else if (reason !== "not_now") problem.value = reason || "internal";
}

function CodeForm() {
  return (
    <SendForm send={() => signInBy("identity")}>
      <div class="field">
        <label class="field__label" for="identity-code">
          {t("signin.code")}
        </label>
        <input
          class="input"
          id="identity-code"
          autocomplete="one-time-code"
          autocapitalize="none"
          value={code.value ?? ""}
          onInput={(event) => {
            code.value = event.currentTarget.value;
          }}
        />
      </div>
      <Problem />
      <button type="submit" class="button button--main button--wide" aria-disabled={busy.value ? "true" : undefined}>
        {t(busy.value ? "signin.busy" : "signin.do")}
      </button>
    </SendForm>
  );
}

function Problem() {
  return <div role="alert">{problem.value !== null && <p class="field__error">{signInProblem(problem.value)}</p>}</div>;
}
