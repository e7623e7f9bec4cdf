/** After how long something asks for attention. The office may choose, and tells with every exchange (docs/protocol.md). */

/** The office's own defaults (server/followup/thresholds.py), for a phone that has not been told. */
export const DEFAULTS = {
  monitoring_soon_days: 7,
  period_ending_days: 30,
  without_plan_days: 60,
  no_contact_days: 30,
  contact_lost_months: 6,
  case_review_months: 6,
} as const;

export type Thresholds = Readonly<Record<keyof typeof DEFAULTS, number>>;

/** The thresholds in what the office told. In place of what cannot be read the default stands: no note waits because of it. */
export function thresholdsOf(told: unknown): Thresholds {
  const given = (typeof told === "object" && told !== null ? told : {}) as Record<string, unknown>;
  const read = Object.entries(DEFAULTS).map(([name, usual]) => [name, isCount(given[name]) ? given[name] : usual]);
  return Object.fromEntries(read) as Thresholds;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0;
}
