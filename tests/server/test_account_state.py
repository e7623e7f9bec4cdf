"""What an account is follows from the trail: whatever is done to its rows past the office's own acts is found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask
from sqlalchemy import Connection, delete, insert, select, update

from server.ground.trail import Act
from server.models.account import AccountLink, AccountRequest, Identity, Passkey, RecoveryCode, SecondFactor
from server.models.user import Device, SignIn, User
from server.services.accounts import change_account, revoke_device, set_active, set_password
from server.services.anchors import verify
from server.store import Office, reading, utcnow, writing
from server.store.account_state import ASPECTS, SESSION
from server.store.approvals import RequestRow
from server.store.database import transaction
from server.store.identities import IdentityRow
from server.store.links import LinkRow
from server.store.passkeys import PasskeyRow
from server.store.reader import THE_OFFICE
from server.store.trail import TrailFilter
from tests.server.people import OfficeUnderTest
from tests.server.rooms import ARGUMENTS, Stage
from tests.server.test_tenancy import OFFICE_ROOMS, given_up, undone
from tests.server.world import World

NOW: Final = dt.datetime(2026, 11, 21, 1, 30, tzinfo=dt.UTC)
PHONE: Final = "00000000-0000-7000-8000-00000000f00e"
OTHER: Final = "00000000-0000-7000-8000-00000000eeee"
TOKEN: Final = "a" * 64


@pytest.fixture
def office(anywhere: Flask) -> OfficeUnderTest:
    """An office on SQLite and on PostgreSQL, in which an account has everything that an account can have."""
    office = OfficeUnderTest(anywhere).open()
    user, boss = office.users["worker"], office.users["administrator"]
    with anywhere.app_context():
        with writing(office.id) as store:
            store.accounts.register_device(user, PHONE, "電話", NOW)
            store.devices.admit(user, PHONE, "key", "office", boss, NOW)
            store.devices.ask(user, PHONE, "another", NOW)
            store.devices.expect_first(user, NOW)
            store.accounts.start_session(TOKEN, user, PHONE, NOW, NOW + dt.timedelta(days=9_000))
            store.factors.propose(user, "sealed")
            store.factors.confirm(user, 1, NOW)
            store.factors.propose(user, "another")
            store.factors.renew_codes(user, ["1" * 64, "2" * 64])
            store.passkeys.add(PasskeyRow(OTHER, user, "4" * 64, "credential", "key", 7, "usb", False, "鍵", NOW))
            store.identities.bind(IdentityRow(user, "5" * 64, "subject", NOW))
            store.approvals.add(RequestRow(OTHER, user, "access", "supervisor", boss, NOW))
        with writing(office.id) as store:
            store.links.put(LinkRow("3" * 64, user, "reset", boss, NOW, NOW + dt.timedelta(days=9_000)))
            assert store.factors.use_code(user, "2" * 64, NOW)
    return office


@pytest.fixture
def at(office: OfficeUnderTest) -> Iterator[Callable[..., set[tuple[str, str]]]]:
    """Does something to the tables as somebody with the database in their hands does, and gives what is found, of
    whom told as ``"worker"``.
    """

    def done(*statements: Any) -> set[tuple[str, str]]:
        with transaction(write=True) as connection:
            for statement in statements:
                assert connection.execute(statement).rowcount != 0
        return found(office)

    with office.app.app_context():
        yield done


def found(office: OfficeUnderTest) -> set[tuple[str, str]]:
    with reading(office.id) as store:
        roles = {user: role for role, user in office.users.items()}
        places = [(each.code, each.place.split(" ")) for each in store.audit.accounts()]
        return {(code, " ".join([roles.get(place[0], place[0]), *place[1:]])) for code, place in places}


def another(value: Any, name: str) -> Any:
    """A value that a column could have and has not."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, dt.datetime):
        return value + dt.timedelta(days=1)
    if name == "role":
        return "manager"
    return {None: NOW}.get(value, f"{value}x"[:64]) if name.endswith("_at") else f"{value or ''}x"[-36:]


