"""Lists as centres keep them: where their header stands, what heads their columns, what repeats the cell above."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.registers.findings import Findings
from server.registers.headers import find_header, known_words
from server.registers.table import Shape, open_table
from tests.server.registers import kushiro

WORDS = {"client": ("氏名", "対象者"), "place": ("同行先",), "count": ("回数",), "met": ("評価会議",)}
SHAPE = Shape(tuple(WORDS), known_words(WORDS), ("client",))


def table(content: str | bytes) -> tuple[list[dict[str, str]], list[tuple[int, str]]]:
    findings = Findings("list.csv")
    found = open_table(content if isinstance(content, bytes) else content.encode(), SHAPE, findings)
    rows = [{name: cell for name, cell in row.cells.items() if cell} for row in found.rows]
    return rows, [(each.line, each.code) for each in findings.all if each.code != "column_unknown"]


def at(hour: int = 0, minute: int = 0) -> dt.datetime:
    """A moment as Excel has it: without a time zone."""
    return dt.datetime.combine(dt.date(2023, 5, 1), dt.time(hour, minute))


ONE = {"client": "釧路", "place": "市役所", "count": "2"}


@pytest.mark.parametrize(
    "content",
    [
        "氏名,同行先,回数\n釧路,市役所,2\n",
        "対象者,同行先,回数(回)\n釧路,市役所,2\n",
        "氏　名,同行先※,【回数】回数\n釧路,市役所,2\n",
        '"対象\n者",同行先,回数\n釧路,市役所,2\n',
        "本人,同行,\n氏名,同行先,回数\n釧路,市役所,2\n",
        "氏名,支援内容,\n,同行先,回数\n釧路,市役所,2\n",
        "氏名\t同行先\t回数\n釧路\t市役所\t2\n",
    ],
)
def test_a_header_is_known_by_its_words_over_one_line_or_two(content: str) -> None:
    rows, findings = table(content)
    assert (rows, {code for _, code in findings} - {"title_line"}) == ([ONE], set())


@pytest.mark.parametrize("comma", [",", "\t"])
def test_titles_above_the_header_are_left_out_and_told(comma: str) -> None:
    lines = [["令和5年度 同行支援一覧"], ["作成: 事務", "", ""], ["氏名", "同行先", "回数"], ["釧路", "市役所", "2"]]
    rows, findings = table("\n".join(map(comma.join, lines)))
    assert (rows, findings) == ([ONE], [(1, "title_line"), (2, "title_line")])


def test_an_upper_line_names_the_columns_that_it_spans() -> None:
    header = find_header([(1, ["氏名", "評価", ""]), (2, ["", "会議", "結果"])], SHAPE.known)
    assert [cell.column for cell in header.cells] == ["client", "met", None]


@pytest.mark.parametrize("ditto", ["〃", "同上", "″", "同", " 〃 "])
def test_what_stands_for_the_cell_above_is_that_cell(ditto: str) -> None:
    rows, _ = table(f"氏名,同行先,回数\n釧路,市役所,2\n計,,2\n{ditto},病院,1\n{ditto},{ditto},{ditto}\n")
    assert [list(row.values()) for row in rows[1:]] == [["釧路", "病院", "1"], ["釧路", "病院", "1"]]


def test_with_nothing_above_it_stands_for_nothing() -> None:
    assert table("氏名,同行先,回数\n〃,病院,1\n") == ([{"place": "病院", "count": "1"}], [(2, "nothing_above")])


def test_cells_that_are_merged_over_lines_say_the_same_of_each() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in (
        ["同行支援一覧"],
        ["氏名", "支援内容", None],
        [None, "同行先", "回数"],
        ["釧路", "市役所", 2],
        [None, "病院", 1],
    ):
        sheet.append(line)
    for merged in ("A1:C1", "A2:A3", "B2:C2", "A4:A5"):
        sheet.merge_cells(merged)
    written = io.BytesIO()
    book.save(written)
    rows, findings = table(written.getvalue())
    assert rows == [ONE, {"client": "釧路", "place": "病院", "count": "1"}]
    assert findings == [(1, "title_line"), (2, "title_line")]


def test_a_moment_of_a_workbook_is_read_with_its_time() -> None:
    book = openpyxl.Workbook()
    for line in (["氏名", "同行先"], [at(14, 30), dt.time(9, 5)], [at(), None]):
        book.worksheets[0].append(line)
    written = io.BytesIO()
    book.save(written)
    assert [list(row.values()) for row in table(written.getvalue())[0]] == [
        ["2023-05-01 14:30", "09:05"],
        ["2023-05-01"],
    ]


@given(
    st.permutations(list(WORDS)),
    st.lists(st.sampled_from(["令和5年度 一覧", "作成者,,", ",,取扱注意"]), max_size=3),
    st.lists(st.text("釧路市役所病院abc12", min_size=1, max_size=5), min_size=4, max_size=4),
)
def test_whatever_stands_above_and_in_whatever_order_a_row_is_the_same(
    order: list[str], above: list[str], cells: list[str]
) -> None:
    given_row = dict(zip(WORDS, cells, strict=True))
    header = [WORDS[column][0] for column in order]
    lines = [*above, ",".join(header), ",".join(given_row[column] for column in order)]
    assert table("\n".join(lines))[0] == [given_row]


@pytest.mark.parametrize("name", ["plans", "accompaniment"])
def test_a_register_with_a_japanese_header_below_a_title_says_the_same(name: str) -> None:
    japanese = {
        "month": "実施月",
        "entry": "No.",
        "client": "対象者",
        "destination": "同行先",
        "count": "回数",
        "plan_number": "プラン番号",
        "coordination_meeting": "支援調整会議",
        "decision": "支援決定日",
        "period_end": "プラン期間",
        "next_monitoring": "モニタリング",
        "evaluation_meeting": "評価会議",
        "evaluation": "評価・再プラン・終結",
    }
    rows = kushiro.rows(name)
    lines = [["平成25年度 一覧"], [japanese[column] for column in rows[0]], *(list(row.values()) for row in rows)]
    content = "\r\n".join(",".join(line) for line in lines).encode("cp932")
    assert kushiro.read(name, content).wanted == kushiro.read(name).wanted
