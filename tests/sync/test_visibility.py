"""What a kind declares of who sees its records."""

from __future__ import annotations

import pytest

from sync.fields import Elements, Id, once, text
from sync.kinds import Kind, KindSchema
from sync.memory import MemoryStore
from sync.records import KINDS
from tests.sync.contract import OFFICE
from tests.sync.contract_visibility import VisibilityContract
from tests.sync.offices import SATO, SUZUKI, Office


class DiarySchema(KindSchema):
    """What somebody writes for themselves."""

    worker = once(Id("staff", required=True))
    entry = text()


class BudgetSchema(KindSchema):
    """Something of a case."""

    case = once(Id("case", required=True))


EVERY_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@EVERY_KIND
def test_what_is_a_scope_of_its_own_says_who_is_led_to_it_and_nothing_else_does(kind: Kind) -> None:
    assert (kind.grants is not None) == (kind.scope is None)
    assert kind.grants_change_with <= kind.fields.keys()


@EVERY_KIND
def test_grants_lead_to_members_of_the_office_and_to_scopes(kind: Kind) -> None:
    if kind.grants is None:
        return
    for name in kind.grants.users:
        declared = kind.fields[name]
        target = declared.inner if isinstance(declared, Elements) else declared
        assert isinstance(target, Id)
        assert target.refers_to == "staff"
    for name in kind.grants.records:
        assert KINDS[kind.references[name]].scope is None


@EVERY_KIND
def test_only_the_server_writes_who_has_a_record_in_charge_and_whose_word_that_is(kind: Kind) -> None:
    if kind.grants is not None:
        assert {kind.merge_rules[name] for name in (*kind.grants.users, *kind.grants.words)} <= {"server"}


def test_a_new_kind_is_seen_by_whom_its_scope_says_without_more(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (Kind("diary", DiarySchema, scope="worker"), Kind("budget", BudgetSchema, scope="case")):
        monkeypatch.setitem(KINDS, kind.name, kind)
    office = Office(MemoryStore(OFFICE))
    for author in (SATO, SUZUKI):
        office.hire(author)
    VisibilityContract().test_a_record_of_every_kind_is_seen_by_whom_its_scope_says(office)
