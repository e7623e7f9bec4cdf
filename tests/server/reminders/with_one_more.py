"""Where one more reminder has come by being declared. ``test_adding.py`` runs this with the plug-in ``one_more``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from server.push.messages import headers_of
from server.reminders.giving import DueNotice, give
from server.reminders.settings import SWITCHABLE, policy_of
from server.store import reading, writing
from sync.codes import CODE_LISTS
from sync.describe import typescript
from tests.server.office.conftest import desk_for
from tests.server.office.desk import Desk
from tests.server.people import Client, OfficeUnderTest
from tests.server.reminders.one_more import CODE, WORD

__all__ = ["desk_for"]

NOW = dt.datetime(2026, 12, 1, 1, 0, tzinfo=dt.UTC)
PAGE = "/office/reminders/"


def test_the_phone_knows_its_code_its_word_and_where_it_leads() -> None:
    text = typescript()
    assert CODE in CODE_LISTS["reminder"]
    assert f'"{CODE}": {{\n    "leadsTo": "day"\n  }}' in text
    assert f'"{CODE}": "{WORD}"' in text


def test_the_office_may_do_without_it(office: OfficeUnderTest, desk_for: Callable[[str], Desk]) -> None:
    desk = desk_for("supervisor")
    assert WORD in desk.open(PAGE)
    desk.send(form=PAGE, on=[code for code in SWITCHABLE if code != CODE])
    with office.app.app_context(), reading(office.id) as store:
        assert policy_of(store.reminders.settings()).off == {CODE}


def test_a_worker_may_mute_it(phone: Client) -> None:
    standing = phone.http.get("/api/push", headers=phone.headers()).get_json()
    assert CODE in standing["kinds"]


def test_a_notice_of_it_is_given_and_reaches_the_phone(office: OfficeUnderTest, phone: Client) -> None:
    worker = office.users["worker"]
    with office.app.app_context(), writing(office.id) as store:
        (notice,) = give(store, [DueNotice(f"{CODE}:{worker}", worker, CODE, due="2026-12-01")], NOW)
    (record,) = [each for each in phone.pull()["records"] if each["kind"] == "notice"]
    assert (record["id"], record["fields"]["reminder"]) == (notice, CODE)
    assert headers_of(CODE, notice)["Urgency"] == "normal"
