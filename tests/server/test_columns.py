"""A kind's table has columns for what queries ask; everything else is read from the record."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from server.models import PROJECTIONS
from server.models.base import Projection

SERVER = Path(__file__).parents[2] / "server"
WRITTEN_ONLY = {SERVER / "models", SERVER / "migrations"}


def asked() -> set[tuple[str, str]]:
    """Every attribute of a name in the server's code: ``Case.state`` as ``("Case", "state")``; and ``one.state`` in
    a function that takes ``one: type[Case]``.
    """
    found: set[tuple[str, str]] = set()
    for path in SERVER.rglob("*.py"):
        if WRITTEN_ONLY.isdisjoint(path.parents):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found |= attributes(tree, {})
            for function in ast.walk(tree):
                if isinstance(function, ast.FunctionDef):
                    found |= attributes(function, models_taken(function))
    return found


def attributes(tree: ast.AST, called: dict[str, str]) -> set[tuple[str, str]]:
    """The attributes of names below a node; ``called`` says what a name stands for."""
    return {
        (called.get(node.value.id, node.value.id), node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }


def models_taken(function: ast.FunctionDef) -> dict[str, str]:
    """The parameters of a function that are models, e.g. ``one: type[Case]``."""
    annotated = {each.arg: ast.unparse(each.annotation) for each in function.args.args if each.annotation}
    return {name: text[5:-1] for name, text in annotated.items() if text.startswith("type[")}


ASKED = asked()


@pytest.mark.parametrize("kind", PROJECTIONS)
def test_a_query_asks_for_every_column(kind: str) -> None:
    model = PROJECTIONS[kind]
    own = set(model.__table__.columns.keys()) - set(Projection.__annotations__)
    assert {name for name in own if (model.__name__, name) not in ASKED} == set()
