"""One shape for every error, and nothing of what people said in logs or answers."""

from __future__ import annotations

import gzip
import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from server.ground import logs
from server.ground.errors import every_error
from server.ground.ids import new_id
from server.store import Unavailable, directory
from tests.server.people import OfficeUnderTest, change, visit

SECRETS = {
    "name": "ジュゲムジュゲム花子",
    "narrative": "クチャラーテンペスト大作戦",
    "login": "noone-abracadabra",
    "password": "sesame-opens-the-cave",
    "phone": "パパパの電話",
}


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that any logger says, as the server formats it and as Python would."""
    stream = io.StringIO()
    handlers = [logging.StreamHandler(stream), logging.StreamHandler(stream)]
    handlers[0].setFormatter(logs.Formatter())
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.DEBUG)
    for handler in handlers:
        root.addHandler(handler)
    yield stream
    for handler in handlers:
        root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def broken(app: Flask, office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose exchange raises with what people said in the message."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"could not store {SECRETS['narrative']}")

    monkeypatch.setattr("server.services.exchange.pull", fail)


def test_an_address_that_is_not_there(app: Flask) -> None:
    response = app.test_client().get("/api/nothing")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert response.get_json()["code"] == "not_found"


def test_a_method_that_is_not_there_says_which_are(app: Flask) -> None:
    response = app.test_client().get("/api/exchange")
    assert (response.status_code, response.get_json()["code"]) == (405, "method_not_allowed")
    assert "POST" in response.headers["Allow"]


def test_a_browser_is_answered_with_a_page(app: Flask) -> None:
    response = app.test_client().get("/nothing", headers={"Accept": "text/html"})
    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert "ここには何もありません" in response.text
    english = app.test_client().get("/nothing?lang=en", headers={"Accept": "text/html"})
    assert "There is nothing here." in english.text


def test_titles_are_told_in_the_readers_language(app: Flask) -> None:
    japanese = app.test_client().get("/api/session").get_json()["title"]
    english = app.test_client().get("/api/session", headers={"Accept-Language": "en"}).get_json()["title"]
    assert (japanese, english) == ("ログインしてください。", "Please sign in.")


@pytest.mark.usefixtures("broken")
def test_a_mistake_of_ours_is_answered_with_the_number_under_which_it_is_logged(
    office: OfficeUnderTest, logged: io.StringIO
) -> None:
    response = office.client("worker").exchange()
    problem = response.get_json()
    assert (response.status_code, problem["code"]) == (500, "internal")
    assert SECRETS["narrative"] not in response.text
    (line,) = [line for line in logged.getvalue().splitlines() if problem["incident"] in line]
    told = json.loads(line)
    assert told["exception"] == "RuntimeError"
    assert any("test_errors.py" in frame for frame in told["frames"])


def test_a_busy_database_is_not_a_mistake(app: Flask, office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = office.client("worker")

    def busy(*_: object, **__: object) -> None:
        raise Unavailable

    monkeypatch.setattr("server.services.exchange.reading", busy)
    response = phone.exchange()
    assert (response.status_code, response.get_json()["code"]) == (503, "busy")
    assert response.headers["Retry-After"] == "5"


def _fail_with_their_words(*_: object, **__: object) -> None:
    raise KeyError(SECRETS["narrative"])


def _spoken(logged: io.StringIO, *more: str) -> list[str]:
    text = logged.getvalue()
    assert "request" in text
    return [secret for secret in (*SECRETS.values(), *more) if secret in text or json.dumps(secret)[1:-1] in text]


def test_no_log_line_holds_what_people_said(
    office: OfficeUnderTest, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.case_of(office.users["worker"], SECRETS["name"])
    phone = office.client("worker")
    with phone.http.session_transaction() as session:
        token = session["_user_id"]
    bad = visit(case, narrative=SECRETS["narrative"], mood=SECRETS["name"])
    person = change("person", {"name": SECRETS["name"], "phone": SECRETS["phone"]})
    phone.push(visit(case, narrative=SECRETS["narrative"]), bad, person, {SECRETS["name"]: 1})
    phone.exchange(cursor=SECRETS["name"])
    phone.post(SECRETS["narrative"].encode())
    phone.post(gzip.compress(SECRETS["narrative"].encode())[:-4], Content_Encoding="gzip")
    phone.http.get(f"/nothing/{SECRETS['name']}?q={SECRETS['phone']}")
    office.client().sign_in(SECRETS["login"], SECRETS["password"])
    office.client().sign_in(office.login("worker"), SECRETS["password"])
    monkeypatch.setattr("server.services.exchange.push", _fail_with_their_words)
    phone.push(visit(case, narrative=SECRETS["narrative"]))
    assert '"exception": "KeyError"' in logged.getvalue()
    assert _spoken(logged, phone.token, token) == []


def test_a_statement_that_fails_is_logged_without_its_values(office: OfficeUnderTest, logged: io.StringIO) -> None:
    """As SQLAlchemy would otherwise write them into the error's message."""
    with office.app.test_request_context(), pytest.raises(Exception) as caught:  # noqa: PT011, SIM117 - of any type
        with directory(write=True) as found:
            found.connection.exec_driver_sql("INSERT INTO nothing VALUES (?)", (SECRETS["name"],))
    assert SECRETS["name"] not in str(caught.value.__cause__)
    logging.getLogger("banso").error("failed", exc_info=caught.value)
    logging.getLogger("banso").info("request %s", new_id())
    assert _spoken(logged) == []


@pytest.mark.parametrize("prefix", ["problem", "attachments.refused"])
def test_the_phone_has_no_sentence_for_a_code_that_nobody_gives(prefix: str) -> None:
    """A code is a refusal of the server's, or one that the phone gives itself."""
    phone = Path(__file__).parents[2] / "static" / "app"
    sources = {path: path.read_text(encoding="utf-8") for path in phone.rglob("*.ts*")}
    catalogue = "".join(text for path, text in sources.items() if phone / "i18n" / "ja" in path.parents)
    code = "".join(text for path, text in sources.items() if phone / "i18n" not in path.parents)
    told = set(re.findall(rf'^  "{re.escape(prefix)}\.(\w+)":', catalogue, re.MULTILINE)) - {"other"}
    refusals = {error.code for error in every_error()}
    assert told
    assert [each for each in sorted(told - refusals) if f'"{each}"' not in code] == []


def test_what_is_said_of_a_refused_request_is_told_once() -> None:
    """In ``sync/words/``, from which the phone's own file is written."""
    catalogues = (Path(__file__).parents[2] / "static" / "app" / "i18n").rglob("*.ts")
    own = "".join(path.read_text(encoding="utf-8") for path in catalogues if not path.name.endswith(".gen.ts"))
    told = set(re.findall(r'"problem\.(\w+)"', own))
    assert "missing" in told
    assert told & {error.code for error in every_error()} == set()
