"""The API's description, and the headers and files beside it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask

from sync.records import KINDS
from tests.server.people import OfficeUnderTest


@pytest.fixture
def described(app: Flask) -> dict[str, Any]:
    """The API's description as it is served."""
    document: dict[str, Any] = json.loads(app.test_client().get("/api/openapi.json").data)
    return document


def test_every_route_of_the_api_is_described(app: Flask, described: dict[str, Any]) -> None:
    routes = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")} - {"/api/openapi.json"}
    templates = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule) for rule in routes}
    assert templates - set(described["paths"]) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_kind_is_described_with_all_its_fields(described: dict[str, Any], kind: str) -> None:
    schema = described["components"]["schemas"][f"{kind.capitalize()}Fields"]
    assert schema["properties"].keys() == KINDS[kind].fields.keys()


@pytest.mark.parametrize(
    "name", ["Change", "Result", "Record", "Problem", "ExchangeRequest", "ExchangeReply", "Session"]
)
def test_requests_and_replies_are_described(described: dict[str, Any], name: str) -> None:
    assert described["components"]["schemas"][name]["properties"]


def test_every_reference_in_the_description_leads_somewhere(described: dict[str, Any]) -> None:
    def references(node: Any) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
            return own.union(*(references(inner) for inner in node.values()))
        return set().union(*(references(inner) for inner in node)) if isinstance(node, list) else set()

    for reference in references(described):
        place: Any = described
        for part in reference.removeprefix("#/").split("/"):
            assert part in place, reference
            place = place[part]


def test_every_answer_tells_the_browser_what_it_may_do(app: Flask) -> None:
    for path in ("/", "/api/session", "/nothing", "/healthz"):
        headers = app.test_client().get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert "Strict-Transport-Security" not in headers


def test_nothing_of_the_api_is_kept_by_caches(office: OfficeUnderTest) -> None:
    phone = office.client("worker")
    assert phone.exchange().headers["Cache-Control"] == "no-store"
    assert phone.http.get("/api/session").headers["Cache-Control"] == "no-store"


def test_the_shell_is_asked_for_again_and_hashed_files_are_not(app: Flask, tmp_path: Any) -> None:
    dist = tmp_path / "dist"
    dist.mkdir()
    for name in ("app-3F2A8C1D.js", "sw.js"):
        (dist / name).write_text("1", "utf-8")
    app.config["STATIC"] = str(tmp_path)
    client = app.test_client()
    with client.get("/static/dist/app-3F2A8C1D.js") as hashed:
        assert hashed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with client.get("/sw.js") as worker:
        assert worker.headers["Cache-Control"] == "no-cache"
        assert worker.headers["Service-Worker-Allowed"] == "/"
        assert worker.mimetype in {"text/javascript", "application/javascript"}
    assert client.get("/").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/static/dist/../app/main.tsx", "/static/app/main.tsx", "/static/dist/%2e%2e/%2e%2e/x"]
)
def test_sources_are_not_served(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 404


def test_health_tells_that_the_database_answers_and_nothing_else(app: Flask) -> None:
    response = app.test_client().get("/healthz")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_the_languages_cookie_follows_the_choice(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/api/session?lang=en").get_json()["title"] == "Please sign in."
    assert client.get("/api/session").get_json()["title"] == "Please sign in."
    assert client.get("/api/session?lang=xx").get_json()["title"] == "Please sign in."
