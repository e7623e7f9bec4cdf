/** One notice, and the way to what it is about. A push message may open it before the notice itself is on this phone. */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { valueFacts } from "../facts.ts";
import { t } from "../language.ts";
import { type Entry, me, notebook, one, session, settled, staffName } from "../notebook.ts";
import { leadsTo } from "../notices.ts";
import { Facts } from "../parts/facts.tsx";
import { Screen } from "../parts/screen.tsx";
import { State } from "../parts/state.tsx";
import { moment } from "../records.ts";
import { caseWords, markSeen, noticeWords } from "./notices.tsx";
import { SignInForm } from "./signin.tsx";

export function NoticeScreen({ id }: { id: string }) {
  const notice = one("notice", id);
  return notice ? <Shown notice={notice} /> : <NotHereYet />;
}

function Shown({ notice }: { notice: Entry<"notice"> }) {
  const { id, fields, view } = notice;
  const { seen = false } = fields;
  useEffect(() => {
    if (!seen) void markSeen([id]);
  }, [id, seen]);
  const role = one("staff", me())?.fields.role ?? session.value?.user.role;
  const address = leadsTo(fields, role, (record) => {
    const found = notebook().get(record);
    return found && !found.deleted ? found.kind : undefined;
  });
  return (
    <Screen title={noticeWords(fields)} page={t("notices.one")} back={{ name: "notices" }}>
      <div class="card">
        {caseWords(fields) && <p class="strong">{caseWords(fields)}</p>}
        {fields.subject && <p>{staffName(fields.subject)}</p>}
        <Facts facts={valueFacts("notice", view.fields, ["place", "due"])} />
        <p class="soft small">{moment(fields.made_at ?? "")}</p>
      </div>
      {address && (
        <a class="button button--main button--wide" href={address}>
          {t(address.startsWith("#") ? "notices.open" : "notices.open_office")}
        </a>
      )}
    </Screen>
  );
}

/** Asks the office for it, and says how that goes. */
function NotHereYet() {
  const asking = useSignal(true);
  useEffect(() => void ask(asking), [asking]);
  return (
    <Screen title={t("notices.one")} page={t("notices.one")} back={{ name: "notices" }}>
      <div class="empty" role="status">
        <State shape={asking.value ? "sending" : "waiting"}>
          {t(asking.value ? "notices.fetching" : "notices.not_here")}
        </State>
        {!asking.value && <p>{t(settled.value === "offline" ? "notices.no_signal" : "notices.not_here.do")}</p>}
      </div>
      {settled.value === "signed_out" ? (
        <SignInForm />
      ) : (
        !asking.value && (
          <button type="button" class="button" onClick={() => void ask(asking)}>
            {t("notices.fetch")}
          </button>
        )
      )}
    </Screen>
  );
}

async function ask(asking: Signal<boolean>): Promise<void> {
  asking.value = true;
  await notebook().retry();
  asking.value = false;
}
