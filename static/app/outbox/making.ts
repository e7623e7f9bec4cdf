/** How ids and moments are made on this phone. */

import type { Making } from "../sync/answers.ts";
import { type RandomBytes, uuidv7 } from "../sync/uuid.ts";
import { writeMoment } from "../sync/values.ts";

export function making({ now, random }: { now(): number; random: RandomBytes }): Making {
  return { newId: () => uuidv7(now(), random), moment: () => writeMoment(now()) };
}
