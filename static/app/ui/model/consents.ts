/** The consents of a case, and what is said aloud of one before it is given. */

import { type ConsentState, consentState } from "../../sync/consents.ts";
import { may } from "../../sync/kinds.gen.ts";
import type { Fields } from "../../sync/protocol.ts";
import { t } from "../kit/language.ts";
import type { Shape } from "../kit/shape.ts";
import { all, inCase, one, type RecordOf, session, staffName } from "./notebook.ts";
import { day, today, valueWords } from "./records.ts";

export type ConsentRecord = RecordOf<"consent">;

export const CONSENT_SHAPES: Readonly<Record<ConsentState, Shape>> = {
  in_force: "done",
  ends_soon: "due",
  not_begun: "waiting",
  ended: "plain",
  replaced: "plain",
  withdrawn: "rejected",
};

/** The consents of a case, the one that was given last first. */
export function consentsOf(caseId: string): ConsentRecord[] {
  return inCase("consent", caseId).sort((one, other) => placeOf(other).localeCompare(placeOf(one)));
}

function placeOf({ id, fields }: ConsentRecord): string {
  return [fields.given_on, fields.begins_on, id].join(" ");
}

export function stateOfConsent(consent: ConsentRecord): ConsentState {
  return consentState(consent, consentsOf(consent.fields.case ?? ""), today());
}

/** With whom something is shared: the partner by name, or the agency. */
export function receiverOf(fields: Fields): string {
  const partner = typeof fields.receiver === "string" ? staffName(fields.receiver) || t("value.unknown_record") : "";
  return partner || (typeof fields.agency === "string" ? fields.agency : "");
}

/** Whose consent it is. */
export function giverOf(fields: Fields): string {
  const person = typeof fields.person === "string" ? (one("person", fields.person)?.fields.name ?? "") : "";
  return typeof fields.member === "string" && fields.member !== "" ? fields.member : person;
}

/** Those with whom something can be shared on a phone. */
export function partners(): RecordOf<"staff">[] {
  const receivers = all("staff").filter(({ fields }) => fields.active === true && may(fields.role, "read_shared"));
  return receivers.sort((one, other) => (one.fields.name ?? "").localeCompare(other.fields.name ?? "", "ja"));
}

/** What the person agrees to, sentence by sentence, to be read aloud; `null` while something is still missing. */
export function spokenTerms(fields: Fields): string[] | null {
  const receiver = receiverOf(fields);
  const shares = Array.isArray(fields.shares) ? fields.shares : [];
  const { purpose, begins_on: begins, ends_on: ends } = fields;
  if (receiver === "" || shares.length === 0 || typeof purpose !== "string" || purpose === "") return null;
  if (typeof begins !== "string" || typeof ends !== "string" || begins === "" || ends === "") return null;
  const name = giverOf(fields);
  return [
    t("consent.spoken.what", { office: session.value?.office.name ?? "", name, receiver }),
    t("consent.spoken.shares", { shares: valueWords("consent", "shares", shares) }),
    t("consent.spoken.purpose", { purpose }),
    t("consent.spoken.period", { begins: day(begins), ends: day(ends) }),
    t("consent.spoken.withdrawal"),
  ];
}
