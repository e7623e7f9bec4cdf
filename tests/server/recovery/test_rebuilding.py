"""What differs from the records is named by ``flask check`` and put right by ``flask rebuild``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, insert, update

from server.ground.ids import new_id
from server.models.case import Assignment, Case
from server.models.person import HouseholdMember
from server.models.visibility import Visibility
from server.services.casework import change_as_server
from server.store import Office, utcnow, writing
from tests.server.people import OfficeUnderTest
from tests.server.test_commands import run


@contextmanager
def by_hand(office: OfficeUnderTest) -> Iterator[Office]:
    """The database, past everything that keeps it whole."""
    with office.app.app_context(), writing(office.id) as store:
        yield store


def grants(office: OfficeUnderTest, role: str) -> set[str]:
    """The scopes that somebody sees, as their grants say."""
    with by_hand(office) as store:
        held = store.records.grants(office.users[role])
    return {scope for scope, grant in held.items() if grant.revoked_seq is None}


def test_nothing_differs_in_an_office_at_work(office: OfficeUnderTest) -> None:
    office.case_of(office.users["worker"])
    result = run(office.app, "check")
    assert (result.exit_code, result.output) == (0, "Everything is as the records say.\n")


def test_columns_that_were_edited_are_named_and_put_right(office: OfficeUnderTest) -> None:
    case = office.case_of(office.users["worker"])
    with by_hand(office) as store:
        store.connection.execute(update(Case).values(state="closed"))
    result = run(office.app, "check")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f"office {office.id}: the columns of record {case} differ",
        "Differences: 1. To put them right: flask --app server rebuild",
    ]
    rebuilt = run(office.app, "rebuild")
    assert rebuilt.exit_code == 0
    assert f"office {office.id}: 8 records" in rebuilt.output.splitlines()
    assert run(office.app, "check").exit_code == 0


def test_a_grant_that_is_lacking_is_named_and_reaches_the_phone_again(office: OfficeUnderTest) -> None:
    worker = office.users["worker"]
    case = office.case_of(worker)
    held = grants(office, "worker")
    with by_hand(office) as store:
        lost = delete(Visibility).where(Visibility.scope == case)
        store.connection.execute(lost)
    result = run(office.app, "check")
    assert (result.exit_code, result.output.splitlines()[0]) == (
        1,
        f"office {office.id}: whether user {worker} sees {case} differs",
    )
    assert run(office.app, "rebuild").exit_code == 0
    assert run(office.app, "check").exit_code == 0
    assert grants(office, "worker") == held
    pulled = office.client("worker").pull()["records"]
    assert case in {record["id"] for record in pulled}


@pytest.mark.parametrize("with_the_grant", [False, True])
def test_a_charge_that_was_lost_is_put_right_before_the_grants_are(
    office: OfficeUnderTest, with_the_grant: bool
) -> None:
    """Who sees a case follows from who is in charge of it: without that the phone would be made to forget the case."""
    case = office.case_of(office.users["worker"])
    held = grants(office, "worker")
    with by_hand(office) as store:
        store.connection.execute(delete(Assignment).where(Assignment.case_id == case))
        if with_the_grant:
            store.connection.execute(delete(Visibility).where(Visibility.scope == case))
    result = run(office.app, "check")
    assert (result.exit_code, f"record {case} differ" in result.output) == (1, True)
    assert run(office.app, "rebuild").exit_code == 0
    assert run(office.app, "check").exit_code == 0
    assert grants(office, "worker") == held


def test_a_household_that_was_lost_is_put_right(office: OfficeUnderTest) -> None:
    case, household = office.case_of(office.users["worker"]), new_id()
    person = office.stored(case)[case]["person"]
    with by_hand(office) as store:
        by = office.users["manager"]
        change_as_server(store, "household", household, {"name": "見本 世帯"}, by=by, now=utcnow())
        change_as_server(store, "person", person, {"household": household}, by=by, now=utcnow())
        store.connection.execute(delete(HouseholdMember))
    result = run(office.app, "check")
    assert (result.exit_code, f"record {person} differ" in result.output) == (1, True)
    assert run(office.app, "rebuild").exit_code == 0
    assert run(office.app, "check").exit_code == 0


def test_a_grant_that_no_record_gives_is_named_and_taken_back(office: OfficeUnderTest) -> None:
    case = office.case_of(office.users["worker"])
    stranger = office.hire("stranger", "worker")
    row = {"office_id": office.id, "user_id": stranger, "scope": case, "granted_seq": 1}
    with by_hand(office) as store:
        store.connection.execute(insert(Visibility).values(row))
    result = run(office.app, "check")
    assert (result.exit_code, f"user {stranger} sees {case}" in result.output) == (1, True)
    assert run(office.app, "rebuild").exit_code == 0
    assert case not in {record["id"] for record in office.client(login=office.login("stranger")).pull()["records"]}
    assert run(office.app, "check").exit_code == 0
