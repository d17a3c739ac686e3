"""CSV files by their mapping: typed records, and for every refused row the line, value and reason."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from allinone.failures import FileRefused
from allinone.files import reading
from allinone.files.mapping import AssesseesMapping, BudgetMapping, PaymentsMapping
from allinone.files.records import PaymentRecord, Reading
from allinone.files.refusals import TEXTS

COLUMNS: dict[str, Any] = {
    "external_ref": "Ref",
    "value_date": "Date",
    "payee": "Payee",
    "item": {"column": "Item", "normalise": ["nfkc", "single_spaces", "upper"]},
    "fund": {"constant": "F1"},
    "amount": "Amount",
}
HEADER = "Ref,Date,Payee,Item,Amount\n"


@dataclass
class Files:
    folder: Path

    def payments(self, text: str, *, encoding: str = "utf-8", **settings: Any) -> Reading[PaymentRecord]:
        path = self.folder / "payments.csv"
        path.write_bytes(text.encode(encoding))
        mapping = PaymentsMapping.model_validate({"kind": "payments", "columns": COLUMNS, **settings})
        return reading.read_payments(path, mapping)

    def amount(self, cell: str, **numbers: Any) -> Decimal | str:
        """The amount read, or the code of the reason why it was refused."""
        text = f'{HEADER}1,2025-03-01,Payee,A,"{cell}"\n'
        result = self.payments(text, numbers=numbers)
        return result.refused[0].code if result.refused else result.records[0].total


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


class TestAmounts:
    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            ("12", "12.00"),
            ("12.5", "12.50"),
            ("12.5000", "12.50"),
            ("-0.01", "-0.01"),
            ("999999999999999999.99", "999999999999999999.99"),
        ],
    )
    def test_what_is_written_is_what_is_read(self, files: Files, cell: str, expected: str) -> None:
        assert str(files.amount(cell)) == expected

    @pytest.mark.parametrize("cell", ["1e3", "1_000", "12,5", "１２", "12.5.0", "--1", "NaN", "", "+ 1", "0x10"])
    def test_what_is_no_plain_amount_is_refused_never_repaired(self, files: Files, cell: str) -> None:
        assert files.amount(cell) in ("not_an_amount", "empty")

    def test_a_fraction_of_a_cent_is_refused_not_rounded(self, files: Files) -> None:
        assert files.amount("0.005") == "too_many_decimals"

    def test_zero_is_no_payment(self, files: Files) -> None:
        assert files.amount("0.00") == "zero_amount"

    def test_decimal_comma_with_points_between_thousands(self, files: Files) -> None:
        assert files.amount("1.234.567,80", decimal=",", thousands=".") == Decimal("1234567.80")

    def test_a_group_of_two_digits_is_no_thousands_group(self, files: Files) -> None:
        assert files.amount("12,34", thousands=",") == "not_an_amount"

    def test_ten_thousands_of_yuan_are_multiplied_exactly(self, files: Files) -> None:
        assert files.amount("3.14159", unit="10000") == Decimal("31415.90")

    def test_signs_of_currencies_are_left_out_where_the_mapping_says_so(self, files: Files) -> None:
        assert files.amount("¥1,200.00", leave_out=["¥"], thousands=",") == Decimal("1200.00")

    @pytest.mark.parametrize(("negative", "cell"), [("parentheses", "(5.00)"), ("trailing_minus", "5.00-")])
    def test_other_ways_to_write_a_negative_amount(self, files: Files, negative: str, cell: str) -> None:
        assert files.amount(cell, negative=negative) == Decimal("-5.00")

    def test_a_file_that_writes_payments_as_negative_amounts(self, files: Files) -> None:
        assert files.amount("-5.00", inverted="true") == Decimal("5.00")
        assert files.amount("5.00", inverted="true") == Decimal("-5.00")


class TestDatesAndCodes:
    def test_a_date_with_two_meanings_is_refused_with_both(self, files: Files) -> None:
        row = "1,03/04/2025,P,A,1\n"
        result = files.payments(HEADER + row, dates=["%d/%m/%Y", "%m/%d/%Y"])
        assert result.refused[0].code == "ambiguous_date"
        assert "2025-03-04 / 2025-04-03" in result.refused[0].text("en")

    def test_chinese_dates(self, files: Files) -> None:
        result = files.payments(HEADER + "1,2025年3月1日,P,A,1\n", dates=["%Y年%m月%d日"])
        assert result.records[0].value_date == date(2025, 3, 1)

    def test_two_spellings_of_an_account_become_one_code(self, files: Files) -> None:
        result = files.payments(HEADER + "1,2025-03-01,P,Staff  training,1\n2,2025-03-01,P,STAFF TRAINING ,1\n")
        assert {record.lines[0].item for record in result.records} == {"STAFF TRAINING"}

    def test_codes_are_padded_to_their_length(self, files: Files) -> None:
        columns = {**COLUMNS, "item": {"column": "Item", "pad": {"length": "6", "with": "0"}}}
        result = files.payments(HEADER + "1,2025-03-01,P,123,1\n", columns=columns)
        assert result.records[0].lines[0].item == "000123"

    def test_a_blank_key_is_refused_never_defaulted(self, files: Files) -> None:
        result = files.payments(HEADER + "1,2025-03-01,P, ,1\n")
        assert (result.refused[0].code, result.refused[0].column) == ("empty", "Item")


class TestRefusedRows:
    def test_every_wrong_cell_of_a_row_is_told_with_line_column_value_and_both_languages(self, files: Files) -> None:
        result = files.payments(HEADER + "1,2025-03-01,P,A,1\n2,yesterday,P,A,much\n")
        assert [(row.line, row.column, row.value) for row in result.refused] == [
            (3, "Date", "yesterday"),
            (3, "Amount", "much"),
        ]
        assert result.refused_lines == 1
        assert result.refused[0].as_json()["texts"]["zh"].startswith("不是日期")

    def test_lines_are_counted_as_an_editor_does_also_after_a_cell_with_a_line_break(self, files: Files) -> None:
        result = files.payments(HEADER + '1,2025-03-01,"Two\nlines",A,1\n\n2,2025-03-01,P,A,x\n')
        assert result.refused[-1].line == 5

    def test_a_row_with_another_number_of_cells_is_refused(self, files: Files) -> None:
        result = files.payments(HEADER + "1,2025-03-01,P,A,1,200.00\n")
        assert result.refused[0].code == "cell_count"

    @pytest.mark.parametrize("first", ["1,2025-03-01,P,A,1", "1,2025-03-01,P,A,7", "１,2025-03-01,P,A,1"])
    def test_rows_that_claim_one_reference_are_all_told_and_none_is_imported(self, files: Files, first: str) -> None:
        result = files.payments(HEADER + f"{first}\n2,2025-03-01,P,A,5\n1,2025-03-01,P,A,1\n1,2025-03-01,P,A,1\n")
        told = [(one.line, one.code, one.values["other"]) for one in result.refused]
        assert told == [(line, "duplicate_reference", 4 if line == 2 else 2) for line in (2, 4, 5)]
        assert [one.external_ref for one in result.records] == ["2"]

    def test_a_reference_beside_a_row_that_was_refused_for_something_else_is_not_imported(self, files: Files) -> None:
        result = files.payments(HEADER + "1,2025-03-01,P,A,x\n1,2025-03-01,P,A,1\n")
        assert [(one.line, one.code) for one in result.refused] == [(2, "not_an_amount"), (3, "duplicate_reference")]
        assert result.records == ()

    def test_totals_at_the_end_are_ignored_where_the_mapping_says_so(self, files: Files) -> None:
        text = HEADER + "1,2025-03-01,P,A,1\n合计,,,,1\n"
        result = files.payments(text, ignore_rows=[{"column": "Ref", "values": ["合计"]}])
        assert (len(result.records), result.refused, result.ignored) == (1, (), 1)

    def test_every_reason_has_a_text_in_both_languages(self) -> None:
        assert all(zh.strip() and en.strip() for zh, en in TEXTS.values())


class TestPaymentsOfSeveralLines:
    def test_rows_with_one_reference_are_lines_of_one_payment(self, files: Files) -> None:
        text = HEADER + "1,2025-03-01,P,A,1\n2,2025-03-01,P,A,5\n1,2025-03-01,P,B,2\n"
        result = files.payments(text, rows_are="lines")
        assert [(one.external_ref, one.total, len(one.lines)) for one in result.records] == [
            ("1", Decimal("3.00"), 2),
            ("2", Decimal("5.00"), 1),
        ]

    def test_a_payment_is_left_out_as_a_whole_when_one_of_its_lines_is_refused(self, files: Files) -> None:
        text = HEADER + "1,2025-03-01,P,A,1\n1,2025-03-01,P,B,x\n"
        result = files.payments(text, rows_are="lines")
        assert result.records == ()

    def test_lines_that_name_different_payees_are_refused(self, files: Files) -> None:
        text = HEADER + "1,2025-03-01,P,A,1\n1,2025-03-01,Q,B,1\n"
        assert files.payments(text, rows_are="lines").refused[0].values["what"] == "payee"

    def test_a_voucher_with_a_discount_line_is_one_payment(self, files: Files) -> None:
        text = HEADER + "7,2025-03-01,P,A,1250.00\n7,2025-03-01,P,A,310.45\n7,2025-03-01,P,A,-85.14\n"
        result = files.payments(text, rows_are="lines")
        assert [(one.total, len(one.lines)) for one in result.records] == [(Decimal("1475.31"), 3)]
        assert result.refused == ()

    def test_a_voucher_that_gives_back_more_than_it_takes_is_a_credit(self, files: Files) -> None:
        text = HEADER + "7,2025-03-01,P,A,-50.00\n7,2025-03-01,P,B,20.00\n"
        assert [one.total for one in files.payments(text, rows_are="lines").records] == [Decimal("-30.00")]

    def test_references_that_baton_takes_for_one_are_one_kept_as_first_written(self, files: Files) -> None:
        text = HEADER + "INV-7,2025-03-01,P,A,1\nＩＮＶ－７,2025-03-01,P,A,2\ninv-7,2025-03-01,P,A,4\n"
        result = files.payments(text, rows_are="lines")
        assert [(one.external_ref, one.total) for one in result.records] == [
            ("INV-7", Decimal("3.00")),
            ("inv-7", Decimal("4.00")),
        ]
        refused = [(one.line, one.code, one.values["other"]) for one in files.payments(text).refused]
        assert refused == [(2, "duplicate_reference", 3), (3, "duplicate_reference", 2)]

    def test_a_payment_is_left_out_whole_also_where_its_refused_line_writes_the_reference_otherwise(
        self, files: Files
    ) -> None:
        text = HEADER + "INV-7,2025-03-01,P,A,1\nＩＮＶ-７,2025-03-01,P,A,x\n"
        assert files.payments(text, rows_are="lines").records == ()


class TestAFileThatCannotBeRead:
    def test_a_missing_column_is_named_with_the_nearest_one(self, files: Files) -> None:
        with pytest.raises(FileRefused, match="did you mean 'Amounts'"):
            files.payments("Ref,Date,Payee,Item,Amounts\n")

    def test_a_file_in_another_encoding_is_refused_with_line_and_advice(self, files: Files) -> None:
        with pytest.raises(FileRefused, match=r"line 2: byte 0x.. is not utf-8"):
            files.payments(HEADER + "1,2025-03-01,县财政,A,1\n", encoding="gb18030")

    def test_the_encoding_of_chinese_spreadsheets(self, files: Files) -> None:
        text = HEADER + "1,2025-03-01,县财政,办公费,1\n"
        path = files.folder / "gb.csv"
        path.write_bytes(text.encode("gb18030"))
        mapping = PaymentsMapping.model_validate({"kind": "payments", "columns": COLUMNS, "encoding": "gb18030"})
        assert reading.read_payments(path, mapping).records[0].payee == "县财政"

    def test_the_mark_that_spreadsheets_put_in_front_is_no_part_of_the_first_column(self, files: Files) -> None:
        assert len(files.payments("\ufeff" + HEADER + "1,2025-03-01,P,A,1\n").records) == 1

    def test_an_empty_file_says_so(self, files: Files) -> None:
        with pytest.raises(FileRefused, match="is empty"):
            files.payments("\n")


class TestNaturalPayees:
    def test_rows_whose_payee_is_a_person_are_marked(self, files: Files) -> None:
        text = HEADER + "1,2025-03-01,王小明,A,1\n2,2025-03-01,县医院,A,1\n"
        conditions = [{"column": "Payee", "matches": "^.{2,3}$"}, {"column": "Item", "values": ["个人"]}]
        result = files.payments(text.replace("县医院", "县人民医院"), natural_payees=conditions)
        assert [record.natural for record in result.records] == [True, False]


class TestBudgetsAndAssessees:
    def test_defaults_stand_where_the_file_has_no_column(self, tmp_path: Path) -> None:
        path = tmp_path / "budget.csv"
        path.write_text("code,sum,year,use\nA,10,2025-26,工资\n", encoding="utf-8")
        mapping = BudgetMapping.model_validate(
            {
                "kind": "budget",
                "columns": {
                    "code": "code",
                    "amount": "sum",
                    "fiscal_year": {"column": "year", "take": "^([0-9]{4})"},
                    "owner": {"constant": "finance-office"},
                    "fund": {"constant": "F1"},
                    "purpose": {"column": "use", "translate": {"工资": "wages"}},
                },
            }
        )
        record = reading.read_budget(path, mapping).records[0]
        assert (record.fiscal_year, record.purpose, record.label_zh, record.goal_approved) == (
            "2025",
            "wages",
            "A",
            True,
        )

    def test_a_word_that_nobody_translated_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "budget.csv"
        path.write_text("code,sum,use\nA,10,公用\n", encoding="utf-8")
        columns = {
            "code": "code",
            "amount": "sum",
            "fiscal_year": {"constant": "2025"},
            "owner": {"constant": "o"},
            "fund": {"constant": "f"},
            "purpose": "use",
        }
        mapping = BudgetMapping.model_validate({"kind": "budget", "columns": columns})
        assert reading.read_budget(path, mapping).refused[0].code == "unknown_word"

    def test_assessees_with_their_parents(self, tmp_path: Path) -> None:
        path = tmp_path / "units.csv"
        path.write_text("code;name;kind;above\na;甲;organ;\nb;乙;town;a\na;丙;town;\n", encoding="utf-8")
        mapping = AssesseesMapping.model_validate(
            {
                "kind": "assessees",
                "delimiter": ";",
                "columns": {"code": "code", "label_zh": "name", "category": "kind", "parent": "above"},
            }
        )
        result = reading.read_assessees(path, mapping)
        assert [(one.code, one.parent, one.label_en) for one in result.records] == [
            ("b", "a", "乙"),
        ]
        assert [(one.line, one.code) for one in result.refused] == [(2, "duplicate_code"), (4, "duplicate_code")]
