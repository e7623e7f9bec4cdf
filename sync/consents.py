"""Where a consent stands on a day: whether something is shared by it, and if not, why.

Told beside the other consents of the same person to the same receiver: the newest that has begun takes the place of the
earlier ones, and a withdrawal ends all that were given before the day on which it was said.
``static/app/sync/consents.ts`` reckons the same; ``tests/cases/consents.json`` holds the two together. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, Literal

from sync.kinds import Values

State = Literal["in_force", "ends_soon", "not_begun", "ended", "replaced", "withdrawn"]

SHARING: Final[frozenset[State]] = frozenset({"in_force", "ends_soon"})
"""The states in which something is shared. In any other, and in one that is unknown, nothing is."""

USUAL_MONTHS: Final = 12
"""For how long forms propose a consent."""

ENDS_SOON_DAYS: Final = 30
"""How many days before its last one a consent is shown as ending soon."""


def parties(values: Values) -> tuple[str, str, str]:
    """Who gave a consent (somebody of the household by name, where they are no client), and to whom: a partner by id,
    an agency by name.
    """
    return str(values["person"]), str(values.get("member", "")), str(values.get("receiver", values.get("agency", "")))


def state(consent: str, values: Values, others: Iterable[tuple[str, Values]], today: dt.date) -> State:
    """The state of a consent on a day. ``others`` are the consents of the case, by id, this one among them or not; only
    those of the same person to the same receiver count.
    """
    day = today.isoformat()
    beside = [(id_, each) for id_, each in others if id_ != consent and parties(each) == parties(values)]
    if is_withdrawn(values) or any(_said_after(values, each) for _, each in beside):
        return "withdrawn"
    if values["ends_on"] < day:
        return "ended"
    if values["begins_on"] > day:
        return "not_begun"
    if any(_place(id_, each) > _place(consent, values) and each["begins_on"] <= day for id_, each in beside):
        return "replaced"
    left = dt.date.fromisoformat(values["ends_on"]) - today
    return "ends_soon" if left.days < ENDS_SOON_DAYS else "in_force"


def is_withdrawn(values: Values) -> bool:
    """Whether a consent was withdrawn. The moment at which the office heard of it stays, even where the day is
    overwritten.
    """
    return "withdrawn_on" in values or "withdrawn_at" in values


def _said_after(values: Values, other: Values) -> bool:
    """Whether another consent was withdrawn on a later day than this one was given."""
    withdrawn = other.get("withdrawn_on", other.get("withdrawn_at"))
    return withdrawn is not None and withdrawn[: len("2026-11-21")] > values["given_on"]


def _place(consent: str, values: Values) -> tuple[str, str, str]:
    """The order of consents: by the day on which they were given, and on the same day as they were made."""
    return values["given_on"], values["begins_on"], consent
