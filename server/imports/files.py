"""An office as files: a table for each kind of record, in which every value stands as the engine keeps it.

``README.txt`` in the archive says the same to whoever opens it. What is written is read back as it was, to the letter.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from marshmallow.fields import Field

from sync.fields import Anything, Count, Elements, Flag, Json
from sync.records import KINDS

KINDS_IN_FILES: Final = tuple(kind for kind in KINDS if kind not in {"notice", "conflict"})
"""All but what the office tells single people, and what they have not decided between."""

ID: Final = "id"
README: Final = "README.txt"
CONTENTS: Final = "attachments/"

EXPLAINED: Final = """Banso: the records of one office, as files / 一つの事務所の記録

One table for each kind of record (person.csv, case.csv, support.csv, …), in UTF-8 with a byte order mark. The first
column is the record's id, the others are its fields; what a field may hold is told in docs/records.md.
記録の種類ごとに一つの表です(UTF-8、BOM 付き)。最初の列は記録の番号(ID)、ほかの列は項目です。

- days 2026-11-21, moments 2026-11-21T01:30:00Z (UTC), months 2013-09, yes true; an empty cell is no value
- sets are lists in JSON: ["family","person"]
- a text that begins with = + - @ ' or a tab has an apostrophe before it, so that no spreadsheet reckons it
- ids name records of the other tables; staff.csv has the names of those who wrote, without their accounts
- attachments/ holds the contents of attachments, under their ids

In the files is what whoever took them out may see. Not in them: removed records, what names them, notices,
disagreements that wait, the history of changes, accounts and passwords, and the trail. A backup has all of that.

flask --app server import office FILE --office OFFICE   takes them back into an office without records
"""

_GUARDED: Final = re.compile("[=+\\-@\t\r\n＝＋－＠']")


def file_of(kind: str) -> str:
    """The name of a kind's table."""
    return f"{kind}.csv"


def columns_of(kind: str) -> list[str]:
    """The columns of a kind's table."""
    return [ID, *(name for name in KINDS[kind].fields if name != "deleted")]


def table_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as the text of its file."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    csv.writer(out).writerows([_guarded(cell) for cell in row] for row in (header, *rows))
    return out.getvalue()


def table_rows(text: str) -> Iterator[dict[str, str]]:
    """The rows of a table, by the names of their columns. Raises ``ValueError`` for what is no such table."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = next(reader, [])
        for row in reader:
            yield dict(zip(header, map(_unguarded, row), strict=True))
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num}: {error}") from error


def cell_of(value: Json) -> str:
    """A value as its cell."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def value_of(kind: str, name: str, cell: str) -> Json:
    """The value of a cell. Raises ``ValueError``."""
    return json.loads(cell) if cell and _is_json(KINDS[kind].fields[name]) else cell or None


def fields_of(kind: str, row: Mapping[str, str]) -> dict[str, Json]:
    """The fields of a record from its row. Raises ``ValueError`` for a column that the kind does not have."""
    if unknown := row.keys() - set(columns_of(kind)):
        raise ValueError(f"{kind} has no column {min(unknown)}")
    values = {name: value_of(kind, name, cell) for name, cell in row.items() if name != ID}
    return {name: value for name, value in values.items() if value is not None}


def _is_json(declared: Field[Any]) -> bool:
    return isinstance(declared, Elements | Flag | Count | Anything)


def _guarded(cell: str) -> str:
    return f"'{cell}" if _GUARDED.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell.removeprefix("'")
