"""What is due is pushed once, to whom it is for, and says nothing about anybody."""

from __future__ import annotations

import datetime as dt
import json
import logging
import threading
from collections import Counter

import pytest
from flask import Flask

from server.ground.installation import installation_of
from server.push import endpoints, sending
from server.push.messages import PLAIN_BYTES
from server.store import deliveries, utcnow, writing
from server.store.deliveries import ClaimedRow, OutcomeRow
from sync.reminders import SAFETY
from tests.server.people import BOTH_DATABASES
from tests.server.push.desk import Desk
from tests.server.push.service import Message, PushService, claims_of, push_service
from tests.sync.contract import OFFICE

MINUTE = dt.timedelta(minutes=1)


def claim_all() -> list[ClaimedRow]:
    """Claim what is due, as a process that dies then."""
    with deliveries(urgent=SAFETY) as store:
        return [row for lane in sending.LANES for row in store.claim(99, lane, by="another", now=utcnow())]


@pytest.fixture
def desk(database: Flask, service: PushService) -> Desk:
    return Desk(database, service)


@BOTH_DATABASES
def test_a_notice_arrives_encrypted_signed_and_without_a_name(desk: Desk, service: PushService) -> None:
    phone = desk.phone()
    notice = desk.notify(phone, "monitoring_soon", place="釧路市錦町", count=3)
    assert desk.send() == 1
    (message,) = service.messages
    assert phone.browser.opened(message) == {"kind": "monitoring_soon", "count": 3, "notice": notice}
    claims = claims_of(message, installation_of(desk.app).sender.key.public)
    assert (claims["aud"], claims["sub"]) == (service.url, installation_of(desk.app).settings.push_contact)
    assert desk.states() == ["sent"]
    assert desk.send() == 0
    assert len(service.messages) == 1


