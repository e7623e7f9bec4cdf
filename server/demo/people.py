"""Invented clients, and the words of their records. Every name is one that nobody has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from random import Random
from typing import Final

from sync.fields import Json

SOURCE: Final = "invented:tables"
"""Marks what was invented for published figures."""

_FAMILIES: Final = ("見本", "架空", "仮野", "雛形", "例野", "見立", "模木", "作例")
_GIVEN: Final[Mapping[str, tuple[str, ...]]] = {
    "male": ("一郎", "健", "修", "博", "勇", "翔太", "大輔", "正", "稔", "拓也"),
    "female": ("花子", "和子", "恵", "幸子", "美咲", "由美", "愛", "節子", "薫", "陽子"),
}
_YOUNGEST: Final = {"10s": 15, "20s": 20, "30s": 30, "40s": 40, "50s": 50, "60s": 60, "70_and_over": 70}
_DAYS_A_YEAR: Final = 365.25
_PLACES: Final = ("ハローワーク", "市役所", "市立病院", "法テラス", "年金事務所", "社会福祉協議会")
_TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "phone_mail": (
        "近況を電話で聞き取る。",
        "次回の面談の日時を確認する。",
        "家賃の支払いについて説明した。",
    ),
    "visit": ("自宅を訪問し、暮らしの様子を聞き取る。", "郵便物を一緒に確認する。", "体調は落ち着いている様子。"),
    "accompaniment": ("窓口に同行し、申請書の記入を手伝った。", "受診に同行し、医師の説明を一緒に聞いた。"),
    "interview": ("来所。家計の状況を一緒に整理した。", "求人票を見ながら希望を聞き取った。"),
    "coordination_meeting": ("支援調整会議で支援計画を検討した。",),
    "other_agency_meeting": ("関係機関と支援の役割分担を確認した。",),
    "internal_meeting": ("所内で支援の方針を確認した。",),
}


def person(rng: Random, gender: str, age_band: str, on: dt.date) -> dict[str, Json]:
    """Somebody of a sex who is of an age band on a day."""
    fields: dict[str, Json] = {
        "name": f"{rng.choice(_FAMILIES)} {rng.choice(_GIVEN[gender])}",
        "gender": gender,
        "source": SOURCE,
    }
    if age_band in _YOUNGEST:
        youngest = _YOUNGEST[age_band]
        age = rng.randrange(youngest, youngest // 10 * 10 + (18 if age_band == "70_and_over" else 10))
        fields["born_on"] = (on - dt.timedelta(days=int(age * _DAYS_A_YEAR) + rng.randrange(30, 330))).isoformat()
    return fields


def told(rng: Random, method: str) -> dict[str, Json]:
    """What a support record of a method says."""
    fields: dict[str, Json] = {"narrative": rng.choice(_TOLD[method])}
    if method == "visit":
        fields |= {"place": "自宅", "outcome": "met", "met": ["person"]}
    elif method == "accompaniment":
        fields |= {"place": rng.choice(_PLACES), "purpose": "手続き", "reason": "一人では窓口で説明できない"}
        fields |= {"accompaniment_level": "throughout", "outcome": "met", "met": ["person"]}
    elif method == "phone_mail":
        fields["outcome"] = "reached"
    elif method == "interview":
        fields["met"] = ["person"]
    return fields
