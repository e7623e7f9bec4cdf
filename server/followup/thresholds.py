"""After how long something asks for attention. An office may choose otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from server.followup.plans import PERIOD_ENDING_DAYS


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the field has found to work.

    A monitoring shows ``monitoring_soon_days`` before its first day, the end of a plan ``period_ending_days`` before
    its last. A case has waited for a plan for too long after ``without_plan_days``. "Who could not be reached for a
    month cannot be said to be supported" (``no_contact_days``); after ``contact_lost_months`` it is time to evaluate.
    Each case is reviewed every ``case_review_months``.
    """

    monitoring_soon_days: int = 7
    period_ending_days: int = PERIOD_ENDING_DAYS
    without_plan_days: int = 60
    no_contact_days: int = 30
    contact_lost_months: int = 6
    case_review_months: int = 6
