"""Cases that are restricted to named staff: which there are, who opened one with a reason, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func

from server.ground.trail import Act
from server.models.case import Case, CaseOpening
from server.models.meeting import AgendaItem
from server.models.person import Person
from server.models.trail import Trail
from server.store.statements import among, insertion_into
from server.store.tenant import refers
from server.store.visibility import SeenRoom
from sync.folding import fold

_OPEN: Final = "open"


@dataclass(frozen=True, slots=True)
class RestrictedRow:
    """A restricted case: since when and by whom, and to whom. One that is ``withheld`` from the reader has no client
    and no number. ``opened_until`` is when it is withheld from the reader again.
    """

    case_id: str
    named: tuple[str, ...]
    withheld: bool
    person_name: str | None = None
    number: str | None = None
    since: dt.datetime | None = None
    by: str | None = None
    opened_until: dt.datetime | None = None


class Restrictions(SeenRoom):
    """Restricted cases. What is told of one that is withheld from the reader is who may open it, and since when."""

    def count(self) -> int:
        """How many open cases are withheld from the reader: of the whole office, so that no filter tells whose."""
        if not self.sight.reader.office or self.sight.reader.unrestricted:
            return 0
        query = self.tenant.select(Case, func.count(Case.id), live=True)
        withheld = query.where(Case.state == _OPEN, Case.id.in_(self.sight.withheld.cases))
        return self.connection.execute(withheld).scalar_one()

    def on_agenda(self, meeting: str) -> int:
        """How many items of a meeting's agenda are about cases that are withheld from the reader."""
        if not self.sight.reader.office or self.sight.reader.unrestricted:
            return 0
        query = self.tenant.select(AgendaItem, func.count(AgendaItem.id), live=True)
        items = query.where(AgendaItem.meeting == meeting, AgendaItem.case.in_(self.sight.withheld.cases))
        return self.connection.execute(items).scalar_one()

    def withheld(self, scopes: Collection[str]) -> set[str]:
        """Those of some scopes that are withheld from the reader."""
        reader = self.sight.reader
        if not reader.office or reader.unrestricted or not scopes:
            return set()
        return self.sight.withheld.scopes() & set(scopes)

    def all(self) -> list[RestrictedRow]:
        """Every restricted case, those that were restricted last first."""
        return sorted(self._rows().values(), key=lambda row: (row.since is None, row.since, row.case_id), reverse=True)

    def one(self, case: str) -> RestrictedRow | None:
        """A restricted case; ``None`` for one that is not restricted, or not there."""
        return self._rows(case).get(case)

    def sought(self, words: str) -> list[tuple[str, str | None]]:
        """The restricted cases that are withheld from the reader and have this number, or whose client has exactly this
        name or reading, each with its person.
        """
        wanted = fold(words)
        query = (
            self.tenant.select(Case, Case.id, Case.person, Case.number, Person.name, Person.kana, live=True)
            .outerjoin(Person, refers(Case.person, Person))
            .where(Case.id.in_(self.sight.withheld.cases))
            .order_by(Case.id)
        )
        rows = self.connection.execute(query) if wanted else ()
        return [(row[0], row[1]) for row in rows if wanted in {fold(text) for text in row[2:] if text}]

    def named(self) -> Mapping[str, frozenset[str]]:
        """To whom alone each restricted case is open, by case; with those who have opened it with a reason."""
        query = self.tenant.select(Case, Case.id, Case.restricted_to).where(Case.restricted_to.is_not(None))
        by_case = {case: set(named or ()) for case, named in self.connection.execute(query)}
        for case, user in self.connection.execute(self._openings()) if by_case else ():
            by_case.get(case, set()).add(user)
        return {case: frozenset(users) for case, users in by_case.items()}

    def let_in(self, user: str, case: str, now: dt.datetime, until: dt.datetime) -> None:
        """Let a user see a case ``until`` a moment. Openings that have ended are taken out."""
        self.connection.execute(self.tenant.delete(CaseOpening).where(CaseOpening.until <= now))
        row = {"office_id": self.tenant.office, "user_id": user, "case_id": case, "until": until}
        insertion = insertion_into(CaseOpening, self.connection).values(row)
        key = [CaseOpening.office_id, CaseOpening.user_id, CaseOpening.case_id]
        self.connection.execute(insertion.on_conflict_do_update(index_elements=key, set_={"until": until}))

    def let_nobody_in(self, case: str) -> None:
        """End what was opened of a case."""
        self.connection.execute(self.tenant.delete(CaseOpening).where(CaseOpening.case_id == case))

    def _openings(self) -> Select[str, str]:
        query = self.tenant.select(CaseOpening, CaseOpening.case_id, CaseOpening.user_id)
        return query.where(CaseOpening.until > self.sight.withheld.now)

    def _rows(self, only: str | None = None) -> dict[str, RestrictedRow]:
        query = (
            self.tenant.select(
                Case, Case.id, Case.restricted_to, Case.number, Person.name, CaseOpening.until, live=True
            )
            .outerjoin(Person, refers(Case.person, Person))
            .outerjoin(
                CaseOpening,
                refers(CaseOpening.case_id, Case)
                & (CaseOpening.user_id == self.sight.reader.user)
                & (CaseOpening.until > self.sight.withheld.now),
            )
            .where(Case.restricted_to.is_not(None), self.sight.reaches(Case.id))
        )
        rows = self.connection.execute(query if only is None else query.where(Case.id == only)).all()
        begun = self._begun([row[0] for row in rows])
        withheld = self.withheld([row[0] for row in rows])
        rows_by_case: dict[str, RestrictedRow] = {}
        for case, named, number, name, until in rows:
            shown = {} if case in withheld else {"person_name": name, "number": number, "opened_until": until}
            since, by = begun.get(case, (None, None))
            rows_by_case[case] = RestrictedRow(case, tuple(named or ()), case in withheld, since=since, by=by, **shown)
        return rows_by_case

    def _begun(self, cases: Collection[str]) -> dict[str, tuple[dt.datetime, str | None]]:
        """When each case was last restricted, and by whom, as the trail has it."""
        query = (
            self.tenant.select(Trail, Trail.scope, Trail.at, Trail.actor)
            .where(Trail.what == str(Act.CASE_RESTRICTED), among(Trail.scope, cases))
            .order_by(Trail.number)
        )
        return {row.scope: (row.at, row.actor) for row in self.connection.execute(query)}