def test_what_only_the_offices_own_acts_have_made_is_explained(office: OfficeUnderTest, tmp_path: Path) -> None:
    worker = office.users["worker"]
    with office.app.app_context():
        for act in (
            lambda store: change_account(
                store, worker, name="改名", role="clerk", by=office.users["administrator"], now=utcnow()
            ),
            lambda store: set_password(store, worker, "tottori-neko-4721", now=utcnow()),
            lambda store: set_active(store, worker, active=False, by=office.users["administrator"], now=utcnow()),
            lambda store: revoke_device(store, PHONE, now=utcnow()),
        ):
            with writing(office.id) as store:
                act(store)
        assert found(office) == set()
        assert verify(tmp_path, office.id) == []


COLUMNS: Final = [(aspect, column) for aspect, declared in ASPECTS.items() for column in declared.columns]


@pytest.mark.parametrize(("aspect", "column"), COLUMNS, ids=[f"{aspect}-{column.key}" for aspect, column in COLUMNS])
def test_a_single_changed_value_is_found(
    office: OfficeUnderTest, at: Callable[..., set[tuple[str, str]]], aspect: str, column: Any
) -> None:
    owner = ASPECTS[aspect].owner
    with reading(office.id) as store:
        key = next(iter(column.class_.__table__.primary_key.columns.keys()[-1:]))
        row = store.connection.execute(
            select(getattr(column.class_, key), column).where(owner == office.users["worker"]).order_by(column)
        ).first()
    assert row is not None
    which = (owner == office.users["worker"]) & (getattr(column.class_, key) == row[0])
    changed = update(column.class_).where(which).values({column.key: another(row[1], column.key)})
    assert ("account_differs", f"worker {aspect}") in at(changed)


def mine(model: Any, office: OfficeUnderTest) -> Any:
    return model.user_id == office.users["worker"]


