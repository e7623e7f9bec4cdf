"""``flask erasures``: carrying out at once what the scheduler carries out within a minute."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from server.cli.terminal import say
from server.ground.installation import installation
from server.office.erasing import carry_on_all
from server.store import directory, reading, utcnow


@click.group("erasures")
def group() -> None:
    """What was erased because its time was over, and what is still to be."""


@group.command("run")
@with_appcontext
def run() -> None:
    """Carry out what two people have approved, and once more what a restored backup brought back."""
    say(f"Erasures carried out: {erase_everywhere()}")


@group.command("list")
@with_appcontext
def list_all() -> None:
    """Print what was erased: when, who asked and approved, and how much. No content is known any more."""
    for office in _offices():
        with reading(office) as store:
            for row in store.erasures.done(per_page=1_000_000).rows:
                ended = f"finished {row.finished_at:%Y-%m-%d}" if row.finished_at else "under way"
                say(
                    f"office {office} erasure {row.id}: asked by {row.asked_by}, approved by {row.decided_by}, "
                    f"{ended}, "
                    f"{row.records} records, {row.changes} changes, {row.contents} attachments"
                )


def erase_everywhere() -> int:
    """Carry out everything that is to be erased. Returns how many erasures came to their end."""
    made = installation()
    return sum(
        carry_on_all(office, blobs=made.blobs, anchors=made.anchors, now=utcnow(), going_on=lambda: True)
        for office in _offices()
    )


def _offices() -> list[str]:
    with directory() as lookup:
        return [office.id for office in lookup.offices()]
