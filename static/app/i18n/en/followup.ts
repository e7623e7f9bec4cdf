/** Words in English: what must be followed up. */

import type { followup as japanese } from "../ja/followup.ts";
import type { In } from "../translate.ts";

export const followup: In<typeof japanese> = {};
