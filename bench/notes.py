"""What is exchanged in a measurement: a worker's cases, and visit notes of about 1 kB of Japanese JSON.

The same every time. The sentences are those with which other sync servers are measured beside us.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
import zoneinfo
from collections.abc import Iterable, Iterator
from typing import Any

CASES = 100
TIME_ZONE = "Asia/Tokyo"
SENTENCES_A_NOTE = 12
MARKER = "最後に受け取る記録の目印。"
"""Stands in the last of ``notes`` alone, so that finding it shows that everything is there."""

_METHODS = ("visit", "accompaniment", "interview", "phone_mail")
_PLACES = (
    "自宅",
    "ハローワーク",
    "生活福祉事務所",
    "市立病院",
    "法テラス",
    "年金事務所",
    "社会福祉協議会",
    "不動産業者",
)
_SENTENCES = (
    "本人宅を訪問し、近況を聞き取る。",
    "食事は一日二回程度、体調は安定している様子。",
    "家賃の滞納が二か月分あり、分納の相談を希望される。",
    "窓口まで同行し、申請書の記入を補助した。",
    "次回は通院に同行する予定とした。",
    "家計表を一緒に確認し、固定費の見直しを提案する。",
    "就労について不安があるとのことで、見学から始めることとした。",
    "担当保健師と情報を共有し、役割分担を確認した。",
)
_START = dt.datetime(2025, 4, 1, tzinfo=dt.UTC)
_MINUTES_BETWEEN_NOTES = 37
_NOTES_A_YEAR = 10_000

Change = dict[str, Any]


def cases(count: int = CASES) -> Iterator[Change]:
    """For each case its household, its person and the case itself."""
    ids = _ids("cases")
    for number in range(count):
        household, person = next(ids), next(ids)
        yield _creation(next(ids), "household", household, {"name": f"世帯{number}", "address": "釧路市錦町"})
        name = {"name": f"見本 {number:03d}", "kana": f"みほん {number:03d}", "household": household}
        yield _creation(next(ids), "person", person, name)
        fields = {"person": person, "number": f"2025-{number:03d}", "state": "open", "opened_on": "2025-04-01"}
        yield _creation(next(ids), "case", case_id(number), fields)


def case_id(number: int) -> str:
    """The id of a case."""
    return str(uuid.UUID(int=0x0195_0000_0000_7000_8000_0000_0000_0000 + number))


def notes(count: int, case_count: int = CASES) -> Iterator[Change]:
    """Visit notes, one after the other on each case in turn. The last one has the marker."""
    rng, ids = random.Random(7), _ids("notes")
    for number in range(count):
        method = rng.choice(_METHODS)
        started = _START + dt.timedelta(minutes=_MINUTES_BETWEEN_NOTES * (number % _NOTES_A_YEAR))
        fields: dict[str, Any] = {
            "case": case_id(number % case_count),
            "method": method,
            "place": rng.choice(_PLACES),
            "started_at": _moment(started),
            "travel_minutes": rng.randrange(10, 120, 5),
            "narrative": "".join(rng.choice(_SENTENCES) for _ in range(SENTENCES_A_NOTE)),
            "next_on": (started + dt.timedelta(days=30)).date().isoformat(),
        }
        if method == "accompaniment":
            fields |= {"purpose": "申請", "reason": "記入に不安がある"}
        if number == count - 1:
            fields["narrative"] += MARKER
        yield _creation(next(ids), "support", next(ids), fields)


def appointments(worker: str, day: dt.date, count: int = 5) -> Iterator[Change]:
    """A worker's appointments on a day."""
    ids = _ids("appointments")
    morning = dt.datetime.combine(day, dt.time(9), tzinfo=zoneinfo.ZoneInfo(TIME_ZONE)).astimezone(dt.UTC)
    for number in range(count):
        fields = {
            "case": case_id(number),
            "worker": worker,
            "method": "visit",
            "starts_at": _moment(morning + dt.timedelta(minutes=30 * number)),
            "place": "自宅",
        }
        yield _creation(next(ids), "appointment", next(ids), fields)


def edit(note: Change, number: int) -> Change:
    """A change of one field of a note that is as it was created."""
    fields = {"travel_minutes": number}
    return {**_creation(next(_ids(f"edit {number}")), "support", note["record"], fields), "base": note["id"]}


def rewritings(note: Change, base: str, texts: Iterable[str], seed: str) -> Iterator[Change]:
    """Changes of a note's narrative, each made on the state that ``base`` names."""
    ids = _ids(seed)
    for narrative in texts:
        made = _creation(next(ids), "support", note["record"], {"narrative": narrative})
        yield {**made, "base": base}


def _creation(change: str, kind: str, record: str, fields: dict[str, Any]) -> Change:
    made_at = _moment(_START)
    return {"id": change, "kind": kind, "record": record, "base": None, "fields": fields, "made_at": made_at}


def _ids(seed: str) -> Iterator[str]:
    """Ids as a phone makes them: UUIDs of version 7, later ones larger."""
    rng, milliseconds = random.Random(seed), 0x0195_0000_0000
    while True:
        milliseconds += 1
        value = milliseconds << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
        yield str(uuid.UUID(int=value))


def _moment(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
