"""One cell, however it is spelled: the same value to the last digit, or a refusal that says why."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indicators.documents.registers import cells, formats, units
from indicators.documents.registers.grid import Cell
from indicators.documents.registers.refused import TEXTS, CellRefused

MARCH, SECOND, LAST = (datetime.fromisoformat(day) for day in ("2026-03-01", "2026-03-02", "2026-01-31"))
EIGHT_O_CLOCK = datetime.fromisoformat("2026-01-01T08:00")
FULL_WIDTH = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789.,+-%"}


def refusal(read: Callable[[Cell], Any], value: Any, **more: Any) -> str:
    with pytest.raises(CellRefused) as refused:
        read(Cell(value, **more))
    zh, en = TEXTS[refused.value.code]
    assert zh.format_map(refused.value.values)
    assert en.format_map(refused.value.values)
    return refused.value.code


@st.composite
def spellings(draw: st.DrawFn) -> tuple[Decimal, Any]:
    """A number, and one of the many ways in which an official may have written it."""
    whole = draw(st.integers(0, 10**15))
    behind = draw(st.text("0123456789", max_size=6))
    sign = draw(st.sampled_from(["", "-"]))
    plain = f"{sign}{whole}{'.' if behind else ''}{behind}"
    value = Decimal(plain)
    written = plain
    if draw(st.booleans()):
        written = f"{sign}{whole:,}{'.' if behind else ''}{behind}"
    if draw(st.booleans()) and sign == "-":
        written = draw(st.sampled_from(["−", "－", "–", "- "])) + written[1:]
    if draw(st.booleans()):
        written = written.translate(FULL_WIDTH)
    if draw(st.booleans()) and sign == "":
        written = draw(st.sampled_from(["+", "＋"])) + written
    if draw(st.booleans()):
        written += draw(st.sampled_from(["%", " %", "％"]))
    before, after = (
        draw(st.sampled_from(["", " ", "　", "\n"])),
        draw(st.sampled_from(["", "  ", "　", "\t", "\u00a0"])),
    )
    return value, f"{before}{written}{after}"


class TestNumbers:
    @given(spellings())
    @example((Decimal("26000"), "２６，０００　"))
    @example((Decimal("6.5"), " 6.5％ "))
    def test_however_it_is_spelled_it_is_the_same_number(self, spelled: tuple[Decimal, str]) -> None:
        value, written = spelled
        assert cells.number(Cell(written)) == value

    @given(st.decimals(-(10**10), 10**10, places=4, allow_nan=False))
    def test_what_a_spreadsheet_stores_as_a_float_is_read_as_it_shows_it(self, value: Decimal) -> None:
        """Up to the fifteen digits that it shows."""
        assert cells.number(Cell(float(value))) == value

    def test_the_sum_of_a_tenth_and_two_tenths_is_three_tenths(self) -> None:
        assert cells.number(Cell(0.1 + 0.2)) == Decimal("0.3")

    @given(st.decimals(0, 10**9, places=6, allow_nan=False), st.sampled_from(sorted(units.FACTORS)))
    def test_every_unit_is_converted_to_the_last_digit(self, value: Decimal, word: str) -> None:
        power = units.power(f"{word}元", "元")
        assert power == units.FACTORS[word]
        assert cells.number(Cell(str(value)), power=power) == value * Decimal(10) ** power

    def test_ten_thousand_yuan_are_yuan_to_the_cent(self) -> None:
        assert cells.number(Cell("１，２３４.５６７８"), power=4) == Decimal("12345678")
        assert cells.number(Cell(0.0001), power=4) == 1

    def test_a_cell_shown_as_percent_is_what_it_shows(self) -> None:
        assert cells.number(Cell(0.07, format=formats.read("0.0%"))) == 7
        assert cells.number(Cell("7%")) == 7

    @pytest.mark.parametrize(
        "value",
        [
            "约100", "100元", "1 000", "1,00", "1.2.3", "1e5", "1E+05", "(100)", "--5", "10²", "①", "½", "1\u200b2",
            "一百", "%", "+", "1。5", "0x10", "1_000", True, LAST, "∞", "NaN",
        ],
    )  # fmt: skip
    def test_what_could_mean_something_else_is_refused(self, value: Any) -> None:
        assert refusal(cells.number, value) == "not_a_number"

    def test_nothing_is_rounded_to_fit(self) -> None:
        assert refusal(cells.number, "0.00000000001") == "too_many_digits"
        assert refusal(cells.number, "9" * 31) == "too_many_digits"
        assert refusal(cells.percent, "0.1234567") == "too_many_digits"

    def test_a_formula_that_nobody_computed_is_no_empty_cell(self) -> None:
        assert refusal(cells.number, "", error="=20+4") == "formula_uncomputed"

    def test_a_formula_that_failed_is_no_empty_cell(self) -> None:
        assert refusal(cells.number, "", error="#DIV/0!") == "formula_failed"

    @pytest.mark.parametrize("value", ["-1", "100.01", "101%"])
    def test_a_share_is_between_nothing_and_all(self, value: str) -> None:
        assert refusal(cells.percent, value) == "out_of_range"


class TestUnits:
    @pytest.mark.parametrize(
        ("written", "wanted", "power"),
        [
            ("万元", "元", 4), ("人民币万元", "元", 4), ("亿元", "万元", 4), ("元", "万元", -4), ("万吨", "吨", 4),
            ("％", "%", 0), ("百分比", "%", 0), ("万千瓦时", "千瓦时", 4), ("吨", "元", None), ("万元", "人", None),
        ],
    )  # fmt: skip
    def test_are_converted_where_they_count_the_same(self, written: str, wanted: str, power: int | None) -> None:
        assert units.power(written, wanted) == power


class TestDays:
    @pytest.mark.parametrize(
        "value",
        [
            "2026-01-31", "2026/1/31", "2026.1.31", "2026年1月31日", "2026 年 1 月 31 日", "２０２６年１月３１日",
            "20260131", 46053.0, 20260131.0, LAST, date(2026, 1, 31), "2026－01－31",
        ],
    )  # fmt: skip
    def test_however_it_is_written_it_is_the_same_day(self, value: Any) -> None:
        assert cells.day(Cell(value)) == date(2026, 1, 31)

    @pytest.mark.parametrize("value", ["2026-02-30", "一月三十一日", "1/31/2026", 46053.5, "2026", EIGHT_O_CLOCK])
    def test_what_is_no_day_is_refused(self, value: Any) -> None:
        assert refusal(cells.day, value) == "not_a_day"


class TestPeriods:
    @pytest.mark.parametrize(
        ("value", "period"),
        [
            ("2026", "2026"), ("2026年", "2026"), ("2026年度", "2026"), (2026.0, "2026"), ("2026-Q1", "2026-Q1"),
            ("2026年第一季度", "2026-Q1"), ("2026年1季度", "2026-Q1"), ("2026年上半年", "2026-H1"), ("2026-3", None),
            ("2026年3月", "2026-03"), ("2026-03", "2026-03"), ("２０２６年３月", "2026-03"),
            ("明年", None), ("2026年第五季度", None), (2026.5, None),
        ],
    )  # fmt: skip
    def test_are_read_as_officials_write_them(self, value: Any, period: str | None) -> None:
        if period is None:
            assert refusal(cells.period, value) == "not_a_period"
        else:
            assert cells.period(Cell(value)) == period

    def test_that_a_spreadsheet_made_a_month_of_are_the_month_that_was_typed(self) -> None:
        typed = Cell(MARCH, format=formats.read('yyyy"年"m"月"'))
        assert cells.period(typed) == "2026-03"

    @pytest.mark.parametrize("value", [MARCH, SECOND])
    def test_are_no_days(self, value: Any) -> None:
        assert refusal(cells.period, value) == "period_is_a_day"


class TestCodes:
    def test_full_width_signs_are_read_and_other_lookalikes_are_not(self) -> None:
        assert cells.member_code(Cell(" Ａ－０１ ")) == "A-01"
        assert refusal(cells.member_code, "A①") == "not_a_code"

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            (1.0, "code_is_a_number"),
            (SECOND, "code_is_a_date"),
            ("有 空格", "not_a_code"),
            ("", "not_a_code"),
        ],
    )
    def test_what_a_spreadsheet_has_spoilt_is_refused_with_what_to_do(self, value: Any, code: str) -> None:
        assert refusal(cells.member_code, value) == code

    def test_a_text_is_not_cut(self) -> None:
        assert cells.text(Cell("文" * 500)) == "文" * 500
        assert refusal(cells.text, "文" * 501) == "too_long"
