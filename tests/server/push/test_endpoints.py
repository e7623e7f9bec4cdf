"""The server calls addresses that browsers give it: public ones of the internet, and no other."""

from __future__ import annotations

import socket

import pytest
from urllib3.exceptions import NewConnectionError

from server.push.endpoints import ENDPOINT_LENGTH, audience_of, connections, is_endpoint, is_public

REAL = [
    "https://fcm.googleapis.com/fcm/send/eXample:APA91b-_x",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABn",
    "https://web.push.apple.com/QGuQyavXutnMH",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAC%2b",
]
BAD = [
    "http://push.example.com/x",
    "https://push.example.com",
    "https://localhost/x",
    "https://127.0.0.1/x",
    "https://10.0.0.8/x",
    "https://169.254.169.254/latest/meta-data",
    "https://0x7f.1/x",
    "https://2130706433/x",
    "https://127.1/x",
    "https://[::1]/x",
    "https://[fd00::1]/x",
    "https://intranet/x",
    "https://db.internal/x",
    "https://printer.local/x",
    "https://push.example.com:22/x",
    "https://user:secret@push.example.com/x",
    "https://push.example.com\\@127.0.0.1/x",
    "https://push.example.com/a b",
    "https://push.example.com/\r\nHost: x",
    "https://プッシュ.example/x",
    "file:///etc/passwd",
    "https://push.example.com/" + "x" * ENDPOINT_LENGTH,
    "",
]


@pytest.mark.parametrize("url", REAL)
def test_the_addresses_of_real_push_services_are_taken(url: str) -> None:
    assert is_endpoint(url, local=False)


@pytest.mark.parametrize("url", BAD)
def test_no_other_address_is_taken(url: str) -> None:
    assert not is_endpoint(url, local=False)


def test_this_machine_is_taken_where_tests_are_run_and_nowhere_else() -> None:
    url = "http://127.0.0.1:8123/push/x"
    assert is_endpoint(url, local=True)
    assert not is_endpoint(url, local=False)
    assert not is_endpoint("http://192.168.0.1/push/x", local=True)


def test_a_token_is_for_the_push_service_alone() -> None:
    assert audience_of("https://push.example.com/a/b?c") == "https://push.example.com"
    assert audience_of("http://127.0.0.1:8123/push/x") == "http://127.0.0.1:8123"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("142.250.1.1", True),
        ("2607:f8b0::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("fec0::1", False),
        ("::10.1.2.3", False),
        ("64:ff9b::10.1.2.3", False),
        ("64:ff9b::142.250.1.1", True),
    ],
)
def test_addresses_within_a_network_are_told_from_those_of_the_internet(address: str, public: bool) -> None:
    assert is_public(address) == public


@pytest.mark.parametrize("inside", ["127.0.0.1", "169.254.169.254"])
def test_a_public_name_that_means_a_machine_inside_is_never_connected_to(
    monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("142.250.1.1", inside)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("it was connected to"))
    with pytest.raises(NewConnectionError, match="not a public address"):
        connections(1, local=False).request("POST", "https://push.example.com/x", retries=False)
