/** The words of the screens in English. The compiler asks for every key that the Japanese has. */

import { calendar } from "./en/calendar.ts";
import { followup } from "./en/followup.ts";
import { general } from "./en/general.ts";
import { notices } from "./en/notices.ts";
import { outings } from "./en/outings.ts";
import { plans } from "./en/plans.ts";
import type { Catalogue } from "./ja.ts";

export const en: Catalogue = { ...general, ...plans, ...calendar, ...followup, ...notices, ...outings };
