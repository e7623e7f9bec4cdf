"""The random histories of ``tests/sync/test_nothing_lost.py``, on the real stores."""

from __future__ import annotations

from flask import Flask
from hypothesis.stateful import run_state_machine_as_test

from server.store import Office
from server.store.database import transaction
from tests.server.people import BOTH_DATABASES
from tests.sync.contract import OFFICE
from tests.sync.test_nothing_lost import Histories, histories

HISTORIES = 40


@BOTH_DATABASES
def test_nothing_is_lost_on_a_database(database: Flask) -> None:
    with transaction(write=True) as connection:

        class OnDatabase(Histories):
            """Each history begins with an empty office and leaves one behind."""

            def __init__(self) -> None:
                self.savepoint = connection.begin_nested()
                self.database = Office(connection, OFFICE)
                super().__init__(self.database.records)

            def teardown(self) -> None:
                try:
                    super().teardown()
                    assert self.database.maintenance.strayed() == []
                finally:
                    self.savepoint.rollback()

        run_state_machine_as_test(OnDatabase, settings=histories(HISTORIES))
