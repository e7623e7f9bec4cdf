"""A client of whom something is shared with a partner, for tests of what comes of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from sync import sharing
from sync.changes import Author
from sync.memory import MemoryStore
from sync.store import Position, Record
from tests.sync.contract_access import OFFICE
from tests.sync.offices import BOSS, SATO, SERVER, SUZUKI, VISIT, Office

PARTNER = Author("00000000-0000-8000-8000-00000000eeee", "partner", device="phone-partner")
OTHER = Author("00000000-0000-8000-8000-00000000ee02", "partner", device="phone-other")
TERMS = {
    "receiver": PARTNER.user,
    "shares": ["contact", "course"],
    "purpose": "就労の準備を一緒に進めるため",
    "given_on": "2026-11-21",
    "begins_on": "2026-11-21",
    "ends_on": "2026-12-20",
    "form": "signed_on_paper",
    "given_by": "self",
}


def partnered() -> Office:
    """An office with two partners."""
    made = Office(MemoryStore(OFFICE))
    for author in (SATO, SUZUKI, BOSS, PARTNER, OTHER):
        made.hire(author)
    return made


class Shared:
    """A client of Sato's with a note, a home and a mother, and what is shared of it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.home = office.create(SERVER, "household", name="見本家", members="母と二人")
        self.client = office.create(SERVER, "person", name="見本 一郎", phone="0154-00-0000", household=self.home.id)
        self.mother = office.create(SERVER, "person", name="見本 ハナ", notes="腰痛", household=self.home.id)
        self.case = office.create(
            SERVER, "case", person=self.client.id, state="open", main_worker=SATO.user, summary="相談の要約"
        )
        self.note = office.create(SATO, "support", **VISIT, case=self.case.id, narrative="玄関先で話す。")

    def agree(self, by: Author = SATO, person: Record | None = None, **terms: Any) -> Record:
        about = {"case": self.case.id, "person": (person or self.client).id}
        return self.office.create(by, "consent", **{**about, **TERMS, **terms})

    def read(self, partner: Author = PARTNER, position: Position = Position(0, 0)) -> dict[str, dict[str, Any]]:  # noqa: B008 - a tuple
        page = pulled(self.office, partner, position)
        return {record.id: json.loads(record.fields_json) for record in page.records if record.kind != "staff"}

    def today(self, day: str) -> None:
        """By the office's clock, at noon."""
        self.office.now = dt.datetime.fromisoformat(f"{day}T12:00:00+09:00")

    def settle(self) -> None:
        """What the job does."""
        self.office.settle_shared()


def pulled(office: Office, partner: Author, position: Position = Position(0, 0), limit: int = 1000) -> Any:  # noqa: B008 - a tuple
    return sharing.pull(office.store, partner.user, position, limit, office.now)
