"""The store in memory keeps the contract."""

from __future__ import annotations

import pytest

from sync.memory import MemoryStore
from sync.store import Store
from tests.sync.contract import OFFICE, StoreContract
from tests.sync.evidence import EvidenceContract


class TestMemoryStore(StoreContract, EvidenceContract):
    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore(OFFICE)
