"""Records in words: names of fields, codes and values, in one language and one time zone.

The words of kinds, fields and codes are those of ``sync/words/``, which the phone app shows as well.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from babel.dates import format_date
from flask_babel import gettext, ngettext, pgettext
from marshmallow import ValidationError
from marshmallow.fields import Field

from server.language.eras import fiscal_year_in_era
from sync.dates import DueDate
from sync.describe import read_words
from sync.fields import Code, Day, Digest, Due, Elements, Flag, Id, Json, Moment, canonical_id, read_moment
from sync.records import KINDS

_PATTERNS: Final = {"ja": "y年M月d日(E)", "en": "EEE d MMM y"}
_MONTHS: Final = {"ja": "y年M月", "en": "MMMM y"}

_UNNAMED: Final = frozenset({"", "phone"})

words_of = cache(read_words)


class Words:
    """Says what records hold. ``names`` are those of the records that ids stand for."""

    def __init__(self, language: str, zone: zoneinfo.ZoneInfo, names: Mapping[str, str] | None = None) -> None:
        self.language, self.zone = language, zone
        self.names = dict(names or {})

    def kind(self, kind: str) -> str:
        """What a kind of record is called."""
        return _capital(words_of(self.language)["kinds"][kind])

    def field(self, kind: str, field: str) -> str:
        """What a field is called."""
        return _capital(words_of(self.language)["fields"][kind].get(field, field))

    def device(self, name: str) -> str:
        """What a phone is called: its browser, or what its user says. Earlier versions registered each as "phone"."""
        return gettext("Phone without a name") if name in _UNNAMED else name

    def code(self, code_list: str, code: str | None) -> str:
        """What a code means; the code itself where an older list had it."""
        return "" if not code else _capital(words_of(self.language)["codes"][code_list].get(code, code))

    def codes(self, code_list: str) -> list[tuple[str, str]]:
        """The codes of a list with their words, in the order in which a form offers them."""
        return [(code, self.code(code_list, code)) for code in words_of(self.language)["codes"][code_list]]

    def value(self, kind: str, field: str, value: Json) -> str:
        """A field's value. Empty where there is none."""
        if value is None:
            return ""
        if field == "deleted":
            return gettext("deleted") if value else gettext("kept")
        return self._value(KINDS[kind].fields[field], value)

    def unchecked_value(self, kind: str | None, field: str, value: Json) -> str:
        """A field's value that nobody has checked: in words where that is possible, otherwise as it was sent."""
        if kind is not None and field in KINDS[kind].fields:
            with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
                return as_text(self.value(kind, field, value))
        return as_text(str(value))

    def facts(self, kind: str, fields: Mapping[str, Json], without: Iterable[str] = ()) -> list[tuple[str, str]]:
        """The short fields that have a value, each with its name, in the order of the declaration; but for those that
        say nothing to a person: digests, and visits under watch, which have no name.
        """
        rules, left_out = KINDS[kind].merge_rules, {"deleted", *without, *_wordless_fields(kind)}
        wanted = [name for name in rules if name in fields and rules[name] != "text" and name not in left_out]
        return [(self.field(kind, name), self.value(kind, name, fields[name])) for name in wanted]

    def pairs(self, kind: str, fields: Mapping[str, Json]) -> list[tuple[str, str]]:
        """These fields, each with its name and value; a field without a value says so."""
        none = gettext("(nothing)")
        return [
            (self.field(kind, name), none if value is None else self.value(kind, name, value))
            for name, value in fields.items()
        ]

    def texts(self, kind: str, fields: Mapping[str, Json], without: Iterable[str] = ()) -> list[tuple[str, str]]:
        """The narratives, each with its name."""
        rules, left_out = KINDS[kind].merge_rules, set(without)
        wanted = [name for name in rules if name in fields and rules[name] == "text" and name not in left_out]
        return [(self.field(kind, name), str(fields[name])) for name in wanted]

    def name(self, id_: str | None) -> str:
        """Who or what an id stands for."""
        return "" if id_ is None else self.names.get(id_) or gettext("(name not known)")

    def role(self, role: str) -> str:
        """What a role is called."""
        return self.code("role", role)

    def day(self, day: dt.date | None) -> str:
        """``2026年11月21日(土)``."""
        return "" if day is None else format_date(day, _PATTERNS[self.language], locale=self.language)

    def month(self, day: dt.date | None) -> str:
        """``2026年11月``."""
        if day is None:
            return gettext("Undated")
        return format_date(day, _MONTHS[self.language], locale=self.language)

    def fiscal_year(self, year: int) -> str:
        """A fiscal year, by the year in which it begins: ``令和5年度(2023年度)``, in English ``FY2023``."""
        return f"{fiscal_year_in_era(year)}({year}年度)" if self.language == "ja" else f"FY{year}"

    def moment(self, moment: dt.datetime | str | None) -> str:
        """``2026年11月21日(土) 14:00``, by the office's clock."""
        if moment is None:
            return ""
        local = self._local(moment)
        return f"{self.day(local.date())} {local:%-H:%M}"

    def clock(self, moment: dt.datetime | str | None) -> str:
        """``9:05``."""
        return "" if moment is None else f"{self._local(moment):%-H:%M}"

    def since(self, moment: dt.datetime, today: dt.date) -> str:
        """``3日前から``, by the office's days."""
        days = (today - self._local(moment).date()).days
        return str(ngettext("for %(num)d day", "for %(num)d days", days) if days > 0 else gettext("since today"))

    def due(self, due: str) -> str:
        """A due date as exact as it was given."""
        date = DueDate.parse(due)
        month = self.month(date.first)
        if date.precision == "day":
            return self.day(date.first)
        thirds: dict[str, str] = {
            "upper": pgettext("third of a month", "early %(month)s", month=month),
            "middle": pgettext("third of a month", "mid-%(month)s", month=month),
            "lower": pgettext("third of a month", "late %(month)s", month=month),
        }
        return thirds.get(date.precision, month)

    def due_input(self, due: str) -> str:
        """A due date as a text input holds it: in Japanese as people write it (「11月下旬」), else as on the wire."""
        date = DueDate.parse(due)
        if self.language != "ja":
            return due
        return f"{date.first:%Y年%-m月%-d日}" if date.precision == "day" else self.due(due)

    def local_input(self, moment: str | None) -> str:
        """A moment as a ``datetime-local`` input holds it."""
        return "" if moment is None else f"{self._local(moment):%Y-%m-%dT%H:%M}"

    def _local(self, moment: dt.datetime | str) -> dt.datetime:
        return (read_moment(moment) if isinstance(moment, str) else moment).astimezone(self.zone)

    def _value(self, declared: Field[Any], value: Json) -> str:
        if isinstance(declared, Elements):
            return gettext(", ").join(self._value(declared.inner, element) for element in value)
        if isinstance(declared, Code):
            return self.code(declared.code_list, value)
        if isinstance(declared, Id):
            return self.name(value)
        if isinstance(declared, Moment):
            return self.moment(value)
        if isinstance(declared, Day):
            return self.day(dt.date.fromisoformat(value))
        if isinstance(declared, Due):
            return self.due(value)
        if isinstance(declared, Flag):
            return gettext("yes") if value else gettext("no")
        return str(value)


def as_text(text: str) -> str:
    """A text that a page can show, whatever was sent: half surrogate pairs are shown as unknown characters."""
    return text.encode("utf-8", "replace").decode()


def named_ids(kind: str, many: Iterable[Mapping[str, Json]]) -> set[str]:
    """The ids of records that the given fields of records of a kind name; what is no id names nothing."""
    ids: set[str] = set()
    for fields in many:
        for name, value in fields.items():
            declared = KINDS[kind].fields.get(name)
            inner = declared.inner if isinstance(declared, Elements) else declared
            if isinstance(inner, Id) and value:
                ids |= {each for each in (value if isinstance(value, list) else [value]) if _is_id(each)}
    return ids


def _is_id(value: object) -> bool:
    try:
        return canonical_id(value) == value
    except ValidationError:
        return False


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _wordless_fields(kind: str) -> set[str]:
    fields = KINDS[kind].fields.items()
    return {name for name, each in fields if isinstance(each, Digest) or getattr(each, "refers_to", None) == "outing"}
