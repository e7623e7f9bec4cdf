"""The sorts of lists that can be brought in: which columns each may have, and the words that centres head them with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from server.registers.clients import CLIENT
from server.registers.headers import known_words
from server.registers.table import Shape
from sync.fields import LINE_LENGTH, Plain
from sync.records import KINDS

DAY, TIME, UNTIL = "support.day", "support.time", "support.until"
"""Columns that become the times of a support record: they are no fields of one."""

ACCOUNT: Final = "account"
"""Stands in the place of a kind in the columns of accounts, which are no records."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of list. ``words`` are its columns, named after kind and field, with the words by which a list may head
    each. ``needed`` are those without which it is a list of another sort, ``asked`` those that each row must fill in.
    """

    name: str
    words: Mapping[str, tuple[str, ...]]
    needed: frozenset[str]
    asked: frozenset[str] = field(default_factory=frozenset)

    def shape(self, chosen: Mapping[str, str]) -> Shape:
        """What to look for in a list. ``chosen`` are the columns that somebody chose for words of a header before;
        ``""`` for those that are not brought in.
        """
        known = {word: column for word, column in (known_words(self.words) | dict(chosen)).items() if column}
        return Shape(tuple(self.words), known, self.needed, [name for name in self.words if _is_long(name)])


_PERSON: Final[Mapping[str, tuple[str, ...]]] = {
    "person.name": (*CLIENT, "お名前", "名前", "本人氏名", "相談者(本人)"),
    "person.kana": ("フリガナ", "ふりがな", "カナ", "かな", "氏名カナ", "カナ氏名", "読み", "よみがな"),
    "person.born_on": ("生年月日", "誕生日", "生年月日・年齢"),
    "person.gender": ("性別", "男女"),
    "person.phone": ("電話", "電話番号", "連絡先", "連絡先電話", "TEL", "携帯", "携帯電話"),
    "person.address": ("住所", "現住所", "居所", "居住地"),
    "person.notes": ("本人メモ", "本人備考"),
}
_NUMBER: Final = ("番号", "No", "No.", "ケース番号", "相談番号", "受付番号", "整理番号", "管理番号", "ID")
_WORKER: Final = ("担当", "担当者", "担当支援員", "支援員", "対応者", "相談員", "担当相談員")

PERSONS: Final = Sort(
    "persons",
    {**_PERSON, "person.notes": (*_PERSON["person.notes"], "備考", "メモ")},
    frozenset({"person.name"}),
    frozenset({"person.name"}),
)

CASES: Final = Sort(
    "cases",
    {
        "case.number": _NUMBER,
        **_PERSON,
        "case.age_band": ("年齢", "年代", "年齢層"),
        "case.opened_on": ("受付日", "相談受付日", "初回相談日", "受付年月日", "新規受付日", "開始日", "相談日"),
        "case.route": ("相談経路", "経路", "紹介元区分"),
        "case.known_through": ("周知経路", "知ったきっかけ", "相談のきっかけ"),
        "case.issues": ("相談内容", "主訴", "相談種別", "相談内容区分"),
        "case.triage": ("初回判断", "スクリーニング", "振り分け"),
        "case.programmes": ("利用事業", "事業", "支援事業"),
        "case.main_worker": _WORKER,
        "case.state": ("状態", "状況", "支援状況", "継続・終結"),
        "case.closed_on": ("終結日", "終了日", "支援終結日"),
        "case.closure": ("終結理由", "終了理由", "終結事由"),
        "case.summary": ("概要", "ケース概要", "備考", "相談概要", "相談内容詳細"),
    },
    frozenset({"person.name"}),
    frozenset({"person.name"}),
)

SUPPORT: Final = Sort(
    "support",
    {
        "case.number": _NUMBER,
        "person.name": _PERSON["person.name"],
        DAY: ("日付", "年月日", "支援日", "対応日", "実施日", "月日", "支援年月日", "対応年月日", "日時", "対応日時"),
        TIME: ("時刻", "時間", "開始時刻", "開始時間", "開始", "対応時間"),
        UNTIL: ("終了時刻", "終了時間", "終了"),
        "support.method": ("支援方法", "方法", "対応方法", "支援種別", "種別", "区分", "手段"),
        "support.programme": ("事業", "事業区分", "担当事業"),
        "support.outcome": ("結果", "面会結果", "対応結果"),
        "support.place": ("場所", "同行先", "訪問先", "実施場所", "行先", "行き先"),
        "support.companions": ("同席者", "同行者", "同席機関", "関係機関", "連携機関"),
        "support.purpose": ("目的", "同行目的"),
        "support.reason": ("理由", "同行理由"),
        "support.topics": ("相談内容", "話題", "相談種別"),
        "support.narrative": ("内容", "支援内容", "対応内容", "記録", "経過", "支援経過", "経過記録", "備考"),
        "support.noticed": ("気づき", "所見", "考察"),
        "support.next_action": ("次回対応", "今後の対応", "今後の方針", "次回予定"),
        "support.next_on": ("次回日", "次回予定日"),
        "support.travel_minutes": ("移動時間", "移動時間(分)"),
        "support.worker": _WORKER,
    },
    frozenset({DAY, "support.method"}),
    frozenset({DAY, "support.method"}),
)

ACCOUNTS: Final = Sort(
    "accounts",
    {
        "account.login": ("ログイン名", "ログインID", "ログイン", "メール", "メールアドレス", "アカウント", "ID"),
        "account.name": ("氏名", "職員名", "名前", "支援員名"),
        "account.role": ("役割", "職種", "権限", "職名"),
        "account.phone": ("電話", "電話番号", "携帯", "連絡先"),
    },
    frozenset({"account.login", "account.name", "account.role"}),
    frozenset({"account.login", "account.name", "account.role"}),
)

SORTS: Final[Mapping[str, Sort]] = {sort.name: sort for sort in (PERSONS, CASES, SUPPORT, ACCOUNTS)}
"""Every sort of list, by name."""

SPOKEN: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "gender": {"male": ("男", "男性", "M"), "female": ("女", "女性", "F"), "unknown": ("不明", "無回答", "回答なし")},
    "method": {
        "phone_mail": ("電話", "メール", "TEL", "架電", "受電", "電話相談", "電話・メール相談", "メール相談"),
        "visit": ("訪問", "家庭訪問", "自宅訪問", "訪問支援", "訪問相談"),
        "accompaniment": ("同行", "同行支援"),
        "interview": ("面談", "面接", "来所", "来所相談", "所内面談", "来所面談"),
        "coordination_meeting": ("調整会議",),
        "other_agency_meeting": ("関係機関会議", "ケース会議", "連携会議"),
        "internal_meeting": ("内部会議", "所内ミーティング"),
    },
    "case_state": {
        "open": ("継続", "継続中", "支援中", "新規", "受付", "開始"),
        "closed": ("終結", "終了", "終結済", "終了済"),
    },
    "outcome": {"met": ("面会", "会えた", "本人と面会"), "absent": ("不在", "留守"), "refused": ("拒否",)},
    "route": {"self": ("本人", "本人から"), "family_acquaintance": ("家族", "知人", "親族", "家族・親族")},
    "age_band": {"70_and_over": ("70代", "70歳以上", "80代", "90代")},
}
"""What people write for a code besides the words of its list."""


def _is_long(column: str) -> bool:
    kind, _, name = column.partition(".")
    declared = KINDS[kind].fields.get(name) if kind in KINDS else None
    return isinstance(declared, Plain) and declared.max_length > LINE_LENGTH
