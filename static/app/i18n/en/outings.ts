/** Words in English: visits under watch. */

import type { outings as japanese } from "../ja/outings.ts";
import type { In } from "../translate.ts";

export const outings: In<typeof japanese> = {};
