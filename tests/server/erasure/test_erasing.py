"""What two people decided to erase is gone: from every table, from the disk, from phones; and the trail still holds."""

from __future__ import annotations

import contextlib
import json
import random
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.ground.trail import Act
from server.models.erasure import ErasedChange, ErasedRecord
from server.office import erasing
from server.services import erased_list
from server.services.upkeep import differences
from server.store import Office, reading, utcnow, writing
from server.store.database import transaction
from server.store.recovery import WaitingRow
from server.store.trail import TrailFilter
from tests.server.erasure.closed import Closed
from tests.server.people import change, visit


def test_nothing_that_was_said_is_left_in_any_table(closed_anywhere: Closed) -> None:
    closed = closed_anywhere
    kept = {word for word, (kind, _) in closed.world.words.items() if kind in {"meeting", "absence"}}
    assert closed.content_left()
    closed.erase()
    assert closed.content_left() == set()
    assert kept <= {word for word in closed.world.words if word in closed.dump()}
    blobs = installation_of(closed.app).blobs
    assert blobs.path(closed.id, closed.ids["attachment"]) is None


def test_a_photo_that_was_held_with_a_change_goes_with_it(closed: Closed) -> None:
    """It came sealed from a phone, and its change was never put in its place."""
    held, body = new_id(), new_id()
    fields = {"case": closed.case, "media_type": "image/jpeg"}
    change = json.dumps({"kind": "attachment", "record": held, "base": None, "fields": fields})
    worker, blobs = closed.office.users["worker"], installation_of(closed.app).blobs
    with closed.app.app_context(), writing(closed.id) as store:
        store.recovery.hold([WaitingRow(body, worker, None, change, utcnow(), "held")], utcnow())
        store.recovery.set_waiting([body], "settled", by=worker, now=utcnow())
    assert blobs.keep(closed.id, held, [b"test"], size=4, sha256=sha256(b"test").hexdigest())
    closed.erase()
    assert blobs.path(closed.id, held) is None


def test_trail_change_log_and_records_still_say_the_same(closed_anywhere: Closed) -> None:
    closed = closed_anywhere
    assert closed.findings() == []
    closed.erase()
    assert closed.findings() == []
    with closed.app.app_context(), reading(closed.id) as store:
        found = differences(store, utcnow())
    assert (found.columns, found.grants) == ([], [])


def test_nothing_is_left_in_the_files_of_the_database(closed: Closed, sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    words = {word for word, (kind, _) in closed.world.words.items() if kind not in {"meeting", "absence"}}

    def raw() -> bytes:
        return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))

    assert any(word.encode() in raw() for word in words)
    closed.erase()
    assert [word for word in (*words, *closed.elsewhere) if word.encode() in raw()] == []


def test_the_trace_says_who_when_and_which_ids_and_nothing_else(closed: Closed) -> None:
    asked = closed.erase()
    with closed.app.app_context(), reading(closed.id) as store:
        rows = store.trail.all(TrailFilter(), most=10_000)
        row = store.erasures.one(asked.id)
    (end,) = (each for each in rows if each.what == Act.ERASURE_FINISHED)
    supervisor, manager = closed.office.users["supervisor"], closed.office.users["manager"]
    assert (end.details["asked_by"], end.details["approved_by"]) == (supervisor, manager)
    named = {id_ for each in rows if each.what == Act.ERASED for id_ in each.details["erased"]}
    gone = {id_ for kind, id_ in closed.ids.items() if kind not in {"meeting", "absence"}}
    assert gone <= named
    assert row is not None
    assert (row.records, row.contents) == (len(named), 1)
    assert row.changes >= len(named)


def test_what_the_trail_does_not_tell_of_is_found(closed: Closed) -> None:
    closed.erase()
    with closed.app.app_context():
        for statement in (
            update(ErasedChange).values(step=9),
            update(ErasedRecord).values(listing=9),
            delete(ErasedRecord).where(ErasedRecord.kind == "support"),
        ):
            with transaction(write=True) as connection:
                saved = connection.begin_nested()
                connection.execute(statement)
                assert "erasure_unexplained" in {each.code for each in Office(connection, closed.id).audit.erasures()}
                saved.rollback()
            with transaction(write=True) as connection:
                saved = connection.begin_nested()
                connection.execute(delete(ErasedChange))
                assert "changes_differ" in {each.code for each in Office(connection, closed.id).audit.changes()}
                saved.rollback()


