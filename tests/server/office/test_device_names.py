"""The office knows each device by its name: the browser's, or what its user calls it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.store import utcnow, writing
from tests.server.office.desk import Desk
from tests.server.people import Client, OfficeUnderTest, change, visit

DeskFor = Callable[[str], Desk]
NAME = "訪問用 2号"


def names(office: OfficeUnderTest) -> list[str]:
    with office.app.app_context(), writing(office.id) as store:
        return [device.name for device in store.accounts.devices(office.users["worker"])]


def shown(office: OfficeUnderTest, desk_for: DeskFor, phone: Client) -> dict[str, str]:
    """The pages that show a phone."""
    worker = office.users["worker"]
    manager, administrator = desk_for("manager"), desk_for("administrator")
    return {
        "board": manager.open("/office/team/"),
        "losses": manager.open("/office/recovery/"),
        "user": administrator.open(f"/office/users/{worker}"),
        "revoke": administrator.open(f"/office/users/{worker}/phones/{phone.device}/revoke"),
    }


@pytest.mark.parametrize(("name", "said"), [(NAME, NAME), ("phone", "Phone without a name")])
def test_a_disagreement_names_the_device_of_each_side(
    office: OfficeUnderTest, desk_for: DeskFor, name: str, said: str
) -> None:
    worker, supervisor = office.client("worker"), office.client("supervisor")
    made = visit(office.case_of(office.users["worker"]), place="自宅")
    worker.push(made)
    supervisor.push(change("support", {"place": "公園"}, made["record"], made["id"]))
    (result,) = worker.push(change("support", {"place": "図書館"}, made["record"], made["id"]))
    worker.pull(device_name=name)
    page = desk_for("supervisor").open(f"/office/conflicts/{result['conflicts'][0]}")
    assert page.count(f" · {said} · ") == 1
    assert "· phone ·" not in page


@pytest.mark.parametrize("queued", [0, 3])
def test_a_name_comes_with_an_exchange_of_which_nothing_else_is_news(office: OfficeUnderTest, queued: int) -> None:
    phone = office.client("worker")
    phone.pull(queued=queued)
    phone.pull(queued=queued, device_name=NAME)
    assert names(office) == [NAME]


def test_a_phone_that_does_not_say_keeps_its_name(office: OfficeUnderTest) -> None:
    phone = office.client("worker")
    phone.pull(device_name=NAME)
    phone.pull(queued=1)
    assert names(office) == [NAME]


@pytest.mark.parametrize("name", ["", "x" * 101, "a\x00b", "\ud800", 5, ["x"]])
def test_a_name_that_no_database_keeps_is_refused(office: OfficeUnderTest, name: object) -> None:
    phone = office.client("worker")
    response = phone.exchange(device_name=name)
    assert (response.status_code, response.get_json()["code"]) == (422, "invalid_request")
    assert names(office) == ["電話"]


def test_every_page_calls_a_phone_by_its_name(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    phone = office.client("worker")
    phone.pull(device_name=NAME, saved=2)
    with office.app.app_context(), writing(office.id) as store:
        store.numbers.note(office.users["worker"], phone.device, saved=2, received=[2], dropped=[])
    assert {page: NAME in text for page, text in shown(office, desk_for, phone).items()} == {
        "board": True,
        "losses": True,
        "user": True,
        "revoke": True,
    }


def test_a_phone_from_before_names_is_not_called_phone(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    phone = office.client("worker")
    with office.app.app_context(), writing(office.id) as store:
        store.accounts.register_device(office.users["worker"], phone.device, "phone", utcnow())
        store.numbers.note(office.users["worker"], phone.device, saved=2, received=[2], dropped=[])
    for text in shown(office, desk_for, phone).values():
        assert "Phone without a name" in text
        assert ">phone<" not in text
