"""Whether the engine would take what the rows ask for, asked before anything is written: a row that it would refuse is
refused here, with the engine's own codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from server.imports.judging import Fate, NewRecord
from server.imports.rows import NOT_SAID, Problem
from sync.records import KINDS


def settled(fates: Sequence[Fate], *, take_doubtful: bool) -> list[Fate]:
    """The fates of a list's rows once each is checked: refused are those that the engine would refuse, and those about
    somebody whose own row is left out. Of what is left out, no record is named any more.
    """
    asked = {record.id for fate in fates for record in fate.records}
    made: set[str] = set()
    done = []
    for fate in fates:
        # Its first record names nothing of its own row.
        problems = [problem for record in fate.records for problem in problems_of(record)]
        named = {id_ for record in fate.records[:1] for id_ in _named(record)}
        if not problems and any(id_ in asked and id_ not in made for id_ in named):
            problems = [Problem("row_left_out", "person.name")]
        if problems:
            refusal = replace(fate, code="refused", problems=tuple(dict.fromkeys(problems)), records=(), account={})
            done.append(refusal)
            continue
        if fate.code == "new" or (fate.code == "doubtful" and take_doubtful):
            made |= {record.id for record in fate.records}
        done.append(fate)
    return done


def problems_of(record: NewRecord) -> Iterator[Problem]:
    """What the engine would find wrong with a new record."""
    kind = KINDS[record.kind]
    fields, errors = kind.read(record.fields)
    for name, code in errors.items():
        yield Problem(code, f"{record.kind}.{name}")
    if errors:
        return
    values = {name: value for name, value in fields.items() if value is not None}
    for name in sorted(kind.required - values.keys()):
        yield Problem(NOT_SAID, f"{record.kind}.{name}")
    for rule in kind.broken_rules(values):
        yield Problem(rule.code, f"{record.kind}.{rule.about[-1]}")


def _named(record: NewRecord) -> set[str]:
    return {str(value) for name in KINDS[record.kind].references if (value := record.fields.get(name))}
