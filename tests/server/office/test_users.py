"""The office's people, their accounts and their phones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.ground.ids import new_id
from server.services.accounts import change_account
from server.store import utcnow, writing
from tests.server.office.desk import Desk, link_on
from tests.server.people import PASSWORD, OfficeUnderTest, change

DeskFor = Callable[[str], Desk]


def test_somebody_new_is_invited_and_chooses_a_password(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("administrator")
    desk.open("/office/users/new")
    assert "password" not in desk.form("/new").values
    desk.send(form="/new", name="新田 葵", login="nitta", role="administrator")
    assert "新田 葵" in desk.follow()
    desk.send(form="/link")
    guest = Desk(office.app.test_client())
    guest.open(link_on(desk))
    guest.send(password="quite-another-one", again="quite-another-one")
    guest.follow()
    assert office.client().sign_in("NITTA ", "quite-another-one").status_code == 200


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"name": "長" * 101}, "This is too long."),
        ({"name": "\x07"}, "characters that cannot be used"),
        ({"login": ""}, "Please fill this in."),
        ({"login": "two words"}, "A login has no spaces."),
        ({"login": "worker@otaru"}, "Somebody has this login already."),
        ({"login": "ＷＯＲＫＥＲ＠otaru"}, "Somebody has this login already."),
        ({"role": "wizard"}, "Please choose a role."),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said_at_its_field(
    desk_for: DeskFor, given: dict[str, str], said: str
) -> None:
    desk = desk_for("administrator")
    desk.open("/office/users/new")
    answer = desk.send(form="/new", **{"name": "新田 葵", "login": "nitta", "role": "worker"} | given)
    assert answer.status_code == 422
    assert said in answer.text
    (field,) = given
    assert f'aria-describedby="{field}' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_name_and_role_are_changed_for_colleagues_too(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    user = office.users["worker"]
    desk = desk_for("administrator")
    desk.open(f"/office/users/{user}")
    desk.send(form=user, name="改名 太郎", role="administrator")
    assert "改名 太郎" in desk.follow()
    assert office.stored(user)[user] == {"name": "改名 太郎", "role": "administrator", "active": True}
    assert office.client("worker").http.get("/api/session").get_json()["user"]["role"] == "administrator"


def test_a_telephone_number_is_given_changed_and_taken_away_and_reaches_the_phones(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    desk = desk_for("administrator")
    desk.open("/office/users/new")
    desk.send(form="/new", name="新田 葵", login="nitta", role="worker", phone="090-1111-2222")
    assert "090-1111-2222" in desk.follow()
    user, phone = office.users["worker"], office.client("worker")
    phone.pull()
    desk.open(f"/office/users/{user}")
    desk.send(form=user, phone="090-1234-5678")
    assert 'value="090-1234-5678"' in desk.follow()
    (told,) = [each for each in phone.pull()["records"] if each["id"] == user]
    assert told["fields"]["phone"] == "090-1234-5678"
    desk.send(form=user, phone="")
    desk.follow()
    assert "phone" not in office.stored(user)[user]
    assert desk.send(form=user, phone="0" * 101).status_code == 422


def test_nobody_gives_themselves_a_number_from_a_phone(office: OfficeUnderTest) -> None:
    """What the office dials when help is called for is the administrator's to say."""
    user, phone = office.users["worker"], office.client("worker")
    (result,) = phone.push(change("staff", {"phone": "0"}, record=user))
    assert result["status"] == "rejected"
    assert "phone" not in office.stored(user)[user]


def test_nobody_changes_their_own_role_or_leaves_by_their_own_hand(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    user = office.users["administrator"]
    desk = desk_for("administrator")
    desk.open(f"/office/users/{user}")
    assert desk.send(form=user, role="worker").status_code == 422
    desk.open(f"/office/users/{user}/deactivate")
    desk.send(form="/deactivate")
    assert "You cannot deactivate your own account." in desk.follow()


def test_an_account_is_taken_out_of_use_and_back(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    user = office.hire("second", "administrator")
    phone, desk = office.client(login=office.login("second")), desk_for("administrator")
    assert "Take the account of 職員 out of use?" in desk.open(f"/office/users/{user}/deactivate")
    desk.send(form="/deactivate")
    desk.follow()
    assert phone.http.get("/api/session").status_code == 401
    assert phone.sign_in(office.login("second")).status_code == 401
    desk.send(form="/reactivate")
    desk.follow()
    assert phone.sign_in(office.login("second")).status_code == 200


def test_a_phone_is_shown_as_it_last_was_and_taken_out_of_use(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    user, device = office.users["worker"], new_id()
    phone = office.client("worker", device=device)
    phone.exchange(queued=3, now="2020-01-01T00:00:00Z")
    desk = desk_for("administrator")
    page = desk.open(f"/office/users/{user}")
    assert "3 unsent" in page
    assert "minutes slow" in page
    assert "3 changes on the phone are not sent yet." in desk.open(f"/office/users/{user}/phones/{device}/revoke")
    assert phone.exchange(queued=3).status_code == 200
    desk.send(form="/revoke")
    assert "out of use since" in desk.follow()
    assert phone.exchange().get_json()["code"] == "device_revoked"


def test_managers_look_and_do_not_touch(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("manager")
    assert "職員" in desk.open("/office/users/")
    page = desk.open(f"/office/users/{office.users['worker']}")
    assert "Save" not in page
    desk.open("/office/users/new", 403)


def test_the_people_of_another_office_are_not_there(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    other = OfficeUnderTest(office.app, host="kushiro").open()
    desk = desk_for("administrator")
    assert "kushiro" not in desk.open("/office/users/")
    desk.open(f"/office/users/{other.users['worker']}", 404)


def test_a_role_without_the_app_is_given_only_after_a_warning_of_what_is_unsent(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    user, phone = office.users["worker"], office.client("worker")
    phone.exchange(queued=2)
    desk = desk_for("administrator")
    desk.open(f"/office/users/{user}")
    warned = desk.send(form=user, role="administrator")
    assert warned.status_code == 409
    assert "2 changes on the phone are not sent yet." in warned.text
    assert office.stored(user)[user]["role"] == "worker"
    desk.send(form=user)
    page = desk.follow()
    assert office.stored(user)[user]["role"] == "administrator"
    assert "2 changes are still to come from a phone." in page
    phone.exchange(queued=0)
    assert "still to come" not in desk.open(f"/office/users/{user}")


def test_whoever_is_taken_out_of_use_with_unsent_work_is_shown_with_what_is_to_come(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    user, phone = office.users["worker"], office.client("worker")
    phone.exchange(queued=1)
    desk = desk_for("administrator")
    page = desk.open(f"/office/users/{user}/deactivate")
    assert "1 change on the phone is not sent yet." in page
    assert "handed over for 30 days" in page
    desk.send(form="/deactivate")
    assert "1 change is still to come from a phone." in desk.follow()


def test_a_browser_whose_user_became_a_clerk_can_be_signed_out_of_and_used_by_others(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    phone = office.client("worker")
    with office.app.app_context(), writing(office.id) as store:
        change_account(store, office.users["worker"], role="clerk", by=office.users["administrator"], now=utcnow())
    shared = Desk(phone.http)
    page = shared.http.get("/office/cases/", headers={"Accept": "text/html"})
    assert page.location.startswith("/office/sign-in")
    shared.post("/office/sign-in", login=office.login("supervisor"), password=PASSWORD, csrf_token=phone.token)
    assert shared.follow()
    assert phone.http.get("/api/session").get_json()["user"]["role"] == "supervisor"
    assert phone.sign_in(office.login("worker"), delivers=True).get_json()["delivery"] is True
