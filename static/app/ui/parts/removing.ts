/** Deleting a record, with the way back. */

import type { KindName } from "../../sync/kinds.gen.ts";
import { kindWord, t } from "../kit/language.ts";
import { announce } from "../model/announce.ts";
import { notebook } from "../model/notebook.ts";

/** Deletes a record, and says so beside the button that brings it back. Resolves to whether the phone has kept it. */
export async function removed(kind: KindName, record: string): Promise<boolean> {
  try {
    await notebook().write({ kind, record, fields: { deleted: true } });
  } catch {
    announce(t("failure.storage_failed"));
    return false;
  }
  announce(t("removed", { what: kindWord(kind) }), () => notebook().write({ kind, record, fields: { deleted: null } }));
  return true;
}
