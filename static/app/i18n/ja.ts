/** The words of the screens in Japanese: the first language. Kinds, fields, codes and errors have theirs in sync/words/. */

import { calendar } from "./ja/calendar.ts";
import { consents } from "./ja/consents.ts";
import { contact } from "./ja/contact.ts";
import { devices } from "./ja/devices.ts";
import { followup } from "./ja/followup.ts";
import { general } from "./ja/general.ts";
import { lock } from "./ja/lock.ts";
import { notices } from "./ja/notices.ts";
import { outings } from "./ja/outings.ts";
import { phone } from "./ja/phone.ts";
import { plans } from "./ja/plans.ts";
import { problems } from "./ja/problems.gen.ts";
import { sending } from "./ja/sending.ts";

export const ja = {
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

export type Key = keyof typeof ja;
export type Catalogue = { readonly [key in Key]: string };
