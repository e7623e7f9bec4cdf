"""A kind's table has columns by which records are found, ordered, joined or counted; the rest is in the record."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from server.models import PROJECTIONS
from server.models.base import Projection

SERVER: Final = Path(__file__).parents[2] / "server"
WRITTEN_ONLY: Final = {SERVER / "models", SERVER / "migrations"}

Asked = tuple[str, str]
"""A model and one of its columns, by their names."""

ONLY_SHOWN: Final[Mapping[str, frozenset[str]]] = {
    # Days and weeks of a whole office, reckoned for each of its workers.
    "appointment": frozenset({"ends_at", "method", "programme", "place", "purpose"}),
    "series": frozenset({"repeats", "closed_days", "from_time", "to_time", "method", "programme", "place", "purpose"}),
    # What cases are found by is folded and compared by the server, one case after the other.
    "person": frozenset({"address", "phone"}),
    "household": frozenset({"address", "members"}),
    # Whose it is.
    "absence": frozenset({"worker"}),
    # Each attachment of every office, as a backup counts them.
    "attachment": frozenset({"size", "sha256"}),
    # Under the office's counter, for each record of a push.
    "conflict": frozenset({"field", "proposed_change"}),
    # Who is out is told in part of a case that is withheld: the query says which part.
    "outing": frozenset({"companions", "no_note", "place", "received_at"}),
    # Read for each row of the longest lists, or for each message that is sent.
    "case": frozenset({"co_workers"}),
    "notice": frozenset({"count"}),
    "staff": frozenset({"phone"}),
    "support": frozenset({"outcome"}),
}
"""Columns by which nothing need be found, with why they are there. A new one is not added: lists read the record."""

SHOWS: Final = {"select", "add_columns", "_seen"}
"""What takes the columns of a query's rows."""

DRESSES: Final = {"label", "coalesce", "case", "substr"}
"""What makes one column of a query's rows of others."""


def trees() -> Iterator[ast.Module]:
    for path in SERVER.rglob("*.py"):
        if WRITTEN_ONLY.isdisjoint(path.parents):
            yield ast.parse(path.read_text(encoding="utf-8"))


def columns_asked(tree: ast.Module) -> Iterator[tuple[Asked, bool]]:
    """Every attribute of a name, ``Case.state`` as ``("Case", "state")``, and whether it is only shown there. In a
    function that takes ``one: type[Case]``, so is ``one.state``.
    """
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    called = {
        argument: model
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for argument, model in models_taken(function).items()
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield (called.get(node.value.id, node.value.id), node.attr), is_shown(node, parents)


def models_taken(function: ast.FunctionDef) -> dict[str, str]:
    """The parameters of a function that are models, e.g. ``one: type[Case]``."""
    annotated = {each.arg: ast.unparse(each.annotation) for each in function.args.args if each.annotation}
    return {name: text[5:-1] for name, text in annotated.items() if text.startswith("type[")}


def is_shown(node: ast.AST, parents: Mapping[ast.AST, ast.AST]) -> bool:
    """Whether a column stands among those of a query's rows, or in a tuple of such, and nowhere else."""
    listed = False
    while True:
        node, below = parents[node], node
        if isinstance(node, ast.Tuple | ast.List | ast.Starred):
            listed = listed or not isinstance(node, ast.Starred)
        elif isinstance(node, ast.Call) and called_by(node) in SHOWS:
            return True
        elif isinstance(node, ast.Attribute) and node.attr == "label":
            continue
        elif not (isinstance(node, ast.Call) and called_by(node) in DRESSES):
            return listed and isinstance(node, ast.Assign | ast.AnnAssign) and node.value is below


def called_by(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


EVERYWHERE: Final = [asked for tree in trees() for asked in columns_asked(tree)]
FOUND_BY: Final = {asked for asked, shown in EVERYWHERE if not shown}
SHOWN: Final = {asked for asked, shown in EVERYWHERE if shown} - FOUND_BY


def own_columns(kind: str) -> set[str]:
    return set(PROJECTIONS[kind].__table__.columns.keys()) - set(Projection.__annotations__)


@pytest.mark.parametrize("kind", PROJECTIONS)
def test_records_are_found_by_every_column(kind: str) -> None:
    model = PROJECTIONS[kind].__name__
    needless = {name for name in own_columns(kind) if (model, name) not in FOUND_BY}
    assert needless - ONLY_SHOWN.get(kind, set()) == set()
    assert ONLY_SHOWN.get(kind, set()) - own_columns(kind) == set()
    assert {name for name in needless if (model, name) not in SHOWN} == set()


def test_a_column_is_told_from_what_a_query_shows() -> None:
    tree = ast.parse(
        "rows = select(Case, Case.id, case((Case.open, Case.place)).label('p')).where(Case.state == 'open')\n"
        "COLUMNS = (Case.number, Case.seq)\n"
        "worker = func.coalesce(Case.worker, Case.author)\n"
        "query.order_by(Case.day.desc())\n"
    )
    shown = {column for (_, column), is_only_shown in columns_asked(tree) if is_only_shown}
    assert shown == {"id", "open", "place", "number", "seq"}
