"""Files as strangers have them: what cannot be taken exactly is refused by name, and no part of a payment is lost."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from allinone.failures import FileRefused, RowsRefused
from allinone.files import dates, numbers, reading, report
from allinone.files.mapping import PaymentsMapping
from allinone.files.numbers import Numbers
from allinone.files.records import PaymentRecord, Reading
from allinone.files.refusals import CellRefused

COLUMNS: dict[str, Any] = {
    "external_ref": "ref", "value_date": "day", "payee": "to", "item": "item", "fund": {"constant": "F"},
    "amount": "sum",
}  # fmt: skip
HEADER = "ref,day,to,item,sum\n"
Read = Callable[..., Reading[PaymentRecord]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(rows: str, **settings: Any) -> Reading[PaymentRecord]:
        return read_bytes((HEADER + rows).encode(), **settings)

    def read_bytes(content: bytes, **settings: Any) -> Reading[PaymentRecord]:
        path = tmp_path / "p.csv"
        path.write_bytes(content)
        rule = PaymentsMapping.model_validate({"kind": "payments", "columns": COLUMNS, **settings})
        return reading.read_payments(path, rule)

    read.__dict__["bytes"] = read_bytes
    return read


class TestAPaymentOfSeveralLines:
    def test_is_left_out_whole_and_each_of_its_lines_is_told(self, read: Read) -> None:
        rows = "V1,2025-03-01,x,A,10\nV1,2025-03-01,x,B,oops\nV1,2025-03-01,x,C,5\nV2,2025-03-01,x,A,1\n"
        found = read(rows, rows_are="lines")
        assert [one.external_ref for one in found.records] == ["V2"]
        assert {(one.line, one.code) for one in found.refused} == {
            (2, "payment_incomplete"), (3, "not_an_amount"), (4, "payment_incomplete"),
        }  # fmt: skip

    @pytest.mark.parametrize(
        "nameless", ["V1,2025-03-01,x,B,20,\n", ",2025-03-01,x,B,20\n", "#REF!,2025-03-01,x,B,20\n"]
    )
    def test_is_never_imported_in_part_because_a_line_without_a_reference_was_skipped(
        self, nameless: str, read: Read
    ) -> None:
        found = read("V1,2025-03-01,x,A,10\n" + nameless, rows_are="lines")
        with pytest.raises(RowsRefused, match=r"here 3.*ignore_rows"):
            report.check(Path("p.csv"), found, skip_refused=True)

    def test_that_disagrees_with_itself_stops_no_other(self, read: Read) -> None:
        found = read("V1,2025-03-01,x,A,10\nV1,2025-03-01,y,B,20\nV2,2025-03-01,x,A,1\n", rows_are="lines")
        report.check(Path("p.csv"), found, skip_refused=True)
        assert [one.external_ref for one in found.records] == ["V2"]

    def test_without_a_reference_stops_nothing_where_each_row_is_a_payment(self, read: Read) -> None:
        found = read("V1,2025-03-01,x,A,10\n,2025-03-01,x,B,20\n")
        report.check(Path("p.csv"), found, skip_refused=True)
        assert [one.external_ref for one in found.records] == ["V1"]


class TestACodeThatASpreadsheetMarked:
    @pytest.mark.parametrize("cell", ['"=""000123"""', "=A1", "'000124"])
    def test_is_not_taken_with_its_mark(self, cell: str, read: Read) -> None:
        assert [one.code for one in read(f"{cell},2025-03-01,x,A,1\n").refused] == ["spreadsheet_mark"]

    def test_is_taken_where_the_mapping_takes_the_mark_away(self, read: Read) -> None:
        columns = COLUMNS | {"external_ref": {"column": "ref", "take": '^="(.*)"$'}}
        found = read('"=""000123""",2025-03-01,x,A,1\n', columns=columns)
        assert [one.external_ref for one in found.records] == ["000123"]

    @pytest.mark.parametrize("cell", ["Err:502", "#BUSY!", "#FIELD!", "#UNKNOWN!", "1.23e+15", '"1,23457E+15"'])
    def test_is_no_code_where_the_value_is_lost(self, cell: str, read: Read) -> None:
        assert [one.code for one in read(f"{cell},2025-03-01,x,A,1\n").refused] == ["lost_by_spreadsheet"]


