"""How each table is rid of what was erased: one entry for every table.

A table that is not here fails a test (``tests/server/erasure/test_tables.py``), so that nothing that is kept about a
client is forgotten when it has to go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.store.projections import TABLES


@dataclass(frozen=True, slots=True)
class Rows:
    """A row goes where one of these columns names an erased record."""

    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """Its rows go in a way of their own (``server.store.erasing``)."""

    how: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Its rows stay, because they hold nothing of what stood in a record."""

    why: str


_ABOUT_STAFF: Final = Kept("about accounts and phones")
_THE_TRACE: Final = Kept("that something was erased: ids, digests and counts")
_OF_THE_INSTALLATION: Final = Kept("about the installation")

ERASED: Final[Mapping[str, Rows | Apart | Kept]] = {
    # What refers to a row of a kind's table goes before it.
    "assignment": Rows(("case_id",)),
    "household_member": Rows(("household", "person")),
    "delivery": Rows(("notice_id",)),
    "given_notice": Rows(("notice_id",)),
    "erasure_hold": Rows(("case_id",)),
    "case_opening": Rows(("case_id",)),
    "search_text": Rows(("id",)),
    "search_due": Rows(("id",)),
    **{table.name: Rows(("id",)) for table in TABLES.values()},
    "record": Rows(("id",)),
    "change": Apart("a row's digest stays in its place"),
    "form_draft": Apart("forms that name an erased record"),
    "waiting_change": Apart("changes that name an erased record"),
    "sign_in": Apart("what was searched for"),
    "visibility": Kept("ids: phones that were not in touch are told by them what to forget"),
    "trail": Kept("codes, ids and counts; what was done stays told"),
    "trail_head": Kept("a number and a digest"),
    "handover": Kept("ids of changes and counts"),
    "erasure": _THE_TRACE,
    "erasure_case": _THE_TRACE,
    "erased_record": _THE_TRACE,
    "erased_change": _THE_TRACE,
    "erased_count": _THE_TRACE,
    "search_state": Kept("a digest of the rules by which texts are folded"),
    "import_run": Kept("codes, ids and counts: that something was brought in"),
    "import_column": Kept("how columns of lists are headed"),
    "office": Kept("the office's name and counter"),
    "user": _ABOUT_STAFF,
    "device": _ABOUT_STAFF,
    "account_link": _ABOUT_STAFF,
    "account_request": _ABOUT_STAFF,
    "second_factor": _ABOUT_STAFF,
    "recovery_code": _ABOUT_STAFF,
    "passkey": _ABOUT_STAFF,
    "identity": _ABOUT_STAFF,
    "answered_challenge": _OF_THE_INSTALLATION,
    "push_subscription": _ABOUT_STAFF,
    "push_choice": _ABOUT_STAFF,
    "calendar_feed": _ABOUT_STAFF,
    "reminder_settings": Kept("numbers that the office chose"),
    "attempts": _OF_THE_INSTALLATION,
    "backup": _OF_THE_INSTALLATION,
    "backup_state": _OF_THE_INSTALLATION,
    "restoration": _OF_THE_INSTALLATION,
    "job_run": _OF_THE_INSTALLATION,
}
