"""Every route says who it is for, and nobody else gets in."""

from __future__ import annotations

import re

import pytest
from flask import Flask, render_template_string
from werkzeug.routing import Rule

from server.ground.ids import new_id
from server.http.access import Permission, allow, declared
from server.http.problems import SIGN_IN_ENDPOINT
from sync.roles import ROLES, may
from tests.server.people import OfficeUnderTest

REFUSALS = {"signed_out", "not_for_this_role"}
OUTSIDE = "outside"


def address(rule: Rule) -> str:
    """An address that the rule matches: every part of it an id that nobody has."""
    return re.sub(r"<[^>]+>", lambda _: new_id(), rule.rule)


def refused(app: Flask, office: OfficeUnderTest, role: str, rule: Rule, method: str) -> bool:
    """Whether a role is kept out of a route, by the answer to a request that carries everything else."""
    phone = office.client() if role == OUTSIDE else office.everywhere(role)
    if role == OUTSIDE:
        phone.token = phone.http.get("/api/csrf").get_json()["csrf_token"]
    headers = phone.headers(Accept="application/problem+json")
    response = phone.http.open(address(rule), method=method, headers=headers, json={} if method != "GET" else None)
    response.close()
    if response.mimetype == "application/problem+json":
        code: str = response.get_json()["code"]
        assert code != "internal", f"{role} {method} {rule.rule}"
        return code in REFUSALS
    return response.status_code == 302 and SIGN_IN_ENDPOINT.split(".")[0] in response.location


def test_every_route_declares_its_access(app: Flask) -> None:
    silent = [rule.endpoint for rule in app.url_map.iter_rules() if declared(app.view_functions[rule.endpoint]) is None]
    assert silent == []


def test_a_route_that_declares_nothing_is_for_nobody(app: Flask, office: OfficeUnderTest) -> None:
    app._got_first_request = False
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    response = office.client("manager").http.get("/forgotten")
    assert (response.status_code, response.get_json()["code"]) == (403, "not_for_this_role")


@pytest.mark.parametrize("role", [*sorted(ROLES), OUTSIDE])
def test_every_role_gets_where_it_is_declared_and_nowhere_else(app: Flask, office: OfficeUnderTest, role: str) -> None:
    for rule in app.url_map.iter_rules():
        asked = declared(app.view_functions[rule.endpoint])
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            expected = isinstance(asked, Permission) and not may(role, asked)
            assert refused(app, office, role, rule, method) == expected, f"{role} {method} {rule.rule}"


@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_exchange_is_for_those_who_go_out(office: OfficeUnderTest, role: str) -> None:
    response = office.client(role).exchange()
    assert response.status_code == (200 if may(role, Permission.USE_PHONE) else 403)


def test_a_permission_that_does_not_exist_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="wizardry"):
        allow("wizardry")  # type: ignore[arg-type] # as a mistyped route would


def test_a_template_cannot_ask_for_a_permission_that_does_not_exist(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(LookupError):
        render_template_string("{{ may.wizardry }}")


def test_nobody_may_anything_on_a_page(app: Flask) -> None:
    with app.test_request_context():
        for permission in Permission:
            assert render_template_string(f"{{{{ may.{permission} }}}}") == "False"
