/** The sign-in, shown while nobody is signed in on this phone. */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { isUnheard } from "../../outbox/line.ts";
import type { Erased } from "../../outbox/lock.ts";
import { t } from "../kit/language.ts";
import { codeOf, signInProblem } from "../kit/problem.ts";
import { lookAtRoom } from "../model/keeping.ts";
import { useLater } from "../model/later.ts";
import { erased } from "../model/lock.ts";
import { notebook, session } from "../model/notebook.ts";
import { ClearedNotice } from "../parts/cleared.tsx";
import { BeforeSigningIn } from "../parts/keeping.tsx";
import { mayComeIn } from "../parts/kept.ts";
import { LanguageChoice } from "../parts/language.tsx";
import { OFFICE_PAGES, OfficeLink } from "../parts/officelink.tsx";
import { SendForm } from "../parts/sendform.tsx";
import { useDelivering } from "../parts/shut.ts";
import { EXCHANGE_SHAPES, State } from "../parts/state.tsx";

export function SignIn() {
  useEffect(() => void lookAtRoom(), []);
  return (
    <main class="sign-in" id="main">
      <div class="brand">
        <img src="/static/icons/banso.svg" alt="" width="72" height="72" />
        <h1>Banso 伴走</h1>
        <p class="soft">{t("signin.lead")}</p>
      </div>
      {erased.value ? <WhyErased why={erased.value} /> : <ClearedNotice />}
      <BeforeSigningIn />
      <SignInForm />
      <LanguageChoice />
    </main>
  );
}

function WhyErased({ why }: { why: Erased }) {
  // What was left is delivered, and the office told that nothing is, if that could not be done before.
  useDelivering(() => undefined);
  return (
    <div class="notice notice--caution" role="alert">
      <p class="notice__title">{t("lock.destroyed")}</p>
      <p>{t(why === "revoked" ? "lock.revoked.text" : "lock.destroyed.text")}</p>
    </div>
  );
}

/** The form, and beside it the other ways, once they are loaded: whoever types needs not wait for them. */
export function SignInForm() {
  const parts = useLater();
  return (
    <>
      <PasswordForm />
      {parts && <parts.OtherWays />}
    </>
  );
}

function PasswordForm() {
  const login = useSignal(session.peek()?.user.login ?? "");
  const password = useSignal("");
  const code = useSignal("");
  const codeAsked = useSignal(false);
  const problem = useSignal<string | null>(null);
  const busy = useSignal(false);
  const word = session.value ? "signin.again" : "signin.do";
  /** What has to be filled in before anything is asked of the office. */
  const missing = () => {
    if (login.value.trim() === "" || password.value === "") return "missing";
    return codeAsked.value && code.value.trim() === "" ? "second_factor_needed" : null;
  };
  const refused = (reason: string) => {
    if (reason === "second_factor_needed") codeAsked.value = true;
    if (reason === "second_factor_wrong") code.value = "";
    // Whose place is at the office is signed in there already.
    if (reason === "office_pages") location.assign(OFFICE_PAGES);
    else problem.value = reason || "internal";
  };
  const signIn = async () => {
    if (busy.value) return;
    problem.value = missing();
    if (problem.value !== null) return;
    const name = login.value.trim();
    if (!(await mayComeIn(name))) return;
    busy.value = true;
    try {
      await notebook().signIn(name, password.value, code.value.trim());
    } catch (thrown) {
      refused(codeOf(thrown));
    } finally {
      busy.value = false;
    }
  };
  return (
    <SendForm send={signIn}>
      <Credential id="login" label={t("signin.login")} type="text" value={login} autocomplete="username" />
      <Credential
        id="password"
        label={t("signin.password")}
        type="password"
        value={password}
        autocomplete="current-password"
      />
      {codeAsked.value && (
        <Credential id="code" label={t("signin.code")} type="text" value={code} autocomplete="one-time-code" />
      )}
      <div class="form-foot__state" role="alert">
        {problem.value !== null && !isUnheard(problem.value) && (
          <p class="field__error">{signInProblem(problem.value)}</p>
        )}
        {(problem.value === "not_for_this_role" || problem.value === "second_factor_missing") && <OfficeLink />}
        <WayToTheOffice />
      </div>
      <button type="submit" class="button button--main button--wide" aria-disabled={busy.value ? "true" : undefined}>
        {t(busy.value ? "signin.busy" : word)}
      </button>
    </SendForm>
  );
}

/** Why nobody can be let in now; nothing where nothing is known to be in the way. */
function WayToTheOffice() {
  const { reach } = notebook().status();
  if (reach === "open") return null;
  return (
    <>
      <State shape={EXCHANGE_SHAPES[reach]}>{t(`exchange.${reach}`)}</State>
      <p>{t(`signin.${reach}`)}</p>
    </>
  );
}

interface CredentialProps {
  id: string;
  label: string;
  type: "text" | "password";
  value: Signal<string>;
  autocomplete: "username" | "current-password" | "one-time-code";
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
