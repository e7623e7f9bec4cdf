"""The list of plans (支援計画) as a register prints it, so that it can be read in again (docs/registers.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from sync.dates import DueDate
from sync.store import Record

DATES: Final = ("coordination_meeting", "decision", "period_end", "next_monitoring", "evaluation_meeting")
_THIRDS: Final = {"upper": "上旬", "middle": "中旬", "lower": "下旬", "month": ""}
_RESULTS: Final = {"closed": "終", "new_plan": "再"}


def plan_list(plans: Iterable[Record], clients: Mapping[str, str]) -> list[tuple[str | int, ...]]:
    """A line for each plan: client, number, its dates, and how it was evaluated; by decision date and number.
    ``clients`` are their names by case.
    """
    ordered = sorted(plans, key=lambda plan: (_decided(plan), plan.fields["number"], plan.id))
    return [
        (
            clients.get(plan.scope, ""),
            plan.fields["number"],
            *(_printed(plan.fields.get(name)) for name in DATES),
            _evaluation(plan),
        )
        for plan in ordered
    ]


def _decided(plan: Record) -> str:
    return DueDate.parse(plan.fields["decision"]).due.isoformat()


def _evaluation(plan: Record) -> str:
    return " ".join(filter(None, (_RESULTS.get(plan.fields.get("result", "")), _printed(plan.fields.get("evaluated")))))


def _printed(date: str | None) -> str:
    if date is None:
        return ""
    due = DueDate.parse(date)
    month = f"{due.year}年{due.month}月"
    return f"{month}{due.day}日" if due.precision == "day" else month + _THIRDS[due.precision]
