"""What was given as a notice before the migration is not given once more after it."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade

from server.ground.ids import new_id
from server.reminders.giving import DueNotice, digest, give
from server.store import utcnow, writing
from sync.changes import office_author
from sync.exchange import push
from sync.fields import write_moment
from tests.server.people import OfficeUnderTest, change


def test_an_old_notice_is_given_and_a_record_under_the_id_of_one_is_not(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    reader = office.users["worker"]
    fields = {"worker": reader, "reminder": "no_contact", "made_at": write_moment(utcnow())}
    old = change("notice", fields, digest(office.id, "old"))
    squat = change("person", {"name": "見本 花子"}, digest(office.id, "squatted"))
    with fresh.app_context(), writing(office.id) as store:
        by = office_author(office.id)
        results = push(store.records, by, [old, squat], now=utcnow(), new_id=new_id)
        assert [result.status for result in results] == ["applied", "applied"]
    with fresh.app_context():
        downgrade(revision="0007")
        upgrade()
    with fresh.app_context(), writing(office.id) as store:
        assert give(store, [DueNotice("old", reader, "no_contact")], utcnow()) == []
        assert len(give(store, [DueNotice("squatted", reader, "alarm")], utcnow())) == 1
