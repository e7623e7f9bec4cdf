/** Words in English: notices and push messages. */

import type { notices as japanese } from "../ja/notices.ts";
import type { In } from "../translate.ts";

export const notices: In<typeof japanese> = {};
