/**
 * One notice. It goes on at once to the screen that it is about; where there is none on this phone, it says what it can by itself.
 * A push message may open it before the notice itself is here.
 */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { isUnheard } from "../../outbox/line.ts";
import { t } from "../kit/language.ts";
import { goInstead } from "../kit/navigation.ts";
import { announce } from "../model/announce.ts";
import { valueFacts } from "../model/facts.ts";
import { me, notebook, one, type RecordOf, session, settled, staffName } from "../model/notebook.ts";
import { leadsTo, type Subject } from "../model/notices.ts";
import { moment } from "../model/records.ts";
import { Facts } from "../parts/facts.tsx";
import { StillLoading } from "../parts/loading.tsx";
import { Screen } from "../parts/screen.tsx";
import { State } from "../parts/state.tsx";
import { caseWords, markSeen, noticeWords } from "./notices.tsx";
import { SignInForm } from "./signin.tsx";

export function NoticeScreen({ id }: { id: string }) {
  if (!notebook().status().loaded) return <StillLoading />;
  const notice = one("notice", id);
  return notice ? <Opened notice={notice} /> : <NotHereYet />;
}

function Opened({ notice }: { notice: RecordOf<"notice"> }) {
  const { id, fields } = notice;
  const { seen = false } = fields;
  const way = leadsTo(fields, one("staff", me())?.fields.role ?? session.value?.user.role, subjectOf);
  const screen = way && "screen" in way ? way.screen : null;
  useEffect(() => {
    if (!seen) void markSeen([id]);
  }, [id, seen]);
  useEffect(() => {
    if (!screen) return;
    announce(noticeWords(fields));
    goInstead(screen.name, screen.id);
  });
  return screen ? null : <Shown notice={notice} office={way && "office" in way ? way.office : null} />;
}

function subjectOf(id: string): Subject | undefined {
  const view = notebook().get(id);
  return view && !view.deleted ? (view as Subject) : undefined;
}

function Shown({ notice: { fields, view }, office }: { notice: RecordOf<"notice">; office: string | null }) {
  return (
    <Screen title={noticeWords(fields)} page={t("notices.one")} back={{ name: "notices" }}>
      <div class="card">
        {fields.subject && <p class="strong">{staffName(fields.subject)}</p>}
        {caseWords(fields) && <p>{caseWords(fields)}</p>}
        <Facts facts={valueFacts("notice", view.fields, ["place", "due"])} />
        <p class="soft small">{moment(fields.made_at ?? "")}</p>
      </div>
      {office && <OfficePage address={office} />}
      {!office && (fields.about ?? fields.case) && <p>{t("notices.gone")}</p>}
    </Screen>
  );
}

/** The office's pages need a signal, unlike everything else here. */
function OfficePage({ address }: { address: string }) {
  return (
    <div class="stack stack--tight">
      <a class="button button--main button--wide" href={address}>
        {t("notices.open_office")}
      </a>
      {isUnheard(settled.value) && <p>{t("notices.office_offline")}</p>}
    </div>
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
        {!asking.value && <p>{t(isUnheard(settled.value) ? "notices.no_signal" : "notices.not_here.do")}</p>}
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
