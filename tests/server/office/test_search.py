"""The page on which everything is searched that one may see."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.ground.ids import new_id
from server.office.search import excerpt
from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from sync.folding import fold
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest

DeskFor = Callable[[str], Desk]


@pytest.fixture
def note(office: OfficeUnderTest) -> str:
    """A note in a case of the worker, whose client has a telephone."""
    case, by, note = office.case_of(office.users["worker"], "髙橋 一郎"), office.users["manager"], new_id()
    office.case_of(None, "架空 二郎")
    said = {"case": case, "method": "visit", "started_at": "2026-11-20T00:30:00Z", "companions": ["法テラス"]}
    with office.app.app_context(), writing(office.id) as store:
        person = store.records.by_id([case])[case].fields["person"]
        change_as_server(store, "person", person, {"phone": "090-8768-3012", "notes": "猫が好き"}, by=by, now=utcnow())
        change_as_server(store, "support", note, said | {"narrative": "家賃の滞納を相談。"}, by=by, now=utcnow())
    return note


def searched(desk: Desk, words: str) -> str:
    """The page with what is found."""
    desk.open("/office/search/")
    desk.send(form="/office/search/", words=words)
    return desk.follow()


def test_what_is_found_by_whom(office: OfficeUnderTest, note: str, desk_for: DeskFor) -> None:
    """By role and words: how many things are found. A clerk finds nobody by what people said."""
    sought = ["高橋", "09087683012", "滞納", "法テラス", "猫が好き", "高橋 滞納", "架空", "架空 滞納"]
    found = {
        role: [searched(desk, words).count('<span class="list__main">') for words in sought]
        for role in ("supervisor", "worker", "clerk")
        for desk in [desk_for(role)]
    }
    assert found == {
        "supervisor": [1, 1, 1, 1, 1, 1, 1, 0],
        "worker": [1, 1, 1, 1, 1, 1, 0, 0],
        "clerk": [1, 1, 0, 0, 0, 0, 1, 0],
    }


def test_a_hit_shows_its_words_and_opens_the_note_itself(note: str, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    page = searched(desk, "高橋 滞納")
    assert f'href="/office/notes/{note}?list=search?' in page.replace("%3F", "?")
    assert "家賃の<mark>滞納</mark>を相談。" in page
    assert "家賃の滞納" in desk.open(f"/office/notes/{note}?list=search%3Fsearch%3D1")
    assert "/office/search/?search=1" in desk.page.text


def test_the_words_stand_in_no_address_and_not_in_the_trail(
    office: OfficeUnderTest, note: str, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    assert "高橋" in searched(desk, "高橋")
    assert desk.page.request.full_path == "/office/search/?search=1"
    with office.app.app_context(), reading(office.id) as store:
        (row,) = store.connection.exec_driver_sql("SELECT details FROM trail WHERE what = 'searched'").all()
    assert row.details == '{"list":"search"}'
    assert "高橋" not in desk.open("/office/search/")
    assert "高橋" not in desk.open("/office/search/?search=1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("・ー", "There is nothing in this to search for"),
        ("a b c d e f g h i", "too many words"),
        ("誰も知らない", "Nothing was found"),
        ("", "Whatever you may see is searched"),
    ],
)
def test_what_cannot_be_found_is_told_plainly(desk_for: DeskFor, words: str, said: str) -> None:
    assert said in searched(desk_for("clerk"), words)


@pytest.mark.parametrize("role", ["partner", "administrator"])
def test_whoever_reads_no_cases_has_no_search(office: OfficeUnderTest, role: str) -> None:
    client = office.everywhere(role)
    assert client.http.get("/office/search/", headers={"Accept": "text/html"}).status_code == 403


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("本人は髙橋さんと話す", "高橋", ("本人は", "髙橋", "さんと話す")),
        ("電話 090-8768-3012 へ", "09087683012", ("電話 ", "090-8768-3012", " へ")),
        ("葛\U000e0100城へ", "葛城", ("", "葛\U000e0100城", "へ")),
        ("わたなへ\u3099さん", "なべ", ("わた", "なへ\u3099", "さん")),
        ("前" * 900 + "滞納" + "後" * 900, "滞納", ("…" + "前" * 24, "滞納", "後" * 24 + "…")),
    ],
)
def test_an_excerpt_shows_the_word_as_it_was_written(text: str, typed: str, shown: tuple[str, str, str]) -> None:
    found = excerpt("narrative", text, fold(typed))
    assert (found.before, found.match, found.after) == shown
