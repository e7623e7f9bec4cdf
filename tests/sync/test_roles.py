"""The table of permissions is the only place where a role is known by its name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.codes import CODE_LISTS
from sync.records import KINDS
from sync.roles import (
    PERMISSIONS,
    ROLES,
    Permission,
    may,
    needs_approval,
    needs_second_factor,
    reads_cases,
    roles_that_may,
)

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "sync" / "roles.py"
MADE_UP = {ROOT / "server" / "demo" / "staff.py": "the people of the demonstration office"}
HISTORY = ROOT / "server" / "migrations"
UNMISTAKABLE = frozenset(ROLES) - {"worker"}
"""Worker is also the name of a field."""

EVERYBODY = {"worker", "supervisor", "manager", "clerk", "partner", "administrator"}


def python_files() -> Iterator[Path]:
    for folder in ("sync", "server"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path != TABLE and path not in MADE_UP and not path.is_relative_to(HISTORY):
                yield path


def roles_named_in(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in UNMISTAKABLE:
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
        if isinstance(node, ast.Compare) and "role" in ast.unparse(node.left):
            yield from (
                f"{path.relative_to(ROOT)}:{node.lineno} {part.value}"
                for part in ast.walk(node)
                if isinstance(part, ast.Constant) and part.value == "worker"
            )


def test_no_python_module_knows_a_role_by_its_name() -> None:
    assert [named for path in python_files() for named in roles_named_in(path)] == []


@pytest.mark.parametrize(("folder", "endings"), [("templates", {".html"}), ("static/app", {".ts", ".tsx"})])
def test_no_template_and_no_screen_knows_a_role_by_its_name(folder: str, endings: set[str]) -> None:
    quoted = re.compile("[\"'](" + "|".join(UNMISTAKABLE) + ")[\"']")
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in endings and not path.name.endswith(".gen.ts")
        for match in quoted.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_every_role_of_the_code_list_has_a_row() -> None:
    assert PERMISSIONS.keys() == set(CODE_LISTS["role"]) == EVERYBODY


@pytest.mark.parametrize("permission", Permission)
def test_a_role_without_a_row_may_nothing(permission: Permission) -> None:
    assert not may("visitor", permission)
    assert not may("", permission)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_has_what_nobody_may(role: str) -> None:
    assert not may(role, None)


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_somebodys(permission: Permission) -> None:
    assert roles_that_may(permission)


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_asked_for_somewhere(permission: Permission) -> None:
    asked = re.compile(rf"Permission\.{permission.name}\b|\bmay\.{permission.value}\b")
    places = [*python_files(), *sorted((ROOT / "templates").rglob("*.html"))]
    assert any(asked.search(path.read_text("utf-8")) for path in places)


def test_whoever_comes_to_no_case_content_has_no_permission_that_needs_any() -> None:
    """Administrators, always (design, section 3)."""
    harmless = {
        Permission.SIGN_IN,
        Permission.SEE_FAULTS,
        Permission.READ_ACCOUNTS,
        Permission.KEEP_ACCOUNTS,
    }
    assert PERMISSIONS["administrator"] <= harmless


def test_a_partner_reads_what_is_shared_with_them_and_does_nothing_else() -> None:
    assert PERMISSIONS["partner"] == {Permission.SIGN_IN, Permission.USE_PHONE, Permission.READ_SHARED}
    assert roles_that_may(Permission.READ_SHARED) == {"partner"}


@pytest.mark.parametrize("role", ROLES)
def test_whoever_carries_cases_on_a_phone_may_read_all_that_comes_to_it(role: str) -> None:
    """To a partner's comes only what is shared with them (``sync.sharing``)."""
    needed = {Permission.READ_OWN_CASES, Permission.READ_SENSITIVE, Permission.WRITE_NOTES}
    carries = may(role, Permission.USE_PHONE) and not may(role, Permission.READ_SHARED)
    assert not carries or needed <= PERMISSIONS[role]


@pytest.mark.parametrize("role", ROLES)
def test_whoever_takes_lists_out_may_read_all_that_stands_in_them(role: str) -> None:
    needed = {Permission.READ_OFFICE, Permission.READ_SENSITIVE}
    assert not may(role, Permission.READ_REPORTS) or needed <= PERMISSIONS[role]


