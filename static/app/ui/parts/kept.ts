/** What goes from this phone with the person whose work it holds, and the question before it. */

import { t } from "../kit/language.ts";
import { unsentCount } from "../model/attachments.ts";
import { notebook, session } from "../model/notebook.ts";
import { confirmed } from "./confirm.tsx";

/** That copies go which are in no backup of the office yet; nothing where there are none. */
export function copiesGo(): string {
  const count = notebook().backup().kept;
  return count > 0 ? ` ${t("signout.kept", { count })}` : "";
}

/** Asks whether everything may go. */
export function mayGo(): Promise<boolean> {
  return confirmed(t("signout.title"), t("signout.text") + copiesGo(), t("signout"));
}

/**
 * Whether somebody may sign in here: asked where records of another person go from this phone then. Of one who has unsent work
 * nothing goes; nobody else is signed in (`Notebook.signIn`).
 */
export function mayComeIn(login: string): boolean | Promise<boolean> {
  const owner = session.peek()?.user.login ?? login;
  const stays = owner.toLowerCase() === login.toLowerCase() || unsentCount() + notebook().drafts().length > 0;
  return stays || mayGo();
}
