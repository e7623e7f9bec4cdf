"""The list of plans that were decided (支援計画一覧)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from flask_babel import gettext, lazy_gettext

from server.office.narrowed import of_cases
from server.office.reports import Period, Report, Table
from server.reports.plans import plan_list
from server.store import Office, Seen
from sync.store import Record

_COUNTED: Final = ("number", "decision")
"""What is left of a plan that is counted and not told."""


def _table(store: Office, seen: Seen, period: Period) -> Table:
    plans = of_cases(store, period, store.plans.decided(period.since, period.until))
    withheld = seen.restrictions.withheld({plan.scope for plan in plans})
    shown = [_bare(plan) if plan.scope in withheld else plan for plan in plans]
    rows = plan_list(shown, _clients(store, plans, withheld))
    return Table(rows, {"plans": len(rows)})


def _clients(store: Office, plans: Collection[Record], withheld: Collection[str]) -> Mapping[str, str]:
    """Whose plans they are, by case. Of a case that is withheld from the reader nobody is named."""
    cases = store.records.by_id({plan.scope for plan in plans})
    persons = store.records.by_id({case.fields["person"] for case in cases.values()})
    names = {case.id: str(persons[case.fields["person"]].fields["name"]) for case in cases.values()}
    return names | dict.fromkeys(withheld, gettext("(restricted case)"))


def _bare(plan: Record) -> Record:
    return replace(plan, fields={name: plan.fields[name] for name in _COUNTED})


def _counted(store: Office, period: Period, cases: Collection[str]) -> Mapping[str, int]:
    plans = store.plans.decided(period.since, period.until)
    return {"plans": sum(plan.scope in cases for plan in plans)}


REPORT = Report(
    "plans",
    lazy_gettext("Plans decided"),
    {
        "client": lazy_gettext("Client"),
        "plan_number": lazy_gettext("Plan"),
        "coordination_meeting": lazy_gettext("Coordination meeting"),
        "decision": lazy_gettext("Decision"),
        "period_end": lazy_gettext("End of the period"),
        "next_monitoring": lazy_gettext("Next monitoring"),
        "evaluation_meeting": lazy_gettext("Evaluation meeting"),
        "evaluation": lazy_gettext("Evaluation"),
    },
    {"plans": lazy_gettext("Plans")},
    _table,
    _counted,
    personal=True,
    place=110,
)
