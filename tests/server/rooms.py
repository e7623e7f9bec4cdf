"""An office with something in every table, and what each method of each room is called with there."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, Table, insert, select, update

from server.ground.ids import new_id
from server.ground.trail import Act, Noted, Origin
from server.models import Base
from server.models.attachment import Attachment
from server.models.case import Assignment, Case
from server.models.change import Change
from server.models.consent import Consent
from server.models.meeting import AgendaItem
from server.models.notice import Notice, PushSubscription
from server.models.person import Person
from server.models.plan import Plan
from server.models.recovery import WaitingChange
from server.models.search import SearchDue, SearchText
from server.models.staff import Staff
from server.models.support import Support
from server.models.user import Device, User
from server.reports.narrowing import Narrowing
from server.store import Office, Seen
from server.store.accounts import DELIVERY, UserRow
from server.store.approvals import RequestRow
from server.store.audit import AnchorRow
from server.store.backups import BackupRow, RestorationRow
from server.store.cases import CaseFilter
from server.store.drafts import FormDraftRow
from server.store.erasures import APPROVED, ErasedRow, ErasureRow, HoldRow
from server.store.followup import FollowUpFilter
from server.store.handovers import HandoverRow
from server.store.identities import IdentityRow
from server.store.imports import ImportRow
from server.store.links import LinkRow
from server.store.notes import SupportFilter
from server.store.passkeys import PasskeyRow
from server.store.push import Address, DeliveryRow
from server.store.reader import THE_OFFICE
from server.store.recovery import WaitingRow
from server.store.reminders import GivenRow
from server.store.rows import PhoneState
from server.store.trail import TrailFilter
from sync.codes import CODE_LISTS
from sync.followup import Thresholds
from sync.search import Query
from sync.store import BEGINNING, START, Written
from tests.server.world import World

NOW: Final = dt.datetime(2026, 12, 1, 3, 0, tzinfo=dt.UTC)
LONG_AGO: Final = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
LATER: Final = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
TODAY: Final = NOW.date()
PHONE, TOKEN, FORM, CHANGE, SEALED, HELD = new_id(), "token", "/office/notes/1", new_id(), new_id(), new_id()

Arguments = tuple[tuple[Any, ...], dict[str, Any]]


class Stage:
    """What the arguments of a method are made of: an office with something in every table. ``seen`` is how whoever asks
    sees it.
    """

    seen: Seen

    def __init__(self, world: World) -> None:
        self.ids = world.ids
        self.office = world.office.id
        self.worker = world.office.users["worker"]
        self.boss = world.office.users["supervisor"]
        self.clerk = world.office.users["clerk"]
        self.logged: str | None = None
        self.double = new_id()
        self.second = new_id()
        self.restricted = new_id()
        self.asked = new_id()
        self.passkey, self.handover = new_id(), new_id()
        self.run = ImportRow(new_id(), "cases", self.boss, NOW, 0, 9_000, {"new": 1})
        self.erasure, self.asked_erasure = new_id(), new_id()
        self.address = Address("https://push.example/worker", "p256dh", "auth")

    def __getattr__(self, kind: str) -> str:
        return self.ids[kind]

    def set(self, connection: Connection) -> None:
        """Put into the office what its records do not bring with them."""
        store = Office(connection, self.office)
        store.accounts.register_device(self.worker, PHONE, "電話", LONG_AGO)
        store.devices.admit(self.worker, PHONE, "key", "office", self.boss, LONG_AGO)
        store.devices.ask(self.worker, PHONE, "asked key", NOW)
        store.devices.expect_first(self.worker, LATER)
        store.accounts.start_session(TOKEN, self.worker, PHONE, LONG_AGO, LATER, DELIVERY)
        store.sessions.keep_words(TOKEN, "cases", "見本")
        store.links.put(LinkRow("link", self.worker, "invitation", self.boss, NOW, LATER))
        store.factors.propose(self.worker, "sealed")
        store.factors.renew_codes(self.worker, ["code"])
        store.passkeys.add(PasskeyRow(self.passkey, self.worker, "hash", "credential", "key", 7, "", False, "鍵", NOW))
        store.passkeys.answer("answered", LATER, NOW)
        store.identities.bind(IdentityRow(self.worker, "identity", "subject", NOW))
        store.approvals.add(RequestRow(self.asked, self.worker, "factor", None, self.boss, NOW))
        store.push.subscribe(self.worker, PHONE, self.address, NOW)
        store.imports.note(self.run)
        store.imports.keep_columns("cases", {"名": "person.name"})
        store.push.mute(self.worker, ["no_contact"])
        (target,) = store.push.targets([self.worker])
        store.push.add_deliveries([DeliveryRow(self.notice, target.subscription, NOW)])
        store.reminders.keep_settings({"no_contact_days": 60})
        store.reminders.note_given([GivenRow("key", self.worker, self.notice)])
        store.calendar.open_feed(self.worker, "secret", NOW)
        seen = store.as_seen_by(THE_OFFICE)
        seen.handovers.add(HandoverRow(self.handover, self.worker, self.boss, NOW, [CHANGE], 1, 0))
        store.drafts.keep(self.worker, FormDraftRow(FORM, {"text": "語9999号"}, LONG_AGO))
        store.backups.note(BackupRow("one", LONG_AGO, LONG_AGO, "folder", 1, 1, 0))
        store.backups.note_restoration(RestorationRow("one", LONG_AGO, None, 1, PHONE))
        store.recovery.keep_waiting(
            [WaitingRow(CHANGE, self.worker, PHONE, '{"kind": "語9998号"}', NOW, "waiting")], NOW
        )
        body = json.dumps({"kind": "語9997号", "record": HELD}, ensure_ascii=False)
        store.recovery.hold([WaitingRow(SEALED, self.worker, PHONE, body, NOW, "held")], NOW)
        store.numbers.note(self.worker, PHONE, saved=3, received=[1], dropped=[])
        looked = Origin(self.worker, PHONE, "192.0.2.7")
        store.trail.note(Noted(Act.READ, "case", self.case, scope=self.case, origin=looked, at=NOW))
        store.trail.settle()
        self._spread(connection)
        self._erase(connection, store)
        self._search(connection, store)

    def _search(self, connection: Connection, store: Office) -> None:
        """What is searched, of which a text is not as its record says, and some records are due."""
        store.search_index.take_over(1_000)
        connection.execute(update(SearchText).where(SearchText.id == self.person).values(open="別"))
        due = [{"office_id": self.office, "id": self.ids[kind]} for kind in ("case", "household", "support", "task")]
        connection.execute(insert(SearchDue), due)

    def _erase(self, connection: Connection, store: Office) -> None:
        """An erasure that waits, and one of which an attachment and a task are listed."""
        store.erasures.add(ErasureRow(self.asked_erasure, self.worker, NOW, cases=(self.case,)))
        store.erasures.add(ErasureRow(self.erasure, self.worker, NOW, self.boss, NOW, APPROVED, cases=(self.second,)))
        rows = [ErasedRow(self.ids[kind], kind, self.case) for kind in ("attachment", "task", "support")]
        store.erasures.list_records(self.erasure, rows, 9_003)
        store.erasures.keep_counts(self.erasure, "accompaniment", "2026-11", {"visits": 1})
        connection.execute(update(Device).values(queued=1))
        body = f'{{"record": "{self.task}"}}'
        connection.execute(update(WaitingChange).where(WaitingChange.id == CHANGE).values(body=body))
        settled = WaitingRow(new_id(), self.worker, PHONE, '{"kind": "語9995号"}', LONG_AGO, "waiting")
        store.recovery.keep_waiting([settled], LONG_AGO)
        store.recovery.set_waiting([settled.id], "settled", by=self.boss, now=LONG_AGO)
        store.erasures.hold(HoldRow(self.case, "語9996号", TODAY, self.worker, NOW))

    def _spread(self, connection: Connection) -> None:
        """Copies and marks, so that no query comes back with empty hands."""
        mine = {"office_id": self.office}
        _copy(connection, Case, mine | {"id": self.case}, id=self.second, self_assigned=True)
        _copy(connection, Case, mine | {"id": self.case}, id=new_id(), opened_on=None)
        kept = {"number": "R8-001", "restricted_to": [self.worker]}
        _copy(connection, Case, mine | {"id": self.case}, id=self.restricted, **kept)
        _copy(connection, AgendaItem, mine | {"id": self.agenda_item}, id=new_id(), case=self.restricted)
        Office(connection, self.office).restrictions.let_in(self.worker, self.restricted, NOW, LATER)
        _copy(connection, Support, mine | {"id": self.support}, id=self.double, worker=self.boss, author=self.boss)
        _copy(connection, Base.metadata.tables["record"], mine | {"id": self.support}, id=self.double, seq=9_001)
        _copy(connection, Base.metadata.tables["household_member"], mine, person=new_id())
        _copy(connection, Person, mine | {"id": self.person}, id=new_id(), created_by=self.worker)
        connection.execute(update(Person).where(Person.id == self.person).values(household_by=self.worker))
        connection.execute(update(Support).values(flagged=True, wants_advice=True, to_review="unread"))
        connection.execute(update(Plan).values(approval="asked", result=None))
        connection.execute(update(Change).where(Change.record == self.support).values(late=True))
        connection.execute(update(Assignment).values(until=None))
        connection.execute(update(Notice).values(seen=True))
        connection.execute(update(Consent).values(receiver=self.worker))
        connection.execute(update(User).where(User.id == self.clerk).values(created_at=LONG_AGO))
        connection.execute(update(Staff).values(phone="0901"))
        connection.execute(update(PushSubscription).values(refused_at=NOW, refused_status=403))
        connection.execute(update(Attachment).values(received_at=LONG_AGO, deleted=True))
        gone = new_id()
        _copy(connection, Notice, mine | {"id": self.notice}, id=gone, deleted=True)
        _copy(connection, Change, mine | {"record": self.notice}, id=new_id(), record=gone, seq=9_002)
        self.logged = connection.scalars(select(Change.id).where(Change.record == self.support)).first()
        _copy(connection, WaitingChange, mine, id=self.logged)


def _copy(connection: Connection, model: Any, where: Mapping[str, str], **changed: Any) -> None:
    table = model if isinstance(model, Table) else model.__table__
    row = connection.execute(select(table).where(*(table.c[name] == value for name, value in where.items()))).first()
    assert row is not None, table.name
    connection.execute(insert(table).values({**row._asdict(), **changed}))


def call(*args: Any, **named: Any) -> Arguments:
    return args, named


PAGE: Final = {"page": 1, "per_page": 50}

ARGUMENTS: Final[dict[str, Callable[[Stage], Arguments]]] = {
    "records.anchor": lambda _: call(),
    "records.by_id": lambda at: call(at.ids.values()),
    "records.entries": lambda at: call([at.logged]),
    "records.entries_after": lambda at: call(at.support, 0),
    "records.consents_for": lambda at: call(at.worker),
    "records.erased": lambda at: call([at.task]),
    "records.grants": lambda at: call(at.worker),
    "records.has": lambda _: call(BEGINNING),
    "records.in_scope": lambda at: call(at.case, ["support"], 0),
    "records.last_seq": lambda _: call(),
    "records.lock": lambda _: call(),
    "records.members": lambda at: call(at.household),
    "records.newest_entries": lambda at: call(at.support),
    "records.open_conflicts": lambda at: call(at.support),
    "records.open_proposals": lambda at: call([at.support]),
    "records.partners": lambda _: call(),
    "records.page": lambda at: call(at.worker, START, 100),
    "records.reserved": lambda at: call([at.worker]),
    "records.seen_by": lambda at: call(at.worker),
    "records.viewers_of": lambda at: call([at.case, at.office]),
    "records.withheld_from": lambda at: call(at.boss),
    "records.write": lambda _: call(Written(last_seq=9_999)),
    "accounts.add_user": lambda _: call(UserRow("new", "new@here", "新人", "worker", True, NOW), "hash"),
    "accounts.change_user": lambda at: call(at.worker, name="別名"),
    "accounts.charges": lambda _: call(),
    "accounts.close_delivery": lambda at: call(at.worker, PHONE),
    "accounts.device": lambda at: call(at.worker, PHONE),
    "accounts.devices": lambda _: call(),
    "accounts.end_deliveries_of": lambda at: call(at.worker, NOW),
    "accounts.end_session": lambda _: call(TOKEN, NOW),
    "accounts.end_sessions_of": lambda at: call(at.worker, NOW),
    "holding.of": lambda at: call(at.worker),
    "accounts.has_password": lambda at: call(at.worker),
    "accounts.note_empty": lambda at: call(at.worker, PHONE, NOW),
    "accounts.note_phone": lambda at: call(at.worker, PhoneState(PHONE, "電話", 5, 1, 2, NOW, revoked=False)),
    "accounts.register_device": lambda at: call(at.worker, PHONE, "新しい電話", NOW),
    "accounts.revoke_device": lambda _: call(PHONE, NOW),
    "accounts.start_session": lambda at: call("another", at.worker, PHONE, LATER, LATER),
    "accounts.telephone": lambda at: call(at.worker),
    "accounts.user": lambda at: call(at.worker),
    "accounts.users": lambda _: call(),
    "devices.admit": lambda at: call(at.worker, PHONE, "key", "office", at.boss, NOW),
    "devices.ask": lambda at: call(at.worker, PHONE, "another key", NOW),
    "devices.ask_no_more": lambda at: call(at.worker, PHONE),
    "devices.expect_first": lambda at: call(at.worker, LATER),
    "devices.expects_first": lambda at: call(at.worker, NOW),
    "devices.forget": lambda at: call(at.worker, PHONE),
    "devices.has_one_in_use": lambda at: call(at.worker),
    "devices.take_key": lambda at: call(at.worker, PHONE, "another key"),
    "devices.waiting_count": lambda _: call(LONG_AGO),
    "sessions.end": lambda at: call(at.worker, TOKEN, NOW),
    "sessions.end_on": lambda _: call(PHONE, NOW),
    "sessions.end_others": lambda at: call(at.worker, "another", NOW),
    "sessions.note_confirmed": lambda _: call(TOKEN, NOW),
    "sessions.note_second_factor": lambda _: call(TOKEN),
    "sessions.of": lambda at: call(at.worker, NOW),
    "sessions.keep_words": lambda _: call(TOKEN, "cases", "別の語"),
    "sessions.words": lambda _: call(TOKEN, "cases"),
    "search_index.due": lambda _: call(),
    "search_index.make_anew": lambda _: call(),
    "search_index.strayed": lambda _: call(),
    "search_index.take_over": lambda _: call(3),
    "search.page": lambda at: call(Query(("語",), "語")),
    "search.cases_of": lambda at: call([at.seen.records([at.person])[at.person]]),
    "imports.brought": lambda at: call(at.run),
    "imports.columns": lambda _: call("cases"),
    "imports.keep_columns": lambda _: call("cases", {"名": "", "字": "person.kana"}),
    "imports.note": lambda at: call(replace(at.run, id=new_id())),
    "imports.note_undone": lambda at: call(at.run.id, at.boss, NOW),
    "imports.run": lambda at: call(at.run.id),
    "imports.runs": lambda _: call(),
    "imports.since": lambda at: call([at.case], 0),
    "cases.known": lambda _: call(),
    "notes.days": lambda _: call(),
    "seen.of_kind": lambda _: call("support"),
    "links.drop": lambda at: call(at.worker),
    "links.of": lambda at: call(at.worker, NOW),
    "links.put": lambda at: call(LinkRow("newer", at.worker, "reset", at.boss, NOW, LATER)),
    "passkeys.add": lambda at: call(PasskeyRow(new_id(), at.worker, "other", "other", "key", 0, "", True, "鍵", NOW)),
    "passkeys.answer": lambda _: call("another", LATER, NOW),
    "passkeys.count": lambda at: call(at.worker),
    "passkeys.of": lambda at: call(at.worker),
    "passkeys.remove": lambda at: call(at.worker, at.passkey),
    "passkeys.remove_all": lambda at: call(at.worker),
    "passkeys.use": lambda at: call(at.passkey, 8, NOW),
    "identities.bind": lambda at: call(IdentityRow(at.worker, "newer", "subject", NOW)),
    "identities.drop": lambda at: call(at.worker),
    "identities.of": lambda at: call(at.worker),
    "identities.use": lambda at: call(at.worker, NOW),
    "factors.codes_left": lambda at: call(at.worker),
    "factors.confirm": lambda at: call(at.worker, 7, NOW),
    "factors.of": lambda at: call(at.worker),
    "factors.propose": lambda at: call(at.worker, "sealed otherwise"),
    "factors.remove": lambda at: call(at.worker),
    "factors.renew_codes": lambda at: call(at.worker, ["other"]),
    "factors.take_step": lambda at: call(at.worker, 9),
    "factors.use_code": lambda at: call(at.worker, "code", NOW),
    "approvals.add": lambda at: call(RequestRow(CHANGE, at.worker, "access", "worker", at.boss, NOW)),
    "approvals.decide": lambda at: call(at.asked, "approved", at.boss, NOW),
    "approvals.waiting": lambda _: call(),
    "approvals.waiting_count": lambda _: call(),
    "push.add_deliveries": lambda at: call([DeliveryRow(at.support, at.worker, NOW)]),
    "push.delivery_state": lambda at: call(at.worker, PHONE, at.notice),
    "push.is_subscribed": lambda at: call(at.worker, PHONE),
    "push.mute": lambda at: call(at.worker, []),
    "push.muted": lambda at: call(at.worker),
    "push.refusals": lambda _: call(),
    "push.subscribe": lambda at: call(at.worker, PHONE, Address("https://push.example/new", "", ""), NOW),
    "push.targets": lambda at: call([at.worker]),
    "push.unsubscribe": lambda at: call(at.worker, PHONE),
    "push.unsubscribe_everywhere": lambda at: call(at.worker),
    "reminders.already_given": lambda _: call(["key"]),
    "reminders.keep_settings": lambda _: call({}),
    "reminders.note_given": lambda at: call([GivenRow("another", at.worker, at.notice)]),
    "reminders.open_tasks": lambda _: call(dt.date(2000, 1, 1), dt.date(2100, 1, 1)),
    "reminders.outings_under_watch": lambda _: call(LONG_AGO),
    "reminders.settings": lambda _: call(),
    "calendar.close_feed": lambda at: call(at.worker),
    "calendar.feed_since": lambda at: call(at.worker),
    "calendar.open_feed": lambda at: call(at.worker, "another", NOW),
    "calendar.planned": lambda at: call(at.worker, LONG_AGO, LATER),
    "team.absences_from": lambda _: call(dt.date(2026, 1, 1)),
    "team.contact_counts": lambda _: call(dt.date(2026, 1, 1), dt.date(2027, 1, 1)),
    "team.waiting_counts": lambda _: call(),
    "figures.before": lambda _: call(["sex"], dt.date(2100, 1, 1)),
    "figures.cases": lambda _: call(Narrowing(programme=min(CODE_LISTS["programme"]), district="語")),
    "figures.tallies": lambda _: call(
        ["sex", "method", "writing", "review", "monitoring", "used", "toward_work"],
        dt.date(2000, 1, 1),
        dt.date(2100, 1, 1),
    ),
    "figures.undated_cases": lambda _: call(),
    "drafts.drop": lambda at: call(at.worker, FORM),
    "drafts.drop_old": lambda _: call(NOW, 10),
    "drafts.keep": lambda at: call(at.worker, FormDraftRow(FORM, {"text": "別の語"}, NOW)),
    "drafts.of": lambda at: call(at.worker, [FORM]),
    "backups.covered": lambda _: call(),
    "backups.forget": lambda _: call(NOW),
    "backups.note": lambda _: call(BackupRow("two", NOW, NOW, "folder", 1, 1, 0)),
    "backups.note_restoration": lambda _: call(RestorationRow("two", NOW, None, 1, None)),
    "backups.restorations": lambda _: call(),
    "backups.verified": lambda _: call(),
    "recovery.count_returned": lambda _: call(1),
    "recovery.forget_settled": lambda _: call(LATER, 10),
    "recovery.drop_taken": lambda _: call(10),
    "recovery.end_waiting": lambda _: call([CHANGE], "refused"),
    "recovery.given_up": lambda _: call([CHANGE], LATER),
    "recovery.has_waited": lambda _: call(),
    "recovery.note_refusal": lambda _: call(CHANGE, '{"code": "rule_broken", "errors": []}'),
    "recovery.hold": lambda at: call([WaitingRow(SEALED, at.worker, PHONE, "{}", NOW, "held")], LATER),
    "recovery.held_about": lambda at: call(at.worker, HELD),
    "recovery.held_with": lambda at: call(WaitingRow(SEALED, at.worker, PHONE, "{}", NOW, "held")),
    "recovery.kept": lambda at: call(at.worker, [CHANGE]),
    "recovery.keep_waiting": lambda at: call([WaitingRow(CHANGE, at.worker, PHONE, "{}", NOW, "waiting")], LATER),
    "recovery.set_waiting": lambda at: call([CHANGE], "settled", by=at.worker, now=NOW),
    "recovery.waiting": lambda _: call(),
    "recovery.waiting_change": lambda _: call(CHANGE),
    "recovery.waiting_count": lambda _: call(),
    "recovery.waiting_since": lambda _: call(LATER, 10),
    "retention.contents_of_deleted": lambda _: call(deleted_before=LATER),
    "retention.drop_deliveries_of": lambda at: call([at.notice]),
    "retention.drop_notices": lambda at: call([at.notice]),
    "retention.ended_notices": lambda _: call(seen_before=LATER, made_before=LATER, most=10),
    "retention.notices_about": lambda at: call(at.case, but_for=[at.boss]),
    "retention.traces_of_notices": lambda _: call(gone_before=LATER, most=10),
    "trail.all": lambda at: call(TrailFilter(scopes=(at.case, at.person)), most=10),
    "trail.head": lambda _: call(),
    "trail.note": lambda _: call(Noted(Act.SEARCHED)),
    "trail.page": lambda at: call(TrailFilter(what=(Act.READ,), actor=at.worker, since=LONG_AGO, until=LATER), **PAGE),
    "trail.scopes_at": lambda at: call(at.meeting),
    "trail.scopes_of": lambda at: call(at.ids.values()),
    "trail.settle": lambda _: call(),
    "audit.accounts": lambda _: call(),
    "audit.changes": lambda _: call(),
    "audit.records": lambda _: call(),
    "audit.trail": lambda _: call([AnchorRow(99, "0" * 64)]),
    "audit.erasures": lambda _: call(),
    "candidates.disputed": lambda at: call([at.case]),
    "candidates.kinds_in": lambda at: call([at.case, at.person]),
    "candidates.months_in": lambda at: call([at.case]),
    "candidates.unit_of": lambda at: call(at.case),
    "candidates.units": lambda _: call(),
    "candidates.unsent": lambda at: call([at.case, at.worker], dt.datetime(2000, 1, 1, tzinfo=dt.UTC)),
    "candidates.waiting": lambda _: call(),
    "erasures.add": lambda at: call(ErasureRow(new_id(), at.worker, NOW, cases=(at.case,))),
    "erasures.count": lambda at: call(at.erasure, records=1, changes=2, contents=3),
    "erasures.counts": lambda _: call("accompaniment", "2026-01", "2026-12"),
    "erasures.decide": lambda at: call(at.asked_erasure, "refused", at.worker, NOW),
    "erasures.done": lambda _: call(**PAGE),
    "erasures.hold": lambda at: call(HoldRow(at.case, "別の語", TODAY, at.worker, NOW)),
    "erasures.holds": lambda _: call(),
    "erasures.keep_counts": lambda at: call(at.erasure, "accompaniment", "2026-10", {"visits": 2}),
    "erasures.list_records": lambda at: call(at.erasure, [ErasedRow(at.plan, "plan", at.case)], 9_003),
    "erasures.note": lambda at: call(at.erasure, searched_at=NOW),
    "erasures.one": lambda at: call(at.erasure),
    "erasures.records_of": lambda at: call(at.erasure),
    "erasures.release": lambda at: call(at.case),
    "erasures.tallies": lambda _: call("accompaniment", "2026-01", "2026-12"),
    "erasures.under_way": lambda _: call(),
    "erasures.waiting": lambda _: call(),
    "erasures.waiting_count": lambda _: call(),
    "erasing.contents": lambda at: call(at.erasure),
    "erasing.in_log": lambda at: call(at.erasure),
    "erasing.in_scopes": lambda at: call([at.case]),
    "erasing.of_members": lambda at: call([at.case, at.support]),
    "erasing.loose_ends": lambda at: call(at.erasure),
    "erasing.some": lambda at: call(at.erasure, NOW, most_records=10, most_changes=100),
    "maintenance.rebuild": lambda _: call(NOW),
    "maintenance.strayed": lambda _: call(),
    "seen.in_case": lambda at: call(at.case, ["support"]),
    "seen.in_cases": lambda at: call([at.case], ["support", "plan"]),
    "seen.day": lambda _: call(NOW),
    "seen.names": lambda at: call(at.ids.values()),
    "seen.record": lambda at: call(at.support, "support"),
    "seen.records": lambda at: call(at.ids.values()),
    "handovers.add": lambda at: call(HandoverRow(CHANGE, at.worker, at.boss, NOW, [CHANGE], 1, 2)),
    "handovers.latest": lambda _: call(10),
    "handovers.left_by": lambda at: call(at.worker, LONG_AGO),
    "handovers.note_undone": lambda at: call(at.handover, at.boss, NOW),
    "handovers.one": lambda at: call(at.handover),
    "cases.assignments": lambda at: call(at.case),
    "cases.by_id": lambda at: call([at.case, at.second]),
    "cases.of_persons": lambda at: call([at.person]),
    "cases.one": lambda at: call(at.case),
    "cases.page": lambda at: call(CaseFilter(worker=at.worker, words="語"), **PAGE),
    "notes.are_doubles": lambda at: call(at.support, at.double),
    "notes.doubles_of": lambda at: call(at.support),
    "notes.one": lambda at: call(at.support),
    "notes.page": lambda _: call(SupportFilter(waiting=True), **PAGE),
    "notes.place_in_queue": lambda at: call(at.support, SupportFilter()),
    "notes.review_counts": lambda _: call(SupportFilter(mark="double")),
    "notes.whole": lambda _: call(SupportFilter(waiting=True)),
    "persons.all": lambda at: call(),
    "plans.by_id": lambda at: call([at.plan]),
    "plans.decided": lambda _: call(dt.date(2000, 1, 1), dt.date(2100, 1, 1)),
    "plans.state": lambda at: call(at.plan),
    "plans.supports": lambda at: call(at.plan),
    "plans.unfinished": lambda _: call(),
    "plans.waiting": lambda _: call(**PAGE),
    "plans.waiting_count": lambda _: call(),
    "meetings.agenda": lambda at: call(at.meeting),
    "meetings.agenda_about": lambda at: call(at.plan),
    "meetings.agenda_length": lambda at: call(at.meeting),
    "meetings.agenda_places": lambda at: call(at.meeting, NOW),
    "meetings.notes_to_discuss": lambda _: call(),
    "meetings.of_items": lambda at: call(at.seen.meetings.agenda(at.meeting)),
    "meetings.page": lambda _: call(NOW, ahead=True, **PAGE),
    "meetings.with_notes": lambda _: call(),
    "meetings.tasks_about": lambda at: call([at.support]),
    "conflicts.one": lambda at: call(at.conflict),
    "conflicts.open_about": lambda at: call(at.support),
    "conflicts.open_count": lambda _: call(),
    "conflicts.page": lambda _: call(**PAGE),
    "numbers.note": lambda at: call(at.worker, PHONE, saved=5, received=[2], dropped=[4]),
    "numbers.phones": lambda _: call(),
    "outings.alarms": lambda _: call(),
    "outings.histories": lambda at: call(at.seen.outings.under_way()),
    "outings.one": lambda at: call(at.outing),
    "outings.past": lambda _: call(**PAGE),
    "outings.under_way": lambda _: call(),
    "followup.open_cases": lambda _: call(TODAY),
    "followup.rows": lambda _: call(TODAY, FollowUpFilter(), Thresholds()),
    "counted.behind": lambda _: call(["sex", "method.visit"], dt.date(2000, 1, 1), dt.date(2100, 1, 1)),
    "history.came_late": lambda at: call([at.case]),
    "history.of": lambda at: call(at.support),
    "history.of_each": lambda at: call(at.ids.values()),
    "comments.about": lambda at: call(at.support, removed=True),
    "claims.cases": lambda _: call(),
    "claims.households": lambda _: call(),
    "claims.uncased": lambda _: call(),
    "restrictions.all": lambda _: call(),
    "restrictions.count": lambda _: call(),
    "restrictions.let_in": lambda at: call(at.boss, at.restricted, NOW, LATER),
    "restrictions.let_nobody_in": lambda at: call(at.restricted),
    "restrictions.named": lambda _: call(),
    "restrictions.on_agenda": lambda at: call(at.meeting),
    "restrictions.one": lambda at: call(at.restricted),
    "restrictions.sought": lambda _: call("R8-001"),
    "restrictions.withheld": lambda at: call([at.restricted]),
}
"""What each method of each room is called with. Those of ``Seen`` are called for the whole office and for a worker."""
