"""Finding by words whatever a reader may see: who somebody is, and what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_

from server.models.case import Case
from server.models.person import Person
from server.models.record import Record
from server.models.search import SearchText
from server.store.pieces import may_hold
from server.store.records import select_records
from server.store.statements import among
from server.store.tenant import refers
from server.store.visibility import SeenRoom
from sync import store
from sync.folding import closed
from sync.search import NAMING, Query

MOST_CANDIDATES: Final = 2_000
"""What more records than this may hold is common enough to be come upon soon, the newest first."""

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A record as the reader is shown it, and the day on which it happened, where one is told."""

    record: store.Record
    day: dt.date | None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, the best first, and whether there are ``more``."""

    rows: Sequence[FoundRow]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, with the cases and persons of whom it is said; whatever belongs to those may lack it."""

    text: str
    scopes: frozenset[str]


class Search(SeenRoom):
    """What holds the words of a query. With several words, what stands on the client and the case counts for each
    record of that case, but one of the words is in the record itself.
    """

    def page(self, query: Query, *, page: int = 1, per_page: int = 20) -> Found:
        """What is found: who somebody is first, then what happened, the newest first."""
        words = [_Word(word, self._said_of(word) if len(query.words) > 1 else frozenset()) for word in query.words]
        candidates = self._candidates(words, query.whole)
        conditions = [self._visible, self._fulfils(words, query.whole)]
        if candidates is not None:
            conditions.append(among(SearchText.id, candidates))
        best = (SearchText.weight.desc(), SearchText.day.desc(), SearchText.id.desc())
        matching = self.tenant.select(SearchText, SearchText.id, SearchText.day).where(*conditions).order_by(*best)
        rows = self.connection.execute(matching.limit(per_page + 1).offset((page - 1) * per_page)).all()
        days = {row.id: dt.date.fromisoformat(row.day) if row.day else None for row in rows[:per_page]}
        read = self._read(select_records(self.tenant).where(among(Record.id, list(days))))
        # What was deleted a moment ago may be due still.
        records = {record.id: record for record in read if not record.deleted}
        here = [FoundRow(records[id_], day) for id_, day in days.items() if id_ in records]
        return Found(here, page, len(rows) > per_page)

    def cases_of(self, records: Iterable[store.Record]) -> Mapping[str, Sequence[str]]:
        """The cases through which persons and households are opened, by their ids, the newest first: of a household
        those of its members. A case that the reader does not see is not there.
        """
        ids = [record.id for record in records]
        query = (
            self.tenant.select(Case, Case.id, Case.person, Person.household, live=True)
            .outerjoin(Person, refers(Case.person, Person, live=True))
            .where(or_(among(Case.person, ids), among(Person.household, ids)), self.sight.permitted(Case.id))
            .order_by(Case.id.desc())
        )
        cases: dict[str, list[str]] = {}
        for case, person, household in self.connection.execute(query):
            for each in filter(None, (person, household)):
                cases.setdefault(each, []).append(case)
        return cases

    def _said_of(self, word: str) -> frozenset[str]:
        """The cases, with their persons, on which or on whom a word stands."""
        conditions = [self._visible, SearchText.weight >= NAMING, self._holds(word)]
        candidates = may_hold(self.tenant, [word], MOST_CANDIDATES)
        if candidates is not None:
            conditions.append(among(SearchText.id, candidates))
        named = list(self.connection.scalars(self.tenant.select(SearchText, SearchText.id).where(*conditions)))
        cases = self.tenant.select(Case, Case.id, Case.person, live=True).where(
            or_(among(Case.id, named), among(Case.person, named)), self.sight.permitted(Case.id)
        )
        return frozenset(each for row in self.connection.execute(cases) for each in row if each)

    def _candidates(self, words: Sequence[_Word], whole: str) -> Collection[str] | None:
        """Records among which all that fulfil the query are; ``None`` where these are too many to be told."""
        needed = [word.text for word in words if not word.scopes]
        ids: Collection[str] | None = may_hold(self.tenant, needed, MOST_CANDIDATES) if needed else None
        if ids is None and (of_somebody := [word for word in words if word.scopes]):
            # Every record that is sought holds this word, or belongs to those of whom it is said.
            least = min(of_somebody, key=lambda word: len(word.scopes))
            ids = _joined(
                may_hold(self.tenant, [*needed, least.text], MOST_CANDIDATES), self._belonging_to(least.scopes)
            )
        return ids if len(words) == 1 else _joined(ids, may_hold(self.tenant, [whole], MOST_CANDIDATES))

    def _belonging_to(self, scopes: Collection[str]) -> list[str] | None:
        query = self.tenant.select(SearchText, SearchText.id).where(among(SearchText.scope, scopes))
        ids = list(self.connection.scalars(query.limit(MOST_CANDIDATES + 1)))
        return ids if len(ids) <= MOST_CANDIDATES else None

    @cached_property
    def _visible(self) -> Condition:
        """Whether the reader sees a row at all, and may search it. Made once: it is the larger part of each query."""
        searched = SearchText.weight >= (0 if self.sight.reader.sensitive else 1)
        return and_(searched, self.sight.sees(SearchText.scope))

    def _fulfils(self, words: Sequence[_Word], whole: str) -> Condition:
        if len(words) == 1:
            return self._holds(words[0].text)
        each = [or_(self._holds(word.text), among(SearchText.scope, word.scopes)) for word in words]
        return or_(and_(*each, or_(*(self._holds(word.text) for word in words))), self._holds(whole))

    def _holds(self, word: str) -> Condition:
        """``sync.folding.holds`` of what the reader may search, as a condition."""
        texts = (SearchText.open, SearchText.sensitive) if self.sight.reader.sensitive else (SearchText.open,)
        joined = closed(word)
        if joined is None:
            return or_(*(text.contains(word, autoescape=True) for text in texts))
        return or_(*(func.replace(text, "-", "").contains(joined, autoescape=True) for text in texts))


def _joined(one: Collection[str] | None, other: Collection[str] | None) -> Collection[str] | None:
    return None if one is None or other is None else {*one, *other}
