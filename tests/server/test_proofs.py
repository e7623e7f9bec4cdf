"""A session's cookie alone reads nothing: what a phone asks is proven by its key, and the proof is of that request."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner

from server.ground.ids import new_id
from server.http.access import Permission, declared
from server.http.proofs import NONCE_LASTS_S
from tests.proofs import HEADER, PhoneKey
from tests.server.people import Client, OfficeUnderTest, visit
from tests.server.proving import ProvingClient
from tests.server.test_access import address
from tests.server.test_attachments import PHOTO, attachment_of

WITHOUT_A_PROOF = {
    "session.show",
    "devices.register",
    "outbox.take",
    "outbox.take_sealed_content",
    "push.show",
    "push.put_subscription",
    "push.delete_subscription",
}
"""What a locked phone needs. None of it tells anything of a case."""

EXCHANGE = "/api/exchange"
BODY = json.dumps({"changes": [], "cursor": None}).encode()


def thief_of(office: OfficeUnderTest, phone: Client) -> FlaskClient:
    """A program of somebody's who has copied the cookie out of the browser's files."""
    program = FlaskClient(office.app, office.app.response_class, use_cookies=True)
    cookie = phone.http.get_cookie("banso")
    assert cookie is not None
    program.set_cookie("banso", cookie.value)
    return program


def key_of(phone: Client) -> PhoneKey:
    assert isinstance(phone.http, ProvingClient)
    assert phone.http.key is not None
    return phone.http.key


def test_with_the_cookie_alone_every_route_of_the_api_is_shut(office: OfficeUnderTest, phone: Client) -> None:
    """Every route that asks for a permission, those that come later included; but for what a locked phone needs."""
    thief = thief_of(office, phone)
    open_routes = set()
    for rule in office.app.url_map.iter_rules():
        view = office.app.view_functions[rule.endpoint]
        if not rule.rule.startswith("/api/") or not isinstance(declared(view), Permission):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            body: Any = {} if method != "GET" else None
            response = thief.open(address(rule), method=method, headers=phone.headers(), json=body)
            if response.status_code != 403 or response.get_json()["code"] != "proof_needed":
                open_routes.add(rule.endpoint)
    # The registration is proven as well, by the key that it brings.
    assert open_routes == WITHOUT_A_PROOF


def test_what_stands_open_to_the_cookie_tells_nothing_of_a_case(office: OfficeUnderTest, phone: Client) -> None:
    office.case_of(office.users["worker"], "見本 花子")
    phone.pull()
    thief = thief_of(office, phone)
    told = [thief.get(path, headers=phone.headers()).text for path in ("/api/session", "/api/push")]
    told.append(thief.post("/api/outbox", json={"envelopes": []}, headers=phone.headers()).text)
    assert all("花子" not in text for text in told)


def _other_signature(proof: str) -> str:
    nonce, digest, signature = proof.split(" ")
    return f"{nonce} {digest} {'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


TAMPERED: dict[str, Callable[[PhoneKey], tuple[str, bytes]]] = {
    "none": lambda key: ("", BODY),
    "no_parts": lambda key: ("nonsense", BODY),
    "not_ascii": lambda key: ("é é é", BODY),
    "another_body": lambda key: (key.proof("POST", EXCHANGE, BODY)[HEADER], BODY + b" "),
    "another_method": lambda key: (key.proof("PUT", EXCHANGE, BODY)[HEADER], BODY),
    "another_path": lambda key: (key.proof("POST", "/api/push/test", BODY)[HEADER], BODY),
    "with_a_query": lambda key: (key.proof("POST", EXCHANGE + "?lang=en", BODY)[HEADER], BODY),
    "another_device": lambda key: (
        PhoneKey(new_id(), key.private, key.nonce).proof("POST", EXCHANGE, BODY)[HEADER],
        BODY,
    ),
    "another_key": lambda key: (PhoneKey(key.device, nonce=key.nonce).proof("POST", EXCHANGE, BODY)[HEADER], BODY),
    "no_nonce": lambda key: (PhoneKey(key.device, key.private).proof("POST", EXCHANGE, BODY)[HEADER], BODY),
    "a_nonce_of_their_own": lambda key: (
        PhoneKey(key.device, key.private, "x.y.z").proof("POST", EXCHANGE, BODY)[HEADER],
        BODY,
    ),
    "another_signature": lambda key: (_other_signature(key.proof("POST", EXCHANGE, BODY)[HEADER]), BODY),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_proof_is_of_one_request(phone: Client, how: str) -> None:
    proof, body = TAMPERED[how](key_of(phone))
    assert isinstance(phone.http, ProvingClient)
    kept, phone.http.key = phone.http.key, None
    headers = {"Banso-Proof": proof} if proof else {}
    response = phone.post(body, **headers)
    assert (response.status_code, response.get_json()["code"]) == (403, "proof_needed")
    phone.http.key = kept
    assert phone.post(BODY).status_code == 200


def test_a_proof_of_another_session_is_none(office: OfficeUnderTest, phone: Client) -> None:
    """The same phone, signed in anew: what was caught before is worth nothing."""
    caught = key_of(phone).proof("POST", EXCHANGE, BODY)
    key = key_of(phone)
    phone.sign_in(office.login("worker"))
    assert isinstance(phone.http, ProvingClient)
    phone.http.key = None
    assert phone.post(BODY, **caught).get_json()["code"] == "proof_needed"
    phone.http.key = key


def test_a_nonce_has_its_time(phone: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    key = key_of(phone)
    real = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: real(self) + NONCE_LASTS_S + 1)
    response = phone.post(BODY)
    assert response.get_json()["code"] == "proof_needed"
    # The refusal brought a nonce that is good.
    assert key.nonce
    assert phone.post(BODY).status_code == 200


def test_a_photo_that_is_another_than_was_signed_is_not_kept(phone: Client, case: str) -> None:
    note = visit(case)
    attachment = attachment_of(note)
    assert [result["status"] for result in phone.push(note, attachment)] == ["applied", "applied"]
    url = f"/api/attachments/{attachment['record']}/content"
    proof = key_of(phone).proof("PUT", url, b"something else")
    headers = phone.headers(**{"Content-Type": attachment["fields"]["media_type"]}, **proof)
    response = phone.http.put(url, data=PHOTO, headers=headers)
    assert (response.status_code, response.get_json()["code"]) == (403, "proof_needed")
    assert phone.http.get(url).status_code == 404


def test_a_key_that_is_none_is_not_taken(phone: Client) -> None:
    for key in ("", "AAAA", "B" * 87, key_of(phone).public[:-1] + "="):
        response = phone.http.post("/api/registration", json={"key": key}, headers=phone.headers())
        assert response.status_code == 422