class Killed(BaseException):
    """The process ends here."""


class DyingList:
    """Writes down what is erased, and dies when that has reached the disk: once."""

    def __init__(self) -> None:
        self._write, self.died = erased_list.write, False

    def __call__(self, *args: Any) -> None:
        self._write(*args)
        if not self.died:
            self.died = True
            raise Killed


class Dying:
    """Transactions, of which the process does not outlive that of number ``left``: it dies after it, or ``before`` its
    end."""

    before = False
    left = 1

    def __init__(self, office: str) -> None:
        self._transaction = writing(office)

    def __enter__(self) -> Office:
        return self._transaction.__enter__()

    def __exit__(self, *error: Any) -> None:
        Dying.left -= 1
        if self.before and Dying.left == 0 and error[0] is None:
            killed = Killed()
            self._transaction.__exit__(Killed, killed, None)
            raise killed
        self._transaction.__exit__(*error)
        if Dying.left == 0:
            raise Killed


def test_whoever_is_killed_at_any_step_goes_on_and_nothing_is_half_there(
    closed: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "MOST_RECORDS", 3)
    monkeypatch.setattr(erasing, "MOST_CHANGES", 4)
    monkeypatch.setattr(erased_list, "write", DyingList())
    closed.approve()
    phone, chance, kills = closed.office.client("supervisor"), random.Random(26), 0
    while closed.is_under_way():
        for before in (True, False):
            monkeypatch.setattr(Dying, "before", before)
            monkeypatch.setattr(Dying, "left", chance.randint(1, 2))
            with monkeypatch.context() as dying, contextlib.suppress(Killed):
                dying.setattr(erasing, "writing", Dying)
                closed.carry_on()
            kills += 1
            assert closed.findings() == []
            assert closed.case not in {each["id"] for each in phone.pull()["records"]}
        assert kills < 100
    assert kills > 10
    assert closed.content_left() == set()
    assert closed.findings() == []


def test_a_phone_is_told_what_to_forget_and_may_write_nothing_there_any_more(closed_anywhere: Closed) -> None:
    closed = closed_anywhere
    phone = closed.office.client("worker", device=closed.world.device)
    while (page := phone.pull())["more"]:
        pass
    closed.approve()
    (late,) = phone.push(visit(closed.case))
    page = phone.pull()
    assert (late["status"], late["code"]) == ("rejected", "record_erased")
    assert closed.case in page["gone"]
    assert {closed.case, closed.ids["person"], closed.ids["support"]} <= set(page["erased"])
    assert closed.carry_on() == 1
    assert {closed.ids["notice"], closed.ids["outing"]} <= set(phone.pull()["erased"])
    edit = change("support", {"place": "自宅"}, record=closed.ids["support"], base=closed.ids["support"])
    for offered in (visit(closed.case), edit, visit(closed.case) | {"offered_again": True}):
        (result,) = phone.push(offered)
        assert (result["status"], result["code"]) == ("rejected", "record_erased")
    assert phone.pull()["erased"] == []


def test_a_cursor_that_names_an_erased_change_is_of_this_log_still(closed_anywhere: Closed) -> None:
    closed = closed_anywhere
    phone = closed.office.client("worker", device=closed.world.device)
    closed.write("case", closed.case, {"route": "self"})
    while phone.pull()["more"]:
        pass
    closed.erase()
    assert phone.exchange().status_code == 200
    assert phone.pull()["more"] is False


def test_others_work_on_while_a_case_is_erased(closed: Closed) -> None:
    other = closed.office.case_of(closed.office.users["worker"], "別の人")
    closed.approve()
    phone = closed.office.client("worker")
    (result,) = phone.push(visit(other))
    assert result["status"] == "applied"
    closed.carry_on()
    assert other in {each["id"] for each in phone.pull()["records"]}
    assert closed.findings() == []


def test_two_schedulers_erase_once(closed: Closed) -> None:
    closed.erase()
    before = closed.dump()
    assert closed.carry_on() == 0
    assert closed.dump() == before