TAMPERED: Final[dict[str, tuple[Callable[[OfficeUnderTest], list[Any]], set[tuple[str, str]]]]] = {
    "a worker made a manager": (
        lambda office: [update(User).where(User.id == office.users["worker"]).values(role="manager")],
        {("account_differs", "worker rights")},
    ),
    "a closed account opened": (
        lambda office: [update(User).where(User.id == office.users["partner"]).values(active=False)],
        {("account_differs", "partner rights")},
    ),
    "another password": (
        lambda office: [update(User).where(User.id == office.users["worker"]).values(password_hash="$argon2id$x")],
        {("account_differs", "worker password")},
    ),
    "a second factor taken away": (
        lambda office: [delete(SecondFactor).where(mine(SecondFactor, office))],
        {("account_differs", "worker factor")},
    ),
    "a recovery code put in": (
        lambda office: [
            insert(RecoveryCode).values(office_id=office.id, user_id=office.users["worker"], code_hash="9" * 64)
        ],
        {("account_differs", "worker codes")},
    ),
    "a used code made good": (
        lambda office: [
            update(RecoveryCode)
            .where(mine(RecoveryCode, office), RecoveryCode.used_at.is_not(None))
            .values(used_at=None)
        ],
        {("account_differs", "worker codes")},
    ),
    "a passkey put in": (
        lambda office: [
            insert(Passkey).values(
                office_id=office.id,
                id=PHONE,
                user_id=office.users["manager"],
                credential_hash="9" * 64,
                credential="theirs",
                public_key="theirs",
                sign_count=0,
                transports="",
                synced=False,
                name="鍵",
                added_at=NOW,
            )
        ],
        {("account_unexplained", "manager passkeys")},
    ),
    "a passkey's key exchanged": (
        lambda office: [update(Passkey).where(mine(Passkey, office)).values(public_key="theirs")],
        {("account_differs", "worker passkeys")},
    ),
    "a passkey given to another": (
        lambda office: [update(Passkey).where(mine(Passkey, office)).values(user_id=office.users["manager"])],
        {("account_differs", "worker passkeys"), ("account_unexplained", "manager passkeys")},
    ),
    "a passkey taken away": (
        lambda office: [delete(Passkey).where(mine(Passkey, office))],
        {("account_differs", "worker passkeys")},
    ),
    "an identity put in": (
        lambda office: [
            insert(Identity).values(
                office_id=office.id,
                user_id=office.users["manager"],
                identity_hash="9" * 64,
                subject="theirs",
                bound_at=NOW,
            )
        ],
        {("account_unexplained", "manager identity")},
    ),
    "an identity made that of another": (
        lambda office: [update(Identity).where(mine(Identity, office)).values(identity_hash="9" * 64)],
        {("account_differs", "worker identity")},
    ),
    "an identity taken away": (
        lambda office: [delete(Identity).where(mine(Identity, office))],
        {("account_differs", "worker identity")},
    ),
    "a link put in": (
        lambda office: [
            insert(AccountLink).values(
                office_id=office.id,
                user_id=office.users["manager"],
                token_hash="9" * 64,
                purpose="reset",
                made_at=NOW,
                expires_at=NOW,
            )
        ],
        {("account_unexplained", "manager link")},
    ),
    "a request approved": (
        lambda office: [
            update(AccountRequest)
            .where(mine(AccountRequest, office))
            .values(outcome="approved", decided_by=office.users["manager"], decided_at=NOW)
        ],
        {("account_differs", "worker requests")},
    ),
    "an account put in": (
        lambda office: [
            insert(User).values(
                office_id=office.id,
                id=OTHER,
                login="thief@otaru",
                name="泥棒",
                role="manager",
                password_hash="x",
                active=True,
                created_at=NOW,
            )
        ],
        {("account_unexplained", f"{OTHER} {aspect}") for aspect in ("login", "rights", "password")},
    ),
    "a phone let in": (
        lambda office: [
            update(Device)
            .where(mine(Device, office))
            .values(key=Device.asked_key, asked_key=None, asked_at=None, approved_by=office.users["manager"])
        ],
        {("account_differs", "worker phones")},
    ),
    "a first phone that is waited for": (
        lambda office: [update(User).where(User.id == office.users["manager"]).values(first_phone_until=NOW)],
        {("account_differs", "manager rights")},
    ),
    "a session put in": (
        lambda office: [
            insert(SignIn).values(
                office_id=office.id,
                user_id=office.users["manager"],
                token_hash="9" * 64,
                created_at=NOW,
                expires_at=NOW,
                second_factor=True,
            )
        ],
        {("session_unexplained", "manager")},
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_done_past_the_office_is_found_and_whose_it_is(
    office: OfficeUnderTest, at: Callable[..., set[tuple[str, str]]], name: str
) -> None:
    statements, expected = TAMPERED[name]
    assert at(*statements(office)) == expected


@pytest.mark.parametrize("column", SESSION, ids=lambda column: column.key)
def test_a_session_that_was_made_another_is_found(
    office: OfficeUnderTest, at: Callable[..., set[tuple[str, str]]], column: Any
) -> None:
    value = {"user_id": office.users["manager"], "device_id": OTHER, "shared": True, "second_factor": True}
    other = value.get(column.key, NOW if column.key == "created_at" else "b" * 64)
    other = NOW + dt.timedelta(days=1) if column.key == "created_at" else other
    (whose,) = {place for _, place in at(update(SignIn).where(SignIn.token_hash == TOKEN).values({column.key: other}))}
    assert whose == ("manager" if column.key == "user_id" else "worker")


def test_a_session_that_ended_and_a_phone_that_was_taken_out_of_use_are_not_brought_back_unseen(
    office: OfficeUnderTest, at: Callable[..., set[tuple[str, str]]]
) -> None:
    with writing(office.id) as store:
        store.accounts.end_session(TOKEN, NOW)
        revoke_device(store, PHONE, now=NOW)
    assert found(office) == set()
    assert at(
        update(SignIn).where(SignIn.token_hash == TOKEN).values(ended_at=None),
        update(Device).where(Device.id == PHONE).values(revoked_at=None),
    ) == {("session_unexplained", "worker"), ("account_differs", "worker phones")}


def test_a_later_act_of_the_office_does_not_hide_what_was_done_before_it(
    office: OfficeUnderTest, at: Callable[..., set[tuple[str, str]]]
) -> None:
    worker = office.users["worker"]
    assert at(
        update(User).where(User.id == worker).values(password_hash="$argon2id$x", role="manager"),
    ) == {("account_differs", "worker password"), ("account_differs", "worker rights")}
    with writing(office.id) as store:
        set_password(store, worker, "tottori-neko-4721", now=utcnow())
        change_account(store, worker, role="supervisor", by=office.users["administrator"], now=utcnow())
    assert found(office) == {("account_changed", "worker password"), ("account_changed", "worker rights")}


def test_signing_in_by_a_passkey_or_an_identity_changes_nothing_of_an_account(office: OfficeUnderTest) -> None:
    worker = office.users["worker"]
    with office.app.app_context():
        with writing(office.id) as store:
            assert store.passkeys.use(OTHER, 8, NOW)
            store.identities.use(worker, NOW)
        assert found(office) == set()


def test_what_was_bound_again_and_removed_by_the_office_is_explained(office: OfficeUnderTest) -> None:
    worker = office.users["worker"]
    with office.app.app_context():
        with writing(office.id) as store:
            store.identities.bind(IdentityRow(worker, "6" * 64, "another", NOW))
            assert store.passkeys.remove(worker, OTHER)
        assert found(office) == set()
        with writing(office.id) as store:
            assert store.identities.drop(worker)
        assert found(office) == set()


def test_what_is_undone_within_a_transaction_is_not_said_to_have_been_done(office: OfficeUnderTest) -> None:
    worker = office.users["worker"]
    with office.app.app_context():
        with writing(office.id) as store:
            try:
                with store.apart():
                    store.accounts.change_user(worker, role="manager")
                    store.accounts.end_sessions_of(worker, NOW)
                    raise KeyError
            except KeyError:
                pass
            store.accounts.change_user(worker, name="改名")
        assert found(office) == set()


def test_neither_secrets_nor_names_stand_in_what_is_noted(office: OfficeUnderTest) -> None:
    with office.app.app_context(), reading(office.id) as store:
        rows = store.trail.all(TrailFilter(what=(Act.ACCOUNT_STATE,)), most=99)
    assert rows
    told = {digest for row in rows for pair in row.details.values() for digest in pair}
    assert {len(digest) for digest in told} == {64}
    assert told.isdisjoint({TOKEN, "1" * 64, "2" * 64, "3" * 64})


def test_the_trail_that_people_read_has_none_of_it_unless_they_ask(office: OfficeUnderTest) -> None:
    with office.app.app_context(), reading(office.id) as store:
        assert Act.ACCOUNT_STATE not in {row.what for row in store.trail.all(TrailFilter(), most=999)}


@pytest.fixture
def stage(app: Flask) -> Iterator[tuple[Stage, Connection]]:
    """An office with something everywhere, in a transaction that is given up at the end."""
    office = OfficeUnderTest(app).open()
    world = World(office)
    world.fill()
    with app.app_context(), given_up() as connection:
        stage = Stage(world)
        stage.set(connection)
        yield stage, connection


def test_whatever_a_room_does_to_accounts_it_notes(stage: tuple[Stage, Connection]) -> None:
    """Each method of each room, by itself: one that alters an account without a word is found here."""
    at, connection = stage
    # Whose account the stage has altered past the office, so that there is something to find.
    before = Office(connection, at.office).audit.accounts()
    assert [each.place for each in before] == [f"{at.clerk} login"]
    for name, arguments in ARGUMENTS.items():
        room, method = name.split(".")
        if room not in OFFICE_ROOMS:
            continue
        with undone(connection):
            store = Office(connection, at.office)
            at.seen = store.as_seen_by(THE_OFFICE)
            args, named = arguments(at)
            getattr(getattr(store, room), method)(*args, **named)
            store.trail.settle()
            assert store.audit.accounts() == before, name


def test_every_table_of_accounts_is_bound() -> None:
    bound = {declared.model for declared in ASPECTS.values()} | {SignIn}
    assert bound == {
        User,
        Device,
        SignIn,
        SecondFactor,
        RecoveryCode,
        Passkey,
        Identity,
        AccountLink,
        AccountRequest,
    }
