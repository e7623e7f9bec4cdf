"""An office to which things happen on days of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from server.ground.ids import new_id
from server.services.casework import add_comment, change_as_server
from server.store import Office, reading, writing
from server.store.directory import OfficeRow, SessionRow
from server.store.notes import SupportFilter, SupportRow
from sync.changes import Author
from sync.exchange import push
from sync.fields import write_moment
from tests.server.judging import assign, judge
from tests.server.people import OfficeUnderTest, visit

Answer = TypeVar("Answer")
START = dt.datetime(2026, 11, 16, 0, 0, tzinfo=dt.UTC)
OFFICE_ROW = OfficeRow("", "", "Asia/Tokyo", demonstration=False)


class Days:
    """An office to which something happens on days of its own: every act names the day on which it arrives."""

    def __init__(self, office: OfficeUnderTest, case: str) -> None:
        self.office, self.case = office, case

    def note(self, day: int, role: str = "worker", **fields: object) -> str:
        """A note of somebody's, received on a day."""
        note = visit(self.case, **fields) | {"made_at": write_moment(at(day))}
        self._push(day, role, note)
        return str(note["record"])

    def notes(self, day: int, count: int) -> list[str]:
        """Many notes of the worker, received together and in this order."""
        author = Author(self.office.users["worker"], "worker")
        made = [visit(self.case) | {"made_at": write_moment(at(day))} for _ in range(count)]
        self._act(lambda store: push(store.records, author, made, now=at(day), new_id=new_id))
        return sorted(str(note["record"]) for note in made)

    def edit(self, day: int, note: str, role: str = "worker", base: str | None = None, **fields: object) -> None:
        """A change of a note, from what it is now unless a base is given."""
        head = base or self._act(lambda store: store.records.by_id([note])[note].head)
        made: dict[str, object] = {"id": new_id(), "kind": "support", "record": note, "base": head, "fields": fields}
        self._push(day, role, made | {"made_at": write_moment(at(day))})

    def head(self, note: str) -> str:
        """The state that a note is in."""
        return self._act(lambda store: store.records.by_id([note])[note].head)

    def judge(self, day: int, note: str, review: str, comment: str = "") -> None:
        """The supervisor's word."""
        who = self._who("supervisor")
        self._act(lambda store: judge(store, who, note, review, comment, now=at(day)))

    def say(self, day: int, note: str, role: str) -> None:
        """A comment."""
        who = self._who(role)
        self._act(lambda store: add_comment(store, who, self.case, note, "返事です。", now=at(day)))

    def flag(self, day: int, note: str) -> None:
        """For the meeting."""
        by = self.office.users["supervisor"]
        self._act(lambda store: change_as_server(store, "support", note, {"flagged": True}, by=by, now=at(day)))

    def reassign(self, day: int, worker: str) -> None:
        """The case goes into other hands."""
        who = self._who("supervisor")
        self._act(lambda store: assign(store, who, self.case, worker, now=at(day)))

    def queue(self) -> list[SupportRow]:
        """What waits, first things first."""
        with self.office.app.app_context(), reading(self.office.id) as store:
            return store.notes.page(SupportFilter(waiting=True)).rows

    def row(self, note: str) -> SupportRow:
        """One note as lists show it."""
        with self.office.app.app_context(), reading(self.office.id) as store:
            found = store.notes.one(note)
        assert found is not None
        return found

    def _who(self, role: str) -> SessionRow:
        return SessionRow("", OFFICE_ROW, self.office.users[role], role, role, role, None)

    def _push(self, day: int, role: str, change: dict[str, object]) -> None:
        author = Author(self.office.users[role], role)
        (result,) = self._act(lambda store: push(store.records, author, [change], now=at(day), new_id=new_id))
        assert result.status in {"applied", "merged"}, result

    def _act(self, act: Callable[[Office], Answer]) -> Answer:
        with self.office.app.app_context(), writing(self.office.id) as store:
            return act(store)


def at(day: int) -> dt.datetime:
    return START + dt.timedelta(days=day)
