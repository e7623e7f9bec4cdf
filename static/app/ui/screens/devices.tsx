/** 「自分の端末」: the phones of whoever is signed in, and approving another one. The office alone knows of them. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { OwnDevice, OwnDevices } from "../../sync/protocol.ts";
import { t } from "../kit/language.ts";
import { codeOf } from "../kit/problem.ts";
import type { Shape } from "../kit/shape.ts";
import { announce } from "../model/announce.ts";
import { notebook } from "../model/notebook.ts";
import { moment } from "../model/records.ts";
import { confirmed } from "../parts/confirm.tsx";
import { Problem } from "../parts/problem.tsx";
import { Registration, spokenCode } from "../parts/registration.tsx";
import { Screen } from "../parts/screen.tsx";
import { State } from "../parts/state.tsx";

type Decide = (device: OwnDevice, decision: "approve" | "refuse") => Promise<void>;

export function DevicesScreen() {
  return notebook().status().waits ? <Registration /> : <PhoneList />;
}

function PhoneList() {
  const { devices, problem, look, decide } = useDevices();
  useEffect(() => void look(), [look]);
  const refuse = async (device: OwnDevice) => {
    if (!(await confirmed(t("devices.refuse.title"), t("devices.refuse.text"), t("devices.refuse")))) return;
    await decide(device, "refuse");
  };
  const waiting = devices?.filter(({ code }) => code !== null) ?? [];
  const others = devices?.filter(({ code }) => code === null) ?? [];
  return (
    <Screen title={t("devices.title")} page={t("devices.title")} back={{ name: "more" }}>
      <Problem code={problem} />
      {waiting.map((device) => (
        <Waiting
          key={device.id}
          device={device}
          decide={(each, decision) => (decision === "refuse" ? refuse(each) : decide(each, decision))}
        />
      ))}
      {others.map((device) => (
        <Known key={device.id} device={device} />
      ))}
      {!devices && !problem && <p role="status">{t("screen.loading")}</p>}
      {problem && (
        <button type="button" class="button" onClick={() => void look()}>
          {t("feed.again")}
        </button>
      )}
    </Screen>
  );
}

/** What the office said last, one question at a time. */
function useDevices() {
  const devices = useSignal<readonly OwnDevice[] | null>(null);
  const problem = useSignal<string | null>(null);
  const busy = useRef(false);
  const ask = async (work: () => Promise<unknown>) => {
    if (busy.current) return;
    busy.current = true;
    problem.value = null;
    try {
      await work();
      devices.value = ((await notebook().devices.all()) as OwnDevices).devices;
    } catch (thrown) {
      problem.value = codeOf(thrown) || "internal";
    } finally {
      busy.current = false;
    }
  };
  const look = useRef(() => ask(() => Promise.resolve()));
  const decide: Decide = (device, decision) =>
    ask(async () => {
      await notebook().devices.decide(device.id, decision, device.code ?? "");
      announce(t(decision === "approve" ? "devices.approved" : "devices.refused"));
    });
  return { devices: devices.value, problem: problem.value, look: look.current, decide };
}

function Waiting({ device, decide }: { device: OwnDevice; decide: Decide }) {
  return (
    <section class="card card--caution stack" aria-labelledby={`device-${device.id}`}>
      <h2 id={`device-${device.id}`}>{device.name}</h2>
      <State shape="waiting">{t("devices.waiting")}</State>
      <p class="strong">{t("devices.compare")}</p>
      <p class="compared">{spokenCode(device.code ?? "")}</p>
      <p>{t("devices.compare.text")}</p>
      <button type="button" class="button button--main button--wide" onClick={() => void decide(device, "approve")}>
        {t("devices.approve")}
      </button>
      <button type="button" class="button button--danger button--wide" onClick={() => void decide(device, "refuse")}>
        {t("devices.refuse")}
      </button>
    </section>
  );
}

const SHAPES: Readonly<Record<string, Shape>> = { registered: "done", out_of_use: "rejected" };

function Known({ device }: { device: OwnDevice }) {
  const words = { registered: t("devices.registered"), out_of_use: t("devices.out_of_use") };
  const word = device.state in words ? words[device.state as keyof typeof words] : t("devices.unknown");
  return (
    <section class="card stack stack--tight" aria-labelledby={`device-${device.id}`}>
      <h2 id={`device-${device.id}`}>
        {device.name} {device.is_this && <span class="soft small">{t("devices.this")}</span>}
      </h2>
      <State shape={SHAPES[device.state] ?? "waiting"}>{word}</State>
      <p class="soft small">{t("devices.last", { when: moment(device.last_seen_at) })}</p>
    </section>
  );
}
