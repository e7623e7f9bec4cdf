/** Language, who is signed in on which phone, signing out, and what this app is. */

import { useSignal } from "@preact/signals";
import { isUnheard, type Unheard } from "../../outbox/line.ts";
import { LockSettings } from "../forms/locking.tsx";
import { codeWord, t } from "../kit/language.ts";
import { codeOf } from "../kit/problem.ts";
import { hrefOf } from "../kit/routes.ts";
import { version } from "../kit/version.ts";
import { unsentCount } from "../model/attachments.ts";
import { withoutWorker } from "../model/keeping.ts";
import { useLater } from "../model/later.ts";
import { isPartner, myRole, notebook, session } from "../model/notebook.ts";
import { openOutings } from "../model/outings.ts";
import { isStuck } from "../model/stuck.ts";
import { unseenCount } from "../parts/bell.tsx";
import { DeviceName } from "../parts/devicename.tsx";
import { mayGo } from "../parts/kept.ts";
import { LanguageChoice } from "../parts/language.tsx";
import { OfficeLink } from "../parts/officelink.tsx";
import { Screen } from "../parts/screen.tsx";

export function MoreScreen() {
  const parts = useLater();
  return (
    <Screen title={t("tab.more")} page={t("tab.more")}>
      <Who />
      {!isPartner() && <OwnPlaces />}
      <LockSettings />
      <LanguageChoice />
      {parts && <parts.StorageFacts />}
      <section class="section" aria-labelledby="about">
        <h2 id="about">{t("about")}</h2>
        <p>{t(withoutWorker.value ? "keeping.offline" : "about.text")}</p>
        {version !== "" && <p class="soft small">{t("about.version", { version })}</p>}
      </section>
    </Screen>
  );
}

/** What is for those who go on visits. */
function OwnPlaces() {
  return (
    <>
      <section class="section" aria-labelledby="notices">
        <h2 id="notices" class="section__title">
          {t("notices")} {unseenCount() > 0 && <span class="count">{unseenCount()}</span>}
        </h2>
        <a class="button button--quiet" href={hrefOf("notices")}>
          {t("notices.see")}
        </a>
      </section>
      <section class="section" aria-labelledby="push">
        <h2 id="push">{t("push")}</h2>
        <p>{t("push.lead")}</p>
        <a class="button button--quiet" href={hrefOf("notifications")}>
          {t("push.open")}
        </a>
      </section>
      <section class="section" aria-labelledby="absences">
        <h2 id="absences">{t("absences")}</h2>
        <a class="button button--quiet" href={hrefOf("absences")}>
          {t("absences.see")}
        </a>
      </section>
      <section class="section" aria-labelledby="feed">
        <h2 id="feed">{t("feed")}</h2>
        <p>{t("feed.lead")}</p>
        <a class="button button--quiet" href={hrefOf("calendar")}>
          {t("feed.see")}
        </a>
      </section>
    </>
  );
}

function Who() {
  const current = session.value;
  if (!current) return null;
  const role = myRole() ?? current.user.role;
  return (
    <section class="section" aria-labelledby="who">
      <h2 id="who">{t("who")}</h2>
      <div class="card">
        <p>
          <span class="strong">{current.user.name}</span> <span class="soft">{codeWord("role", role)}</span>
        </p>
        <p>{current.office.name}</p>
        <DeviceName />
        <a class="line-link" href={hrefOf("devices")}>
          {t("devices.see")}
        </a>
        <OfficeLink />
        <SignOut />
      </div>
    </section>
  );
}

type InTheWay = "under_way" | "unsent_work" | Unheard | "other";

function SignOut() {
  const failure = useSignal<InTheWay | null>(null);
  const signOut = async () => {
    failure.value = inTheWay();
    if (failure.value !== null) return;
    if (!(await mayGo())) return;
    try {
      await notebook().signOut();
    } catch (thrown) {
      const code = codeOf(thrown);
      failure.value = code === "unsent_work" || isUnheard(code) ? code : "other";
    }
  };
  return (
    <>
      <button type="button" class="button button--quiet" onClick={() => void signOut()}>
        {t("signout")}
      </button>
      {failure.value === "under_way" && <VisitFirst />}
      {failure.value === "unsent_work" && <SendFirst />}
      {failure.value === "other" && (
        <p class="field__error" role="alert">
          {t("signout.failed")}
        </p>
      )}
      {failure.value !== null && isUnheard(failure.value) && (
        <p class="field__error" role="alert">
          {t("signout.unheard", { why: t(`exchange.${failure.value}`) })}
        </p>
      )}
    </>
  );
}

/** What must be done first. Signed out, this phone could neither end a visit nor call for help. */
function inTheWay(): InTheWay | null {
  if (openOutings().length > 0) return "under_way";
  return unsentCount() + notebook().drafts().length > 0 ? "unsent_work" : null;
}

function VisitFirst() {
  const [outing] = openOutings();
  if (!outing) return null;
  return (
    <div class="notice notice--caution" role="alert">
      <p class="notice__title">{t("signout.under_way")}</p>
      <p>
        <a class="line-link" href={hrefOf("outing", outing.id)}>
          {t("signout.under_way.do")}
        </a>
      </p>
    </div>
  );
}

function SendFirst() {
  const unsent = unsentCount();
  const drafts = notebook().drafts().length;
  const toSend = unsent > 0 || isStuck();
  return (
    <div class="notice notice--caution" role="alert">
      <p class="notice__title">{t("signout.unsent")}</p>
      <p>{t("signout.unsent.count", { unsent, drafts })}</p>
      <p>
        <a class="line-link" href={hrefOf(toSend ? "sync" : "today")}>
          {t(toSend ? "signout.unsent.do" : "signout.drafts.do")}
        </a>
      </p>
    </div>
  );
}
