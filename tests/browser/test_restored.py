"""An office that loses its database has back what phones had brought it: twice in a row, to different points."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import desk
from tests.browser.axe import barriers
from tests.browser.desk import Desk
from tests.browser.office import ROOT, Client, Office, Worker, environment_of, serving
from tests.browser.phones import PATIENCE_MS, SCREEN, Phone, misbehaviour
from tests.server.putting_back import copied

PutBack = Callable[[], None]


class LosingOffice(Office):
    """An office of its own, whose server is stopped while its database is put back."""

    def __init__(self, folder: Path, database_url: str | None) -> None:
        super().__init__(folder, database_url)
        self._running = ExitStack()
        self._copies = itertools.count(1)
        self.port = 0

    def open(self) -> None:
        """Its server runs, on the same port as before."""
        self.port = self._running.enter_context(serving(self, self.port))

    def shut(self) -> None:
        """Its server has stopped."""
        self._running.close()
        super().close()

    def copy(self) -> PutBack:
        """A copy of the database, as somebody makes who tells nobody; what comes back puts it in its place."""
        self.shut()
        put_back = copied(self._app, self.folder, next(self._copies))
        self.open()

        def back() -> None:
            self.shut()
            put_back()
            self.open()

        return back

    def back_up(self) -> PutBack:
        """A verified backup, by the command; what comes back restores it, by the command."""
        self._command("backup", str(self.folder / "backups"))
        newest = max((self.folder / "backups").iterdir())

        def back() -> None:
            self.shut()
            self._command("restore", str(newest), "--replace")
            self.open()

        return back

    def has(self, client: Client) -> list[str]:
        """What the notes of a case tell, in any order."""
        with self.writing() as store:
            rows = store.connection.exec_driver_sql("SELECT scope, fields FROM record WHERE kind = 'support'").all()
        return sorted(json.loads(fields)["narrative"] for scope, fields in rows if scope == client.id)

    def _command(self, *words: str) -> None:
        command = [sys.executable, "-m", "flask", "--app", "server", *words]
        subprocess.run(
            command, cwd=ROOT, env=environment_of(self) | {"BANSO_BACKUP_PLAIN": "yes"}, check=True, capture_output=True
        )


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def losing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LosingOffice]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    office = LosingOffice(tmp_path, url)
    office.open()
    yield office
    office.shut()


@pytest.fixture
def mine(losing: LosingOffice) -> Worker:
    return losing.hire("相田 翼")


@pytest.fixture
def theirs(losing: LosingOffice) -> Worker:
    return losing.hire("海野 遥")


@pytest.fixture
def shared(losing: LosingOffice, mine: Worker, theirs: Worker) -> Client:
    return losing.open_case("野原 すみれ", mine, theirs)


@pytest.fixture
def phone_of(losing: LosingOffice, browser: Browser) -> Iterator[Callable[[Worker], Phone]]:
    made: list[Phone] = []

    def make(worker: Worker) -> Phone:
        context = browser.new_context(**SCREEN)
        context.set_default_timeout(PATIENCE_MS)
        made.append(Phone(context, f"http://127.0.0.1:{losing.port}"))
        made[-1].sign_in(worker)
        return made[-1]

    yield make
    for phone in made:
        phone.context.close()
    assert [misbehaviour(phone) for phone in made] == [[] for _ in made]


def deliver(phone: Phone, client: Client, narrative: str) -> None:
    """A note that the phone says is with the office."""
    phone.write_note(client, narrative)
    phone.see_all_delivered()


def exchange(*phones: Phone) -> None:
    for phone in phones:
        phone.retry()
        phone.see_all_delivered()


def test_notes_come_back_after_each_restore(
    losing: LosingOffice, phone_of: Callable[[Worker], Phone], mine: Worker, theirs: Worker, shared: Client
) -> None:
    one, other = phone_of(mine), phone_of(theirs)
    first = losing.back_up()
    deliver(one, shared, "一度目の訪問。")
    first()
    assert losing.has(shared) == []
    exchange(one, other)
    assert losing.has(shared) == ["一度目の訪問。"]

    second = losing.back_up()
    deliver(other, shared, "二度目の訪問。")
    one.offline()
    one.write_note(shared, "まだ送っていない訪問。")
    second()
    assert losing.has(shared) == ["一度目の訪問。"]
    one.online()
    exchange(one, other, one)
    assert losing.has(shared) == sorted(["一度目の訪問。", "二度目の訪問。", "まだ送っていない訪問。"])
    for phone in (one, other):
        phone.open_case(shared)
        for narrative in losing.has(shared):
            phone.see(narrative)


def test_a_database_that_was_put_back_without_a_word_has_its_notes_again(
    losing: LosingOffice,
    phone_of: Callable[[Worker], Phone],
    mine: Worker,
    theirs: Worker,
    shared: Client,
    browser: Browser,
) -> None:
    one, other = phone_of(mine), phone_of(theirs)
    early = losing.copy()
    deliver(one, shared, "台所に請求書の束があった。")
    late = losing.copy()
    deliver(other, shared, "電話で話した。")
    for number, put_back in enumerate((late, early)):
        put_back()
        # The office goes on, past where the phones had read.
        for _ in range(12):
            losing.write("support", note_of(shared, f"事務所の記録{number}。"))
        exchange(one, other, one)
        assert {"台所に請求書の束があった。", "電話で話した。"} <= set(losing.has(shared))
    one.go("送信")
    one.see("事務所の控え(バックアップ)は、まだ確認できていません")
    assert barriers(one.page, "送信") == []
    at_the_desk = Desk(browser.new_context(**desk.SCREEN), f"http://127.0.0.1:{losing.port}")
    at_the_desk.sign_in(losing.supervisor)
    at_the_desk.page.goto(f"{at_the_desk.origin}/office/recovery/")
    expect(at_the_desk.page.get_by_text("古い状態に戻っていることに気づきました")).to_be_visible()
    expect(at_the_desk.page.get_by_text("すべての端末が、その後に送受信しています。")).to_be_visible()
    assert barriers(at_the_desk.page, "recovery") == []
    at_the_desk.page.context.close()


def note_of(client: Client, narrative: str) -> dict[str, str]:
    return {
        "case": client.id,
        "method": "phone_mail",
        "started_at": "2026-04-01T01:00:00Z",
        "narrative": narrative,
    }
