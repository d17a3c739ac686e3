"""What a cell shows counts: a format that shows another number, or less of a date, is understood whole or refused."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from indicators.documents.registers import cells, formats, grid, hidden
from indicators.documents.registers.grid import Cell
from indicators.documents.registers.refused import CellRefused

Draw = Callable[..., Path]


def number(value: float, code: str) -> Decimal | str:
    try:
        return cells.number(Cell(value, format=formats.read(code)))
    except CellRefused as refused:
        return refused.code


class TestANumber:
    @pytest.mark.parametrize(
        "code",
        [
            "General", "0.0", "0.00", "#,##0.00", "¥#,##0.00", '"¥"#,##0.00', "[$¥-804]#,##0.00", "0.00_);(0.00)",
            "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "0.00_ ;[Red]\\-0.00\\ ",
            "0.00;[Red]0.00", "0.00E+00",
            "# ?/?", '0.0"%"', "@", "[DBNum1]General", "0.0;-0.0;0;@",
        ],
    )  # fmt: skip
    def test_that_is_shown_as_it_is_stored_is_read(self, code: str) -> None:
        assert number(6000000.0, code) == Decimal(6000000)
        assert number(-2.5, code) == Decimal("-2.5")

    @pytest.mark.parametrize(
        "code",
        [
            '0!.0,"万"', '0\\.0,"万"', "#,##0,", "0.0,,", '0.00,"千元"', '0"万元"', '0.0"万"', '[>=10000]0!.0,"万";0',
            "[<1]0.00%;0", '"是"', ";;;", "0%%", '0"‰"', '"约"0', "0.0亿", '0" 1/2"',
        ],
    )  # fmt: skip
    def test_that_is_shown_as_another_one_is_refused_by_name(self, code: str) -> None:
        assert number(6000000.0, code) == "shown_otherwise"

    @pytest.mark.parametrize(
        ("value", "code"),
        [(1234.5, "#,##0"), (-2.5, "0"), (0.125, "0.00"), (0.955, "0%"), (1234.5, "0.0E+00"), (0.3, "# ?/?"),
         (1234.5, "¥#,##0;-¥#,##0")],
    )  # fmt: skip
    def test_that_is_shown_rounded_is_refused(self, value: float, code: str) -> None:
        assert number(value, code) == "shown_otherwise"

    @pytest.mark.parametrize(
        ("value", "code"),
        [(1234.0, "#,##0"), (0.1 + 0.2, "0.0"), (0.955, "0.0%"), (1200.0, "0.0E+00"), (-2.5, "# ?/?"), (7e20, "0")],
    )
    def test_whose_digits_are_all_shown_is_what_it_is(self, value: float, code: str) -> None:
        assert number(value, code) != "shown_otherwise"

    @pytest.mark.parametrize("code", ["-0", "(0)", '0"-"', '"\u2212"0', "[$万-804]0", "[$亿]0.0", "[$%]0"])
    def test_that_gets_a_sign_or_a_scale_from_its_format_is_refused(self, code: str) -> None:
        assert number(12.0, code) == "shown_otherwise"

    @pytest.mark.parametrize("code", ["[$CNY] 0", "[$HK$-C04]#,##0.00", "[$-804]0", "[$€-2] 0.00"])
    def test_beside_a_currency_is_what_it_is(self, code: str) -> None:
        assert number(12.0, code) == 12

    def test_below_zero_that_is_shown_without_its_sign_is_refused(self) -> None:
        assert number(-5.0, "0.00;0.00") == "shown_otherwise"
        assert number(5.0, "0.00;0.00") == 5

    def test_of_nothing_that_is_shown_as_nothing_is_refused(self) -> None:
        assert number(0.0, "0;-0;;@") == "shown_otherwise"
        assert number(7.0, "0;-0;;@") == 7

    def test_as_percent_is_what_is_shown_in_every_section(self) -> None:
        assert number(0.07, "0.0%;-0.0%") == 7
        assert number(-0.07, "0.0%;[Red]-0.0%") == -7
        assert number(-0.07, "0.0%;0.0") == "shown_otherwise"

    def test_with_zeros_that_it_does_not_have_is_no_text(self) -> None:
        assert number(7.0, "000") == 7
        with pytest.raises(CellRefused, match="shown_otherwise"):
            cells.text(Cell(7.0, format=formats.read("000")))


class TestADate:
    @pytest.mark.parametrize(
        ("code", "period"),
        [
            ('yyyy"年"', "2026"), ("yyyy", "2026"), ('yyyy"年"m"月"', "2026-01"), ("yyyy-mm", "2026-01"),
            ("mmm-yy", "2026-01"), ('[$-804]yyyy"年"m"月";@', "2026-01"),
        ],
    )  # fmt: skip
    def test_is_the_period_that_its_format_shows(self, code: str, period: str) -> None:
        assert cells.period(Cell(date(2026, 1, 1), format=formats.read(code))) == period

    @pytest.mark.parametrize("code", ["yyyy-mm-dd", 'm"月"d"日"', "yyyy/m/d h:mm", "d"])
    def test_that_shows_a_day_is_no_period_whatever_begins_on_it(self, code: str) -> None:
        with pytest.raises(CellRefused, match="period_is_a_day"):
            cells.period(Cell(date(2026, 1, 1), format=formats.read(code)))

    def test_that_does_not_show_its_day_is_no_day(self) -> None:
        shown = Cell(datetime.fromisoformat("2026-05-17T00:00:00"), format=formats.read('yyyy"年"m"月"d"日"'))
        assert cells.day(shown) == date(2026, 5, 17)
        with pytest.raises(CellRefused, match="shown_otherwise"):
            cells.day(Cell(date(2026, 5, 17), format=formats.read('yyyy"年"')))

    @pytest.mark.parametrize(
        ("code", "parts"),
        [
            ("h:mm", {"time"}),
            ("mm:ss", {"time"}),
            ("yyyy-mm-dd hh:mm", {"year", "month", "day", "time"}),
            ("mm-dd", {"month", "day"}),
        ],
    )
    def test_has_minutes_and_months_told_apart(self, code: str, parts: set[str]) -> None:
        assert formats.read(code).parts == parts


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "hidden.xlsx"
    with xlsxwriter.Workbook(path) as drawn:
        sheet = drawn.add_worksheet("表")
        for row, values in enumerate([("编码", "内部", "数"), ("a", "x", 1), ("b", "y", 2), ("c", "z", 3)]):
            sheet.write_row(row, 0, values)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        drawn.add_worksheet("底稿").hide()
    return path


class TestWhatIsHidden:
    def test_is_read_and_told(self, book: Path) -> None:
        seen = hidden.load(book, leave_out=False)
        assert [cell.value for cell in seen.grids[0].rows[2]] == ["b", "y", 2]
        assert {(one.cell, one.why) for one in seen.told} == {
            ("A1", "hidden_sheet"), ("A3", "hidden_row_read"), ("B1", "hidden_column_read"),
        }  # fmt: skip

    def test_is_left_out_where_it_is_asked_for_and_told_all_the_same(self, book: Path) -> None:
        seen = hidden.load(book, leave_out=True)
        assert [cell.value for cell in seen.grids[0].rows[2]] == ["", "", ""]
        assert [cell.value for cell in seen.grids[0].rows[3]] == ["c", "", 3]
        assert {(one.cell, one.why) for one in seen.told} == {
            ("A1", "hidden_sheet"), ("A3", "hidden_row"), ("B1", "hidden_column"),
        }  # fmt: skip


def test_the_format_of_a_cell_is_read_from_its_workbook(tmp_path: Path) -> None:
    path = tmp_path / "formats.xlsx"
    with xlsxwriter.Workbook(path) as drawn:
        sheet = drawn.add_worksheet("表")
        shown: list[tuple[Any, str]] = [(6000000, '0!.0,"万"'), (0.07, "0.0%"), (12, "#,##0.00")]
        for row, (value, code) in enumerate(shown):
            sheet.write_number(row, 0, value, drawn.add_format({"num_format": code}))
        sheet.write_datetime(3, 0, datetime.fromisoformat("2026-01-01"), drawn.add_format({"num_format": 'yyyy"年"'}))
    scaled, percent, plain, year = (row[0] for row in grid.load(path)[0].rows)
    assert not scaled.shows_itself
    assert percent.shown == "7%"
    assert (plain.value, plain.shows_itself) == (12, True)
    assert cells.period(year) == "2026"
