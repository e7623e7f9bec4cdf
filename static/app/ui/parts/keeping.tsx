/** Says what the browser may do with what is kept in it, when that matters: at sign-in, at the first unsent note, and when something waits for long. */

import { useSignal } from "@preact/signals";
import { isApplePhone } from "../../outbox/device.ts";
import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { unsentCount } from "../model/attachments.ts";
import { isOnlyHere, type Risk, risks, room, waitsLong } from "../model/keeping.ts";
import { notebook } from "../model/notebook.ts";

const STEPS = ["push.install_first.1", "push.install_first.2", "push.install_first.3"] as const;

/** Above the sign-in: what should be known before anything is written here. */
export function BeforeSigningIn() {
  const present = risks();
  if (present.length === 0) return null;
  return (
    <div class="notice notice--caution">
      <p class="notice__title">{t("keeping.here")}</p>
      <Sentences of={present} />
      {present.includes("week") && (
        <details class="disclosure">
          <summary>{t("keeping.steps")}</summary>
          <InstallSteps />
        </details>
      )}
    </div>
  );
}

/** On every screen, while something that was written is on this phone only. */
export function KeepingNotice() {
  const closed = useSignal<"first" | "long" | null>(null);
  const present = risks();
  const isLong = waitsLong();
  if (isLong) {
    const mayGo = present.length > 0 || room.value?.persisted === false;
    if (!mayGo || closed.value === "long") return null;
    const isDraft = unsentCount() === 0;
    return (
      <div class="notice notice--alert" role="status">
        <p class="notice__title">{t("keeping.long")}</p>
        {present.length > 0 ? <Sentences of={present} unsent /> : <p>{t("storage.not_persisted")}</p>}
        <p>
          <a class="line-link" href={hrefOf(isDraft ? "today" : "sync")}>
            {t(isDraft ? "signout.drafts.do" : "signout.unsent.do")}
          </a>
        </p>
        <Close onClick={() => (closed.value = "long")} />
      </div>
    );
  }
  const news = present.filter((risk) => !notebook().acknowledged().includes(risk));
  if (news.length === 0 || closed.value !== null || !isOnlyHere()) return null;
  // It goes once the phone has kept that it was read; where it cannot, it is said again at the next start.
  const close = async () => {
    await notebook()
      .acknowledge(present)
      .catch(() => undefined);
    closed.value = "first";
  };
  return (
    <div class="notice notice--caution" role="status">
      <p class="notice__title">{t("keeping.first")}</p>
      <Sentences of={news} unsent />
      <Close onClick={() => void close()} />
    </div>
  );
}

function Close({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" class="button button--quiet" onClick={onClick}>
      {t("close")}
    </button>
  );
}

/** What to do about a risk once something is unsent: to go elsewhere would leave it behind. */
const WHILE_UNSENT = {
  week: "keeping.week.unsent",
  week_dock: "keeping.week.unsent",
  closing: "keeping.closing.unsent",
  offline: "keeping.offline.unsent",
} as const;

/** One sentence for each risk, and what to do about it. */
export function Sentences({ of, unsent = false }: { of: readonly Risk[]; unsent?: boolean }) {
  return (
    <>
      {of.map((risk) => (
        <p key={risk}>{t(unsent ? WHILE_UNSENT[risk] : `keeping.${risk}`)}</p>
      ))}
    </>
  );
}

/** How the app is put on an iPhone's home screen. */
export function InstallSteps() {
  if (!isApplePhone(navigator)) return null;
  return (
    <ol class="numbered">
      {STEPS.map((step) => (
        <li key={step}>{t(step)}</li>
      ))}
    </ol>
  );
}
