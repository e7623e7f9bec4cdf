"""Everything that is kept for one office, in rooms, within one transaction."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from sqlalchemy import Connection

from server.store.accounts import Accounts
from server.store.approvals import Approvals
from server.store.audit import Audit
from server.store.backups import Backups
from server.store.calendar import Calendar
from server.store.candidates import Candidates
from server.store.cases import Cases
from server.store.comments import Comments
from server.store.conflicts import Conflicts
from server.store.database import apart
from server.store.devices import Devices
from server.store.drafts import Drafts
from server.store.erasing import Erasing
from server.store.erasures import Erasures
from server.store.factors import Factors
from server.store.figures import Figures
from server.store.followup import FollowUp
from server.store.history import History
from server.store.holding import Holding
from server.store.identities import Identities
from server.store.imports import Imports
from server.store.links import Links
from server.store.maintenance import Maintenance
from server.store.meetings import Meetings
from server.store.notes import Notes
from server.store.numbers import PhonesNumbers
from server.store.outings import Outings
from server.store.passkeys import Passkeys
from server.store.plans import Plans
from server.store.push import Push
from server.store.reader import THE_OFFICE, Reader
from server.store.records import Records
from server.store.recovery import Recovery
from server.store.reminders import Reminders
from server.store.restrictions import Restrictions
from server.store.retention import Retention
from server.store.search_index import SearchIndex
from server.store.seen import Seen
from server.store.sessions import Sessions
from server.store.team import Team
from server.store.tenant import Tenant
from server.store.trail import Trail


class Office:
    """One office. Each room is a part of its store; ``as_seen_by`` gives the same as one reader sees it.

    Its rooms about cases are read without a reader's limits (``THE_OFFICE``): by jobs, reports and services. A page for
    a person is read through ``as_seen_by``.
    """

    def __init__(self, connection: Connection, office: str) -> None:
        self.connection = connection
        self.tenant = Tenant(connection, office)

    @property
    def id(self) -> str:
        """The office's id."""
        return self.tenant.office

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The office's time zone, in which days begin and end."""
        return self.tenant.zone

    def day(self, moment: dt.datetime) -> dt.date:
        """The day that it is at the office at a moment."""
        return self.tenant.day(moment)

    def lock(self) -> int:
        """Take the office's counter for writing until the transaction ends. Returns the last seq that was given out.

        Whoever has it already may take it again: each step that needs it takes it, whatever its caller did.
        """
        return self.records.lock()

    @contextmanager
    def apart(self) -> Iterator[None]:
        """A part of the transaction: if it raises, it alone is undone, with what it noted for the trail."""
        with self.tenant.noted.undone_with(), apart(self.connection):
            yield

    def as_seen_by(self, reader: Reader) -> Seen:
        """The office as one reader sees it: an object that has only queries scoped by that reader."""
        return Seen(self.tenant, reader)

    @cached_property
    def records(self) -> Records:
        """Records, the change log and visibility: what the exchange needs (``sync.store.Store``)."""
        return Records(self.tenant)

    @cached_property
    def accounts(self) -> Accounts:
        """Accounts, their phones and their sessions."""
        return Accounts(self.tenant)

    @cached_property
    def holding(self) -> Holding:
        """What phones hold, counted."""
        return Holding(self.tenant)

    @cached_property
    def sessions(self) -> Sessions:
        """Where people are signed in."""
        return Sessions(self.tenant)

    @cached_property
    def devices(self) -> Devices:
        """How phones are registered."""
        return Devices(self.tenant)

    @cached_property
    def links(self) -> Links:
        """The links by which people choose a password."""
        return Links(self.tenant)

    @cached_property
    def factors(self) -> Factors:
        """Second factors."""
        return Factors(self.tenant)

    @cached_property
    def passkeys(self) -> Passkeys:
        """Passkeys."""
        return Passkeys(self.tenant)

    @cached_property
    def identities(self) -> Identities:
        """Who people are for a provider of identities."""
        return Identities(self.tenant)

    @cached_property
    def approvals(self) -> Approvals:
        """What was asked for accounts and waits for a second person."""
        return Approvals(self.tenant)

    @cached_property
    def push(self) -> Push:
        """Where members take push messages, and what is on its way there."""
        return Push(self.tenant)

    @cached_property
    def reminders(self) -> Reminders:
        """What the office chose to be reminded of, and which notices were given."""
        return Reminders(self.tenant)

    @cached_property
    def calendar(self) -> Calendar:
        """What is planned, and calendar addresses."""
        return Calendar(self.tenant)

    @cached_property
    def team(self) -> Team:
        """Numbers by worker, and who is away."""
        return Team(self.tenant)

    @cached_property
    def figures(self) -> Figures:
        """What an annual report counts."""
        return Figures(self.tenant)

    @cached_property
    def drafts(self) -> Drafts:
        """What people are writing into the forms of the office pages."""
        return Drafts(self.tenant)

    @cached_property
    def backups(self) -> Backups:
        """Verified backups, and the times the office was put back."""
        return Backups(self.tenant)

    @cached_property
    def recovery(self) -> Recovery:
        """Changes that wait for what was lost, or for a person."""
        return Recovery(self.tenant)

    @cached_property
    def numbers(self) -> PhonesNumbers:
        """Which of the numbers that phones gave have reached the office."""
        return PhonesNumbers(self.tenant)

    @cached_property
    def retention(self) -> Retention:
        """What has had its time."""
        return Retention(self.tenant)

    @cached_property
    def candidates(self) -> Candidates:
        """Which cases belong together when they are to be erased, and what speaks against it."""
        return Candidates(self.tenant)

    @cached_property
    def erasures(self) -> Erasures:
        """What was asked to be erased, what is held back, and what was erased."""
        return Erasures(self.tenant)

    @cached_property
    def erasing(self) -> Erasing:
        """Taking records out for good."""
        return Erasing(self.tenant)

    @cached_property
    def search_index(self) -> SearchIndex:
        """What is searched, kept equal to the records."""
        return SearchIndex(self.tenant)

    @cached_property
    def imports(self) -> Imports:
        """What was brought in from lists."""
        return Imports(self.tenant)

    @cached_property
    def maintenance(self) -> Maintenance:
        """Keeping the tables of the kinds equal to the records."""
        return Maintenance(self.tenant)

    @cached_property
    def trail(self) -> Trail:
        """Who did and looked at what."""
        return Trail(self.tenant)

    @cached_property
    def audit(self) -> Audit:
        """Whether trail, change log and records are as they were written."""
        return Audit(self.tenant)

    @property
    def cases(self) -> Cases:
        """Cases, and who is in charge of them."""
        return self._whole.cases

    @property
    def notes(self) -> Notes:
        """Support records: what waits for review, and what may stand twice."""
        return self._whole.notes

    @property
    def plans(self) -> Plans:
        """Plans: which wait for approval, which are not finished."""
        return self._whole.plans

    @property
    def meetings(self) -> Meetings:
        """Meetings, their agendas and tasks."""
        return self._whole.meetings

    @property
    def conflicts(self) -> Conflicts:
        """Where two people disagree about a field."""
        return self._whole.conflicts

    @property
    def outings(self) -> Outings:
        """Visits under watch, and calls for help."""
        return self._whole.outings

    @property
    def followup(self) -> FollowUp:
        """What must be followed up."""
        return self._whole.followup

    @property
    def history(self) -> History:
        """What became of records, change by change."""
        return self._whole.history

    @property
    def comments(self) -> Comments:
        """What people say to each other about records."""
        return self._whole.comments

    @property
    def restrictions(self) -> Restrictions:
        """Cases that are restricted to named staff."""
        return self._whole.restrictions

    @cached_property
    def _whole(self) -> Seen:
        return self.as_seen_by(THE_OFFICE)