class TestAFileThatSaysItsEncoding:
    ROW = f"{HEADER}E1,2025-03-01,清河县医院,A,1\n"

    @pytest.mark.parametrize(
        ("encoding", "saved"), [("utf-8", "utf-8-sig"), ("utf-16", "utf-16"), ("gb18030", "gb18030")]
    )
    def test_is_read_without_its_mark(self, encoding: str, saved: str, read: Any) -> None:
        mark = "\ufeff" if saved == "gb18030" else ""
        (record,) = read.bytes((mark + self.ROW).encode(saved), encoding=encoding).records
        assert (record.external_ref, record.payee) == ("E1", "清河县医院")

    @pytest.mark.parametrize("declared", ["utf-16-le", "utf_16_le"])
    def test_is_read_without_its_mark_whatever_the_order_of_bytes_is_called(self, declared: str, read: Any) -> None:
        (record,) = read.bytes(("\ufeff" + self.ROW).encode("utf-16-le"), encoding=declared).records
        assert record.external_ref == "E1"

    @pytest.mark.parametrize("declared", ["gb18030", "gbk", "latin-1"])
    def test_is_not_read_in_another_one(self, declared: str, read: Any) -> None:
        with pytest.raises(FileRefused, match=r"begins with the mark of utf-8.*Set `encoding: utf-8`"):
            read.bytes(self.ROW.encode("utf-8-sig"), encoding=declared)

    def test_is_told_by_what_would_read_it(self, read: Any) -> None:
        with pytest.raises(FileRefused, match="can be read as gb18030"):
            read.bytes(self.ROW.encode("gb18030"))


class TestARefusalNamesWhatToDo:
    @pytest.mark.parametrize(
        ("cell", "told"),
        [
            ("３００", "300.00 (normalise: [nfkc])"), ("１２.5", "12.50 (normalise: [nfkc])"),
            ("1000元", '1000.00 (numbers: {leave_out: ["元"]})'), ("¥12", '12.00 (numbers: {leave_out: ["¥"]})'),
            ("+5", '5.00 (numbers: {leave_out: ["+"]})'),
        ],
    )  # fmt: skip
    def test_about_an_amount_in_other_signs(self, cell: str, told: str) -> None:
        with pytest.raises(CellRefused) as refused:
            numbers.amount(cell, Numbers())
        assert refused.value.values["other"] == told

    @pytest.mark.parametrize("cell", ["1万", "12.5%", "5亿元", "1/2"])
    def test_but_no_way_to_read_what_is_another_amount(self, cell: str) -> None:
        with pytest.raises(CellRefused) as refused:
            numbers.amount(cell, Numbers())
        assert refused.value.values["other"] == "—"

    @pytest.mark.parametrize(
        ("cell", "told"),
        [
            ("2025-01-02 10:00:00", "2025-01-02 (%Y-%m-%d %H:%M:%S)"), ("2025/1/2 0:00", "2025-01-02 (%Y/%m/%d %H:%M)"),
            ("２０２５-０１-０２", "2025-01-02 (%Y-%m-%d, normalise: [nfkc])"),
            ("45717", "2025-03-01 (a spreadsheet's number of a day"),
        ],
    )  # fmt: skip
    def test_about_a_day(self, cell: str, told: str) -> None:
        with pytest.raises(CellRefused) as refused:
            dates.day(cell, ("%Y-%m-%d",))
        assert refused.value.values["meanings"].startswith(told)


@pytest.mark.parametrize("sign", ["(", "）", "CR", "cr", "-", "万", "%"])
def test_a_sign_that_makes_another_amount_cannot_be_left_out(sign: str) -> None:
    with pytest.raises(ValueError, match="would change amounts"):
        Numbers.model_validate({"leave_out": [sign]})


def test_a_number_with_a_fraction_of_a_cent_is_refused_in_words_also_from_a_workbook() -> None:
    for value in (Decimal("100.125"), Decimal("-0.001"), Decimal(10) ** 18):
        with pytest.raises(CellRefused) as refused:
            numbers.amount(value, Numbers())
        assert {"other", "decimal", "thousands"} <= refused.value.values.keys()
