"""The plan register: one line a plan, its dates as exact as they were written down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from server.language.eras import UnreadableDate, plain
from server.registers.clients import CLIENT, read_client
from server.registers.dates import read_cell_date
from server.registers.table import Row
from server.registers.wanted import RecordCollector, Register
from sync.dates import DueDate
from sync.fields import Json

_WORDS: Final = {
    "client": CLIENT,
    "plan_number": ("プラン番号", "プランNo", "プランNo.", "プラン", "プラン回数"),
    "coordination_meeting": ("支援調整会議", "支援調整会議日", "調整会議", "調整会議日"),
    "decision": ("支援決定日", "支援決定", "決定日"),
    "period_end": ("プラン期間", "プラン終了日", "プラン終期", "支援期間", "終了予定", "プラン終了"),
    "next_monitoring": ("モニタリング", "次回モニタリング", "モニタリング予定", "モニタリング時期", "モニタリング日"),
    "evaluation_meeting": ("評価会議", "評価の会議", "評価会議日", "評価支援調整会議"),
    "evaluation": ("評価", "評価結果", "評価・再プラン", "評価・再プラン・終結", "終結・再プラン", "評価日"),
}
_DATES: Final = ("coordination_meeting", "decision", "period_end", "next_monitoring", "evaluation_meeting")
_ORDER: Final = (
    ("coordination_meeting", "decision", "decided_before_meeting"),
    ("decision", "period_end", "ends_before_decision"),
    ("decision", "next_monitoring", "monitored_before_decision"),
    ("coordination_meeting", "evaluation_meeting", "evaluation_before_meeting"),
    ("evaluation_meeting", "evaluated", "evaluated_before_meeting"),
)
_NUMBER: Final = re.compile(r"(?:プラン|第)?(\d{1,2})(?:回|号)?")
_EVALUATION: Final = re.compile(
    r"(?P<both>終・?再・?)|(?P<closed>終結|終了|終)・?|(?P<new_plan>再プラン|再)・?|(?P<none>・?)(?=$|[MTSHR明大昭平令西年\d])",
    re.IGNORECASE,
)


def _place(rows: Sequence[Row], collector: RecordCollector) -> None:
    for row in rows:
        client = read_client(row, "client")
        if client is not None:
            _place_plan(row, collector, client)


def _place_plan(row: Row, collector: RecordCollector, client: str) -> None:
    case = collector.case_of(client)
    number = _read_number(row)
    if number is None:
        return
    plan = collector.id_of("plan", client, number)
    if plan in collector.records:
        row.error("plan_twice", "plan_number")
        return
    dates = {column: _read_date(row, column, row[column]) for column in _DATES}
    result, dates["evaluated"] = _read_evaluation(row)
    _doubt_order(row, dates)
    fields: dict[str, Json] = {"case": case, "number": number, "source": "register:plans"}
    if result is not None:
        fields["result"] = result
    collector.put("plan", plan, fields | {name: str(due) for name, due in dates.items() if due is not None})


def _read_number(row: Row) -> int | None:
    match = _NUMBER.fullmatch(plain(row["plan_number"]))
    if match is None or int(match[1]) == 0:
        row.error("plan_number_unreadable", "plan_number")
        return None
    return int(match[1])


def _read_date(row: Row, column: str, printed: str) -> DueDate | None:
    try:
        date = read_cell_date(printed)
    except UnreadableDate as unreadable:
        row.error(unreadable.code, column)
        return None
    if date.outside_era:
        row.warning("outside_era", column)
    return date.due


def _read_evaluation(row: Row) -> tuple[str | None, DueDate | None]:
    """The result and its day: 「終 H25年10月31日」, 「再・H26年3月28日」; 「終・再 H 年 月 日」 is neither."""
    text = plain(row["evaluation"])
    match = _EVALUATION.match(text)
    if match is None:
        row.error("result_unreadable", "evaluation")
        return None, None
    evaluated = _read_date(row, "evaluation", text[match.end() :])
    if match.lastgroup == "both" and evaluated is not None:
        row.warning("result_not_chosen", "evaluation")
    return match.lastgroup if match.lastgroup in {"closed", "new_plan"} else None, evaluated


def _doubt_order(row: Row, dates: dict[str, DueDate | None]) -> None:
    """Report what cannot have happened in this order. What is written is imported all the same."""
    for earlier, later, code in _ORDER:
        before, after = dates[earlier], dates[later]
        if before is not None and after is not None and after.due < before.first:
            row.warning(code, "evaluation" if later == "evaluated" else later)


PLANS: Final = Register("plans", _WORDS, _place)
