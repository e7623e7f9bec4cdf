"""Whole SQLite databases: one file, copied page by page within one reading transaction."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final, cast

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from server.ground.private import opener, sync_file, sync_folder
from server.store.copies.contents import Contents, contents_of
from server.store.copies.migrating import migrate
from server.store.copies.placing import Arrival, Target
from server.store.copies.problems import CopyDiffers, CopyUnreadable, named
from server.store.database import prepare

FILE: Final = "banso.db"
_MOVED: Final = re.compile(r"before_restore_(\d{8}t\d{6}z)")
_PAGES_A_STEP: Final = 4096
_BESIDE: Final = ("-wal", "-shm")
"""What lies beside a database in use. With the wrong database it is poison."""

# Where SQLite's connections hold their shared lock in the database's file, for as long as they are open in WAL mode.
_SHARED_FIRST: Final = 0x40000002
_SHARED_SIZE: Final = 510


class SqliteCopier:
    """``Copier`` for SQLite."""

    kind = "sqlite"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._path = Path(str(engine.url.database))

    def copy_out(self, folder: Path) -> Contents:
        """As ``Copier`` says. The pages are those of the moment at which the reading transaction began, whoever writes
        meanwhile: without it SQLite would begin anew at every write, and never end in a busy office.
        """
        with named(), self._engine.connect() as connection:
            contents = contents_of(connection)
            _copy_pages(cast(sqlite3.Connection, connection.connection.driver_connection), folder / FILE)
        return contents

    def read_back(self, folder: Path, revision: str) -> Contents:
        """As ``Copier`` says: every page, index and reference is checked."""
        try:
            with self._opened_to_read(folder / FILE).connect() as connection:
                verdict = connection.execute(text("PRAGMA integrity_check(1)")).scalar_one()
                if verdict != "ok":
                    raise CopyUnreadable("the integrity check found damage")
                if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                    raise CopyUnreadable("a row refers to one that is not there")
                return contents_of(connection)
        except DBAPIError as error:
            raise CopyUnreadable(type(error.orig).__name__) from error

    def is_sound(self) -> bool:
        """As ``Copier`` says: every page and index is checked."""
        try:
            with self._engine.connect() as connection:
                return bool(connection.execute(text("PRAGMA integrity_check(1)")).scalar_one() == "ok")
        except DBAPIError:
            return False

    def target(self) -> Target:
        """As ``Copier`` says. Nothing is opened for writing: that would take a log beside it that is not its own."""
        self._engine.dispose()
        if not self._path.exists() or not self._path.stat().st_size:
            return Target("nothing", users=0)
        uri = f"{self._path.absolute().as_uri()}?mode=ro"
        try:
            with closing(sqlite3.connect(uri, uri=True)) as database:
                tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
                filled = "office" in tables and database.execute("SELECT count(*) FROM office").fetchone()[0]
        except sqlite3.Error:
            return Target("unreadable", self._users())
        return Target("data" if filled else "nothing", self._users())

    def drop_replaced(self, before: dt.datetime) -> list[str]:
        """As ``Copier`` says. When one was moved aside stands in its name."""
        gone = []
        for path in sorted(self._path.parent.glob(f"{self._path.name}.before_restore_*")):
            moved = _MOVED.search(path.name)
            if moved and dt.datetime.strptime(moved[1], "%Y%m%dt%H%M%Sz").replace(tzinfo=dt.UTC) < before:
                path.unlink()
                gone.append(path.name)
        return gone

    def put_in_place(self, folder: Path, arrival: Arrival) -> str | None:
        """As ``Copier`` says: made ready beside the database, then renamed into its place."""
        self._engine.dispose()
        staged = self._path.with_name(f"{self._path.name}.restoring")
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for leftover in (staged, *_beside(staged)):
            leftover.unlink(missing_ok=True)
        try:
            with named():
                self._make_ready(folder / FILE, staged, arrival)
            return self._swap(staged, arrival.names())
        finally:
            for leftover in (staged, *_beside(staged)):
                leftover.unlink(missing_ok=True)

    def _make_ready(self, copy: Path, staged: Path, arrival: Arrival) -> None:
        with copy.open("rb") as source, open(staged, "xb", opener=opener) as target:
            shutil.copyfileobj(source, target, 1 << 20)
        engine = create_engine(f"sqlite:///{staged}", poolclass=NullPool, hide_parameters=True)
        prepare(engine)
        with engine.execution_options(banso_writing=True).begin() as connection:
            if contents_of(connection) != arrival.expected:
                raise CopyDiffers
            migrate(connection)
            arrival.note(connection)
        # The last connection is closed, and with it the log was taken into the file.
        sync_file(staged)

    def _swap(self, staged: Path, names: Iterator[str]) -> str | None:
        kept = None
        if self._path.exists() or any(path.exists() for path in _beside(self._path)):
            places = (self._path.with_name(f"{self._path.name}.{name}") for name in names)
            kept = next(place for place in places if not any(path.exists() for path in (place, *_beside(place))))
            # The database first: without its log beside it, it would be another, and look whole.
            for old, new in zip((self._path, *_beside(self._path)), (kept, *_beside(kept)), strict=True):
                if old.exists():
                    old.rename(new)
        staged.rename(self._path)
        sync_folder(self._path.parent)
        return None if kept is None else str(kept)

    def _users(self) -> int:
        """1 where another process has the database open, as its locks tell."""
        with self._path.open("r+b") as file:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
            except OSError:
                return 1
        return 0

    @staticmethod
    def _opened_to_read(path: Path) -> Engine:
        if not path.is_file():
            raise CopyUnreadable("there is no database in it")
        uri = f"{path.absolute().as_uri()}?immutable=1"
        return create_engine(
            "sqlite://",
            creator=lambda: sqlite3.connect(uri, uri=True),
            poolclass=NullPool,
            hide_parameters=True,
        )


def _copy_pages(source: sqlite3.Connection, path: Path) -> None:
    os.close(opener(str(path), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    with closing(sqlite3.connect(path, isolation_level=None)) as target:
        # Durable by one fsync at the end; a copy that breaks off is thrown away whole.
        target.execute("PRAGMA journal_mode=OFF")
        target.execute("PRAGMA synchronous=OFF")
        source.backup(target, pages=_PAGES_A_STEP)
    with closing(sqlite3.connect(path, isolation_level=None)) as target:
        # One file, which needs nothing beside it to be opened.
        target.execute("PRAGMA journal_mode=DELETE")
    sync_file(path)


def _beside(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in _BESIDE]
