/** Words in English: the agenda and recurring visits. */

import type { calendar as japanese } from "../ja/calendar.ts";
import type { In } from "../translate.ts";

export const calendar: In<typeof japanese> = {};
