/** Words in English: what must be followed up. */

import type { followup as japanese } from "../ja/followup.ts";
import type { In } from "../translate.ts";

export const followup: In<typeof japanese> = {
  "followup.title": "To follow up",
  "followup.all": "Open the whole list ({count})",
  "followup.empty": "There is nothing to follow up in your cases.",

  "followup.list.monitoring_overdue": "Monitoring overdue",
  "followup.list.monitoring_due": "Monitoring due now",
  "followup.list.period_ended": "Plan ended, support goes on",
  "followup.list.contact_lost": "Contact lost",
  "followup.list.no_contact": "No contact",
  "followup.list.without_plan": "Waiting for a plan",
  "followup.list.case_review": "Case review due",
  "followup.list.monitoring_unset": "No monitoring date",
  "followup.list.monitoring_soon": "Monitoring soon",
  "followup.list.period_ending": "Plan ending soon",

  "followup.why.monitoring_overdue": "The date of the next monitoring has passed.",
  "followup.why.monitoring_due": "The plan is to be looked at in these days.",
  "followup.why.period_ended": "The period of the plan is over, and it has not been evaluated.",
  "followup.why.contact_lost":
    "Nobody has been reached for {contact_lost_months} {contact_lost_months|month|months}. It is time to evaluate.",
  "followup.why.no_contact":
    "Neither the client nor the family has been reached for {no_contact_days} {no_contact_days|day|days}. Attempts do not count.",
  "followup.why.without_plan":
    "No plan has been in force for {without_plan_days} {without_plan_days|day|days} since the intake or the last evaluation.",
  "followup.why.case_review":
    "{case_review_months} {case_review_months|month has|months have} passed since the decision or the last review.",
  "followup.why.monitoring_unset": "The plan is in force, and nobody has said when it is looked at again.",
  "followup.why.monitoring_soon":
    "The next monitoring begins within {monitoring_soon_days} {monitoring_soon_days|day|days}.",
  "followup.why.period_ending":
    "The period of the plan ends within {period_ending_days} {period_ending_days|day|days}.",

  "followup.state.monitoring_overdue": "Monitoring overdue, days: {days}",
  "followup.state.monitoring_due": "Monitoring due now",
  "followup.state.period_ended": "Period over, days: {days}",
  "followup.state.contact_lost": "No contact, days: {days}",
  "followup.state.no_contact": "No contact, days: {days}",
  "followup.state.never_reached": "No contact recorded",
  "followup.state.without_plan": "No plan, days: {days}",
  "followup.state.no_plan": "No plan",
  "followup.state.case_review": "Case review due",
  "followup.state.monitoring_unset": "No monitoring date",
  "followup.state.monitoring_soon": "Days to the monitoring: {days}",
  "followup.state.period_ending": "Days to the end: {days}",
  "followup.state.period_ending.today": "Last day of the period",

  "followup.on": "Date: {when}",
  "followup.since": "Since {when}",
  "followup.reached": "Last contact {when}",
  "followup.never_reached": "No contact recorded",
  "followup.tried": "Tried since: {when}",
};
