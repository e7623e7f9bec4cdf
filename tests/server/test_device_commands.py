"""The commands about phones: the last ways to let one in, and to take one out of use."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.services.registration import code_of
from tests.server.people import Client, OfficeUnderTest
from tests.server.test_commands import run
from tests.server.test_registration import device_of, signed_in


@pytest.fixture
def waiting(office: OfficeUnderTest) -> Client:
    """A phone of the worker's that waits for approval."""
    installed = installation_of(office.app)
    installed.settings = replace(installed.settings, further_phones="approved")
    phone = signed_in(office)
    assert phone.register() == "waiting"
    return phone


def test_phones_are_listed_as_they_stand(office: OfficeUnderTest, waiting: Client) -> None:
    code = code_of(device_of(office, waiting).asked_key or "")
    told = run(office.app, "device", "list").output
    assert f"{waiting.device}  worker@otaru  新しい電話" in told
    assert f"waits for approval with the number {code}" in told


def test_a_phone_is_let_in_by_its_number_and_by_no_other(office: OfficeUnderTest, waiting: Client) -> None:
    code = code_of(device_of(office, waiting).asked_key or "")
    wrong = run(office.app, "device", "approve", waiting.device, f"{(int(code) + 1) % 1_000_000:06}")
    assert (wrong.exit_code, "No such phone waits" in wrong.output) == (1, True)
    assert waiting.exchange().status_code == 403
    assert run(office.app, "device", "approve", waiting.device, f"{code[:3]} {code[3:]}").exit_code == 0
    assert waiting.exchange().status_code == 200
    assert device_of(office, waiting).approved_how == "command"


def test_a_phone_is_taken_out_of_use_once_and_after_a_question(office: OfficeUnderTest, phone: Client) -> None:
    assert run(office.app, "device", "revoke", phone.device, given="n\n").exit_code == 1
    assert phone.exchange().status_code == 200
    assert run(office.app, "device", "revoke", phone.device, given="y\n").exit_code == 0
    assert phone.exchange().get_json()["code"] == "device_revoked"
    assert "out of use since" in run(office.app, "device", "list").output
    again = run(office.app, "device", "revoke", phone.device, "--yes")
    assert (again.exit_code, "out of use already" in again.output) == (1, True)


def test_a_phone_that_nobody_knows_is_said_to_be_none(office: OfficeUnderTest) -> None:
    for command in (("approve", new_id(), "123456"), ("revoke", new_id(), "--yes")):
        answer = run(office.app, "device", *command)
        assert (answer.exit_code, "There is no phone" in answer.output) == (1, True)
