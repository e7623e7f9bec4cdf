"""A register's file as a table."""

import pytest

from server.registers.findings import MESSAGES, Findings
from server.registers.table import read_table

COLUMNS = ("client", "count")


def table(content: bytes) -> tuple[list[tuple[int, str, str]], list[tuple[str, int, str, str, str]]]:
    findings = Findings("list.csv")
    rows = [(row.line, row["client"], row["count"]) for row in read_table(content, COLUMNS, findings)]
    return rows, [(f.severity, f.line, f.column, f.value, f.code) for f in findings.all]


@pytest.mark.parametrize(
    "content",
    [
        "client,count\r\n釧路,2\r\n".encode(),
        "client,count\n釧路,2".encode(),
        "client,count\r釧路,2\r".encode(),
        "\ufeffclient,count\r\n釧路,2\r\n".encode(),
        "client,count\r\n釧路,2\r\n".encode("cp932"),
        'client,count\r\n"釧路","2"\r\n'.encode("cp932"),
        "count,client\r\n2,釧路\r\n".encode(),
        "ｃｏｕｎｔ, Client \r\n2,釧路\r\n".encode(),
        "client,count\r\n 釧路　, 2 \r\n".encode(),
    ],
)
def test_encoding_line_ends_quotes_and_the_order_of_columns_make_no_difference(content: bytes) -> None:
    assert table(content) == ([(2, "釧路", "2")], [])


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    content = 'client,count\r\n\r\n"釧路\r\n市",2\r\n,\r\n小樽,3\r\n'.encode()
    assert table(content)[0] == [(3, "釧路\r\n市", "2"), (6, "小樽", "3")]


def test_a_quotation_mark_that_is_not_closed_costs_no_other_line() -> None:
    rows, findings = table(b'client,count\r\nA,1\r\n"B,2\r\nC,3\r\n"D",4\r\n"E,5\r\nF,6\r\n')
    assert rows == [(2, "A", "1"), (3, '"B', "2"), (4, "C", "3"), (5, "D", "4"), (6, '"E', "5"), (7, "F", "6")]
    assert findings == [
        ("error", 3, "", '"B,2', "quote_not_closed"),
        ("error", 6, "", '"E,5', "quote_not_closed"),
    ]


@pytest.mark.parametrize(("encoding", "damaged"), [("utf-8", b"\xe3\x81"), ("cp932", b"\x81")])
def test_damaged_characters_cost_their_cell_only(encoding: str, damaged: bytes) -> None:
    rows, findings = table("client,count\r\n釧路,2\r\n".encode(encoding) + damaged + b",3\r\n")
    assert rows == [(2, "釧路", "2"), (3, "", "3")]
    assert [(line, column, code) for _, line, column, _, code in findings] == [(3, "client", "text_unreadable")]


@pytest.mark.parametrize("cell", ["a\x00b", "a\x1bb", "a\x7fb", "a\x9bb"])
def test_control_characters_are_not_text(cell: str) -> None:
    rows, findings = table(f"client,count\r\n{cell},3\r\n".encode())
    assert rows == [(2, "", "3")]
    assert findings == [("error", 2, "client", cell, "text_unreadable")]


def test_a_cell_may_be_long_but_not_endless() -> None:
    rows, findings = table(f"client,count\r\n{'長' * 300},1\r\n{'長' * 301},2\r\n".encode())
    assert [(len(client), count) for _, client, count in rows] == [(300, "1"), (0, "2")]
    assert findings == [("error", 3, "client", "長" * 301, "text_too_long")]


def test_too_few_and_too_many_cells_are_reported() -> None:
    rows, findings = table(b"client,count\r\nA\r\nB,2,3,4\r\nC,3,,\r\n")
    assert rows == [(2, "A", ""), (3, "B", "2"), (4, "C", "3")]
    assert findings == [
        ("warning", 2, "", "A", "cells_missing"),
        ("error", 3, "", "3,4", "cells_left_over"),
    ]


def test_missing_unknown_and_repeated_columns_are_reported() -> None:
    rows, findings = table("client,備考,client\r\nA,x,B\r\n".encode())
    assert rows == [(2, "A", "")]
    assert findings == [
        ("warning", 1, "備考", "備考", "column_unknown"),
        ("warning", 1, "client", "client", "column_twice"),
        ("error", 1, "count", "", "column_missing"),
    ]


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b",,\r\n"])
def test_an_empty_file_is_reported(content: bytes) -> None:
    assert table(content) == ([], [("error", 1, "", "", "nothing_in_file")])


def test_every_finding_has_words_in_both_languages() -> None:
    assert all(words.keys() == {"ja", "en"} and all(words.values()) for words in MESSAGES.values())


@pytest.mark.parametrize(
    "word",
    [
        *("計", "合計", "小計", "総計", "累計", "合　計", "合計：", "計(人)", "６月計", "月計", "計10件"),
        *("H25年6月 小計", "平成25年度計", "上半期計"),
        *("Total", "TOTALS", "sub total", "Grand Total:", "ｔｏｔａｌ"),
    ],
)
def test_a_line_that_sums_up_others_is_left_out_and_counted(word: str) -> None:
    rows, findings = table(f"client,count\r\nA,3\r\n{word},3\r\nB,1\r\n".encode())
    assert rows == [(2, "A", "3"), (4, "B", "1")]
    assert findings == [("notice", 3, "", word, "total_line")]


@pytest.mark.parametrize("word", ["会計", "家計", "統計", "設計太郎", "合計太郎", "計 太郎", "totally", "小計算"])
def test_a_name_with_the_same_letters_is_a_name(word: str) -> None:
    rows, findings = table(f"client,count\r\n{word},3\r\n".encode())
    assert (rows, findings) == ([(2, word, "3")], [])


def test_the_word_for_a_sum_may_stand_in_a_column_that_is_not_imported() -> None:
    rows, findings = table("区分,client,count\r\n新規,A,3\r\n合計,,3\r\n備考,合計,3\r\n".encode())
    assert [row[0] for row in rows] == [2]
    assert [(line, code) for _, line, _, _, code in findings] == [
        (1, "column_unknown"),
        (3, "total_line"),
        (4, "total_line"),
    ]


@pytest.mark.parametrize(
    "content",
    ["髙\ue000田".encode(), "髙田".encode("cp932").replace("田".encode("cp932"), b"\xf0\x40"), "\U000f0000".encode()],
)
def test_a_letter_of_ones_own_font_costs_its_cell(content: bytes) -> None:
    rows, findings = table(b"client,count\r\n" + content + b",3\r\n")
    assert rows == [(2, "", "3")]
    assert [(line, column, code) for _, line, column, _, code in findings] == [(2, "client", "text_unreadable")]
