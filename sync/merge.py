"""The three-way merge of a record's fields. Pure: values in, values out; what is disputed is a value too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sync.differences import Effort
from sync.fields import NOTE_LENGTH, Json, Rule
from sync.kinds import Kind, Values
from sync.text import merge_text


@dataclass(frozen=True, slots=True)
class Disputed:
    """A field to which two people gave different values. ``None`` is no value."""

    field: str
    was: Json
    current: Json
    proposed: Json


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge gives: the fields to alter (``None`` clears), and the fields in dispute, which stay as they are."""

    values: dict[str, Json]
    disputed: tuple[Disputed, ...]


def lay_over(values: Values, fields: Mapping[str, Json]) -> dict[str, Json]:
    """``values`` with ``fields`` laid over; a field laid over as ``None`` is cleared."""
    laid = {**values, **fields}
    return {name: value for name, value in laid.items() if value is not None} if None in fields.values() else laid


def merge(
    kind: Kind, base: Values, current: Values, proposed: Mapping[str, Json], effort: Effort | None = None
) -> Merged:
    """Merge the proposed fields of one change into a record. Its narratives share one ``effort``.

    ``base`` is what the author saw, ``current`` the record as it stands. A record rule that the merge breaks,
    though the author's own view kept it, puts the fields in dispute that the change touches.
    """
    effort = effort or Effort()
    values: dict[str, Json] = {}
    disputed: dict[str, Disputed] = {}
    for name, value in proposed.items():
        was, now = base.get(name), current.get(name)
        agreed, result = _merge_field(kind.merge_rules[name], was, now, value, effort)
        if not agreed:
            disputed[name] = Disputed(name, was, now, value)
        elif result != now:
            values[name] = result
    while broken := _breaks_a_rule(kind, current, values):
        for name in broken:
            del values[name]
            disputed[name] = Disputed(name, base.get(name), current.get(name), proposed[name])
    return Merged(values, tuple(disputed.values()))


def dispute_whole(kind: Kind, current: Values, proposed: Mapping[str, Json]) -> Merged:
    """Nothing is known of what the author saw: every field that would alter the record is for a person to decide."""
    named = {name for name in proposed if kind.merge_rules[name] != "server"}
    differing = {name for name in named if proposed[name] != current.get(name)}
    return Merged({}, tuple(Disputed(name, None, current.get(name), proposed[name]) for name in sorted(differing)))


def _merge_field(rule: Rule, was: Json, current: Json, proposed: Json, effort: Effort) -> tuple[bool, Json]:
    """Whether a field can be merged, and its value then."""
    if proposed in (current, was):
        return True, current
    if current == was or rule == "server":
        return True, proposed
    if rule == "set":
        before, ours, theirs = (set(elements or ()) for elements in (was, current, proposed))
        return True, sorted(ours - (before - theirs) | (theirs - before)) or None
    if rule == "text":
        text = merge_text(was or "", current or "", proposed or "", effort)
        if text is not None and len(text) <= NOTE_LENGTH:
            return True, text or None
    return False, None


def _breaks_a_rule(kind: Kind, current: Values, values: Mapping[str, Json]) -> set[str]:
    """The fields among ``values`` that a broken record rule is about."""
    if not values:
        return set()
    after = lay_over(current, values)
    return {name for rule in kind.broken_rules(after) for name in rule.about if name in values}
