/** The words of the screens in English. The compiler asks for every key that the Japanese has. */

import { calendar } from "./en/calendar.ts";
import { consents } from "./en/consents.ts";
import { contact } from "./en/contact.ts";
import { devices } from "./en/devices.ts";
import { followup } from "./en/followup.ts";
import { general } from "./en/general.ts";
import { lock } from "./en/lock.ts";
import { notices } from "./en/notices.ts";
import { outings } from "./en/outings.ts";
import { phone } from "./en/phone.ts";
import { plans } from "./en/plans.ts";
import { problems } from "./en/problems.gen.ts";
import { sending } from "./en/sending.ts";
import type { Catalogue } from "./ja.ts";

export const en: Catalogue = {
  ...general,
  ...plans,
  ...consents,
  ...calendar,
  ...followup,
  ...notices,
  ...outings,
  ...problems,
  ...sending,
  ...phone,
  ...devices,
  ...lock,
  ...contact,
};
