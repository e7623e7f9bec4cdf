"""The only place that queries.

``with writing(office) as store:`` and ``with reading(office) as store:`` are one transaction each, opened and ended at
the edge: in a view or a command. ``directory`` is for what is looked up before the office is known. Queries return the
values of ``server.store.rows``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager

from server.store.attempts import AttemptStore
from server.store.backups import BackupStore
from server.store.claims import ClaimStore
from server.store.conflicts import ConflictStore
from server.store.database import (
    Unavailable,
    apart,
    close_connections,
    database_file,
    engine_options,
    prepare,
    transaction,
    utcnow,
)
from server.store.database import probing as _probing
from server.store.deliveries import DeliveryStore
from server.store.directory import Directory
from server.store.feeds import FeedStore
from server.store.followup import FollowUpStore
from server.store.integrity import Damaged, check_integrity, database_is_damaged, watch_integrity
from server.store.maintenance import MaintenanceStore
from server.store.meetings import MeetingStore
from server.store.outings import OutingStore
from server.store.planned import PlannedStore
from server.store.plans import PlanStore
from server.store.recovery import RecoveryStore
from server.store.reminders import ReminderStore
from server.store.retention import RetentionStore
from server.store.subscriptions import SubscriptionStore
from server.store.supports import SupportStore
from server.store.team import TeamStore

__all__ = [
    "Damaged",
    "Directory",
    "OfficeStore",
    "Unavailable",
    "attempts",
    "check_integrity",
    "close_connections",
    "database_file",
    "database_is_damaged",
    "deliveries",
    "directory",
    "engine_options",
    "prepare",
    "probing",
    "reading",
    "utcnow",
    "watch_integrity",
    "writing",
]


class OfficeStore(
    FollowUpStore,
    SupportStore,
    TeamStore,
    PlanStore,
    MeetingStore,
    ConflictStore,
    ClaimStore,
    OutingStore,
    ReminderStore,
    SubscriptionStore,
    PlannedStore,
    FeedStore,
    BackupStore,
    RecoveryStore,
    RetentionStore,
    MaintenanceStore,
):
    """Everything that is kept for one office, within one transaction."""

    def apart(self) -> AbstractContextManager[None]:
        """A part of the transaction that is undone by itself if it raises."""
        return apart(self.connection)


@contextmanager
def writing(office: str) -> Iterator[OfficeStore]:
    """One office's store in a transaction that is committed at the end of the block, or rolled back if the block
    raises.
    """
    with transaction(write=True) as connection:
        yield OfficeStore(connection, office)


@contextmanager
def reading(office: str) -> Iterator[OfficeStore]:
    """One office's store, showing one state of the database throughout the block."""
    with transaction(write=False) as connection:
        yield OfficeStore(connection, office)


@contextmanager
def directory(*, write: bool = False) -> Iterator[Directory]:
    """The installation as a whole, in a transaction of its own."""
    with transaction(write=write) as connection:
        yield Directory(connection)


@contextmanager
def probing() -> Iterator[Directory]:
    """The same, in a writing transaction that waits for no other for long: for a look whether anything can be
    written."""
    with _probing() as connection:
        yield Directory(connection)


@contextmanager
def attempts(*, write: bool) -> Iterator[AttemptStore]:
    """The attempts that are bounded, of all offices, in a transaction of its own that no office is locked for."""
    with transaction(write=write) as connection:
        yield AttemptStore(connection)


@contextmanager
def deliveries(*, urgent: Collection[str], write: bool = True) -> Iterator[DeliveryStore]:
    """What is to be pushed to phones, of all offices, in a transaction of its own; ``urgent`` are the kinds of notices
    that are about safety."""
    with transaction(write=write) as connection:
        yield DeliveryStore(connection, urgent)
