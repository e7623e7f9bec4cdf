"""What is followed up, as phone and office reckon it: after how long something asks for attention, and what counts as a
contact.

Declared here and written out for the phone (``static/app/sync/kinds.gen.ts``); ``server/followup/`` and
``static/app/sync/followup.ts`` reckon with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from sync.reminders import REMINDERS


def _default(reminder: str) -> int:
    """The default of the number that an office chooses for a reminder. Raises ``KeyError`` for one without."""
    setting = REMINDERS[reminder].setting
    if setting is None:
        raise KeyError(reminder)
    return setting.default


@dataclass(frozen=True, slots=True)
class Thresholds:
    """After how long something asks for attention: what the field has found to work. An office may choose otherwise.

    A monitoring shows ``monitoring_soon_days`` before its first day, the end of a plan ``period_ending_days`` before
    its last. A case has waited for a plan for too long after ``without_plan_days``. "Who could not be reached for a
    month cannot be said to be supported" (``no_contact_days``); after ``contact_lost_months`` it is time to evaluate.
    Each case is reviewed every ``case_review_months``.
    """

    monitoring_soon_days: int = _default("monitoring_soon")
    period_ending_days: int = _default("period_ending")
    without_plan_days: int = 60
    no_contact_days: int = _default("no_contact")
    contact_lost_months: int = _default("contact_lost")
    case_review_months: int = _default("case_review_due")


@dataclass(frozen=True, slots=True)
class ContactCodes:
    """The codes of a support record by which a contact is told from an attempt (``server.followup.contacts``).

    ``methods`` are those that the statistics count; those of ``in_person`` cannot take place without the client.
    ``in_vain`` and ``reached`` are results; those of ``of_the_client`` say only that the client was not met. ``people``
    are those with whom a meeting counts as a contact.
    """

    methods: tuple[str, ...]
    in_person: tuple[str, ...]
    in_vain: tuple[str, ...]
    of_the_client: tuple[str, ...]
    reached: tuple[str, ...]
    people: tuple[str, ...]


CONTACTS: Final = ContactCodes(
    methods=("phone_mail", "visit", "accompaniment", "interview"),
    in_person=("accompaniment", "interview"),
    in_vain=("absent", "refused", "letter_left", "voicemail", "no_answer"),
    of_the_client=("absent", "letter_left"),
    reached=("met", "family_only", "reached"),
    people=("person", "family"),
)

ListName = Literal[
    "monitoring_overdue",
    "monitoring_due",
    "period_ended",
    "contact_lost",
    "no_contact",
    "without_plan",
    "case_review",
    "monitoring_unset",
    "monitoring_soon",
    "period_ending",
]
"""A list of what must be followed up."""

LISTS: Final[tuple[ListName, ...]] = get_args(ListName)
"""The lists in the order in which they are shown."""
