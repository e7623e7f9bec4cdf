"""The store in memory keeps the contract."""

from __future__ import annotations

import pytest

from sync.memory import MemoryStore
from sync.store import Store
from tests.sync.contract import OFFICE, StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore(OFFICE)
