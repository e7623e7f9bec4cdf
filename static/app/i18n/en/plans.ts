/** Words in English: plans, their supports and their meetings. */

import type { plans as japanese } from "../ja/plans.ts";
import type { In } from "../translate.ts";

export const plans: In<typeof japanese> = {};
