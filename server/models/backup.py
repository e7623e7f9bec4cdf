"""Backups: which were verified, which of them the data came back from, and how the last attempt went."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base, Id, Key, Seq


class Backup(Base):
    """A verified backup, with what it holds of one office.

    Written only once the copy was opened anew and counted, so that a row is a promise: everything up to ``seq`` can be
    restored. ``folder`` is the name of the backup's folder, without where it lies.
    """

    __tablename__ = "backup"

    office_id: Mapped[Key]
    id: Mapped[Key]
    started_at: Mapped[dt.datetime]
    verified_at: Mapped[dt.datetime]
    folder: Mapped[str]
    seq: Mapped[Seq]
    records: Mapped[int]
    attachments: Mapped[int]


class Restoration(Base):
    """That an office's records were put back to an earlier point, ``seq``.

    Written by ``flask restore``, with when the backup was begun; or when a phone comes with a cursor into a log that is
    not this one (``noticed_by`` is the phone). ``returned`` counts what phones have brought back since.
    """

    __tablename__ = "restoration"

    office_id: Mapped[Key]
    id: Mapped[Key]
    at: Mapped[dt.datetime]
    backup_at: Mapped[dt.datetime | None]
    seq: Mapped[Seq]
    noticed_by: Mapped[Id | None]
    returned: Mapped[int] = mapped_column(default=0)


class BackupState(Base):
    """The installation's backups as a whole: one row, named ``backup``.

    ``claimed_until`` keeps two schedulers from making the same backup; ``failed_at`` and ``failure`` (a stable code)
    are of the last attempt that failed.
    """

    __tablename__ = "backup_state"

    name: Mapped[str] = mapped_column(primary_key=True)
    claimed_by: Mapped[Id | None]
    claimed_until: Mapped[dt.datetime | None]
    failed_at: Mapped[dt.datetime | None]
    failure: Mapped[str | None]
