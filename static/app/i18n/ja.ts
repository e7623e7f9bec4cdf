/** The words of the screens in Japanese: the first language. Kinds, fields and codes have theirs in sync/words/. */

import { calendar } from "./ja/calendar.ts";
import { followup } from "./ja/followup.ts";
import { general } from "./ja/general.ts";
import { notices } from "./ja/notices.ts";
import { outings } from "./ja/outings.ts";
import { plans } from "./ja/plans.ts";

export const ja = { ...general, ...plans, ...calendar, ...followup, ...notices, ...outings };

export type Key = keyof typeof ja;
export type Catalogue = { readonly [key in Key]: string };
