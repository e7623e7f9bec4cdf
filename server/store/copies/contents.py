"""What a database holds, counted: in the database itself, and again in its copy."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text

from server.models.attachment import Attachment
from server.models.change import Change
from server.models.office import Office
from server.models.record import Record


@dataclass(frozen=True, slots=True)
class OfficeContents:
    """What one office has; ``attachments`` are those whose content has come and is not deleted."""

    id: str
    seq: int
    records: int
    changes: int
    attachments: int


@dataclass(frozen=True, slots=True)
class FileRef:
    """The content of an attachment, as its record tells of it. One that is ``deleted`` may be gone already."""

    office: str
    attachment: str
    size: int
    sha256: str
    deleted: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds. Two of them are equal where a copy is whole."""

    revision: str
    offices: tuple[OfficeContents, ...]
    files: tuple[FileRef, ...]


def revision_of(connection: Connection) -> str:
    """The migration that a database is at; empty where it is not set up."""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


def contents_of(connection: Connection) -> Contents:
    """Count what a database holds, as one transaction sees it."""
    query = (
        select(Attachment.office_id, Attachment.id, Attachment.size, Attachment.sha256, Attachment.deleted)
        .where(Attachment.received_at.is_not(None))
        .order_by(Attachment.office_id, Attachment.id)
    )
    files = tuple(
        FileRef(row.office_id, row.id, row.size, row.sha256, bool(row.deleted)) for row in connection.execute(query)
    )
    contents: dict[str, int] = {}
    for file in files:
        contents[file.office] = contents.get(file.office, 0) + (not file.deleted)
    records = _counted(connection, Record)
    changes = _counted(connection, Change)
    offices = tuple(
        OfficeContents(row.id, row.seq, records.get(row.id, 0), changes.get(row.id, 0), contents.get(row.id, 0))
        for row in connection.execute(select(Office.id, Office.seq).order_by(Office.id))
    )
    return Contents(revision_of(connection), offices, files)


def _counted(connection: Connection, table: type[Record | Change]) -> dict[str, int]:
    query = select(table.office_id, func.count().label("rows")).group_by(table.office_id)
    return {row.office_id: row.rows for row in connection.execute(query)}
