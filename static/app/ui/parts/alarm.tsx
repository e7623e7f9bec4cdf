/** Calling for help, what has become of the call, and calling it off. */

import { useSignal } from "@preact/signals";
import { t } from "../kit/language.ts";
import { timeWords } from "../kit/time.ts";
import { zone } from "../model/notebook.ts";
import { callForHelp, type Outing, sayThatAllIsWell } from "../model/outings.ts";
import { confirmed } from "./confirm.tsx";
import { HoldButton } from "./hold.tsx";
import { WhatTheOfficeKnows } from "./outingdelivery.tsx";
import { State } from "./state.tsx";

/** The way to call for help, while no call is open. */
export function AlarmButton({ outing }: { outing: Outing }) {
  const notKept = useSignal(false);
  const call = async () => {
    notKept.value = !(await callForHelp(outing));
  };
  const callInTwoSteps = async () => {
    if (await confirmed(t("alarm.sure"), t("alarm.sure.text"), t("alarm.do"))) await call();
  };
  return (
    <section class="section" aria-labelledby="alarm">
      <h2 id="alarm" class="visually-hidden">
        {t("alarm.title")}
      </h2>
      <HoldButton
        word={t("alarm.do")}
        hint={t("alarm.hint")}
        holding={t("alarm.hold_on")}
        tooShort={t("alarm.let_go")}
        onHeld={() => void call()}
      />
      <button type="button" class="button button--quiet" onClick={() => void callInTwoSteps()}>
        {t("alarm.two_steps")}
        <span class="visually-hidden"> {t("alarm.do")}</span>
      </button>
      {notKept.value && (
        <div class="notice notice--alert" role="alert">
          <p class="notice__title">{t("alarm.not_kept")}</p>
          <EmergencyCalls />
        </div>
      )}
    </section>
  );
}

/** The open call for help. `stays` as in `WhatTheOfficeKnows`. */
export function OpenAlarm({ outing, stays = false }: { outing: Outing; stays?: boolean }) {
  const notKept = useSignal(false);
  const callOff = async () => {
    notKept.value = !(await sayThatAllIsWell(outing));
  };
  const when = timeWords(outing.fields.alarm_at ?? "", zone());
  return (
    <section class="card card--alert" aria-labelledby="alarm">
      <h2 id="alarm">
        <State shape="alarm">{t("alarm.since", { when })}</State>
      </h2>
      <WhatTheOfficeKnows outing={outing} stays={stays} />
      <p>{t("alarm.call")}</p>
      <EmergencyCalls />
      <button type="button" class="button button--wide" onClick={() => void callOff()}>
        {t("alarm.safe")}
      </button>
      {notKept.value && <p class="field__error">{t("failure.storage_failed")}</p>}
    </section>
  );
}

function EmergencyCalls() {
  return (
    <div class="form-actions">
      {(["110", "119"] as const).map((number) => (
        <a key={number} class="button button--danger button--wide" href={`tel:${number}`}>
          {t(`alarm.call.${number}`)}
        </a>
      ))}
    </div>
  );
}
