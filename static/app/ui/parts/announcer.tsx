/** The place where short messages are shown and read aloud. */

import { useEffect } from "preact/hooks";
import { t } from "../kit/language.ts";
import { announce, announcement, hideAnnouncement } from "../model/announce.ts";
import { me } from "../model/notebook.ts";

/** Long enough to be read twice; what can be taken back stays until it is closed, or something else is said. */
const SHOWN_MS = 8000;

export function Announcer() {
  const now = announcement.value?.user === me() ? announcement.value : null;
  const takeBack = async () => {
    hideAnnouncement();
    await now?.undo?.().then(
      () => announce(t("undone")),
      () => announce(t("failure.storage_failed")),
    );
  };
  return (
    <div class={now ? "said" : "visually-hidden"}>
      <p role="status">{now?.text}</p>
      {now && !now.undo && <HideSoon key={now.number} />}
      {now?.undo && (
        <button type="button" class="said__button" onClick={() => void takeBack()}>
          {t("undo")}
        </button>
      )}
      {now && (
        <button type="button" class="said__button" aria-label={t("said.hide")} onClick={hideAnnouncement}>
          ✕
        </button>
      )}
    </div>
  );
}

function HideSoon() {
  useEffect(() => {
    const hiding = setTimeout(hideAnnouncement, SHOWN_MS);
    return () => clearTimeout(hiding);
  }, []);
  return null;
}
