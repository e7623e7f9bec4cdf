"""A register's file as lines: which encoding it is in, what separates its cells, and what is no table."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.registers.content import read_lines
from server.registers.findings import Findings

HEADER = "client,destination\r\n"


def read(content: bytes) -> tuple[list[list[str]], list[str]]:
    findings = Findings("list.csv")
    lines = [cells for _, cells in read_lines(content, findings)]
    return lines, [found.code for found in findings.all]


def destination(text: str, encoding: str) -> str:
    """What is read where this was written."""
    (_, (_, cell)), codes = read((HEADER + f"A.B,{text}\r\n").encode(encoding))
    assert codes == []
    return cell


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("ﾈｯﾄｶﾌｪ", "cp932"),
        ("ﾈｯﾄｶﾌｪ", "utf-8"),
        ("ﾊﾛｰﾜｰｸ", "cp932"),
        ("ﾂｱｰ", "cp932"),
        ("ｶﾄ", "cp932"),
        ("釧路のﾈｯﾄｶﾌｪ", "cp932"),
        ("釧路のﾈｯﾄｶﾌｪ", "utf-8"),
        ("ﾈｯﾄｶﾌｪ ﾈｯﾄｶﾌｪ ﾈｯﾄｶﾌｪ 東", "cp932"),
        ("ネットカフェ", "cp932"),
        ("ネットカフェ", "utf-8"),
        ("José", "utf-8"),
        ("Café Zoë", "utf-8"),
        ("窓口3±1番", "utf-8"),
        ("髙﨑", "cp932"),
        ("𠮷野家", "utf-8"),
        ("plain", "ascii"),
    ],
)
def test_an_encoding_is_known_by_what_people_write(text: str, encoding: str) -> None:
    assert destination(text, encoding) == text


@given(st.text(st.characters(min_codepoint=0xFF66, max_codepoint=0xFF9F), min_size=1, max_size=12))
def test_half_width_kana_are_kana_in_either_encoding(text: str) -> None:
    assert (destination(text, "cp932"), destination(text, "utf-8")) == (text, text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
@given(text=st.text("ぁんアン一龠々ー。、ﾊﾞ（） aZ", min_size=1, max_size=20))
def test_japanese_is_read_in_every_encoding_that_offices_have(encoding: str, text: str) -> None:
    assert destination(f"{text}に同行", encoding) == f"{text}に同行"


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_excels_unicode_text_is_read(mark: bytes) -> None:
    order = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    content = mark + "client\tdestination\r\n見本\t釧路, 北\r\n".encode(order)
    assert read(content) == ([["client", "destination"], ["見本", "釧路, 北"]], [])


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known_by_its_line_ends(order: str) -> None:
    assert read("client\tdestination\r\n見本\t釧路　市\r\n".encode(order)) == (
        [["client", "destination"], ["見本", "釧路　市"]],
        [],
    )


def test_a_title_above_the_header_does_not_hide_what_separates_its_cells() -> None:
    assert read("一覧\r\nclient\tdestination\r\nA\tB,C\r\n".encode())[0][2:] == [["A", "B,C"]]


def test_cells_are_separated_by_tabs_where_those_of_the_header_are() -> None:
    assert read(b'\r\nclient\tdestination\r\nA,B\t"C\tD"\r\n"E\tF\r\n')[0][1:] == [["A,B", "C\tD"], ['"E', "F"]]
    assert read(b"client,destination\r\nA\tB,C\r\n")[0][1:] == [["A\tB", "C"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old_workbook"),
        (b"PK\x03\x04 and no more", "workbook_unreadable"),
        ("client,destination\r\n見本,釧路".encode("utf-16-le")[:-1], "not_a_table"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3, "not_a_table"),
        (b"%PDF-1.7\n" + bytes(64), "not_a_table"),
    ],
)
def test_what_is_no_table_is_named_once_and_for_what_it_is(content: bytes, code: str) -> None:
    assert read(content) == ([], [code])
