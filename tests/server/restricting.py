"""Restricting cases, and opening one with a reason, as the pages do it."""

from __future__ import annotations

from werkzeug.test import TestResponse

from tests.server.people import Client, OfficeUnderTest

REASON = "相談者の親族が職員にいるため"
EMERGENCY = "警察からの照会に今すぐ答えるため"


def send(client: Client, address: str, **given: object) -> TestResponse:
    """A form of the office pages, as a browser sends it."""
    return client.http.post(address, data=given, headers=client.headers(Accept="text/html"))


def restrict(office: OfficeUnderTest, case: str, *named: str, by: str = "manager", shown: tuple[str, ...] = ()) -> None:
    """The manager restricts a case to some users."""
    given = {"named": list(named), "shown": list(shown), "reason": REASON, "do": "restrict"}
    response = send(office.everywhere(by), f"/office/restricted/{case}", **given)
    assert response.status_code == 303, response.text


def lift(office: OfficeUnderTest, case: str, *shown: str, by: str = "manager") -> None:
    """The manager lifts it again."""
    response = send(office.everywhere(by), f"/office/restricted/{case}/lift", shown=list(shown), reason=REASON)
    assert response.status_code == 303, response.text


def open_with_reason(office: OfficeUnderTest, words: str, by: str = "supervisor") -> None:
    """Somebody who is not named opens a case."""
    response = send(office.everywhere(by), "/office/restricted/open", words=words, reason=EMERGENCY)
    assert response.status_code == 303, response.text


def told(phone: Client, reminder: str = "restricted_opened") -> list[dict[str, object]]:
    """The notices of a kind that a user has."""
    found = [record["fields"] for record in phone.pull(cursor=None)["records"] if record["kind"] == "notice"]
    return [fields for fields in found if fields["reminder"] == reminder and not fields.get("deleted")]
