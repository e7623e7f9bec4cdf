/** What stands in place of the app while it is locked. */

import { useSignal } from "@preact/signals";
import { useCallback, useEffect } from "preact/hooks";
import type { Erased, Lock } from "../../outbox/lock.ts";
import { PinField, PinForm, triedWords } from "../forms/pinfields.tsx";
import { entitle } from "../kit/attention.ts";
import { t } from "../kit/language.ts";
import { ConfirmDialog, confirmed } from "../parts/confirm.tsx";
import { useDelivering } from "../parts/shut.ts";

const PREPARED_AFTER_MS = 100;

/** `opened` is called once the key is in memory, or there is none any more: with why, where the office has had the phone erased. */
export function Locked({ lock, opened }: { lock: Lock; opened: (why?: Erased) => void }) {
  useEffect(() => entitle(t("lock")), []);
  return (
    <div class="app app--bare">
      <main class="sign-in" id="main">
        <div class="brand">
          <img src="/static/icons/banso.svg" alt="" width="72" height="72" />
          <h1>{t("lock")}</h1>
          <p class="soft">{t("lock.lead")}</p>
        </div>
        <Unlock lock={lock} opened={opened} />
        <UnlockByDevice lock={lock} opened={opened} />
        <Waiting lock={lock} opened={opened} />
        <Forgotten lock={lock} opened={opened} />
      </main>
      <ConfirmDialog />
    </div>
  );
}

function Unlock({ lock, opened }: { lock: Lock; opened: () => void }) {
  const pin = useSignal("");
  const problem = useSignal<string | null>(null);
  const busy = useSignal(false);
  // Not before the lock is drawn and a first key would be answered.
  useEffect(() => {
    const soon = setTimeout(() => void lock.prepare(), PREPARED_AFTER_MS);
    return () => clearTimeout(soon);
  }, [lock]);
  const open = async () => {
    if (busy.value) return;
    if (pin.value === "") {
      problem.value = t("lock.empty");
      return;
    }
    busy.value = true;
    problem.value = null;
    try {
      const tried = await lock.unlock(pin.value);
      pin.value = "";
      if (tried.is === "right" || tried.is === "destroyed") return opened();
      problem.value = triedWords(tried);
    } catch {
      problem.value = t("lock.failed");
    } finally {
      busy.value = false;
    }
  };
  return (
    <PinForm word={t(busy.value ? "lock.busy" : "lock.open")} problem={problem.value} busy={busy.value} send={open}>
      <PinField id="pin" label={t("lock.pin")} value={pin} focused />
    </PinForm>
  );
}

/** Beside the PIN, where its user has chosen so: the fingerprint or the face of this device. */
function UnlockByDevice({ lock, opened }: { lock: Lock; opened: () => void }) {
  const [isThere, failed] = [useSignal(false), useSignal(false)];
  useEffect(() => {
    void lock.opensByPasskey().then(
      (opens) => (isThere.value = opens),
      () => undefined,
    );
  }, [lock, isThere]);
  const open = async () => {
    failed.value = false;
    if (await lock.unlockByPasskey().catch(() => false)) opened();
    else failed.value = true;
  };
  if (!isThere.value) return null;
  return (
    <>
      <button type="button" class="button button--wide" onClick={() => void open()}>
        {t("lock.device")}
      </button>
      <div role="alert">{failed.value && <p class="field__error">{t("lock.device.failed")}</p>}</div>
    </>
  );
}

/** What waits is delivered from here as well. */
function Waiting({ lock, opened }: { lock: Lock; opened: (why: Erased) => void }) {
  const count = useSignal(0);
  const look = useCallback(async () => {
    count.value = await lock.waiting().catch(() => 0);
  }, [lock, count]);
  useEffect(() => void look(), [look]);
  useDelivering((outcome) => (outcome === "erased" ? opened("revoked") : void look()));
  return (
    <p class="soft" role="status">
      {count.value > 0 && t("lock.waiting", { count: count.value })}
    </p>
  );
}

function Forgotten({ lock, opened }: { lock: Lock; opened: () => void }) {
  const erase = async () => {
    if (!(await confirmed(t("lock.forgot.sure"), t("lock.forgot.text"), t("lock.forgot.do")))) return;
    await lock.destroy();
    opened();
  };
  return (
    <details class="disclosure">
      <summary>{t("lock.forgot")}</summary>
      <div class="stack">
        <p>{t("lock.forgot.text")}</p>
        <button type="button" class="button button--quiet" onClick={() => void erase()}>
          {t("lock.forgot.do")}
        </button>
      </div>
    </details>
  );
}
