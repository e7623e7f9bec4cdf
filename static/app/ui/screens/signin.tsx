/** The sign-in, shown while nobody is signed in on this phone. */

import { type Signal, useSignal } from "@preact/signals";
import { t, tCode } from "../language.ts";
import { notebook, session } from "../notebook.ts";
import { ClearedNotice } from "../parts/cleared.tsx";
import { LanguageChoice } from "../parts/language.tsx";
import { OFFICE_PAGES, OfficeLink } from "../parts/officelink.tsx";
import { State } from "../parts/state.tsx";
import { codeOf } from "../problem.ts";

export function SignIn() {
  return (
    <main class="sign-in" id="main">
      <div class="brand">
        <img src="/static/icons/banso.svg" alt="" width="72" height="72" />
        <h1>Banso 伴走</h1>
        <p class="soft">{t("signin.lead")}</p>
      </div>
      <ClearedNotice />
      <SignInForm />
      <LanguageChoice />
    </main>
  );
}

export function SignInForm() {
  const login = useSignal(session.peek()?.user.login ?? "");
  const password = useSignal("");
  const problem = useSignal<string | null>(null);
  const busy = useSignal(false);
  const offline = notebook().status().state === "offline" || !navigator.onLine;
  const signIn = async () => {
    if (busy.value) return;
    if (login.value.trim() === "" || password.value === "") {
      problem.value = "missing";
      return;
    }
    busy.value = true;
    problem.value = null;
    try {
      await notebook().signIn(login.value.trim(), password.value);
    } catch (thrown) {
      // Whose place is at the office is signed in there already.
      if (codeOf(thrown) === "office_pages") location.assign(OFFICE_PAGES);
      else problem.value = codeOf(thrown) || "internal";
    } finally {
      busy.value = false;
    }
  };
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void signIn();
      }}
    >
      <Credential id="login" label={t("signin.login")} type="text" value={login} autocomplete="username" />
      <Credential
        id="password"
        label={t("signin.password")}
        type="password"
        value={password}
        autocomplete="current-password"
      />
      <div class="form-foot__state" role="alert">
        {problem.value !== null && <p class="field__error">{tCode("problem", problem.value, "problem.other")}</p>}
        {problem.value === "not_for_this_role" && <OfficeLink />}
        {problem.value === null && offline && <State shape="waiting">{t("signin.offline")}</State>}
      </div>
      <button type="submit" class="button button--main button--wide" aria-disabled={busy.value ? "true" : undefined}>
        {t(busy.value ? "signin.busy" : "signin.do")}
      </button>
    </form>
  );
}

interface CredentialProps {
  id: string;
  label: string;
  type: "text" | "password";
  value: Signal<string>;
  autocomplete: "username" | "current-password";
}

function Credential({ id, label, type, value, autocomplete }: CredentialProps) {
  const shared = {
    class: "input",
    id,
    name: id,
    autocomplete,
    autocapitalize: "none",
    required: true,
    value: value.value,
    onInput: (event: { currentTarget: HTMLInputElement }) => {
      value.value = event.currentTarget.value;
    },
  } as const;
  return (
    <div class="field">
      <label class="field__label" for={id}>
        {label}
      </label>
      {type === "password" ? <input type="password" {...shared} /> : <input type="text" {...shared} />}
    </div>
  );
}