@pytest.mark.parametrize("database", ["sqlite_url"], indirect=True)
class TestOnOneDatabase:
    """What does not depend on the database."""

    def test_how_long_and_how_urgently_depends_on_the_kind(self, desk: Desk, service: PushService) -> None:
        phone = desk.phone()
        for kind in ("monitoring_due", "appointment_soon", "alarm"):
            desk.notify(phone, kind)
        desk.send()
        told = {phone.browser.opened(message)["kind"]: message.headers for message in service.messages}
        assert {kind: headers["urgency"] for kind, headers in told.items()} == {
            "monitoring_due": "normal",
            "appointment_soon": "high",
            "alarm": "high",
        }
        assert int(told["appointment_soon"]["ttl"]) == 3_600 < int(told["monitoring_due"]["ttl"])

    def test_the_topic_is_that_of_the_notice_and_does_not_tell_its_id(self, desk: Desk, service: PushService) -> None:
        one, other = desk.phone(), desk.phone()
        first = desk.notify(one)
        desk.notify(other)
        service.answer = lambda _: (503, {})
        desk.send()
        service.answer = lambda _: (201, {})
        desk.send(5 * MINUTE)
        topics = [message.headers["topic"] for message in service.received(one.browser)]
        assert len(topics) == 2
        assert len({*topics}) == 1
        assert len(topics[0]) == 32
        assert first not in topics[0]
        assert service.received(other.browser)[0].headers["topic"] != topics[0]

    def test_messages_are_of_one_length_whatever_they_say(self, desk: Desk, service: PushService) -> None:
        phone = desk.phone()
        for kind in ("alarm", "visit_overrun_escalated", "appointments_tomorrow"):
            desk.notify(phone, kind, count=9_999)
        desk.send()
        assert {len(message.body) for message in service.messages} == {16 + 4 + 1 + 65 + PLAIN_BYTES + 1 + 16}

    def test_one_token_serves_for_all_messages_to_a_service(self, desk: Desk, service: PushService) -> None:
        for _ in range(5):
            desk.notify(desk.phone())
        desk.send()
        assert len({message.headers["authorization"] for message in service.messages}) == 1

    def test_every_phone_of_the_reader_gets_it(self, desk: Desk, service: PushService) -> None:
        phone = desk.phone()
        other = desk.phone(phone.user)
        desk.notify(phone)
        assert desk.send() == 2
        assert [len(service.received(each.browser)) for each in (phone, other)] == [1, 1]

    @pytest.mark.parametrize("status", [404, 410])
    def test_a_subscription_that_is_gone_is_forgotten_with_what_was_to_go_there(
        self, desk: Desk, service: PushService, status: int
    ) -> None:
        phone = desk.phone()
        desk.notify(phone)
        with desk.app.app_context():
            claimed = claim_all()
        desk.notify(phone)
        service.answer = lambda _: (status, {})
        assert len(claimed) == 1
        desk.send()
        assert desk.subscriptions() == []
        assert sorted(desk.states()) == ["claimed", "gone"]

    @pytest.mark.parametrize(
        ("status", "state"),
        [(400, "refused"), (401, "refused"), (403, "refused"), (413, "refused"), (302, "failed"), (307, "failed")],
    )
    def test_a_refusal_and_a_redirect_are_final(
        self, desk: Desk, service: PushService, status: int, state: str
    ) -> None:
        desk.notify(desk.phone())
        service.answer = lambda _: (status, {"Location": f"{service.url}/elsewhere"})
        assert desk.send() == 1
        assert desk.send(60 * MINUTE) == 0
        assert desk.states() == [state]
        assert len(service.messages) == 1
        assert desk.subscriptions("failures") == [(1,)]

    def test_what_the_service_asked_for_is_waited_for(self, desk: Desk, service: PushService) -> None:
        desk.notify(desk.phone())
        service.answer = lambda _: (429, {"Retry-After": "600"})
        desk.send()
        service.answer = lambda _: (201, {})
        assert desk.send(9 * MINUTE) == 0
        assert desk.send(11 * MINUTE) == 1
        assert desk.states() == ["sent"]
        assert desk.subscriptions("failures") == [(0,)]

    def test_trouble_of_the_service_is_tried_again_and_not_for_ever(self, desk: Desk, service: PushService) -> None:
        desk.notify(desk.phone())
        service.answer = lambda _: (500, {})
        tries = sum(desk.send(dt.timedelta(hours=hours)) for hours in range(0, 48, 2))
        assert (tries, desk.states()) == (sending.MOST_ATTEMPTS, ["failed"])

    def test_a_service_that_is_not_there_and_one_that_does_not_answer_are_tried_again(
        self, desk: Desk, service: PushService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(endpoints, "READ_S", 0.2)
        slow, nowhere = desk.phone(), desk.phone()
        nowhere.browser.endpoint = "http://127.0.0.1:9/push/x"
        with desk.app.app_context(), writing(OFFICE) as store:
            store.push.subscribe(nowhere.user, nowhere.device, nowhere.browser.address, utcnow())
        desk.notify(slow)
        desk.notify(nowhere)
        service.answer = lambda _: (201 if service.slow.wait(2) else 500, {})
        assert desk.send() == 2
        service.slow.set()
        assert desk.states() == ["due", "due"]

    def test_a_service_that_does_not_answer_holds_up_neither_another_nor_an_alarm(
        self, desk: Desk, service: PushService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(endpoints, "READ_S", 0.5)
        monkeypatch.setattr(sending, "SLOTS", 4)
        with push_service() as silent:
            silent.answer = lambda _: (201 if silent.slow.wait(10) else 500, {})
            waiting, well = Desk(desk.app, silent).phone(), desk.phone()
            for phone in (waiting, well):
                for _ in range(20):
                    desk.notify(phone)
            desk.send()
            asked = len(silent.messages)
            desk.notify(waiting, "alarm")
            desk.send()
            silent.slow.set()
            assert asked <= sending.SLOTS
            assert len(silent.messages) == asked + 1
        assert len(service.messages) == 20
        assert Counter(desk.states()) == {"sent": 20, "due": 21}

    def test_what_is_about_safety_waits_for_nothing_else(
        self, desk: Desk, service: PushService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sending, "SLOTS", 2)
        phone, alarmed = desk.phone(), threading.Event()
        for _ in range(4):
            desk.notify(phone)
        desk.notify(phone, "alarm")

        def answer(message: Message) -> tuple[int, dict[str, str]]:
            if phone.browser.opened(message)["kind"] == "alarm":
                alarmed.set()
            return (201 if alarmed.wait(8) else 500), {}

        service.answer = answer
        desk.send()
        assert desk.states() == ["sent"] * 5

    def test_what_a_dead_process_had_claimed_is_sent_again_only_where_it_is_about_safety(
        self, desk: Desk, service: PushService
    ) -> None:
        phone = desk.phone()
        desk.notify(phone, "comment")
        alarm = desk.notify(phone, "alarm")
        with desk.app.app_context():
            assert len(claim_all()) == 2
        assert desk.send(sending.CLAIM_LASTS - MINUTE) == 0
        assert desk.send(sending.CLAIM_LASTS + MINUTE) == 1
        assert [phone.browser.opened(message)["notice"] for message in service.messages] == [alarm]
        assert desk.states() == ["sent", "unsure"]

    def test_a_claim_that_was_taken_away_is_not_noted_any_more(self, desk: Desk, service: PushService) -> None:
        phone = desk.phone()
        desk.notify(phone, "alarm")
        now = utcnow()
        with desk.app.app_context():
            (mine,) = claim_all()
            with deliveries(urgent=SAFETY) as store:
                later = now + sending.CLAIM_LASTS + MINUTE
                store.release(later, lasts=sending.CLAIM_LASTS, most_attempts=sending.MOST_ATTEMPTS)
                store.note([OutcomeRow(mine.office, mine.notice, mine.subscription, "sent")], by="me", now=now)
        assert desk.states() == ["due"]

    @pytest.mark.parametrize("ended", ["signed out", "revoked", "left", "expired", "password changed"])
    def test_nothing_goes_to_a_phone_on_which_nobody_is_signed_in(
        self, desk: Desk, service: PushService, ended: str
    ) -> None:
        phone = desk.phone()
        desk.notify(phone)
        now = utcnow()
        with desk.app.app_context(), writing(OFFICE) as store:
            if ended == "signed out":
                store.accounts.end_session(phone.token, now)
            elif ended == "revoked":
                store.accounts.revoke_device(phone.device, now)
            elif ended == "left":
                store.accounts.change_user(phone.user, active=False)
            elif ended == "password changed":
                store.accounts.end_sessions_of(phone.user, now)
        desk.send(dt.timedelta(days=2) if ended == "expired" else dt.timedelta())
        assert service.messages == []
        assert (desk.states(), desk.subscriptions()) == (["gone"], [])

    def test_neither_log_nor_request_tells_of_anybody(
        self, desk: Desk, service: PushService, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        caplog.set_level(logging.DEBUG)
        phone, refused = desk.phone(), desk.phone()
        desk.notify(phone, "alarm", place="釧路市錦町2-4", subject=phone.user)
        desk.notify(refused)
        service.answer = lambda message: (201 if message in service.received(phone.browser) else 404, {})
        desk.send()
        ours = [record for record in caplog.records if record.name.startswith("banso")]
        told = sum((Counter(vars(record)["results"]) for record in ours if record.getMessage() == "pushed"), Counter())
        assert told == {"sent": 1, "gone": 1}
        path = phone.browser.endpoint.rpartition("/")[2]
        said = capfd.readouterr().err + "".join(f"{record.getMessage()} {vars(record)}" for record in ours)
        secret = (path, phone.browser.address.auth, phone.browser.address.p256dh)
        assert [word for word in ("錦町", "花子", *secret) if word in said] == []
        sent = json.dumps([message.headers for message in service.messages], ensure_ascii=False)
        assert [word for word in ("錦町", "花子", phone.user, OFFICE) if word in sent] == []
