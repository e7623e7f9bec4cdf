"""What office pages show of cases is read through ``as_seen_by``: by mistake nothing else can be read there."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

SERVER: Final = Path(__file__).parents[3] / "server"
ROOMS: Final = frozenset(
    {"accounts", "sessions", "links", "factors", "approvals", "push", "reminders", "team", "drafts", "backups"}
    | {
        "recovery",
        "numbers",
        "trail",
        "holding",
        "search_index",
        "candidates",
        "erasures",
        "erasing",
        "passkeys",
        "identities",
        "devices",
        "figures",
        "imports",
    }
)
"""The rooms that hold nothing of cases, or count it. What waits in ``recovery`` belongs to none yet; the trail has
their ids, and so have those of what is erased, with days and why a case is held back, for those who decide on it.
"""

PLAIN: Final = frozenset({"id", "zone", "day", "lock"})
WRITING: Final = frozenset({"records.by_id", "meetings.agenda_length"})
"""What services ask under the lock before they write: whether a record is still as it was when it was read."""

Function = ast.FunctionDef | ast.Lambda
"""A lambda has no annotations: an office is called ``office`` there."""

Place = tuple[str, str, str]
"""A file, a function of it, and what that asks of an office."""

REPORTS: Final[frozenset[Place]] = frozenset(
    {
        ("narrowed.py", "supports_of", "notes.whole"),
        ("reports/accompaniment.py", "_visits", "records.by_id"),
        ("reports/plans.py", "_counted", "plans.decided"),
        ("reports/plans.py", "_table", "plans.decided"),
        ("reports/plans.py", "_clients", "records.by_id"),
    }
)
"""Reports are over the whole office, for those who may read all that stands in it (``tests/sync/test_roles.py``)."""


WHOLE: Final[Mapping[str, frozenset[str]]] = {
    "erasing.py": frozenset({"records.by_id", "records.erased", "records.last_seq", "records.write"}),
    "disclosure.py": frozenset({"records.by_id", "records.entries_after"}),
    "handover_undone.py": frozenset({"records.by_id", "records.entries", "records.entries_after"}),
}
"""What is erased, and everything about one person, is everything: whoever reads less has neither permission
(``tests/sync/test_roles.py``). A hand-over is undone whole, by whoever sees all that it was about."""


def asked_in(folder: Path) -> Iterator[Place]:
    """What is asked of offices in a folder's files, as far as two names go: ``cases.page``."""
    for file in sorted(folder.rglob("*.py")):
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, Function):
                for path in asked_by(function):
                    yield str(file.relative_to(folder)), getattr(function, "name", "lambda"), path


def asked_by(function: Function) -> Iterator[str]:
    offices = set(offices_of(function))
    parents = {id(node.value): node for node in ast.walk(function) if isinstance(node, ast.Attribute)}
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in offices:
            further = parents.get(id(node))
            yield node.attr if further is None else f"{node.attr}.{further.attr}"


def offices_of(function: Function) -> Iterator[str]:
    """The names under which a function has an office: parameters, and what a transaction gives."""
    for argument in (*function.args.args, *function.args.kwonlyargs):
        if isinstance(function, ast.Lambda) and argument.arg == "office":
            yield argument.arg
        if argument.annotation is not None and "Office" in ast.unparse(argument.annotation).split(" | "):
            yield argument.arg
    for node in ast.walk(function):
        if (
            isinstance(node, ast.withitem)
            and node.optional_vars is not None
            and ast.unparse(node.context_expr).startswith(("reading(", "writing("))
        ):
            yield ast.unparse(node.optional_vars)


def test_the_pages_ask_only_what_is_seen_and_what_holds_nothing_of_cases() -> None:
    asked = list(asked_in(SERVER / "views" / "office"))
    astray = [place for place in asked if place[2].split(".")[0] not in ROOMS | PLAIN]
    assert astray == [("frame.py", "as_seen", "as_seen_by")]
    assert len(asked) > 50
    assert ("approvals.py", "lambda", "approvals.waiting_count") in asked


def test_what_pages_are_made_of_is_read_as_its_reader_sees_it() -> None:
    asked = set(asked_in(SERVER / "office"))
    of_cases = {place for place in asked if place[2].split(".")[0] not in ROOMS | PLAIN}
    to_write = {place for place in of_cases if place[2] in WRITING and _writes(SERVER / "office" / place[0], place[1])}
    whole = {place for place in of_cases if place[2] in WHOLE.get(place[0], ())}
    assert of_cases - to_write - whole == REPORTS
    assert {place[2] for place in whole} == {asked for each in WHOLE.values() for asked in each}
    assert {place[2] for place in to_write} == WRITING


def _writes(file: Path, function: str) -> bool:
    """Whether a function writes: it is told who does it."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    (found,) = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == function)
    return "who" in {argument.arg for argument in found.args.args}
