/** After how long something asks for attention. The office may choose, and tells with every exchange (docs/protocol.md). */

import { DEFAULT_THRESHOLDS, type ThresholdName } from "./kinds.gen.ts";

export type Thresholds = { readonly [name in ThresholdName]: number };

/** The thresholds in what the office told. In place of what cannot be read the default stands: no note waits because of it. */
export function thresholdsOf(raw: unknown): Thresholds {
  const chosen = (typeof raw === "object" && raw !== null ? raw : {}) as Record<string, unknown>;
  const read = Object.entries(DEFAULT_THRESHOLDS).map(([name, usual]) => [
    name,
    isCount(chosen[name]) ? chosen[name] : usual,
  ]);
  return Object.fromEntries(read) as Thresholds;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0;
}
