"""The agencies that an office worked with (関係機関との連携), from what support records say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sync.folding import fold

_OUT: Final = ("visit", "accompaniment")
_THERE: Final = ("accompaniment", "other_agency_meeting")
"""The methods whose place is an agency."""


@dataclass(frozen=True, slots=True)
class Contact:
    """What a support record says: with whom, and where."""

    client: str
    method: str
    place: str = ""
    companions: Sequence[str] = ()

    @property
    def is_joint_visit(self) -> bool:
        """Whether somebody of an agency came along to a visit or an accompaniment (同行訪問)."""
        return self.method in _OUT and bool(self.companions)

    def agencies(self) -> Iterator[str]:
        """Each agency that it names, once however it is spelled."""
        place = (self.place,) if self.place and self.method in _THERE else ()
        yield from {fold(name): name for name in (*self.companions, *place)}.values()


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """What was done with one agency: contacts in all, and of these joint visits, accompaniments there and meetings; and
    with how many clients.
    """

    agency: str
    contacts: int
    joint_visits: int
    accompanied: int
    meetings: int
    clients: int

    @property
    def cells(self) -> tuple[str | int, ...]:
        """The row as it is printed."""
        return (self.agency, self.contacts, self.joint_visits, self.accompanied, self.meetings, self.clients)


def agency_rows(contacts: Iterable[Contact]) -> list[AgencyRow]:
    """A row for each agency, those with the most contacts first. One that is spelled in several ways is one, and has
    the spelling that is met most.
    """
    of: defaultdict[str, list[Contact]] = defaultdict(list)
    spelled: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for contact in contacts:
        for name in contact.agencies():
            of[fold(name)].append(contact)
            spelled[fold(name)][name] += 1
    rows = [_row(spelled[key].most_common(1)[0][0], key, found) for key, found in of.items()]
    return sorted(rows, key=lambda row: (-row.contacts, row.agency))


def _row(name: str, key: str, contacts: Sequence[Contact]) -> AgencyRow:
    joint = [each for each in contacts if each.method in _OUT and key in {fold(one) for one in each.companions}]
    there = [each for each in contacts if each.method == "accompaniment" and fold(each.place) == key]
    meetings = [each for each in contacts if each.method == "other_agency_meeting"]
    clients = {each.client for each in contacts}
    return AgencyRow(name, len(contacts), len(joint), len(there), len(meetings), len(clients))
