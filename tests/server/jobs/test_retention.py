"""What the machine makes has an end, and what a person wrote has none."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server.ground.blobs import Blobs
from server.ground.config import Misconfigured, read_settings
from server.ground.installation import installation_of
from server.ground.retention import Retention, read_retention
from server.jobs.offices import Steady
from server.jobs.retention import retain
from server.reminders.giving import DueNotice, give
from server.store import attempts, directory, reading, utcnow, writing
from server.store.approvals import RequestRow
from server.store.attempts import Bucket
from server.store.links import LinkRow
from server.store.recovery import WaitingRow
from sync.fields import write_moment
from tests.server.people import Client, OfficeUnderTest, change, visit
from tests.server.push.desk import Desk
from tests.server.push.service import push_service
from tests.server.test_attachments import attachment_of, put

DAY = dt.timedelta(days=1)
RULES = Retention()
NOW = utcnow()


@pytest.fixture
def office(anywhere: Flask, tmp_path: Path) -> OfficeUnderTest:
    """An office on either database."""
    installation_of(anywhere).blobs = Blobs(tmp_path / "blobs")
    return OfficeUnderTest(anywhere).open()


def notices_on(office: OfficeUnderTest, at: dt.datetime, *keys: str) -> list[str]:
    """Notices to the worker that were made at a moment."""
    worker = office.users["worker"]
    with office.app.app_context(), writing(office.id) as store:
        return give(store, [DueNotice(key, worker, "monitoring_due") for key in keys], at)


def see(office: OfficeUnderTest, *notices: str) -> None:
    """The worker looks at notices, on the phone."""
    heads = rows(office, "SELECT id, head FROM record WHERE kind = 'notice'")
    phone = office.client("worker")
    seen = [change("notice", {"seen": True}, notice, heads[notice]) for notice in notices]
    assert {result["status"] for result in phone.push(*seen)} == {"applied"}


def rows(office: OfficeUnderTest, query: str) -> dict[str, Any]:
    with office.app.app_context(), reading(office.id) as store:
        return {row[0]: row[1] for row in store.connection.exec_driver_sql(query)}


def live(office: OfficeUnderTest) -> set[str]:
    """The notices that a phone shows which pulls everything."""
    records = office.client("worker").pull(limit=5_000)["records"]
    return {each["id"] for each in records if each["kind"] == "notice" and not each["fields"].get("deleted")}


def run(office: OfficeUnderTest, after: dt.timedelta = dt.timedelta(), rules: Retention = RULES) -> Counter[str]:
    """The retention, as if so much time had gone by."""
    return retain(office.app, rules, NOW + after)


class TestNotices:
    """On either database."""

    def test_after_a_year_of_them_only_the_last_weeks_are_there(self, office: OfficeUnderTest) -> None:
        made: dict[int, list[str]] = {}
        for ago in range(365, 0, -5):
            made[ago] = notices_on(office, NOW - ago * DAY, *(f"{ago}:{number}" for number in range(15)))
        changes = rows(office, "SELECT id, seq FROM change")
        assert len(live(office)) == 73 * 15
        done = run(office)
        kept = {id_ for ago, ids in made.items() if ago <= RULES.notices_days for id_ in ids}
        assert live(office) == kept
        assert done["notices"] == 73 * 15 - len(kept)
        # What was written before is all there still; each end is one change more.
        after = rows(office, "SELECT id, seq FROM change")
        assert after.items() >= changes.items()
        assert len(after) == len(changes) + done["notices"]
        assert run(office) == Counter()

    def test_what_was_seen_goes_sooner(self, office: OfficeUnderTest) -> None:
        old, unseen = notices_on(office, NOW - 40 * DAY, "old", "unseen")
        (young,) = notices_on(office, NOW - 20 * DAY, "young")
        see(office, old, young)
        assert run(office)["notices"] == 1
        assert live(office) == {unseen, young}

    def test_a_phone_that_has_it_is_told(self, office: OfficeUnderTest) -> None:
        (notice,) = notices_on(office, NOW - 91 * DAY, "old")
        phone = office.client("worker")
        phone.pull()
        run(office)
        (told,) = phone.pull()["records"]
        assert (told["id"], told["fields"]["deleted"]) == (notice, True)

    def test_the_trace_goes_as_well_and_it_is_never_given_again(self, office: OfficeUnderTest) -> None:
        notices_on(office, NOW - 91 * DAY, "old")
        run(office)
        assert run(office, (RULES.notice_traces_days - 1) * DAY)["notice_traces"] == 0
        assert notices_on(office, NOW, "old") == []
        assert run(office, (RULES.notice_traces_days + 1) * DAY)["notice_traces"] == 1
        assert rows(office, "SELECT id, kind FROM record WHERE kind = 'notice'") == {}
        assert notices_on(office, NOW, "old") == []
        with office.app.app_context(), reading(office.id) as store:
            assert store.maintenance.strayed() == []

    def test_one_that_is_seen_when_the_office_has_ended_it_is_no_disagreement(self, office: OfficeUnderTest) -> None:
        (notice,) = notices_on(office, NOW - 91 * DAY, "old")
        phone = office.client("worker")
        (pulled,) = [each for each in phone.pull()["records"] if each["id"] == notice]
        run(office)
        (result,) = phone.push(change("notice", {"seen": True}, notice, pulled["head"]))
        assert result["status"] == "merged"
        assert office.stored(notice)[notice]["deleted"] is True
        assert rows(office, "SELECT id, kind FROM record WHERE kind = 'conflict'") == {}

    def test_nothing_is_pushed_of_what_has_ended(self, office: OfficeUnderTest) -> None:
        with push_service() as service:
            desk = Desk(office.app, service, office.id)
            phone = desk.phone(office.users["worker"])
            desk.notify(phone)
            with office.app.app_context(), writing(office.id) as store:
                store.connection.exec_driver_sql("UPDATE delivery SET due_at = '2099-01-01T00:00:00Z'")
            run(office, 91 * DAY)
            assert desk.states() == []


def test_what_a_person_wrote_is_kept_whatever_its_age(office: OfficeUnderTest) -> None:
    case, phone = office.case_of(office.users["worker"]), office.client("worker")
    note, gone = visit(case, narrative="玄関先で話す。"), visit(case, narrative="取り消した記録。")
    task = change("task", {"case": case, "what": "電話する", "due": "2013-09-04"})
    made = attachment_of(note)
    statuses = [result["status"] for result in phone.push(note, gone, made, task)]
    assert statuses[:3] == ["applied"] * 3
    put(phone, made["record"])
    phone.push(change("support", {"deleted": True}, gone["record"], gone["id"]))
    everything = "SELECT id, fields FROM record WHERE kind <> 'notice'"
    log = "SELECT id, before FROM change WHERE kind <> 'notice'"
    before = rows(office, everything), rows(office, log)
    notices_on(office, NOW, "one")
    run(office, 3_650 * DAY)
    assert (rows(office, everything), rows(office, log)) == before
    assert installation_of(office.app).blobs.path(office.id, made["record"]) is not None


class TestContents:
    """Of attachments that were deleted."""

    def taken(self, office: OfficeUnderTest) -> tuple[Client, dict[str, Any], dict[str, Any]]:
        """A note with a photo, whose content is here."""
        phone = office.client("worker")
        note = visit(office.case_of(office.users["worker"]))
        photo = attachment_of(note)
        phone.push(note, photo)
        assert put(phone, photo["record"]).status_code == 204
        return phone, note, photo

    def delete(self, office: OfficeUnderTest, phone: Client, kind: str, record: str, *, deleted: bool = True) -> None:
        head = rows(office, "SELECT id, head FROM record")[record]
        (result,) = phone.push(change(kind, {"deleted": deleted or None}, record, head))
        assert result["status"] == "applied", result

    @pytest.mark.parametrize("which", ["attachment", "support"])
    def test_they_go_when_the_time_to_undo_it_is_over(self, office: OfficeUnderTest, which: str) -> None:
        phone, note, photo = self.taken(office)
        path = installation_of(office.app).blobs.path(office.id, photo["record"])
        assert path is not None
        self.delete(office, phone, which, (photo if which == "attachment" else note)["record"])
        assert run(office, (RULES.deleted_contents_days - 1) * DAY)["contents"] == 0
        assert path.is_file()
        assert run(office, (RULES.deleted_contents_days + 1) * DAY)["contents"] == 1
        assert not path.exists()
        assert run(office, (RULES.deleted_contents_days + 2) * DAY)["contents"] == 0

    def test_a_deletion_that_was_undone_costs_nothing(self, office: OfficeUnderTest) -> None:
        phone, _, photo = self.taken(office)
        self.delete(office, phone, "attachment", photo["record"])
        self.delete(office, phone, "attachment", photo["record"], deleted=False)
        assert run(office, 400 * DAY)["contents"] == 0
        assert installation_of(office.app).blobs.path(office.id, photo["record"]) is not None

    def test_what_began_to_arrive_and_never_did_is_swept_up(self, office: OfficeUnderTest, tmp_path: Path) -> None:
        incoming = tmp_path / "blobs" / office.id / "incoming"
        incoming.mkdir(parents=True)
        old, young = incoming / "old", incoming / "young"
        for path in (old, young):
            path.write_bytes(b"half a photo")
        os.utime(old, (time.time() - 2 * 86_400,) * 2)
        assert run(office)["unfinished_files"] == 1
        assert (old.exists(), young.exists()) == (False, True)


def test_deliveries_and_sessions_that_have_ended_go(office: OfficeUnderTest) -> None:
    with push_service() as service:
        desk = Desk(office.app, service, office.id)
        phone = desk.phone(office.users["worker"])
        desk.notify(phone)
        desk.send()
        desk.notify(desk.phone(office.users["worker"]))
        assert desk.states() == ["due", "due", "sent"]
        with office.app.app_context(), writing(office.id) as store:
            store.accounts.end_session(phone.token, NOW)
            store.accounts.start_session("lasting", office.users["worker"], None, NOW, NOW + 90 * DAY)
        before = rows(office, "SELECT token_hash, token_hash FROM sign_in")
        assert run(office, 29 * DAY)["deliveries"] == 0
        done = run(office, 32 * DAY)
        assert (done["deliveries"], desk.states()) == (1, ["due", "due"])
        after = rows(office, "SELECT token_hash, token_hash FROM sign_in")
        # The other phone's session ran out after a day, and was over for thirty.
        assert before.keys() - after.keys() >= {phone.token}
        assert "lasting" in after


def test_an_office_that_fails_keeps_no_other_from_it(office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    other = OfficeUnderTest(office.app, "kushiro").open()
    notices_on(other, NOW - 91 * DAY, "old")
    whole = retain.__globals__["_end_notices"]

    def end(which: str, rules: Retention, now: dt.datetime) -> int:
        if which == office.id:
            raise ValueError
        return int(whole(which, rules, now))

    monkeypatch.setattr("server.jobs.retention._end_notices", end)
    assert run(office)["notices"] == 1


def test_links_requests_bounds_and_what_settled_changes_said_have_an_end(office: OfficeUnderTest) -> None:
    worker, manager = office.users["worker"], office.users["manager"]
    with office.app.app_context():
        with writing(office.id) as store:
            store.links.put(LinkRow("used", worker, "invitation", manager, NOW, NOW + DAY))
            store.approvals.add(RequestRow("asked", worker, "factor", None, manager, NOW))
            store.approvals.add(RequestRow("open", manager, "factor", None, worker, NOW))
            store.approvals.decide("asked", "refused", manager, NOW)
            for state in ("settled", "waiting"):
                store.recovery.keep_waiting([WaitingRow(state, worker, None, '{"kind": "x"}', NOW, "waiting")], NOW)
            store.recovery.set_waiting(["settled"], "settled", by=manager, now=NOW)
        with attempts(write=True) as bounds:
            assert bounds.take([Bucket("passwords", 3, DAY)], NOW)
    assert run(office, DAY / 2)["attempts"] == 0
    done = run(office, 32 * DAY)
    assert (done["links"], done["attempts"], done["requests"], done["settled_changes"]) == (1, 1, 0, 0)
    done = run(office, 400 * DAY)
    assert (done["requests"], done["settled_changes"]) == (1, 1)
    kept = rows(office, "SELECT id, body FROM waiting_change")
    assert kept == {"settled": "{}", "waiting": '{"kind": "x"}'}
    assert rows(office, "SELECT id, id FROM account_request").keys() == {"open"}
    assert run(office, 400 * DAY)["settled_changes"] == 0


def test_by_a_clock_that_has_jumped_nothing_is_taken_out() -> None:
    is_steady = Steady()
    assert not is_steady(NOW)
    assert is_steady(NOW)
    assert not is_steady(NOW + 365 * DAY)
    assert is_steady(NOW + 365 * DAY)
    assert not is_steady(NOW)


def test_an_installation_says_otherwise_within_reason(tmp_path: Path) -> None:
    assert read_retention({"BANSO_KEEP_NOTICES_DAYS": "365"}) == Retention(notices_days=365)
    environ = {"BANSO_SECRET_KEY": "0123456789abcdef" * 2, "BANSO_PUSH_CONTACT": "mailto:joho@banso-tests.jp"}
    assert read_settings(environ, tmp_path, serving=True).retention == Retention()
    for wrong in ("0", "6", "-1", "soon", "99999", "", "٣٠"):
        with pytest.raises(Misconfigured, match="BANSO_KEEP_DELIVERIES_DAYS"):
            read_settings(environ | {"BANSO_KEEP_DELIVERIES_DAYS": wrong}, tmp_path, serving=True)


def test_every_rule_is_told_to_whoever_runs_it() -> None:
    told = (Path(__file__).parents[3] / "docs/operations.md").read_text("utf-8")
    for name in Retention.__dataclass_fields__:
        assert f"`BANSO_KEEP_{name.upper()}` | {getattr(RULES, name)} |" in told


def test_a_session_in_use_is_never_dropped(app: Flask) -> None:
    office = OfficeUnderTest(app).open()
    phone = office.client("worker")
    with app.app_context(), directory(write=True) as found:
        assert found.drop_sign_ins(NOW, most=10) == 0
    assert phone.exchange().status_code == 200
    assert write_moment(NOW)
