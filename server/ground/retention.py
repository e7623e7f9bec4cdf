"""For how long what the machine makes is kept: notices, deliveries, sessions, the contents of what was deleted.

What a person wrote is kept, whatever its age, until two people decide that it goes (``server.office.erasures``).
``docs/operations.md`` says the same for whoever runs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True)
class Retention:
    """Days, each with its default. An installation may say otherwise: ``BANSO_KEEP_`` and the name in capitals."""

    notices_seen_days: int = 30
    """Notices that their reader has seen, from when they were made."""

    notices_days: int = 90
    """Notices that nobody has looked at."""

    notice_traces_days: int = 180
    """The mark that a notice is gone, for phones that were not in touch. The change log keeps that it was given."""

    deliveries_days: int = 30
    """What became of a push message, from its end."""

    sign_ins_days: int = 30
    """Sessions, from when they ended or ran out."""

    form_drafts_days: int = 30
    """What somebody wrote into a form of the office pages and never sent, from when they last wrote."""

    links_days: int = 30
    """Links for choosing a password that nobody used, from when they ran out."""

    requests_days: int = 365
    """What was asked for accounts, from when it was decided. The trail keeps that it was."""

    settled_changes_days: int = 90
    """What a change said that was laid before a person, from when it was settled or last offered. That it was settled
    stays known, so that it is not laid before anybody again."""

    deleted_contents_days: int = 90
    """The contents of attachments that were deleted, themselves or with what they are about. Until then the deletion
    can be undone."""


PREFIX: Final = "BANSO_KEEP_"
SHORTEST_DAYS: Final = 7
LONGEST_DAYS: Final = 3_660


def read_retention(environ: Mapping[str, str]) -> Retention:
    """What an installation has chosen. Raises ``ValueError``, which names the variable, for what is no number of days
    within reason."""
    chosen: dict[str, int] = {}
    for field in fields(Retention):
        name = PREFIX + field.name.upper()
        value = environ.get(name)
        if value is None:
            continue
        days = int(value) if value.isascii() and value.isdigit() else 0
        if not SHORTEST_DAYS <= days <= LONGEST_DAYS:
            raise ValueError(f"{name} must be a number of days from {SHORTEST_DAYS} to {LONGEST_DAYS}.")
        chosen[field.name] = days
    return Retention(**chosen)
