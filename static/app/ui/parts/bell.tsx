/** The bell: how many notices nobody has looked at yet, and the way to them. The app's icon shows the same number where it can. */

import { useEffect } from "preact/hooks";
import { t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import { all } from "../model/notebook.ts";
import { Icon } from "./icon.tsx";

export function unseenCount(): number {
  return all("notice").filter(({ fields }) => !fields.seen).length;
}

export function Bell() {
  const unseen = unseenCount();
  return (
    <a class="bell" href={hrefOf("notices")}>
      <Icon name="bell" />
      <span class="visually-hidden">{t("notices")}</span>
      {unseen > 0 && (
        <span class="count">
          {unseen}
          <span class="visually-hidden"> {t("notices.unseen")}</span>
        </span>
      )}
    </a>
  );
}

/** Keeps the number on the app's icon. It goes with its reader, as do the notifications that are still shown. Draws nothing. */
export function IconBadge() {
  const unseen = unseenCount();
  useEffect(() => () => void clearShown().catch(() => undefined), []);
  useEffect(() => {
    // Where the app is not installed the browser refuses: the bell shows the number all the same.
    const shown = unseen > 0 ? navigator.setAppBadge?.(unseen) : navigator.clearAppBadge?.();
    void shown?.catch(() => undefined);
  }, [unseen]);
  return null;
}

async function clearShown(): Promise<void> {
  await navigator.clearAppBadge?.().catch(() => undefined);
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const notification of (await registration?.getNotifications()) ?? []) notification.close();
}