@pytest.mark.parametrize("role", ROLES)
def test_whoever_reads_who_did_what_may_open_what_it_names(role: str) -> None:
    needed = {Permission.READ_OFFICE, Permission.READ_SENSITIVE}
    assert not may(role, Permission.READ_TRAIL) or needed <= PERMISSIONS[role]


def test_the_table_is_as_the_office_works() -> None:
    """The same told the other way round, so that a row is not altered by mistake."""
    field, leading, intake = {"worker", "supervisor", "manager"}, {"supervisor", "manager"}, {"clerk"}
    held = {
        "sign_in": EVERYBODY,
        "use_phone": field | {"partner"},
        "read_own_cases": field | intake,
        "read_shared": {"partner"},
        "read_office": leading | intake,
        "read_sensitive": field,
        "write_intakes": field | intake,
        "write_notes": field,
        "write_absences": field | intake,
        "remove_records": leading,
        "be_in_charge": field,
        "take_charge": {"worker", "supervisor"},
        "resolve_conflicts": field,
        "watch_outings": field,
        "answer_alarms": leading,
        "told_first": {"supervisor"},
        "review": leading,
        "approve": leading,
        "assign": leading,
        "keep_meetings": leading,
        "lead_team": leading,
        "settle_losses": leading,
        "read_reports": leading,
        "import_records": leading,
        "export_office": {"manager"},
        "keep_settings": leading,
        "see_faults": leading | {"administrator"},
        "read_accounts": {"manager", "administrator"},
        "read_trail": {"manager"},
        "restrict_cases": {"manager"},
        "keep_accounts": {"administrator"},
        "approve_accounts": {"manager"},
        "erase_cases": leading,
        "disclose": {"manager"},
    }
    assert {permission.value: set(roles_that_may(permission)) for permission in Permission} == held


def test_who_opens_the_office_or_keeps_accounts_needs_more_than_a_password() -> None:
    assert {role for role in ROLES if needs_second_factor(role)} == {"supervisor", "manager", "administrator"}
    assert not needs_second_factor("visitor")


def test_whoever_comes_to_cases_or_to_more_of_them_comes_by_two_people() -> None:
    """A cell is a way that an administrator cannot go alone."""
    alone = {(before, after) for before in (None, *ROLES) for after in ROLES if not needs_approval(before, after)}
    assert {role for role in ROLES if not reads_cases(role)} == {"administrator"}
    for before in (None, "administrator"):
        assert {after for start, after in alone if start == before} == {"administrator"}
    for before in ("partner", "worker", "clerk"):
        assert {after for start, after in alone if start == before} == {before, "administrator"}
    assert ("supervisor", "manager") not in alone
    assert ("manager", "supervisor") in alone


def test_nobody_both_asks_for_an_account_and_approves_of_it() -> None:
    assert not roles_that_may(Permission.KEEP_ACCOUNTS) & roles_that_may(Permission.APPROVE_ACCOUNTS)


@pytest.mark.parametrize("role", ROLES)
def test_whoever_opens_the_office_opens_their_own_cases(role: str) -> None:
    assert not may(role, Permission.READ_OFFICE) or may(role, Permission.READ_OWN_CASES)


def test_every_field_that_anybody_may_read_is_known_to_be_so() -> None:
    """Free text is sensitive unless it stands here: what registers hold, and what is no client's."""
    registers = {
        "person": {"name", "kana", "phone", "address", "source"},
        "household": {"name", "address"},
        "case": {"number", "source"},
        "support": {"source"},
        "plan": {"source"},
        "plan_support": {"frequency"},
        "meeting": {"place", "attendees"},
        "staff": {"name", "phone"},
        "conflict": {"about_kind", "field"},
    }
    free = {
        kind.name: {
            name for name, declared in kind.fields.items() if _is_free_text(declared) and name not in kind.sensitive
        }
        for kind in KINDS.values()
    }
    assert {kind: names for kind, names in free.items() if names} == registers


def _is_free_text(declared: object) -> bool:
    inner = getattr(declared, "inner", declared)
    return type(inner).__name__ in {"Plain", "Anything"}
