"""The pages: who is shown what, and what is said before something is done that cannot be undone."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from server.ground.installation import installation_of
from server.ground.trail import Act
from server.store import reading
from server.store.trail import TrailFilter
from tests.server.erasure.closed import Closed
from tests.server.office.desk import Desk
from tests.server.restricting import restrict


def desk(closed: Closed, role: str) -> Desk:
    made = Desk(closed.app.test_client())
    assert made.sign_in(closed.office.login(role)).status_code == 303
    return made


def test_one_asks_another_approves_and_both_have_read_what_cannot_be_undone(closed: Closed) -> None:
    supervisor, manager = desk(closed, "supervisor"), desk(closed, "manager")
    here = f"/office/erasures/{closed.case}"
    assert here in supervisor.open("/office/erasures/")
    assert "They cannot be brought back" in supervisor.open(here)
    assert supervisor.send(form="/ask").status_code == 422
    supervisor.open(here)
    assert "Waiting for a second person" in (supervisor.send(form="/ask", understood="yes"), supervisor.follow())[1]
    assert "/approve" not in supervisor.open(here)
    sent = supervisor.post(f"{here}/approve", csrf_token=supervisor.token(), understood="yes")
    assert sent.status_code == 403
    manager.open(here)
    assert manager.send(form="/approve").status_code == 422
    manager.open(here)
    manager.send(form="/approve", understood="yes")
    assert "being erased" in manager.follow()
    closed.carry_on()
    assert "being erased" not in manager.open("/office/erasures/")
    manager.open(here, status=404)
    manager.open(f"/office/cases/{closed.case}", status=404)
    assert closed.content_left() == set()


def test_what_may_not_go_stands_there_with_the_reason_and_a_hold_can_be_set_and_ended(closed: Closed) -> None:
    manager = desk(closed, "manager")
    here = f"/office/erasures/{closed.case}"
    manager.open(here)
    assert manager.send(form="/hold", reason="", until="").status_code == 422
    manager.open(here)
    manager.send(form="/hold", reason="訴訟が続いている", until="2030-01-31")
    assert "訴訟が続いている" in manager.follow()
    page = manager.open("/office/erasures/")
    assert "It is held back" in page
    assert "訴訟が続いている" in page
    manager.open(here)
    manager.send(form="/release")
    manager.follow()
    assert "It is held back" not in manager.open("/office/erasures/")


def test_a_meeting_whose_notes_name_the_person_is_pointed_at(closed: Closed) -> None:
    name = closed.office.stored(closed.ids["person"])[closed.ids["person"]]["name"]
    manager = desk(closed, "manager")
    assert "notes of meetings" not in manager.open(f"/office/erasures/{closed.case}")
    closed.write("meeting", closed.ids["meeting"], {"notes": f"{name}さんの件を報告。"})
    assert closed.ids["meeting"] in manager.open(f"/office/erasures/{closed.case}")


def test_a_restricted_case_is_told_of_and_decided_about_by_those_to_whom_it_is_open(closed: Closed) -> None:
    manager, supervisor = desk(closed, "manager"), desk(closed, "supervisor")
    here = f"/office/erasures/{closed.case}"
    manager.open(here)
    manager.send(form="/hold", reason="訴訟が続いている", until="2030-01-31")
    restrict(closed.office, closed.case, closed.office.users["manager"])
    page, token = supervisor.open("/office/erasures/"), supervisor.token()
    assert "(restricted case)" in page
    assert here not in page
    assert "訴訟が続いている" not in page
    supervisor.open(here, status=404)
    for form in ("ask", "approve", "refuse", "hold", "release"):
        sent = supervisor.post(f"{here}/{form}", csrf_token=token, understood="yes", reason="x")
        assert sent.status_code == 404, form
    assert "訴訟が続いている" in manager.open(here)


@pytest.mark.parametrize("role", ["worker", "clerk", "administrator"])
def test_others_see_none_of_it(closed: Closed, role: str) -> None:
    other = desk(closed, role)
    other.open("/office/erasures/", status=403)
    other.open(f"/office/disclosure/{closed.case}", status=403)


def test_everything_about_a_person_is_one_file_and_why_stands_in_the_trail(closed: Closed) -> None:
    manager = desk(closed, "manager")
    desk(closed, "supervisor").open(f"/office/disclosure/{closed.case}", status=403)
    here = f"/office/disclosure/{closed.case}"
    manager.open(here)
    assert manager.send(form=here, reason="").status_code == 422
    manager.open(here)
    answer = manager.send(form=here, reason="asked_by_person")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    file = io.BytesIO(answer.data)
    answer.close()
    with zipfile.ZipFile(file) as archive:
        data = json.loads(archive.read("data.json"))
        page = archive.read("index.html").decode()
        assert archive.read("attachments/001.pdf") == b"test"
    about = {word for word, (kind, _) in closed.world.words.items() if kind not in {"meeting", "absence", "staff"}}
    told = json.dumps(data, ensure_ascii=False)
    assert {word for word in about if word not in told} == set()
    assert {word for word in about if word not in page} == set()
    with closed.app.app_context(), reading(closed.id) as store:
        (row,) = store.trail.all(TrailFilter(what=(Act.DISCLOSED,)), most=10)
    assert (row.about, row.reason, row.actor) == (closed.case, "asked_by_person", closed.office.users["manager"])
    assert "The person has asked for it" in manager.open("/office/trail/?what=disclosed")
    assert "everything, in one file" in manager.open(f"/office/trail/cases/{closed.case}")
    assert not list(Path(installation_of(closed.app).anchors).glob("*.zip"))
