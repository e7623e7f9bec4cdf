"""Every table says how it is rid of what was erased, and every kind of record is found."""

from __future__ import annotations

from server.models import Base
from server.store.erased_tables import ERASED, Rows
from sync.kinds import OFFICE_SCOPE
from sync.records import KINDS

IDS_OF_THE_OFFICE = {"office_id", "user_id", "device_id", "subscription_id"}


def test_every_table_says_how_what_was_erased_leaves_it() -> None:
    assert ERASED.keys() == Base.metadata.tables.keys()


def test_the_columns_that_are_said_to_name_records_are_there() -> None:
    for name, how in ERASED.items():
        if isinstance(how, Rows):
            assert set(how.columns) <= set(Base.metadata.tables[name].columns.keys()), name


def test_no_table_that_is_kept_has_a_column_for_what_people_wrote() -> None:
    """Of those about records: a column of text that holds no code would be content."""
    for name in (
        "visibility",
        "erasure",
        "erasure_case",
        "erased_record",
        "erased_change",
        "erased_count",
        "trail_head",
    ):
        columns = Base.metadata.tables[name].columns
        wide = {column.name for column in columns if getattr(column.type, "length", 0) is None}
        assert wide <= {"outcome", "kind", "report", "total"}, name


def test_every_kind_is_about_a_client_or_belongs_to_a_member_or_is_the_offices() -> None:
    of_the_office = {name for name, kind in KINDS.items() if kind.scope == OFFICE_SCOPE}
    assert of_the_office == {"staff", "meeting", "absence"}
    assert all(kind.is_about_a_client or kind.is_personal for name, kind in KINDS.items() if name not in of_the_office)
