/** Push messages on this phone: what they are, on or off, of which kinds, and a test. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { PushState, TestResult } from "../../outbox/notebook.ts";
import { t } from "../kit/language.ts";
import { codeOf } from "../kit/problem.ts";
import type { Shape } from "../kit/shape.ts";
import { notebook } from "../model/notebook.ts";
import { Install } from "../parts/install.tsx";
import { Problem } from "../parts/problem.tsx";
import { PushKinds } from "../parts/pushkinds.tsx";
import { Screen } from "../parts/screen.tsx";
import { State } from "../parts/state.tsx";

const SHAPES: Record<PushState, Shape> = {
  on: "done",
  off: "waiting",
  denied: "due",
  unsupported: "due",
  install_first: "waiting",
};

export function NotificationsScreen() {
  const state = useSignal<PushState>(notebook().push.state());
  useEffect(() => {
    // Somebody may come back from the phone's settings.
    const look = () => {
      state.value = notebook().push.state();
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [state]);
  return (
    <Screen title={t("push.title")} page={t("push.title")} back={{ name: "more" }}>
      <section class="section" aria-labelledby="push-what">
        <h2 id="push-what">{t("push.what")}</h2>
        <p>{t("push.what.text")}</p>
      </section>
      <section class="section" aria-labelledby="push-here">
        <h2 id="push-here">{t("push.here")}</h2>
        <div class="card stack">
          <State shape={SHAPES[state.value]}>{t(`push.state.${state.value}`)}</State>
          <WhatToDo state={state.value} />
          <Switch state={state.value} changed={(to) => (state.value = to)} />
        </div>
      </section>
      {state.value === "on" && <Test />}
      {(state.value === "on" || state.value === "off") && <PushKinds />}
    </Screen>
  );
}

function WhatToDo({ state }: { state: PushState }) {
  if (state === "denied" || state === "unsupported") return <p>{t(`push.${state}.do`)}</p>;
  if (state === "off") return <p class="soft small">{t("push.on.hint")}</p>;
  return state === "install_first" ? <Install /> : null;
}

function Switch({ state, changed }: { state: PushState; changed: (to: PushState) => void }) {
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const turn = async () => {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      if (state === "on") await notebook().push.turnOff();
      else await notebook().push.turnOn();
    } catch (thrown) {
      problem.value = codeOf(thrown) || "internal";
    } finally {
      busy.value = false;
      changed(notebook().push.state());
    }
  };
  if (state !== "on" && state !== "off") return null;
  return (
    <>
      <button
        type="button"
        class={`button button--wide ${state === "on" ? "button--quiet" : "button--main"}`}
        aria-disabled={busy.value ? "true" : undefined}
        onClick={() => void turn()}
      >
        {t(busy.value ? "push.busy" : `push.${state === "on" ? "off" : "on"}.do`)}
      </button>
      <Problem code={problem.value} />
    </>
  );
}

function Test() {
  const result = useSignal<TestResult | "busy" | null>(null);
  const problem = useSignal<string | null>(null);
  const send = async () => {
    if (result.value === "busy") return;
    problem.value = null;
    result.value = "busy";
    try {
      result.value = await notebook().push.test();
    } catch (thrown) {
      result.value = null;
      problem.value = codeOf(thrown) || "internal";
    }
  };
  return (
    <section class="section" aria-labelledby="push-test">
      <h2 id="push-test">{t("push.test")}</h2>
      <p>{t("push.test.text")}</p>
      <button
        type="button"
        class="button button--quiet"
        aria-disabled={result.value === "busy" ? "true" : undefined}
        onClick={() => void send()}
      >
        {t("push.test")}
      </button>
      <div role="status">
        {result.value !== null && <State shape={shapeOf(result.value)}>{t(`push.test.${result.value}`)}</State>}
      </div>
      <Problem code={problem.value} />
    </section>
  );
}

function shapeOf(result: TestResult | "busy"): Shape {
  if (result === "busy") return "sending";
  if (result === "arrived") return "done";
  return result === "sent" ? "waiting" : "due";
}
