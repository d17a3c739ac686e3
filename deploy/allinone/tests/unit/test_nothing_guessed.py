"""What a cell could also mean is refused with every reading, or the mapping says which."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from allinone.driving import bodies
from allinone.failures import FileRefused
from allinone.files import dates, mapping, numbers, reading
from allinone.files.mapping import BudgetMapping, PaymentsMapping
from allinone.files.numbers import Numbers
from allinone.files.refusals import CellRefused, RefusedRow
from budget_monitor.api.budget_items import ImportBudget

EVERY_STYLE = ["minus", "trailing_minus", "parentheses", "cr"]


def amount(cell: str, **settings: Any) -> Decimal:
    return numbers.amount(cell, Numbers.model_validate(settings))


def refused(cell: str, **settings: Any) -> str:
    """The text of the refusal, which names the other readings."""
    with pytest.raises(CellRefused) as told:
        amount(cell, **settings)
    return RefusedRow(1, None, cell, told.value.code, told.value.values).text("en")


class TestAmountsBelowZero:
    @pytest.mark.parametrize(
        "cell",
        ["-425.00", "(425.00)", "425.00-", "425.00CR", "425.00 cr", "（425.00）", "£ -425.00 ", "-£425.00", "£(425.00)"]
        + [f"{minus}425.00" for minus in "−–‐‑‒—﹣－⁻➖"]
        + ["425.00−", "425.00–"],
    )
    def test_are_one_amount_however_they_are_written_where_the_mapping_allows_it(self, cell: str) -> None:
        assert amount(cell, negative=EVERY_STYLE, leave_out=["£"]) == Decimal("-425.00")

    @pytest.mark.parametrize(
        ("cell", "style"), [("(425.00)", "parentheses"), ("425.00-", "trailing_minus"), ("425.00CR", "cr")]
    )
    def test_are_refused_in_a_style_that_the_mapping_does_not_name_with_what_it_could_be(
        self, cell: str, style: str
    ) -> None:
        assert f"-425.00 (numbers: {{negative: {style}}})" in refused(cell)

    @pytest.mark.parametrize("cell", ["(-425.00)", "-425.00-", "--425.00", "-(425.00)", "(425.00", "425.00)", "-425CR"])
    def test_have_one_sign_only(self, cell: str) -> None:
        refused(cell, negative=EVERY_STYLE)


class TestAmountsThatCouldBeOthers:
    @pytest.mark.parametrize(
        ("cell", "settings", "readings"),
        [
            ("1,42,500.00", {"thousands": ","}, ['142500.00 (numbers: {thousands: ",", grouping: indian})']),
            ("1.425E+03", {}, ["1425.00 (numbers: {exponents: true})"]),
            ("1e3", {}, ["1000.00"]),
            ("-", {}, ['0.00 (numbers: {zero: ["-"]})']),
            ("—", {}, ['0.00 (numbers: {zero: ["—"]})']),
            ("1,234", {}, ['1234.00 (numbers: {thousands: ","})']),
            ("12,34", {"thousands": ","}, ['12.34 (numbers: {decimal: ","']),
            ("1.234", {}, ['1234.00 (numbers: {decimal: ",", thousands: "."})']),
            ("1 234,50", {}, ['1234.50 (numbers: {decimal: ",", thousands: " "})']),
            ("1'234.50", {}, ['1234.50 (numbers: {thousands: "\'"})']),
        ],
    )
    def test_are_refused_with_every_reading(self, cell: str, settings: dict[str, Any], readings: list[str]) -> None:
        told = refused(cell, **settings)
        assert all(one in told for one in readings), told

    @pytest.mark.parametrize(
        ("cell", "settings", "expected"),
        [
            ("1,42,500.00", {"thousands": ",", "grouping": "indian"}, "142500.00"),
            ("1.425E+03", {"exponents": True}, "1425.00"),
            ("-", {"zero": ["-"]}, "0.00"),
            ("1\u00a0234,50", {"decimal": ",", "thousands": " "}, "1234.50"),
            ("1’234.50", {"thousands": "'"}, "1234.50"),
            ("1000,000,000", {"thousands": ","}, "1000000000.00"),
        ],
    )
    def test_are_taken_where_the_mapping_names_the_way(
        self, cell: str, settings: dict[str, Any], expected: str
    ) -> None:
        assert str(amount(cell, **settings)) == expected

    @pytest.mark.parametrize("cell", ["0,123", "1234,567", "1,2345", ",123", "1,,234", "12,34,567"])
    def test_are_no_thousands(self, cell: str) -> None:
        refused(cell, thousands=",")

    def test_a_point_before_three_digits_is_what_the_mapping_says_it_is(self) -> None:
        told = refused("1.000")
        assert '1.00 (numbers: {decimal: "."})' in told
        assert '1000.00 (numbers: {decimal: ",", thousands: "."})' in told
        assert amount("1.000", decimal=".") == Decimal(1)
        assert amount("1.000", decimal=",", thousands=".") == Decimal(1000)
        assert [amount(cell) for cell in ("0.500", "1.5000", "1234.500")] == [
            Decimal("0.5"),
            Decimal("1.5"),
            Decimal("1234.5"),
        ]

    def test_a_sign_to_leave_out_never_joins_the_digits_around_it(self) -> None:
        refused("4元50", leave_out=["元"])
        assert amount("450元", leave_out=["元"]) == Decimal(450)

    @pytest.mark.parametrize("sign", ["-", "0", ".", "万元", "%", " "])
    def test_a_sign_that_changes_the_amount_cannot_be_left_out(self, sign: str) -> None:
        with pytest.raises(ValueError, match="would change amounts"):
            Numbers(leave_out=(sign,))

    def test_any_number_of_digits_ends_in_an_answer(self) -> None:
        assert "18 digits" in refused("9" * 40)
        assert "fraction of a cent" in refused("1." + "0" * 5000 + "1")
        assert amount("1." + "0" * 5000) == Decimal(1)
        assert "18 digits" in refused("1E99", exponents=True)


class TestDays:
    @pytest.mark.parametrize(
        ("text", "written", "meanings"),
        [
            ("1042025", "%d%m%Y", "2025-04-01 / 2025-04-10"),
            ("1122025", "%d%m%Y", "2025-02-11 / 2025-12-01"),
            ("2025111", "%Y%m%d", "2025-01-11 / 2025-11-01"),
            ("5325", "%d%m%y", "2025-03-05"),
            ("202511", "%Y%m%d", "2025-01-01"),
        ],
    )
    def test_lack_no_digit_where_only_digits_tell_the_parts_apart(self, text: str, written: str, meanings: str) -> None:
        with pytest.raises(CellRefused) as told:
            dates.day(text, (written,))
        assert (told.value.code, told.value.values["meanings"]) == ("date_lacks_digits", meanings)

    @pytest.mark.parametrize("text", ["2025年3月1日", "2025年03月01日"])
    def test_may_lack_a_zero_where_signs_stand_between(self, text: str) -> None:
        assert dates.day(text, ("%Y年%m月%d日",)) == date(2025, 3, 1)

    @pytest.mark.parametrize("text", ["25-03-01", "2025-003-01", "２０２５-03-01", "2025-03-01 ", " 2025-03-01"])
    def test_have_the_digits_of_their_year(self, text: str) -> None:
        if text.strip() == "2025-03-01":
            assert dates.day(text, ("%Y-%m-%d",)) == date(2025, 3, 1)
        else:
            with pytest.raises(CellRefused):
                dates.day(text, ("%Y-%m-%d",))

    def test_of_another_format_are_refused_with_what_they_could_be(self) -> None:
        with pytest.raises(CellRefused) as told:
            dates.day("03/04/2025", ("%Y-%m-%d",))
        assert told.value.values["meanings"] == "2025-04-03 (%d/%m/%Y); 2025-03-04 (%m/%d/%Y)"

    @pytest.mark.parametrize("text", ["0001-01-01", "1899-12-31", "2900-01-01", "9999-12-31"])
    def test_that_are_slips_of_the_pen_are_refused(self, text: str) -> None:
        with pytest.raises(CellRefused) as told:
            dates.day(text, ("%Y-%m-%d",))
        assert told.value.code == "day_out_of_range"

    @pytest.mark.parametrize(
        "written", ["%d/%m", "%Y-%m", "%d/%d/%Y", "%Y-%m-%dT%H:%M:%S%z", "%c", "%Y %y-%m-%d", "%", "%Y-%m-%b-%d", ""]
    )
    def test_are_asked_for_by_formats_that_say_one_day(self, written: str) -> None:
        with pytest.raises(ValueError, match=r"%|does not name"):
            dates.checked(written)


BUDGET: dict[str, Any] = {
    "code": {"columns": ["a", "b"], "separator": "-"},
    "amount": "sum",
    "fiscal_year": {"constant": "2025"},
    "owner": {"constant": "o"},
    "fund": {"constant": "f"},
}


class TestAValueOfSeveralColumns:
    @pytest.fixture
    def read(self, tmp_path: Path) -> Any:
        def read(text: str, **columns: Any) -> Any:
            path = tmp_path / "b.csv"
            path.write_text("a,b,sum\n" + text, encoding="utf-8")
            rule = BudgetMapping.model_validate({"kind": "budget", "columns": {**BUDGET, **columns}})
            found = reading.read_budget(path, rule)
            return [one.code for one in found.records], [(one.code, one.column) for one in found.refused]

        return read

    def test_is_joined_in_the_order_of_the_mapping(self, read: Any) -> None:
        assert read("1001,630,5\n1002,630,5\n") == (["1001-630", "1002-630"], [])

    def test_is_refused_where_two_rows_could_give_the_same_text(self, read: Any) -> None:
        assert read("1-2,3,5\n1,2-3,5\n") == ([], [("separator_in_part", "a + b")] * 2)

    def test_lacks_no_part_unless_the_mapping_says_what_stands_for_it(self, read: Any) -> None:
        assert read("1001,,5\n") == ([], [("part_empty", "a + b")])
        parts = {"columns": ["a", {"column": "b", "when_empty": "0"}], "separator": "/"}
        assert read("1001,,5\n", code=parts) == (["1001/0"], [])

    def test_has_parts_with_steps_of_their_own(self, read: Any) -> None:
        parts = {"columns": [{"column": "a", "pad": {"length": "6"}}, {"column": "b", "normalise": ["upper"]}],
                 "separator": "."}  # fmt: skip
        assert read("12,x,5\n", code=parts) == (["000012.X"], [])


class TestAReferenceFromTheContent:
    HEADER = "who,what,sum,day\n"
    ROWS = "Farmer A,I.2,608.98,2014-05-01\nFarmer A,I.2,608.98,2014-05-01\nFarmer B,I.2,7.00,2014-05-01\n"
    COLUMNS: dict[str, Any] = {
        "external_ref": {"from_content": ["who", "what", "sum", "day"]},
        "value_date": "day", "payee": "who", "item": "what", "fund": {"constant": "F"}, "amount": "sum",
    }  # fmt: skip

    def references(self, path: Path, rows: str) -> list[str]:
        path.write_text(self.HEADER + rows, encoding="utf-8")
        rule = PaymentsMapping.model_validate({"kind": "payments", "columns": self.COLUMNS})
        found = reading.read_payments(path, rule)
        assert found.refused == ()
        return [one.external_ref for one in found.records]

    def test_is_the_same_for_the_same_file_and_tells_equal_rows_apart(self, tmp_path: Path) -> None:
        first = self.references(tmp_path / "p.csv", self.ROWS)
        assert first == self.references(tmp_path / "again.csv", self.ROWS)
        assert len(set(first)) == 3

    def test_does_not_depend_on_where_a_row_stands(self, tmp_path: Path) -> None:
        lines = self.ROWS.splitlines(keepends=True)
        turned = self.references(tmp_path / "p.csv", "".join(reversed(lines)) + "Farmer C,I.2,1.00,2014-05-01\n")
        assert set(self.references(tmp_path / "q.csv", self.ROWS)) < set(turned)

    def test_is_of_one_row_never_of_several_lines(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="share a reference"):
            PaymentsMapping.model_validate({"kind": "payments", "rows_are": "lines", "columns": self.COLUMNS})

    def test_is_declared_never_made_up(self) -> None:
        with pytest.raises(ValueError, match="makes references"):
            PaymentsMapping.model_validate(
                {"kind": "payments", "columns": {**self.COLUMNS, "item": {"from_content": ["who"]}}}
            )


class TestACellThatASpreadsheetSpoiled:
    @pytest.mark.parametrize("cell", ["#REF!", "#N/A", "#DIV/0!", "#######", "1.23457E+15"])
    def test_is_no_code(self, cell: str, tmp_path: Path) -> None:
        path = tmp_path / "b.csv"
        path.write_text(f"code,sum\n{cell},5\n", encoding="utf-8")
        rule = BudgetMapping.model_validate({"kind": "budget", "columns": {**BUDGET, "code": "code"}})
        assert [one.code for one in reading.read_budget(path, rule).refused] == ["lost_by_spreadsheet"]


class TestAVoucherOfManyLines:
    def test_is_left_out_by_name_and_stops_nothing_else(self, tmp_path: Path) -> None:
        path = tmp_path / "p.csv"
        rows = "".join(f"BIG,2025-01-02,P,A{number},1.00\n" for number in range(201)) + "SMALL,2025-01-02,P,A,1.00\n"
        path.write_text("ref,day,to,item,sum\n" + rows, encoding="utf-8")
        columns = {"external_ref": "ref", "value_date": "day", "payee": "to", "item": "item",
                   "fund": {"constant": "F"}, "amount": "sum"}  # fmt: skip
        rule = PaymentsMapping.model_validate({"kind": "payments", "rows_are": "lines", "columns": columns})
        found = reading.read_payments(path, rule)
        assert [one.external_ref for one in found.records] == ["SMALL"]
        told = [(one.line, one.value, one.code) for one in found.refused]
        assert told[0] == (202, "BIG", "too_many_lines")
        assert {code for _, _, code in told[1:]} == {"payment_incomplete"}
        assert sorted(line for line, _, _ in told) == list(range(2, 203))


class TestAReport:
    def test_names_the_key_of_the_mapping_and_a_beginning_of_the_value(self, tmp_path: Path) -> None:
        path = tmp_path / "b.csv"
        path.write_text(f"code,sum\nA,{'9' * 100_000}\n", encoding="utf-8")
        rule = BudgetMapping.model_validate({"kind": "budget", "columns": {**BUDGET, "code": "code"}})
        (told,) = reading.read_budget(path, rule).refused
        assert told.key == "columns.amount"
        assert told.value is not None
        assert len(told.value) < 100
        assert "100000 characters" in told.value


def test_a_budget_of_nothing_is_taken_and_one_below_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("code,sum\nA,0.00\nB,-\nC,-1\n", encoding="utf-8")
    rule = BudgetMapping.model_validate(
        {"kind": "budget", "numbers": {"zero": ["-"]}, "columns": {**BUDGET, "code": "code"}}
    )
    found = reading.read_budget(path, rule)
    assert [(one.code, one.amount) for one in found.records] == [("A", Decimal(0)), ("B", Decimal(0))]
    assert [one.code for one in found.refused] == ["budget_below_zero"]
    ImportBudget.model_validate(
        {
            "items": [bodies.budget_item(one) for one in found.records],
            "funds": bodies.funds(found.records, {}),
            "allocations": [bodies.allocation(one) for one in found.records],
        }
    )


PAYMENTS = "kind: payments\ncolumns: {external_ref: r, value_date: d, payee: p, item: i, fund: f, amount: a}\n"


class TestAMappingWithTwoReadings:
    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("skip_lines: 010", "it could be 10, or 8 to an old reader of YAML"),
            ("skip_lines: 1_0", "write the number plainly|whole number"),
            ("skip_lines: 1e1", "whole number"),
            ("skip_lines: 2.0", "plainly|whole number"),
            ("numbers: {inverted: yes}", "true?"),
            ("numbers: {exponents: on}", "true?"),
            ("colums: {}", "did you mean columns"),
            ("dates: ['%d/%m']", "does not name the year"),
            ("delimiter: '\"'", "cannot stand between cells"),
            ("a: &x [1]\nb: *x", "points elsewhere"),
            ("skip_lines: !!int 3", "the tag"),
            ("? [a]\n: b", "a key is a text"),
            ("numbers: {decimal: ',', decimal: '.'}", "stands twice"),
            ("x: " + "[" * 400 + "]" * 400, "deep"),
            ("x: " + "[" * 9000 + "]" * 9000, "deep"),
        ],
    )
    def test_is_refused_in_our_own_words_with_its_line(self, line: str, told: str, tmp_path: Path) -> None:
        path = tmp_path / "m.yaml"
        path.write_text(PAYMENTS + line, encoding="utf-8")
        with pytest.raises(FileRefused, match=told.replace("?", r"\?")) as found:
            mapping.load(path)
        assert "Input should" not in str(found.value)

    def test_is_refused_where_a_list_stands_for_a_column(self, tmp_path: Path) -> None:
        path = tmp_path / "m.yaml"
        path.write_text(PAYMENTS.replace("external_ref: r", "external_ref: [a, b]"), encoding="utf-8")
        with pytest.raises(FileRefused) as found:
            mapping.load(path)
        assert 'line 2, columns.external_ref: several columns make one value so: {columns: [a, b], separator: "-"}' in (
            str(found.value)
        )
