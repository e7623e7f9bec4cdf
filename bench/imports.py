"""How long a centre's lists take to come in: 20,000 support records of 500 cases, as CSV and as a workbook."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import openpyxl
from flask_migrate import upgrade

from bench.exchanges import Figures
from bench.morning import database
from bench.notes import TIME_ZONE
from server.ground.ids import new_id
from server.imports.running import By, Outcome, Wish, bring_in, look
from server.services.accounts import hire
from server.store import directory, utcnow, writing
from server.store.directory import OfficeRow
from server.store.reader import THE_OFFICE

ROWS: Final = 20_000
CASES: Final = 500
_WORKERS: Final = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本")
_METHODS: Final = ("電話", "訪問", "同行", "面談")
_TEXT: Final = "玄関で話した。体調は先週より良いとのこと。家賃の滞納が二か月あり、次回は窓口に同行する。"
_BY: Final = By("command", THE_OFFICE)

Cells = Sequence[str]


def measure(rows: int = ROWS, cases: int = CASES) -> Figures:
    """The seconds of bringing in a list of support records, and of looking at it first, as CSV and as a workbook."""
    notes = _notes(rows, cases, random.Random(38))
    as_csv, as_workbook = _wish("support", _as_csv(notes)), _wish("support", _as_workbook(notes))
    with tempfile.TemporaryDirectory(prefix="banso-bench-") as folder, database(Path(folder) / "banso.db"):
        upgrade()
        office = _office()
        cases_s, _ = _timed(lambda: bring_in(office, _wish("cases", _as_csv(_cases(cases))), _BY))
        look_s, _ = _timed(lambda: look(office, as_csv, _BY))
        workbook_s, _ = _timed(lambda: look(office, as_workbook, _BY))
        import_s, outcome = _timed(lambda: bring_in(office, as_csv, _BY))
    if outcome.counts["new"] != rows:
        raise RuntimeError(f"not every row is new: {outcome.counts}")
    return {
        "import_20k_s": import_s,
        "import_20k_look_s": look_s,
        "import_20k_workbook_look_s": workbook_s,
        "import_cases_s": cases_s,
        "import_rows": rows,
    }


def _timed(do: Callable[[], Outcome]) -> tuple[float, Outcome]:
    began = time.perf_counter()
    outcome = do()
    return round(time.perf_counter() - began, 2), outcome


def _office() -> str:
    office = OfficeRow(new_id(), "測定", TIME_ZONE, demonstration=False)
    with directory(write=True) as lookup:
        lookup.add_office(office, utcnow())
    with writing(office.id) as store:
        for name in _WORKERS:
            hire(store, login=f"{name}@{office.id}", name=name, role="worker", now=utcnow())
    return office.id


def _cases(count: int) -> list[Cells]:
    header = ("番号", "氏名", "フリガナ", "電話番号", "受付日", "相談経路", "担当者")
    rows = [
        (str(number), f"見本 {number}", f"ミホン{number}", f"0134-00-{number:04}", "R5.4.3", "本人", _worker(number))
        for number in range(count)
    ]
    return [header, *rows]


def _notes(count: int, cases: int, rng: random.Random) -> list[Cells]:
    rows = []
    for number in range(count):
        case, day = rng.randrange(cases), dt.date(2023, 4, 1) + dt.timedelta(days=rng.randrange(365))
        said = (f"R{day.year - 2018}.{day.month}.{day.day}", f"{9 + number % 8}:{number % 60:02}", rng.choice(_METHODS))
        rows.append((str(case), f"見本 {case}", *said, _worker(case), f"{_TEXT}{number}"))
    return [("番号", "氏名", "日付", "時刻", "支援方法", "担当者", "支援内容"), *rows]


def _worker(number: int) -> str:
    return _WORKERS[number % len(_WORKERS)]


def _wish(sort: str, content: bytes) -> Wish:
    return Wish(sort, "list", content)


def _as_csv(rows: Sequence[Cells]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("cp932")


def _as_workbook(rows: Sequence[Cells]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("記録")
    for row in rows:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
