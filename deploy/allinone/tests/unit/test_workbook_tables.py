"""A budget or payments in a workbook: what a cell holds and shows is taken exactly, everything else is refused."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from allinone.failures import FileRefused
from allinone.files import reading
from allinone.files.mapping import PaymentsMapping
from allinone.files.records import PaymentRecord, Reading

HEADER = ("凭证号", "日期", "收款人", "项目", "金额")
COLUMNS: dict[str, Any] = {
    "external_ref": "凭证号", "value_date": "日期", "payee": "收款人", "item": "项目", "fund": {"constant": "F"},
    "amount": "金额",
}  # fmt: skip
DAY = datetime(2025, 3, 1)  # noqa: DTZ001 - a day has no zone
Fill = Callable[[Any, Any], None]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Reading[PaymentRecord]]:
    """Reads one payment whose cells are as usual, but for those that `fill` writes."""

    def read(fill: Fill | None = None, *, above: int = 0, **settings: Any) -> Reading[PaymentRecord]:
        path = tmp_path / "p.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("支付")
            sheet.write_row(above, 0, HEADER)
            sheet.write_row(above + 1, 0, ["P-1", None, "县医院", "A-1", 1234.5])
            sheet.write_datetime(above + 1, 1, DAY, book.add_format({"num_format": "yyyy-mm-dd"}))
            if fill is not None:
                fill(book, sheet)
        rule = PaymentsMapping.model_validate({"kind": "payments", "columns": COLUMNS, **settings})
        return reading.read_payments(path, rule)

    return read


def test_numbers_and_days_are_taken_as_they_are_stored_whatever_the_mapping_says_of_texts(read: Any) -> None:
    found = read(numbers={"decimal": ",", "thousands": "."}, dates=["%d/%m/%Y"])
    (record,) = found.records
    assert (record.external_ref, record.value_date, record.total) == ("P-1", date(2025, 3, 1), Decimal("1234.50"))
    assert record.line == 2


def test_texts_are_read_as_in_a_csv_file(read: Any) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_string(1, 1, "01/03/2025")
        sheet.write_string(1, 4, "1.234,50")

    (record,) = read(fill, numbers={"decimal": ",", "thousands": "."}, dates=["%d/%m/%Y"]).records
    assert (record.value_date, record.total) == (date(2025, 3, 1), Decimal("1234.50"))


def test_a_header_below_other_rows_and_a_sheet_by_its_name(read: Any) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "2025年3月支付明细")
        book.add_worksheet("说明").write_string(0, 0, "…")

    assert len(read(fill, above=2, skip_lines=2, sheet="支付").records) == 1
    with pytest.raises(FileRefused, match=r"several sheets: name one with `sheet` .* '支付', '说明'"):
        read(fill, above=2, skip_lines=2)
    with pytest.raises(FileRefused, match="no visible sheet '明细'"):
        read(fill, above=2, skip_lines=2, sheet="明细")


def test_a_number_beside_its_binary_remainder_is_what_the_spreadsheet_shows(read: Any) -> None:
    assert read(lambda _, sheet: sheet.write_number(1, 4, 0.1 + 0.2)).records[0].total == Decimal("0.30")


def _format(code: str, value: float, column: int = 4) -> Fill:
    return lambda book, sheet: sheet.write_number(1, column, value, book.add_format({"num_format": code}))


@pytest.mark.parametrize(
    ("fill", "reason"),
    [
        (_format('0!.0,"万"', 6_000_000), "shown_otherwise"),
        (_format("0.0%", 0.5), "shown_otherwise"),
        (_format("#,##0", 1234.5), "shown_otherwise"),
        (_format("0.0", 1234.56), "shown_otherwise"),
        (_format("0.00", 0.005), "shown_otherwise"),
        (_format("000000", 123, 3), "shown_otherwise"),
        (_format('yyyy"年"', 45658, 1), "shown_otherwise"),
        (_format("0", 123456789012345678, 0), "number_beyond_digits"),
        (_format("0.0", 1.1, 3), "number_as_code"),
        (_format("yyyy-mm-dd", 45658, 3), "date_as_code"),
        (lambda _, sheet: sheet.write_formula(1, 4, "=1/0", None, "#DIV/0!"), "formula_failed"),
        (lambda _, sheet: sheet.write_formula(1, 4, "=20+4", None, ""), "formula_uncomputed"),
        (lambda _, sheet: sheet.write_number(1, 4, 0.005), "too_many_decimals"),
        (lambda _, sheet: sheet.write_boolean(1, 4, True), "not_an_amount"),
        (lambda _, sheet: sheet.write_number(1, 1, 45658), "not_a_date"),
    ],
)
def test_a_cell_that_could_mean_something_else_is_refused(read: Any, fill: Fill, reason: str) -> None:
    found = read(fill)
    assert (found.records, [one.code for one in found.refused]) == ((), [reason])
    assert found.refused[0].line == 2


def test_an_amount_merged_over_two_rows_is_that_of_neither(read: Any) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(2, 0, ["P-2", None, "县医院", "A-1"])
        sheet.write_datetime(2, 1, DAY, book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.merge_range(1, 4, 2, 4, 100)

    assert [(one.line, one.code) for one in read(fill).refused] == [(2, "merged_amount"), (3, "merged_amount")]


def test_a_hidden_row_is_told_whether_it_is_read_or_not(read: Any) -> None:
    def hide(_: Any, sheet: Any) -> None:
        sheet.set_row(1, None, None, {"hidden": True})

    for settings, records in (({}, 1), ({"hidden": "leave_out"}, 0)):
        found = read(hide, **settings)
        assert len(found.records) == records
        assert [one.cell for one in found.hidden] == ["A2"]


def test_a_workbook_of_the_old_kind_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "p.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    rule = PaymentsMapping.model_validate({"kind": "payments", "columns": COLUMNS})
    with pytest.raises(FileRefused, match=r"Save it as \.xlsx"):
        reading.read_payments(path, rule)


def test_another_archive_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(b"PK\x03\x04 something else")
    rule = PaymentsMapping.model_validate({"kind": "payments", "columns": COLUMNS})
    with pytest.raises(FileRefused, match=r"no \.xlsx workbook"):
        reading.read_payments(path, rule)


@pytest.mark.parametrize("code", ['0.00"%"', "0.0%", "[$万-804]0", "(0)", '0"-"'])
def test_an_amount_that_its_cell_shows_as_another_one_is_refused(code: str, read: Any) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_number(1, 4, 12, book.add_format({"num_format": code}))

    assert [one.code for one in read(fill).refused] == ["shown_otherwise"]


@pytest.mark.parametrize("value", [100.125, 0.001, 1e18])
def test_an_amount_that_is_no_whole_number_of_cents_is_refused_in_both_languages(value: float, read: Any) -> None:
    (told,) = read(lambda _, sheet: sheet.write_number(1, 4, value)).refused
    assert told.as_json()["texts"]["zh"]


def test_a_duration_is_no_reference(read: Any) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_number(1, 0, 3.5, book.add_format({"num_format": "[h]:mm:ss"}))

    assert [one.code for one in read(fill).refused] == ["not_a_day"]


@pytest.mark.parametrize("corners", [(1, 4, 1, 5), (1, 3, 1, 4), (1, 4, 2, 5)])
def test_an_amount_that_is_one_cell_with_its_neighbours_is_refused(corners: Any, read: Any) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_string(0, 5, "上级")
        sheet.merge_range(*corners, 12)

    assert [one.code for one in read(fill).refused if one.line == 2 and one.key == "columns.amount"] == [
        "merged_amount"
    ]
