/** What a case's records say of its contacts, as far as a day. Pure. */

import { firstDay } from "../../sync/dates.ts";
import { daysAfter } from "../../sync/days.ts";
import { type CaseFacts, contactOf, type Plan } from "../../sync/followup.ts";
import type { CaseFields, SupportFields } from "../../sync/kinds.gen.ts";
import { dayOf, momentOf } from "../kit/time.ts";

/** The facts with what a screen shows beside them. */
export interface KnownFacts extends CaseFacts {
  readonly lastAttempt?: string | undefined;
}

/**
 * The facts of a case from its records. Times are compared as they are spelled and only the few that matter are brought to days of
 * the office, for a caseload may have thousands of records. A record that has only a month counts on its first day.
 */
export function factsOf(
  { opened_on }: Pick<CaseFields, "opened_on">,
  plans: readonly Plan[],
  supports: readonly SupportFields[],
  { today, zone }: { today: string; zone: string },
): KnownFacts {
  const endOfToday = momentOf(`${daysAfter(today, 1)}T00:00`, zone) ?? "";
  const moments: { first?: string; contact?: string; attempt?: string } = {};
  for (const fields of supports) {
    const at = timeOf(fields);
    if (at === "" || at >= (at.length > today.length ? endOfToday : daysAfter(today, 1))) continue;
    if (moments.first === undefined || at < moments.first) moments.first = at;
    const sort = contactOf(fields);
    if (sort && at > (moments[sort] ?? "")) moments[sort] = at;
  }
  const dayIn = (at: string | undefined) => (at && at.length > today.length ? dayOf(Date.parse(at), zone) : at);
  return {
    openedOn: opened_on,
    firstRecord: dayIn(moments.first),
    lastContact: dayIn(moments.contact),
    lastAttempt: dayIn(moments.attempt),
    plans,
  };
}

function timeOf({ started_at, dated }: SupportFields): string {
  return started_at ?? (dated ? firstDay(dated) : "");
}
