"""A browser at the office: it opens pages, reads them as text, and sends the forms that stand on them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.people import PASSWORD, OfficeUnderTest

ENGLISH = {"Accept": "text/html", "Accept-Language": "en"}


@dataclass
class Form:
    """A form with what its inputs hold, by name."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select: str | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag == "input" and self.forms and given.get("name"):
            if given.get("type") not in {"radio", "checkbox"} or "checked" in given:
                self._add(given["name"], given.get("value", ""))
        elif tag == "select":
            self._select = given.get("name")
        elif tag == "option" and self._select and "selected" in given:
            self._add(self._select, given.get("value", ""))
        elif tag == "textarea":
            self._textarea = given.get("name")
            self._add(given.get("name", ""), "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1].values[self._textarea] = [data.removeprefix("\n")]

    def _add(self, name: str, value: str) -> None:
        self.forms[-1].values.setdefault(name, []).append(value)


@dataclass
class Desk:
    """The browser."""

    http: FlaskClient
    page: TestResponse = field(init=False)

    def sign_in(self, login: str, password: str = PASSWORD, **more: str) -> TestResponse:
        self.open("/office/sign-in")
        return self.send(login=login, password=password, **more)

    def open(self, address: str, status: int = 200) -> str:
        """Opens a page and gives its text."""
        self.page = self.http.get(address, headers=ENGLISH)
        assert self.page.status_code == status, self.page.text
        return self.page.text

    def form(self, action: str = "") -> Form:
        """The form of this page that goes to a path ending so; the last one where nothing is said."""
        parser = _Forms()
        parser.feed(self.page.text)
        sent = [form for form in parser.forms if form.method == "post"]
        return next(form for form in reversed(sent) if form.action.partition("?")[0].endswith(action))

    def send(self, *, form: str = "", **values: Any) -> TestResponse:
        """Sends a form of this page with other values; what is sent back becomes the page."""
        sent = self.form(form)
        return self.post(sent.action, **{**sent.values, **values})

    def post(self, action: str, **values: Any) -> TestResponse:
        self.page = self.http.post(action, data=values, headers=ENGLISH)
        return self.page

    def token(self) -> str:
        """The token that the forms of this page carry, for a form that does not stand on it."""
        return self.form().values["csrf_token"][0]

    def follow(self) -> str:
        """Goes where the last answer sends, and on from there."""
        assert self.page.status_code in {302, 303}, self.page.text
        while self.page.status_code in {302, 303}:
            self.page = self.http.get(self.page.headers["Location"], headers=ENGLISH)
        assert self.page.status_code == 200, self.page.text
        return self.page.text


def link_on(desk: Desk) -> str:
    """The link that a page shows once, as a path."""
    (found,) = re.findall(r'value="https?://[^/"]+(/office/link/[^"]+)"', desk.page.text)
    return str(found)


def at_the_door(office: OfficeUnderTest, role: str) -> Desk:
    """A browser in which the password of a role has been given, and no more."""
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login(role))
    desk.follow()
    return desk


def is_in(desk: Desk) -> bool:
    """Whether somebody is signed in there."""
    return desk.http.get("/api/session").status_code == 200
