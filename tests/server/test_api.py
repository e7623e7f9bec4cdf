"""The API's description, and the headers and files beside it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jsonschema_rs import Draft202012Validator

from server.ground.errors import every_error
from server.ground.ids import new_id
from sync.records import KINDS
from sync.schema import is_written_by_phones
from tests.server.people import Client, OfficeUnderTest, change, visit

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def described(app: Flask) -> dict[str, Any]:
    """The API's description as it is served."""
    document: dict[str, Any] = json.loads(app.test_client().get("/api/openapi.json").data)
    return document


def test_the_description_can_be_had_without_a_server_that_runs(described: dict[str, Any]) -> None:
    command = [sys.executable, "-m", "tools.describe", "api"]
    written = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    assert json.loads(written.stdout) == described


def test_every_route_of_the_api_is_described(app: Flask, described: dict[str, Any]) -> None:
    routes = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")} - {"/api/openapi.json"}
    templates = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule) for rule in routes}
    assert templates - set(described["paths"]) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_kind_is_described_with_all_its_fields(described: dict[str, Any], kind: str) -> None:
    schema = described["components"]["schemas"][f"{kind.capitalize()}Fields"]
    assert schema["properties"].keys() == KINDS[kind].fields.keys()


@pytest.fixture
def validator(described: dict[str, Any]) -> Callable[[str], Draft202012Validator]:
    """Gives what checks a value by a schema of the description."""
    components = {"components": described["components"]}
    return lambda name: Draft202012Validator({"$ref": f"#/components/schemas/{name}"} | components)


SAID: dict[str, tuple[str, dict[str, Any], bool]] = {
    "a deletion": ("support", {"deleted": True}, True),
    "one field of many kinds": ("support", {"place": "玄関先"}, True),
    "one required field of many kinds": ("household", {"name": "見本"}, True),
    "a field that is cleared": ("support", {"place": None}, True),
    "a code that is cleared": ("support", {"outcome": None}, True),
    "a set of fifty": ("support", {"companions": [f"同行者{n}" for n in range(50)]}, True),
    "a set of fifty-one": ("support", {"companions": [f"同行者{n}" for n in range(51)]}, False),
    "a required field that is cleared": ("support", {"method": None}, False),
    "a field of another kind": ("support", {"goal": "x"}, False),
    "a field of the server's": ("support", {"review": "read"}, False),
    "what is fixed of what only the office makes": ("notice", {"reminder": "alarm"}, False),
    "a notice that was seen": ("notice", {"seen": True}, True),
    "an unknown code": ("support", {"method": "teleport"}, False),
    "a text that is too long": ("support", {"place": "あ" * 301}, False),
    "a member of the office": ("staff", {"name": "職員"}, False),
    "nothing": ("support", {}, False),
}


@pytest.mark.parametrize("name", SAID)
def test_a_change_is_described_as_the_office_takes_it(
    validator: Callable[[str], Draft202012Validator], name: str
) -> None:
    kind, fields, good = SAID[name]
    assert validator("Change").is_valid(change(kind, fields)) == good


def test_a_change_that_only_resolves_is_described(validator: Callable[[str], Draft202012Validator]) -> None:
    assert validator("Change").is_valid(change("support", {}) | {"resolves": [new_id()]})
    assert not validator("Change").is_valid(change("support", {}) | {"resolves": []})


def test_every_kind_that_phones_write_has_a_change_with_all_they_may_say(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    for kind in KINDS.values():
        assert (f"{kind.name.capitalize()}Change" in schemas) == is_written_by_phones(kind)
        if kind.creators:
            proposed = schemas[f"{kind.name.capitalize()}Proposal"]
            assert set(proposed["x-required-to-create"]) == kind.required
            assert {name for name in kind.fields if kind.merge_rules[name] != "server"} == proposed["properties"].keys()


def test_what_is_pulled_is_described(office: OfficeUnderTest, validator: Callable[[str], Draft202012Validator]) -> None:
    one, other = office.client("worker"), office.client("worker")
    case = office.case_of(office.users["worker"])
    note = visit(case, place="玄関先", companions=["民生委員"], narrative="話す。")
    one.push(note)
    for phone, place in ((one, "役場"), (other, "病院")):
        phone.push(change("support", {"place": place}, note["record"], note["id"]))
    one.push(change("support", {"deleted": True}, note["record"], note["id"]))
    records = one.pull()["records"]
    assert {record["kind"] for record in records} == {"staff", "person", "case", "support", "conflict"}
    for record in records:
        validator("Record").validate(record)


def test_every_refusal_is_described_as_problem_details_with_its_codes(described: dict[str, Any]) -> None:
    codes = set()
    for name, response in described["components"]["responses"].items():
        if name.startswith("Problem"):
            assert response["content"].keys() == {"application/problem+json"}
            narrowed = response["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"]
            codes |= {(code, narrowed["status"]["const"]) for code in narrowed["code"]["enum"]}
    assert codes == {(error.code, error.status) for error in every_error()}


def test_every_operation_describes_who_may_and_what_may_go_wrong(described: dict[str, Any]) -> None:
    for path, operations in described["paths"].items():
        for method in operations.keys() & {"get", "post", "put", "delete"}:
            operation = operations[method]
            answers = operation["responses"]
            assert {"500", "503"} <= answers.keys(), path
            assert all("$ref" in answers[status] for status in answers if status >= "400"), path
            if method != "get":
                assert operation["security"] == [{"session": [], "csrf": []}], path
                assert "403" in answers, path


def test_the_exchange_describes_its_headers(described: dict[str, Any]) -> None:
    references = [parameter["$ref"] for parameter in described["paths"]["/api/exchange"]["post"]["parameters"]]
    names = {reference.rpartition("/")[2] for reference in references}
    assert names == {"Banso-Protocol", "Banso-User", "Content-Encoding"}
    assert described["components"]["securitySchemes"]["csrf"]["name"] == "X-CSRF-Token"
    for status in ("429", "503"):
        assert "Retry-After" in described["components"]["responses"][f"Problem{status}"]["headers"]


@pytest.mark.parametrize("odd", ["a\0b", "\ud800"])
def test_what_no_database_keeps_is_nobodys_login_and_no_phones_name(anywhere: Flask, odd: str) -> None:
    client = Client(anywhere.test_client(), new_id())
    token = client.http.get("/api/csrf").get_json()["csrf_token"]

    def answer(login: str, password: str, name: str) -> tuple[int, str]:
        body = {"login": login, "password": password, "device": {"id": new_id(), "name": name}}
        response = client.http.post("/api/session", json=body, headers={"X-CSRF-Token": token})
        return response.status_code, response.get_json()["code"]

    assert answer(odd, "x", "電話") == (401, "wrong_credentials")
    assert answer("x", odd, "電話") == (401, "wrong_credentials")
    assert answer("x", "x", odd) == (422, "invalid_request")


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
        # The app's own page stretches a PIN in WebAssembly, and may nothing else.
        said = policy.replace("'wasm-unsafe-eval'", "", 1) if path == "/" else policy
        assert "unsafe" not in said
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
