/** What does not come with the start, in one file: the further screens, parts of the others (`model/later.ts`), and their words. */

import { later } from "../../i18n/later.ts";
import { DeviceKey } from "../forms/devicekey.tsx";
import { UnplacedForm, UnplacedNotes } from "../forms/unplaced.tsx";
import { learn } from "../kit/language.ts";
import { BackupFacts } from "../parts/backup.tsx";
import { ExportButton } from "../parts/export.tsx";
import { Leave } from "../parts/leave.tsx";
import { StorageFacts } from "../parts/storage.tsx";
import { Delivery } from "./delivery.tsx";
import { FURTHER } from "./further.gen.ts";
import { OtherWays } from "./otherways.tsx";

learn(later);

export const APART = {
  FURTHER,
  BackupFacts,
  Delivery,
  DeviceKey,
  ExportButton,
  Leave,
  OtherWays,
  StorageFacts,
  UnplacedForm,
  UnplacedNotes,
};
