"""The whole office as files, and back: the same records, and nothing that whoever takes them out may not see."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.ground.installation import installation_of
from server.imports.files import KINDS_IN_FILES, table_rows, table_text
from server.imports.whole import NoArchive, NotEmpty, TakenIn, pack, unpack
from server.store import reading, writing
from server.store.reader import THE_OFFICE, Reader, reader_of
from sync.fields import Json
from tests.server.people import OfficeUnderTest
from tests.server.restricting import restrict
from tests.server.world import World


def packed(office: OfficeUnderTest, reader: Reader = THE_OFFICE) -> bytes:
    file = io.BytesIO()
    with office.app.app_context(), writing(office.id) as store:
        pack(store, store.as_seen_by(reader), installation_of(office.app).blobs, file)
    return file.getvalue()


def taken(office: OfficeUnderTest, content: bytes) -> TakenIn:
    with office.app.app_context():
        return unpack(office.id, content, installation_of(office.app).blobs)


def held(office: OfficeUnderTest) -> dict[str, tuple[str, dict[str, Json]]]:
    with office.app.app_context(), reading(office.id) as store:
        seen = store.as_seen_by(THE_OFFICE)
        return {each.id: (each.kind, dict(each.fields)) for kind in KINDS_IN_FILES for each in seen.of_kind(kind)}


def empty(office: OfficeUnderTest) -> OfficeUnderTest:
    other = OfficeUnderTest(office.app, host="kushiro")
    return other.open()


def test_an_office_comes_back_as_it_was(office: OfficeUnderTest, world: World) -> None:
    other = empty(office)
    of_its_own = held(other)
    counts = taken(other, packed(office)).records
    assert {kind for kind, count in counts.items() if count} == set(KINDS_IN_FILES)
    back = held(other)
    assert {id_: back.get(id_) for id_ in held(office)} == held(office)
    assert len(back) == len(held(office)) + len(of_its_own) + 1


def test_it_goes_into_an_empty_office_only(office: OfficeUnderTest, world: World) -> None:
    content = packed(office)
    before = office.last_seq()
    with pytest.raises(NotEmpty):
        taken(office, content)
    assert office.last_seq() == before


def test_what_is_withheld_from_a_reader_is_not_in_their_files(office: OfficeUnderTest, world: World) -> None:
    supervisor = office.users["supervisor"]
    restrict(office, world.ids["case"], supervisor)
    files = zipfile.ZipFile(io.BytesIO(packed(office, reader_of(office.users["manager"], "manager"))))
    text = "".join(files.read(name).decode(errors="replace") for name in files.namelist())
    assert world.ids["case"] not in text
    assert world.ids["support"] not in text


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"x" * 100])
def test_what_is_no_archive_is_named_and_writes_nothing(office: OfficeUnderTest, damage: bytes) -> None:
    other = empty(office)
    before = other.last_seq()
    with pytest.raises(NoArchive):
        taken(other, damage)
    assert other.last_seq() == before


def test_an_archive_with_a_damaged_table_writes_nothing(office: OfficeUnderTest, world: World) -> None:
    content, other = packed(office), empty(office)
    before, damaged = other.last_seq(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as whole, zipfile.ZipFile(damaged, "w") as target:
        for name in whole.namelist():
            target.writestr(name, whole.read(name) + (b'"x' if name == "support.csv" else b""))
    with pytest.raises(NoArchive):
        taken(other, damaged.getvalue())
    assert other.last_seq() == before


@given(
    st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20), min_size=1)
)
def test_a_cell_comes_back_to_the_letter_and_begins_like_no_formula(cells: list[str]) -> None:
    header = [f"c{number}" for number in range(len(cells))]
    text = table_text(header, [cells])
    assert [list(row.values()) for row in table_rows(text)] == [cells]
