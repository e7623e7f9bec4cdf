"""``flask import``: an office's old registers (``docs/registers.md``), its lists (``docs/imports.md``), and phones'
files.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import click

from server.cli.chosen import office_option
from server.cli.lists import COMMANDS_OF_IMPORT
from server.cli.terminal import say
from server.cli.unsent import command as unsent
from server.ground.ids import new_id
from server.registers import REGISTERS
from server.registers.importing import Effect, Imported, PlannedWrite, import_reading
from server.registers.wanted import Reading, Register
from server.reports.visits import METHODS
from server.store import Office, utcnow, writing
from server.store.directory import OfficeRow
from server.store.notes import SupportFilter
from sync.dates import DueDate
from sync.store import Record


class _OnlyTried(Exception):
    """Rolls back what a dry run wrote."""


@click.group("import")
def group() -> None:
    """Bring in an office's old registers and lists, or what a phone could not send."""


def _command(register: Register) -> click.Command:
    @click.command(register.name, help=f"Import a register of {register.name}: CSV, tab-separated text, or .xlsx.")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @office_option(required=True)
    @click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
    def command(file: Path, office: OfficeRow, dry_run: bool) -> None:
        reading = register.read(file.read_bytes(), file.name, office.id)
        imported = _tried(office, register, reading) if dry_run else _imported(office, register, reading)
        _say(file.name, reading, imported, dry_run=dry_run)
        if reading.errors or imported.counts["rejected"]:
            raise SystemExit(1)

    return command


for _register in REGISTERS.values():
    group.add_command(_command(_register))
for _each in (*COMMANDS_OF_IMPORT, unsent):
    group.add_command(_each)


def _imported(office: OfficeRow, register: Register, reading: Reading) -> Imported:
    with writing(office.id) as store:
        return _import(store, register, reading)


def _tried(office: OfficeRow, register: Register, reading: Reading) -> Imported:
    imported = Imported(())
    try:
        with writing(office.id) as store:
            imported = _import(store, register, reading)
            raise _OnlyTried
    except _OnlyTried:
        return imported


def _import(store: Office, register: Register, reading: Reading) -> Imported:
    store.lock()
    earlier = _earlier(store, register, reading)
    return import_reading(store.records, register, reading, now=utcnow(), new_id=new_id, earlier=earlier)


def _earlier(store: Office, register: Register, reading: Reading) -> list[Record]:
    """What this register brought before, in the months that the file is about."""
    parts = (wanted for wanted in reading.wanted if register.part_of(wanted.fields) is not None)
    months = {str(wanted.fields["dated"])[:7] for wanted in parts}
    if not months:
        return []
    since, until = DueDate.parse(min(months)).first, DueDate.parse(max(months)).due
    notes = store.notes.whole(SupportFilter(since=since, until=until, methods=METHODS))
    return [
        record
        for record in notes
        if register.part_of(record.fields) is not None and str(record.fields["dated"])[:7] in months
    ]


def _say(name: str, reading: Reading, imported: Imported, *, dry_run: bool) -> None:
    """Print what was found and what was done."""
    for finding in reading.findings:
        say(f"{finding.severity}: {finding}")
    for step in imported.steps:
        if step.effect == "rejected":
            why = ", ".join(f"{error.field}: {error.code}" for error in step.result.errors)
            say(f"error: {name}: {step.change['kind']} {step.change['record']} refused ({why})")
    say(f"{name}: {reading.lines} lines read{', dry run: nothing is stored' if dry_run else ''}")
    for kind, counts in _by_kind(imported.steps).items():
        say(f"  {kind}: " + ", ".join(f"{count} {effect}" for effect, count in counts.items()))
    totals: tuple[Effect, ...] = ("new", "changed", "unchanged", "withdrawn", "conflict", "rejected")
    say("  total: " + ", ".join(f"{imported.counts[effect]} {effect}" for effect in totals))
    if imported.missing:
        say(f"  {len(imported.missing)} visits of these months are not in the file, and were left as they are")
    counted = {"notices": reading.notices, "warnings": reading.warnings, "errors": reading.errors}
    say("  " + ", ".join(f"{len(findings)} {severity}" for severity, findings in counted.items()))


def _by_kind(steps: tuple[PlannedWrite, ...]) -> dict[str, Counter[Effect]]:
    counts: defaultdict[str, Counter[Effect]] = defaultdict(Counter)
    for step in steps:
        counts[str(step.change["kind"])][step.effect] += 1
    return counts
