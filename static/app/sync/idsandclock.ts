/** How ids and moments are made. Time and random bytes arrive as arguments. */

import { type RandomBytes, uuidv7 } from "./uuid.ts";
import { writeMoment } from "./values.ts";

export interface IdsAndClock {
  newId(): string;
  /** What time it is, as a canonical moment. */
  moment(): string;
}

export function idsAndClock({ now, random }: { now(): number; random: RandomBytes }): IdsAndClock {
  return { newId: () => uuidv7(now(), random), moment: () => writeMoment(now()) };
}
