/** Putting the app on an iPhone's home screen: first what is unsent, which stays behind in the browser, then the steps. */

import { useSignal } from "@preact/signals";
import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { unsentCount } from "../model/attachments.ts";
import { notebook, settled } from "../model/notebook.ts";
import { InstallSteps } from "./keeping.tsx";
import { State } from "./state.tsx";

export function Install() {
  return (
    <>
      <SendFirst />
      <InstallSteps />
    </>
  );
}

function SendFirst() {
  const tried = useSignal(false);
  const unsent = unsentCount();
  const drafts = notebook().drafts().length;
  const send = async () => {
    await notebook().retry();
    tried.value = true;
  };
  const isBusy = notebook().status().state === "busy";
  return (
    <div class="stack stack--tight">
      <p>{t("install.first")}</p>
      {unsent + drafts > 0 && <p class="strong">{t("signout.unsent.count", { unsent, drafts })}</p>}
      {unsent > 0 && (
        <button
          type="button"
          class="button button--main"
          aria-disabled={isBusy ? "true" : undefined}
          onClick={() => void send()}
        >
          {t("sync.retry")}
        </button>
      )}
      <div role="status">{sent(unsent + drafts, isBusy, tried.value)}</div>
      {drafts > 0 && (
        <p>
          {t("install.drafts")} <a href={hrefOf("today")}>{t("signout.drafts.do")}</a>
        </p>
      )}
    </div>
  );
}

/** How the sending goes, or went. */
function sent(left: number, isBusy: boolean, tried: boolean) {
  if (left === 0) return <State shape="done">{t("install.none")}</State>;
  if (isBusy) return <State shape="sending">{t("exchange.busy")}</State>;
  if (!tried || unsentCount() === 0) return null;
  const { value } = settled;
  return (
    <>
      <State shape="due">{value === "idle" ? t("install.left") : t(`exchange.${value}`)}</State>{" "}
      <a class="line-link" href={hrefOf("sync")}>
        {t("signout.unsent.do")}
      </a>
    </>
  );
}
