"""The list of codes and the engine are of one mind: no code is made that is not listed, and none is listed in vain."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import sync
from sync import permission
from sync.records import KINDS
from sync.refusals import FIELD_ERRORS, LAID, REJECTIONS, WAITS

SOURCES = [path for path in Path(sync.__path__[0]).glob("*.py") if path.name not in {"refusals.py", "codes.py"}]
OF_CHANGES = REJECTIONS | WAITS | LAID
OF_FIELDS = FIELD_ERRORS | REJECTIONS
"""Where the whole change is at fault, the error at the field has the code of the change."""

CALLS = {"InvalidChange": 0, "rejected": 1, "Waits": 0}
"""Which argument of a call is the code of a change."""

AT_FIELDS = {"FieldError": 1, "ValidationError": 0}
"""Which argument of a call is the code of an error at a field."""


def nodes() -> Iterator[ast.AST]:
    for path in SOURCES:
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def literal(node: ast.AST | None) -> set[str]:
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def arguments(calls: dict[str, int]) -> dict[str, set[str]]:
    """By call: the literals that stand at the given place of it."""
    found: dict[str, set[str]] = {name: set() for name in calls}
    for node in nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in calls:
            found[node.func.id] |= set().union(*map(literal, node.args[calls[node.func.id] :][:1]))
    return found


def codes(calls: dict[str, int]) -> set[str]:
    return set().union(*arguments(calls).values())


def returned() -> set[str]:
    """The literals that ``sync.permission.refusal`` returns, also as ``return … if …``."""
    (function,) = ast.parse(inspect.getsource(permission.refusal)).body
    values = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    found: set[str] = set()
    while values:
        value = values.pop()
        if isinstance(value, ast.IfExp):
            values += [value.body, value.orelse]
        found |= literal(value)
    return found


def keywords(name: str) -> set[str]:
    values = (n.value for n in nodes() if isinstance(n, ast.keyword) and n.arg == name)
    return set().union(*map(literal, values))


def collected() -> set[str]:
    """The codes that are gathered by field before they are told: ``{name: "required" for …}``, ``errors[name] = …``."""
    found: set[str] = set()
    for node in nodes():
        if isinstance(node, ast.DictComp) or (
            isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript)
        ):
            found |= literal(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "fromkeys":
            found |= set().union(*map(literal, node.args[1:]))
    return found


@pytest.mark.parametrize("calls", [CALLS, AT_FIELDS], ids=["changes", "fields"])
def test_every_call_that_is_looked_for_is_made_with_a_code(calls: dict[str, int]) -> None:
    assert {name for name, found in arguments(calls).items() if not found} == set()


def test_every_code_of_a_change_is_listed() -> None:
    assert returned()
    assert codes(CALLS) | keywords("code") | returned() <= OF_CHANGES.keys()


def test_every_code_of_an_error_at_a_field_is_listed() -> None:
    assert codes(AT_FIELDS) | collected() <= OF_FIELDS.keys()


def test_no_code_is_listed_that_is_never_given() -> None:
    given = set().union(*map(literal, nodes()))
    # The server's own mistakes are answered where requests are (server/services/exchange.py).
    assert (OF_CHANGES | FIELD_ERRORS).keys() - given == {"internal"}


def test_no_record_rule_has_the_code_of_another_refusal() -> None:
    rules = {rule.code for kind in KINDS.values() for rule in kind.rules}
    assert rules.isdisjoint(OF_CHANGES | OF_FIELDS)
