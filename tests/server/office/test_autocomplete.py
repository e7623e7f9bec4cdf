"""What is typed at the desk stays out of the browser's own files; passwords and codes are for password managers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from flask import Flask, render_template_string

TEMPLATES: Final = Path(__file__).parents[3] / "templates"
NOT_TYPED: Final = {"hidden", "checkbox", "radio", "file"}
FOR_PASSWORD_MANAGERS: Final = {"username", "current-password", "new-password", "one-time-code"}

FIELD: Final = re.compile(r"<(?:input|textarea|select)\b(?P<given>(?:\{\{.*?\}\}|\{%.*?%\}|[^>])*)>", re.DOTALL)
BY_THE_MACRO: Final = "{{ attributes|xmlattr }}"
CALL: Final = re.compile(r"parts\.field\((?P<given>(?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)")
TOKEN: Final = re.compile(r"""autocomplete(?:="|': ')(?P<token>[^"']*)""")


def sources() -> list[tuple[str, str]]:
    return [(path.relative_to(TEMPLATES).as_posix(), path.read_text()) for path in sorted(TEMPLATES.rglob("*.html"))]


def is_typed(given: str) -> bool:
    kind = re.search(r'\btype="(\w+)"', given)
    return kind is None or kind[1] not in NOT_TYPED


def test_what_is_typed_at_the_desk_stays_out_of_the_browsers_files() -> None:
    fields = [(name, found["given"]) for name, text in sources() for found in FIELD.finditer(text)]
    bare = [(name, given) for name, given in fields if is_typed(given) and BY_THE_MACRO not in given]
    assert len([given for _, given in fields if BY_THE_MACRO in given]) == 3, "an input, a textarea and a select"
    assert len(bare) > 5
    assert [(name, given) for name, given in bare if 'autocomplete="off"' not in given] == []


def test_nothing_but_passwords_and_codes_says_anything_else() -> None:
    said = {(name, found["token"]) for name, text in sources() for found in TOKEN.finditer(text)}
    others = {(name, token) for name, token in said if token != "off"}
    assert {token for _, token in others} == FOR_PASSWORD_MANAGERS
    assert {name for name, _ in others} == {
        f"office/{page}.html"
        for page in (
            "account",
            "choose_password",
            "confirm",
            "second_factor",
            "second_step",
            "second_step_new",
            "sign_in",
        )
    }


def test_password_managers_are_told_what_is_a_password_and_a_code() -> None:
    calls = [(name, found["given"]) for name, text in sources() for found in CALL.finditer(text)]
    passwords = [(name, given) for name, given in calls if "type='password'" in given]
    codes = [(name, given) for name, given in calls if re.match(r"'code'", given) and "_('Code" in given]
    assert (len(passwords), len(codes)) == (8, 5)
    assert [each for each in passwords if not re.search(r"'autocomplete': '(current|new)-password'", each[1])] == []
    assert [each for each in codes if "'autocomplete': 'one-time-code'" not in each[1]] == []


@pytest.mark.parametrize("kind", ["text", "search", "date", "tel", "textarea", "select"])
def test_the_macro_says_so_by_itself_and_leaves_what_it_was_told(app: Flask, kind: str) -> None:
    with app.test_request_context():
        page = render_template_string(
            "{% import 'office/parts.html' as parts with context %}"
            "{{ parts.field('a', 'A', type=kind, attributes={'data-limit': 9}) }}"
            "{{ parts.field('b', 'B', type=kind, attributes={'autocomplete': 'one-time-code'}) }}",
            kind=kind,
        )
    assert [found["token"] for found in TOKEN.finditer(page)] == ["off", "one-time-code"]
    assert 'data-limit="9"' in page
