"""How long a search over a whole office takes: 100,000 notes of 1,500 clients, as a supervisor asks."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

from flask_migrate import upgrade
from sqlalchemy import Table

from bench.exchanges import Figures
from bench.pushes import p95_ms
from server import create_app
from server.ground.config import Settings
from server.models.record import Record as RecordRow
from server.office.search import hits
from server.services.searching import take_over_due
from server.store import directory, reading, utcnow, writing
from server.store.database import encode_json
from server.store.directory import OfficeRow
from server.store.reader import reader_of
from server.store.statements import insert_rows
from server.store.writer import Writer
from sync.search import Query
from sync.store import Record

NOTES: Final = 100_000
CLIENTS: Final = 1_500
QUERIES: Final = 300
_AT_ONCE: Final = 5_000
_OFFICE: Final = str(uuid.UUID(int=0x0195_0000_0000_7000_8000_0000_0000_0001))

_FIRST: Final = "佐高田中山石小大木村松林上本野川原清池橋阿藤渡伊加近斉青坂福"
_SECOND: Final = "藤橋中田本村川野口崎島木原井沢上林谷水部辺々浜関"
_GIVEN: Final = "一健太花愛誠実守進幸正明和美裕"
_ENDING: Final = "郎子美夫雄代江恵樹香"
_PLACES: Final = [
    "ハローワーク",
    "市役所",
    "生活福祉課",
    "市立病院",
    "法テラス",
    "年金事務所",
    "社会福祉協議会",
    "不動産会社",
    "信用金庫",
    "保健所",
    "若者サポートステーション",
    "地域包括支援センター",
    "税務署",
    "家庭裁判所",
    "フードバンク",
    "通信制高校",
    "歯科医院",
    "携帯電話ショップ",
    "管理会社",
    "町内会",
]
_SUBJECTS: Final = [
    "家賃の滞納",
    "国民健康保険料",
    "食料の不足",
    "就労への不安",
    "債務整理",
    "家計簿",
    "住居確保給付金",
    "引っ越し先",
    "介護の負担",
    "子どもの不登校",
    "電気の停止",
    "通院の中断",
    "年金の免除",
    "障害者手帳",
    "面接の練習",
    "眠れない夜",
    "近所との関係",
    "履歴書",
    "車検の費用",
    "歯の痛み",
]
_DOES: Final = [
    "を相談された。",
    "について聞き取る。",
    "の書類を一緒に書いた。",
    "のため同行した。",
    "が気がかりとのこと。",
    "を来週までに確かめる。",
    "の見通しを話し合った。",
    "の件で電話があった。",
]
_SAID: Final = [
    "前回より表情が明るい",
    "声が小さい",
    "部屋は片づいている",
    "返事に時間がかかる",
    "弟の話が多い",
    "朝は起きられる",
    "散歩を始めた",
    "酒の量が減った",
    "猫を飼い始めた",
    "母親と口をきかない",
]


def measure(notes: int = NOTES) -> Figures:
    """Build the office, take over its texts, and search it for names, numbers, agencies and phrases in turn."""
    rng = random.Random(7)
    with tempfile.TemporaryDirectory(prefix="banso-bench-") as folder:
        app = create_app(Settings("testing", "only-for-a-measurement-" * 2, f"sqlite:///{folder}/banso.db"))
        with app.app_context():
            names = _build(rng, notes)
            began = time.perf_counter(), time.process_time()
            take_over_due(_OFFICE, lambda: True)
            taken = time.perf_counter() - began[0], time.process_time() - began[1]
            times, worked = _search(rng, names)
        size = Path(folder, "banso.db").stat().st_size
    return {
        "search_ms": p95_ms(times),
        "search_p50_ms": round(statistics.median(times) * 1e3, 2),
        "search_cpu_ms": p95_ms(worked),
        "search_taken_over_per_s": round(notes / taken[0]),
        "search_taken_over_cpu_ms": round(taken[1] / notes * 1e3, 3),
        "search_database_mb": round(size / 1e6),
        "search_notes": notes,
    }


def _build(rng: random.Random, notes: int) -> list[str]:
    upgrade()
    with directory(write=True) as found:
        found.add_office(OfficeRow(_OFFICE, "測定", "Asia/Tokyo", demonstration=False), utcnow())
    names: list[str] = []
    records = _records(rng, notes, names)
    while some := [record for _, record in zip(range(_AT_ONCE), records, strict=False)]:
        with writing(_OFFICE) as store:
            rows: list[dict[str, Any]] = [
                {
                    "office_id": _OFFICE,
                    "id": each.id,
                    "kind": each.kind,
                    "scope": each.scope,
                    "seq": each.seq,
                    "head": each.head,
                    "created_by": each.created_by,
                    "fields": encode_json(each.fields),
                }
                for each in some
            ]
            insert_rows(store.connection, cast(Table, RecordRow.__table__), rows)
            Writer(store.tenant).project(some)
    return names


def _records(rng: random.Random, notes: int, names: list[str]) -> Iterator[Record]:
    """The clients, their cases, and the notes, one after the other."""
    ids = (str(uuid.UUID(int=0x0195_0000_0000_7000_8000_0000_0001_0000 + number)) for number in range(10**9))
    cases, seq = [], 0

    def record(kind: str, id_: str, scope: str, **fields: Any) -> Record:
        nonlocal seq
        seq += 1
        return Record(kind, id_, scope, seq, id_, _OFFICE, fields)

    for number in range(CLIENTS):
        name = f"{rng.choice(_FIRST)}{rng.choice(_SECOND)} {rng.choice(_GIVEN)}{rng.choice(_ENDING)}"
        person, case, phone = next(ids), next(ids), f"090-{rng.randrange(1000, 9999)}-{rng.randrange(1000, 9999)}"
        names.append(name)
        cases.append(case)
        yield record(
            "person", person, person, name=name, phone=phone, address=f"緑町{rng.randrange(1, 9)}丁目{number}番"
        )
        yield record("case", case, case, person=person, state="open", number=f"R7-{number:04}")
    for number in range(notes):
        said = [f"{rng.choice(_PLACES)}で{rng.choice(_SUBJECTS)}{rng.choice(_DOES)}" for _ in range(9)]
        said += [f"{rng.choice(_SAID)}。", f"{rng.randrange(1, 13)}月{rng.randrange(1, 29)}日に再訪。"]
        said += [f"{rng.choice(names)}さんの紹介。"] if rng.random() < 0.1 else []
        rng.shuffle(said)
        day = f"20{rng.randrange(20, 27)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
        fields = {"method": "visit", "started_at": f"{day}T01:00:00Z", "place": rng.choice(_PLACES)}
        case = cases[number % CLIENTS]
        yield record("support", next(ids), case, case=case, narrative="".join(said), **fields)


def _search(rng: random.Random, names: list[str]) -> tuple[list[float], list[float]]:
    """The seconds that searches took, and a processor's: surnames, whole names, numbers, telephones, agencies with and
    without a name, phrases that are common and such as nobody wrote.
    """
    asks = (
        lambda: rng.choice(names).split()[0],
        lambda: rng.choice(names),
        lambda: f"R7-{rng.randrange(CLIENTS):04}",
        lambda: str(rng.randrange(1000, 9999)),
        lambda: rng.choice(_PLACES),
        lambda: f"{rng.choice(names).split()[0]} {rng.choice(_PLACES)}",
        lambda: f"{rng.choice(_SUBJECTS)} {rng.choice(_SAID)}",
        lambda: "緑町三丁目",
        lambda: rng.choice(("相談", "訪問", "滞納", "同行", "猫", "東京都千代田区")),
    )
    times, worked = [], []
    reader = reader_of(_OFFICE, "supervisor")
    for number in range(QUERIES):
        query = Query.of(asks[number % len(asks)]())
        began = time.perf_counter(), time.process_time()
        with reading(_OFFICE) as store:
            if query is not None:
                hits(store.as_seen_by(reader), query, 1)
        times.append(time.perf_counter() - began[0])
        worked.append(time.process_time() - began[1])
    return times, worked
