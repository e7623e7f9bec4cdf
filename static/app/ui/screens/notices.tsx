/** All notices, the newest first. They are here whether or not a push message ever came. */

import { codeWord, t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { announce } from "../model/announce.ts";
import { all, clientName, notebook, one, type RecordOf, staffName } from "../model/notebook.ts";
import { newestFirst } from "../model/notices.ts";
import { moment } from "../model/records.ts";
import { Screen } from "../parts/screen.tsx";
import { State } from "../parts/state.tsx";

const MOST_SHOWN = 200;

export function NoticesScreen() {
  const notices = newestFirst(all("notice"));
  const unseen = notices.filter(({ fields }) => !fields.seen);
  return (
    <Screen title={t("notices")} page={t("notices")} back={{ name: "today" }}>
      {unseen.length > 0 && (
        <button type="button" class="button" onClick={() => void markSeen(unseen.map(({ id }) => id))}>
          {t("notices.mark_all")}
        </button>
      )}
      {notices.length === 0 ? (
        <p class="empty">{t("notices.empty")}</p>
      ) : (
        <ul class="list">
          {notices.slice(0, MOST_SHOWN).map((notice) => (
            <li key={notice.id}>
              <NoticeLink notice={notice} />
            </li>
          ))}
        </ul>
      )}
    </Screen>
  );
}

function NoticeLink({ notice: { id, fields } }: { notice: RecordOf<"notice"> }) {
  return (
    <a class="list__link" href={hrefOf("notice", id)}>
      <span class="list__main">{noticeWords(fields)}</span>
      <span class="list__sub">
        {[staffName(fields.subject), caseWords(fields), taskWords(fields)].filter(Boolean).join(" / ")}
      </span>
      <span class="list__sub">{moment(fields.made_at ?? "")}</span>
      {!fields.seen && (
        <span class="list__aside">
          <State shape="queued">{t("notices.unseen")}</State>
        </span>
      )}
    </a>
  );
}

/** What a notice says, from its code alone. */
export function noticeWords({ reminder, count }: RecordOf<"notice">["fields"]): string {
  const word = reminder ? codeWord("reminder", reminder) : t("notices");
  return count !== undefined && count > 1 ? t("notices.count", { word, count }) : word;
}

/** Whose case it is about; a case that is not on this phone has no name here. */
export function caseWords({ case: caseId }: RecordOf<"notice">["fields"]): string {
  if (caseId === undefined) return "";
  return one("case", caseId) ? t("client", { name: clientName(caseId) }) : t("notices.not_yours");
}

/** What is to be done. */
function taskWords({ about }: RecordOf<"notice">["fields"]): string {
  return one("task", about)?.fields.what ?? "";
}

/** Marks notices as seen. A phone that cannot keep it shows them as they were. */
export async function markSeen(notices: readonly string[]): Promise<void> {
  try {
    await notebook().writeAll(notices.map((record) => ({ kind: "notice", record, fields: { seen: true } })));
  } catch {
    announce(t("failure.storage_failed"));
  }
}
