/** Where a consent stands on a day. `sync/consents.py` reckons the same; `tests/cases/consents.json` holds the two together. Pure. */

import { daysAfter } from "./days.ts";
import { CONSENT_ENDS_SOON_DAYS, type ConsentFields } from "./kinds.gen.ts";

export type ConsentState = "in_force" | "ends_soon" | "not_begun" | "ended" | "replaced" | "withdrawn";

export interface Consent {
  readonly id: string;
  readonly fields: ConsentFields;
}

/** The state of a consent on a day, beside the others of its case. */
export function consentState(consent: Consent, others: readonly Consent[], today: string): ConsentState {
  const { begins_on: begins = "", ends_on: ends = "" } = consent.fields;
  const beside = others.filter((other) => other.id !== consent.id && partiesOf(other) === partiesOf(consent));
  if (isWithdrawn(consent) || beside.some((other) => isSaidAfter(consent, other))) return "withdrawn";
  if (ends < today) return "ended";
  if (begins > today) return "not_begun";
  if (beside.some((other) => placeOf(other) > placeOf(consent) && (other.fields.begins_on ?? "") <= today))
    return "replaced";
  return ends < daysAfter(today, CONSENT_ENDS_SOON_DAYS) ? "ends_soon" : "in_force";
}

/** Whether it is still to be withdrawn or moved. */
export function isOpen(state: ConsentState): boolean {
  return state === "in_force" || state === "ends_soon" || state === "not_begun";
}

/** Who gave it, and to whom. */
function partiesOf({ fields }: Consent): string {
  return JSON.stringify([fields.person, fields.member ?? "", fields.receiver ?? fields.agency ?? ""]);
}

/** That the office has heard of a withdrawal stays, whatever is written over the day. */
function isWithdrawn({ fields }: Consent): boolean {
  return (fields.withdrawn_on ?? fields.withdrawn_at) !== undefined;
}

/** Whether another one was withdrawn on a later day than this one was given. */
function isSaidAfter({ fields }: Consent, other: Consent): boolean {
  const withdrawn = other.fields.withdrawn_on ?? other.fields.withdrawn_at;
  return withdrawn !== undefined && withdrawn.slice(0, "2026-11-21".length) > (fields.given_on ?? "");
}

function placeOf({ id, fields }: Consent): string {
  return [fields.given_on, fields.begins_on, id].join(" ");
}
