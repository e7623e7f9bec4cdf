"""Refusals come into a database in which messages were sent, and leave it with every delivery still ended."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from flask_migrate import downgrade, upgrade

from server.ground.ids import new_id
from server.reminders.giving import DueNotice, give
from server.store import deliveries, reading, utcnow, writing
from server.store.deliveries import Lane, OutcomeRow, Refusal
from server.store.push import Address
from sync.reminders import SAFETY
from tests.server.people import OfficeUnderTest


def test_a_refused_delivery_is_a_failed_one_on_the_way_down_and_the_subscription_stays(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    worker, phone = office.users["worker"], office.client("worker")
    later = utcnow() + dt.timedelta(days=2)
    with fresh.app_context():
        with writing(office.id) as store:
            store.push.subscribe(worker, phone.device, Address("https://web.push.apple.com/x", "p", "a"), utcnow())
            give(store, [DueNotice(new_id(), worker, "monitoring_due")], utcnow())
        with deliveries(urgent=SAFETY) as sending:
            (row,) = sending.claim(9, Lane(urgent=False, proven=False), by="test", now=later)
            refused = OutcomeRow(row.office, row.notice, row.subscription, "refused", None, Refusal(403, "BadJwtToken"))
            sending.note([refused], by="test", now=later)
        with reading(office.id) as store:
            assert [(each.status, each.reason) for each in store.push.refusals()] == [(403, "BadJwtToken")]
        downgrade(revision="0012")
        upgrade()
        with reading(office.id) as store:
            assert store.push.refusals() == []
            assert store.push.is_subscribed(worker, phone.device)
            assert store.push.delivery_state(worker, phone.device, row.notice) == "failed"
