"""The tables of a published annual report, column by column as the city of Otaru prints them.

Codes and definitions are those of docs/decisions/0031-what-the-tables-count.md.
"""

from __future__ import annotations

from typing import Final

from server.reports.tallies import NOT_STATED, Column, MonthlyTable
from sync.codes import CODE_LISTS
from sync.followup import CONTACTS

AGE_COLUMNS: Final = {"70_and_over": "70s_over"}
"""What a table calls an age band, where that is not its code."""


def age_column(code: str) -> str:
    """What a table calls an age band."""
    return AGE_COLUMNS.get(code, code)


def _each(code_list: str, of: str, whole: str = "total") -> tuple[Column, ...]:
    """A column for each code of a list."""
    return tuple(Column(code, (f"{of}.{code}",), share_of=whole) for code in CODE_LISTS[code_list])


def _not_stated(of: str, *also: str) -> Column:
    """What none of the published columns can say."""
    named = tuple(f"{of}.{code}" for code in (*also, NOT_STATED))
    return Column(NOT_STATED, named, share_of="total", beside=True)


CONSULTATIONS: Final = MonthlyTable(
    "consultations",
    (
        Column("new", ("sex",)),
        Column("male", ("sex.male",), share_of="new"),
        Column("female", ("sex.female",), share_of="new"),
        Column("other_sex", ("sex.other",), share_of="new", beside=True),
        Column("sex_not_stated", ("sex.unknown", f"sex.{NOT_STATED}"), share_of="new", beside=True),
        Column("contacts", tuple(f"method.{code}" for code in CONTACTS.methods)),
        Column("plans_new", ("decided.new",)),
        Column("plans_renewed", ("decided.renewed",)),
        Column("plans_ended", ("ended",)),
        Column("closed", ("closure",)),
        Column("open_at_month_end", ("sex",), takes=("closure",), carried=True),
    ),
    charted="new",
)

SUPPORT_METHODS: Final = MonthlyTable(
    "support_methods",
    (
        Column("phone_mail", ("method.phone_mail",), share_of="total"),
        Column("visit_accompaniment", ("method.visit", "method.accompaniment"), share_of="total"),
        *(
            Column(code, (f"method.{code}",), share_of="total")
            for code in ("interview", "coordination_meeting", "other_agency_meeting", "internal_meeting")
        ),
        Column("total", ("method",)),
    ),
)

ROUTES: Final = MonthlyTable(
    "routes",
    (
        Column("self", ("route.self",), share_of="total"),
        Column("family_acquaintance", ("route.family_acquaintance",), share_of="total"),
        Column("agencies_total", ("route.agency_within_city", "route.agency_outside_city"), share_of="total"),
        Column("agency_within_city", ("route.agency_within_city",), share_of="total"),
        Column("agency_outside_city", ("route.agency_outside_city",), share_of="total"),
        Column("other", ("route.other",), share_of="total"),
        _not_stated("route"),
        Column("total", ("route",)),
    ),
)

AGE_BANDS: Final = MonthlyTable(
    "age_bands",
    (
        *(
            Column(age_column(code), (f"age_band.{code}",), share_of="total")
            for code in CODE_LISTS["age_band"]
            if code != "unknown"
        ),
        Column("unknown", ("age_band.unknown", f"age_band.{NOT_STATED}"), share_of="total"),
        Column("total", ("age_band",)),
    ),
)

ISSUES: Final = MonthlyTable("issues", (*_each("issue", "issue"), Column("total", ("issue",))))

CLOSURES: Final = MonthlyTable(
    "closures", (*_each("closure", "closure"), _not_stated("closure"), Column("total", ("closure",)))
)

MONTHLY: Final = {table.name: table for table in (CONSULTATIONS, SUPPORT_METHODS, ROUTES, AGE_BANDS, ISSUES, CLOSURES)}
"""The monthly tables, by name."""
