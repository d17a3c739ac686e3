"""A workbook as a grid of cells: what the reader of values does not tell is told, and odd files are refused."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from indicators.documents.registers import grid
from indicators.documents.registers.refused import WorkbookUnreadable

Draw = Callable[..., Path]


def rewritten(path: Path, name: str, old: str, new: str) -> Path:
    """The workbook with a text of one of its parts replaced."""
    other = path.with_name("rewritten.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            if part == name:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            target.writestr(part, content)
    return other


def test_every_cell_of_a_merged_range_has_the_value_of_its_first(draw: Draw) -> None:
    rows = [["a", "b", "c"], [], [None, None, "d"]]
    (one,) = grid.load(draw({"表": rows}, merged=[(1, 0, 2, 1, "同")]))
    assert [[cell.value for cell in row] for row in one.rows] == [["a", "b", "c"], ["同", "同", ""], ["同", "同", "d"]]
    assert one.merged == ((1, 0, 2, 1),)


@pytest.mark.parametrize(("shown", "value"), [("0%", "7%"), ("0.00%", "7%"), ("#,##0.00", "0.07"), ('0.0"%"', "0.07")])
def test_a_percent_format_is_told_and_a_quoted_sign_is_none(tmp_path: Path, shown: str, value: str) -> None:
    path = tmp_path / "percent.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("表").write_number(0, 0, 0.07, book.add_format({"num_format": shown}))
    assert grid.load(path)[0].rows[0][0].shown == value


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "hidden.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("seen").write(0, 0, 1)
        book.add_worksheet("hidden").hide()
    assert [one.name for one in grid.load(path)] == ["seen"]


@pytest.mark.parametrize(
    ("row", "column", "shown"),
    [(0, 0, "A1"), (6, 1, "B7"), (0, 25, "Z1"), (0, 26, "AA1"), (9, 701, "ZZ10"), (0, 702, "AAA1")],
)
def test_an_address_is_as_the_spreadsheet_shows_it(row: int, column: int, shown: str) -> None:
    assert grid.address(row, column) == shown


def test_a_strict_workbook_is_refused_because_its_percent_formats_would_be_lost(draw: Draw) -> None:
    usual = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    path = rewritten(draw({"表": [["a"]]}), "xl/workbook.xml", usual, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    with pytest.raises(WorkbookUnreadable, match="Strict Open XML"):
        grid.load(path)


def test_a_workbook_that_counts_from_1904_is_refused(draw: Draw) -> None:
    path = rewritten(draw({"表": [["a"]]}), "xl/workbook.xml", "<workbookPr ", '<workbookPr date1904="1" ')
    with pytest.raises(WorkbookUnreadable, match="1904"):
        grid.load(path)


def test_what_is_no_workbook_is_refused(draw: Draw, tmp_path: Path) -> None:
    text = tmp_path / "text.xlsx"
    text.write_text("编码,名称", encoding="utf-8")
    cut = tmp_path / "cut.xlsx"
    shutil.copy(draw({"表": [["a"]]}), cut)
    cut.write_bytes(cut.read_bytes()[:-200])
    empty = tmp_path / "empty.xlsx"
    with zipfile.ZipFile(empty, "w"):
        pass
    for path in (text, cut, empty):
        with pytest.raises(WorkbookUnreadable):
            grid.load(path)
