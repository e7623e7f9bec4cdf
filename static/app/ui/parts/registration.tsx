/** What stands in place of the app while somebody has to approve this phone. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { entitle } from "../kit/attention.ts";
import { t } from "../kit/language.ts";
import { notebook, session, settled } from "../model/notebook.ts";
import { confirmed } from "./confirm.tsx";
import { SignOutButton } from "./signoutbutton.tsx";
import { EXCHANGE_SHAPES, State } from "./state.tsx";

const CODE_OF = "banso-phone-code-1\n";
const CODES = 1_000_000n;
const CODE_DIGITS = 6;
const HEX_DIGITS = 16;

/** The code that follows from the digest of a key: the office works it out alike. */
export function codeOf(digest: string): string {
  return String(BigInt(`0x${digest.slice(0, HEX_DIGITS)}`) % CODES).padStart(CODE_DIGITS, "0");
}

/** The number as it is read out: in two halves. */
export function spokenCode(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}

export function Registration() {
  const code = useSignal("");
  useEffect(() => entitle(t("devices.registration.title")), []);
  useEffect(() => {
    const { devices } = notebook();
    void devices.digest(CODE_OF + devices.key()).then((digest) => {
      code.value = codeOf(digest);
    });
  }, [code]);
  const { state } = notebook().status();
  const isBusy = state === "busy";
  return (
    <main class="sign-in" id="main">
      <div class="brand">
        <img src="/static/icons/banso.svg" alt="" width="72" height="72" />
        <h1>{t("devices.registration.title")}</h1>
        <p class="soft">
          {session.value?.user.name} · {session.value?.office.name}
        </p>
      </div>
      <p>{t("devices.registration.text")}</p>
      <div class="card stack stack--tight">
        <p class="soft small">{t("devices.registration.code")}</p>
        <p class="compared">{spokenCode(code.value)}</p>
        <p class="soft small">{notebook().deviceName()}</p>
      </div>
      <p class="soft">{t("devices.registration.then")}</p>
      <div role="status">
        {settled.value !== "waiting" && !isBusy && (
          <State shape={EXCHANGE_SHAPES[settled.value]}>{t(`exchange.${settled.value}`)}</State>
        )}
      </div>
      <button
        type="button"
        class="button button--main button--wide"
        aria-disabled={isBusy ? "true" : undefined}
        onClick={() => void notebook().retry()}
      >
        {t("devices.registration.look")}
      </button>
      <SignOutButton word={t("devices.registration.give_up")} look="button--quiet button--wide" confirm={isMeant} />
    </main>
  );
}

function isMeant(): Promise<boolean> {
  return confirmed(
    t("devices.registration.give_up.title"),
    t("devices.registration.give_up.text"),
    t("devices.registration.give_up"),
  );
}
