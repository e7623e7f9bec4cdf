"""Lists as a centre keeps them, and what bringing them in makes of an office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.imports.judging import Fate
from server.imports.running import By, Outcome, Wish, bring_in, look
from server.store import reading
from server.store.reader import THE_OFFICE
from sync.store import Record
from tests.server.people import OfficeUnderTest

BY = By("command", THE_OFFICE)

CASES = """令和5年度 相談者一覧
No.,氏名,フリガナ,性別,生年月日,電話番号,受付日,相談経路,相談内容,状況,終結日,終結理由
1,見本 花子,ミホン ハナコ,女,S45.3.2,0134-00-0001,R5.4.3,本人,収入・生活費、住まい,継続,,
2,見本 太郎,ミホン タロウ,男,56歳,0134-00-0002,令和五年五月十日,家族・知人,就労,終結,R5.9.30,就労
合計,2,,,,,,,,,,
"""

NOTES = """No.,氏名,日時,支援方法,場所,支援内容
1,見本 花子,2023/5/1 14:00,訪問,自宅,玄関で話した。
〃,〃,2023/5/8 0:00,電話,,同じ件で電話。
2,見本 太郎,R5.6.1(木),同行,ハローワーク,窓口まで。
"""


def wish(sort: str, content: str | bytes, **more: Any) -> Wish:
    return Wish(sort, "list.csv", content.encode() if isinstance(content, str) else content, **more)


def looked(office: OfficeUnderTest, sort: str, content: str | bytes, **more: Any) -> Outcome:
    with office.app.app_context():
        return look(office.id, wish(sort, content, **more), BY)


def brought(office: OfficeUnderTest, sort: str, content: str | bytes, **more: Any) -> Outcome:
    with office.app.app_context():
        return bring_in(office.id, wish(sort, content, **more), BY)


def records(office: OfficeUnderTest, kind: str) -> list[Record]:
    with office.app.app_context(), reading(office.id) as store:
        return store.as_seen_by(THE_OFFICE).of_kind(kind)


def said(fates: Sequence[Fate]) -> list[tuple[str, tuple[str, ...]]]:
    return [(fate.code, tuple(problem.code for problem in fate.problems)) for fate in fates]
