/** 「カレンダーに予定を出す」: the worker's calendar address, made, renewed and taken back. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../kit/language.ts";
import { codeOf, problemWords } from "../kit/problem.ts";
import { announce } from "../model/announce.ts";
import { notebook } from "../model/notebook.ts";
import { moment } from "../model/records.ts";
import { confirmed } from "../parts/confirm.tsx";
import { Screen } from "../parts/screen.tsx";
import { State } from "../parts/state.tsx";

/** What the office says; a new address it tells this once. */
type Feed = { is: "off" } | { is: "on"; since: string } | { is: "new"; address: string };

export function CalendarScreen() {
  return (
    <Screen title={t("feed.title")} page={t("feed.title")} back={{ name: "more" }}>
      <section class="section" aria-labelledby="feed-what">
        <h2 id="feed-what">{t("feed.what")}</h2>
        <p>{t("feed.what.text")}</p>
      </section>
      <section class="section" aria-labelledby="feed-address">
        <h2 id="feed-address">{t("feed.address")}</h2>
        <div class="card stack">
          <Address />
        </div>
      </section>
    </Screen>
  );
}

function Address() {
  const { feed, busy, problem, take } = useFeed();
  useEffect(() => void take(known), [take]);
  const close = async () => {
    if (!(await confirmed(t("feed.close.title"), t("feed.close.text"), t("feed.close")))) return;
    await take(closed);
  };
  const renew = async () => {
    if (await confirmed(t("feed.renew.title"), t("feed.renew.text"), t("feed.renew"))) await take(opened);
  };
  return (
    <>
      {feed && <Told feed={feed} />}
      <div role="alert">{problem && <p class="field__error">{problemWords(problem)}</p>}</div>
      {feed?.is === "off" && <Do word="feed.open" act={() => take(opened)} busy={busy} look="main" />}
      {feed && feed.is !== "off" && <Do word="feed.renew" act={renew} busy={busy} />}
      {feed && feed.is !== "off" && <Do word="feed.close" act={close} busy={busy} />}
      {!feed && problem && <Do word="feed.again" act={() => take(known)} busy={busy} />}
    </>
  );
}

/** What the office said last, and a way to ask it for more, one question at a time. */
function useFeed() {
  const feed = useSignal<Feed | null>(null);
  const busy = useSignal(false);
  const problem = useSignal("");
  const take = useRef(async (work: () => Promise<Feed>) => {
    if (busy.value) return;
    busy.value = true;
    problem.value = "";
    try {
      feed.value = await work();
    } catch (thrown) {
      problem.value = codeOf(thrown) || "internal";
    } finally {
      busy.value = false;
    }
  });
  return { feed: feed.value, busy: busy.value, problem: problem.value, take: take.current };
}

async function known(): Promise<Feed> {
  const since = await notebook().calendar.since();
  return since === null ? { is: "off" } : { is: "on", since };
}

async function opened(): Promise<Feed> {
  return { is: "new", address: await notebook().calendar.open() };
}

async function closed(): Promise<Feed> {
  await notebook().calendar.close();
  announce(t("feed.closed"));
  return { is: "off" };
}

function Told({ feed }: { feed: Feed }) {
  if (feed.is === "new") return <NewAddress key={feed.address} address={feed.address} />;
  if (feed.is === "off") return <p>{t("feed.off")}</p>;
  return (
    <>
      <State shape="done">{t("feed.on")}</State>
      <p class="soft small">{t("feed.since", { when: moment(feed.since) })}</p>
    </>
  );
}

/** The address is shown now and never again: the office keeps nothing from which it could be read. */
function NewAddress({ address }: { address: string }) {
  const copied = useSignal(false);
  const shown = useRef<HTMLInputElement>(null);
  useEffect(() => shown.current?.focus(), []);
  const copy = async () => {
    shown.current?.select();
    try {
      await navigator.clipboard.writeText(address);
      copied.value = true;
      announce(t("feed.copied"));
    } catch {
      // It stays selected, so that it can be copied by hand.
    }
  };
  return (
    <>
      <div class="field">
        <label class="field__label" for="feed-shown">
          {t("feed.new")}
        </label>
        <p class="field__hint" id="feed-shown-hint">
          {t("feed.new.hint")}
        </p>
        <input ref={shown} class="input" id="feed-shown" readOnly value={address} aria-describedby="feed-shown-hint" />
      </div>
      <button type="button" class="button button--main button--wide" onClick={() => void copy()}>
        {t(copied.value ? "feed.copied" : "feed.copy")}
      </button>
      <a class="button button--wide" href={address.replace(/^https?:/, "webcal:")}>
        {t("feed.subscribe")}
      </a>
      <p class="notice notice--caution">{t("feed.secret")}</p>
    </>
  );
}

type Word = "feed.open" | "feed.renew" | "feed.close" | "feed.again";

function Do({
  word,
  act,
  busy,
  look = "quiet",
}: {
  word: Word;
  act: () => Promise<void>;
  busy: boolean;
  look?: "main" | "quiet";
}) {
  return (
    <button
      type="button"
      class={`button button--wide button--${look}`}
      aria-disabled={busy ? "true" : undefined}
      onClick={() => void act()}
    >
      {t(word)}
    </button>
  );
}
