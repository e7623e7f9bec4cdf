"""A server that is killed at any moment has lost nothing that it acknowledged, and doubled nothing."""

from __future__ import annotations

import gzip
import http.client
import json
import random
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask

from server.store import reading
from tests.conftest import settings_for
from tests.server.people import Client, OfficeUnderTest, visit
from tests.server.serving import Served

KILLS = 50
BATCH = 20


class Phone(threading.Thread):
    """Sends batch after batch; one that was not answered is sent again, as it was."""

    def __init__(self, client: Client, port: int, case: str) -> None:
        super().__init__(daemon=True)
        cookie = client.http.get_cookie("banso", domain="localhost")
        assert cookie is not None
        self._headers = client.headers(
            **{"Cookie": f"banso={cookie.value}", "Content-Type": "application/json", "Content-Encoding": "gzip"}
        )
        self._port, self._case, self._proof = port, case, client.proof
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.sent_again = 0
        self.unexpected: list[Any] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        numbers = iter(range(1_000_000))
        while not self.stopping.is_set():
            batch = [visit(self._case, narrative=f"{next(numbers)}回目の訪問。") for _ in range(BATCH)]
            while not (results := self._sent(batch)):
                self.sent_again += 1
                time.sleep(0.01)
            for change, result in zip(batch, results, strict=True):
                if result["status"] == "applied":
                    self.acknowledged[change["record"]] = result | {"fields": change["fields"]}
                else:
                    self.unexpected.append(result)

    def _sent(self, batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        try:
            body = gzip.compress(json.dumps({"changes": batch, "limit": 1}).encode())
            connection.request(
                "POST", "/api/exchange", body, self._headers | self._proof("POST", "/api/exchange", body)
            )
            response = connection.getresponse()
            answer = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError):
            return []
        finally:
            connection.close()
        if response.status != 200:
            self.unexpected.append(answer)
            return []
        results: list[dict[str, Any]] = answer["results"]
        return results


def test_fifty_kills_lose_and_double_nothing(make_app: Callable[[str], Flask], sqlite_url: str) -> None:
    app = make_app(sqlite_url)
    office = OfficeUnderTest(app).open()
    case = office.case_of(office.users["worker"])
    chance = random.Random(50)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    phone = Phone(office.client("worker"), port, case)
    with Served(settings_for(sqlite_url), port) as server:
        phone.start()
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.0, 0.2))
            server.kill()
            server.start()
        phone.stopping.set()
        phone.join(timeout=30)
    assert not phone.is_alive()
    assert phone.unexpected == []
    assert phone.sent_again >= KILLS
    assert len(phone.acknowledged) >= KILLS * BATCH
    with app.app_context(), reading(office.id) as store:
        stored = store.records.by_id(phone.acknowledged)
        entries = store.connection.exec_driver_sql("SELECT count(*), count(DISTINCT record) FROM change").one()
        assert store.connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        assert store.maintenance.strayed() == []
        total = store.connection.exec_driver_sql("SELECT count(*), count(DISTINCT seq) FROM record").one()
    assert stored.keys() == phone.acknowledged.keys()
    for record, told in phone.acknowledged.items():
        assert (stored[record].seq, stored[record].head) == (told["seq"], told["head"])
        assert stored[record].fields.items() >= told["fields"].items()
    assert entries[0] == entries[1] == total[0] == total[1]
    assert sum(1 for record in stored.values() if record.kind == "support") == len(phone.acknowledged)
