"""Who may write what for whom, as the kinds declare it."""

from __future__ import annotations

import itertools

import pytest

from sync.permission import asked_instead, refusal
from sync.records import KINDS
from sync.roles import ROLES, Permission, may, roles_that_may
from sync.store import Record
from tests.sync.evidence import APPROVED

ME, OTHER = "00000000-0000-8000-8000-00000000aaaa", "00000000-0000-8000-8000-00000000bbbb"


def record(kind: str, owner: str, **fields: object) -> Record:
    owned = KINDS[kind].owner
    named = {} if owned is None else {owned.field: owner}
    return Record(kind, "r", "s", 1, "h", owner, named | fields)


def test_every_field_of_a_plan_is_approved_or_named_as_free() -> None:
    rules = KINDS["plan"].merge_rules
    written = {name for name, rule in rules.items() if rule not in {"server", "once"}}
    assert written == APPROVED.keys() | {"next_monitoring", "submitted", "deleted"}


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_writes_what_is_anothers_but_the_roles_that_the_kind_names(kind: str) -> None:
    declared = KINDS[kind]
    for role, writes in itertools.product(ROLES, ("make", "edit", "delete")):
        makes, edits, deletes = (
            roles_that_may(each) for each in (declared.creators, declared.editors, declared.deleters)
        )
        roles = {"make": makes, "edit": edits, "delete": edits & deletes}
        stored = None if writes == "make" else record(kind, OTHER)
        fields: dict[str, object] = {"deleted": True} if writes == "delete" else {}
        owner = declared.owner
        if owner is not None and writes == "make":
            fields |= {owner.field: OTHER}
        stays = writes == "delete" and declared.kept is not None and declared.kept.when({})
        for_others = None if owner is None else (owner.made_by if writes == "make" else owner.changed_by)
        expected = role in roles[writes] and (owner is None or may(role, for_others)) and not stays
        assert (refusal(declared, ME, role, stored, fields) is None) == expected, (role, writes)
        if stored is not None and owner is not None:
            mine = record(kind, ME)
            assert (refusal(declared, ME, role, mine, fields) is None) == (role in roles[writes]), (role, writes)


def test_nothing_is_given_away_by_naming_another_owner() -> None:
    assert refusal(KINDS["absence"], ME, "worker", record("absence", ME), {"worker": OTHER}) == "not_yours"


def test_a_comment_without_an_author_is_its_makers() -> None:
    old = Record("comment", "r", "s", 1, "h", ME, {"text": "確認しました。"})
    assert refusal(KINDS["comment"], ME, "worker", old, {"text": "x"}) is None
    assert refusal(KINDS["comment"], OTHER, "manager", old, {"text": "x"}) == "not_yours"


@pytest.mark.parametrize("role", sorted(roles_that_may(Permission.WRITE_NOTES)))
def test_a_deletion_of_a_judged_note_is_asked_for_by_who_does_not_judge(role: str) -> None:
    judged = record("support", ME, reviewed_at="2026-11-21T01:00:00Z")
    assert asked_instead(KINDS["support"], role, judged) == (None if may(role, Permission.REVIEW) else "removal_asked")
    assert asked_instead(KINDS["support"], role, record("support", ME)) is None
    assert refusal(KINDS["support"], ME, role, judged, {"deleted": True}) is None
