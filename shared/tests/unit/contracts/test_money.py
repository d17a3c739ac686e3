"""Amounts on the wire: what is refused, what is written, and that nothing is lost on the way."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from contracts import money
from contracts.money import Money, Percent, Points, PositiveMoney, Rate


class Bill(BaseModel):
    amount: Money


def read(kind: Any, text: str) -> Decimal:
    value: Decimal = TypeAdapter(kind).validate_json(text)
    return value


def write(kind: Any, value: Decimal) -> Any:
    return json.loads(TypeAdapter(kind).dump_json(value))


class TestAmountsThatAreRefused:
    @pytest.mark.parametrize(
        "text",
        [
            "1e3", "1E3", "1_000", " 1 ", "1 ", " 1", "1\n", "１２", "1２.00", "٣", "+1", ".5", "1.", "01",
            "00", "", "-", "--1", "1,000.00", "1.005", "NaN", "Infinity", "0x10", "1" + "0" * 18, "9" * 40,
        ],
    )  # fmt: skip
    def test_a_text_that_is_not_exactly_an_amount(self, text: str) -> None:
        with pytest.raises(ValidationError, match="decimal_format"):
            read(Money, json.dumps(text))

    @pytest.mark.parametrize("number", ["1", "1.5", "0", "-3", "1e3", "12345678901234567890.12", "true", "null"])
    def test_a_json_number_is_refused_whatever_its_value(self, number: str) -> None:
        with pytest.raises(ValidationError, match="decimal_not_a_string"):
            read(Money, number)

    @pytest.mark.parametrize("value", [0.1, 12, True, None])
    def test_a_python_number_that_is_not_decimal_is_refused(self, value: object) -> None:
        with pytest.raises(ValidationError, match="decimal_not_a_string"):
            TypeAdapter(Money).validate_python(value)

    @pytest.mark.parametrize("value", [Decimal("0.001"), Decimal("NaN"), Decimal("1E400"), Decimal("Infinity")])
    def test_our_own_code_cannot_put_a_fraction_of_a_cent_or_no_number(self, value: Decimal) -> None:
        with pytest.raises(ValidationError, match="decimal_format"):
            TypeAdapter(Money).validate_python(value)

    @pytest.mark.parametrize("text", ["0", "0.0", "0.00", "-0.01", "-5", "-0"])
    def test_a_positive_amount_is_neither_zero_nor_below(self, text: str) -> None:
        with pytest.raises(ValidationError, match="decimal_format"):
            read(PositiveMoney, json.dumps(text))


class TestAmountsThatAreWritten:
    @pytest.mark.parametrize(
        ("given", "written"),
        [("1", "1.00"), ("1.5", "1.50"), ("-40.5", "-40.50"), ("0", "0.00"), ("999999999999999999.99",) * 2],
    )
    def test_always_two_decimals(self, given: str, written: str) -> None:
        assert write(Money, read(Money, json.dumps(given))) == written

    @pytest.mark.parametrize("given", ["-0", "-0.0", "-0.00"])
    def test_there_is_no_minus_zero(self, given: str) -> None:
        value = read(Money, json.dumps(given))
        assert not value.is_signed()
        assert write(Money, Decimal("-0")) == "0.00"

    def test_eighteen_digits_and_cents_come_back_unchanged(self) -> None:
        bill = Bill.model_validate_json('{"amount": "123456789012345678.91"}')
        assert bill.model_dump_json() == '{"amount":"123456789012345678.91"}'

    def test_a_fraction_of_a_cent_is_never_rounded_away_while_writing(self) -> None:
        with pytest.raises(ValueError, match="fraction of a cent"):
            money.money_text(Decimal("1.005"))

    def test_an_amount_stays_a_decimal_inside_the_process(self) -> None:
        assert Bill(amount=Decimal("3")).model_dump() == {"amount": Decimal("3.00")}

    @given(st.decimals(min_value=-(10**18) + 1, max_value=10**18 - 1, places=2))
    def test_every_amount_survives_the_wire(self, value: Decimal) -> None:
        assert read(Money, json.dumps(write(Money, value))) == value

    def test_smallest_positive_amounts(self) -> None:
        assert [read(PositiveMoney, json.dumps(text)) for text in ("0.01", "0.1", "1", "10.10")] == [
            Decimal("0.01"), Decimal("0.10"), Decimal("1.00"), Decimal("10.10"),
        ]  # fmt: skip


class TestQuantise:
    @pytest.mark.parametrize(
        ("value", "result"),
        [("0.005", "0.01"), ("-0.005", "-0.01"), ("0.0049", "0.00"), ("-0.004", "0.00"), ("2", "2.00")],
    )
    def test_halves_go_away_from_zero_and_zero_has_no_sign(self, value: str, result: str) -> None:
        assert str(money.quantise(Decimal(value))) == result


class TestExactness:
    def test_ten_weights_of_one_tenth_sum_to_exactly_one(self) -> None:
        weights = TypeAdapter(list[Percent]).validate_json(json.dumps(["0.1"] * 10))
        assert sum(weights) == Decimal(1)
        assert str(sum(weights)) == "1.0"

    def test_ten_points_of_one_tenth_sum_to_exactly_one(self) -> None:
        assert sum(TypeAdapter(list[Points]).validate_python(["0.1"] * 10)) == Decimal(1)


class TestPercentagesAndPoints:
    @pytest.mark.parametrize(
        ("given", "written"), [("15", "15"), ("15.00", "15"), ("12.50", "12.5"), ("100", "100"), ("-0", "0")]
    )
    def test_one_value_has_one_spelling(self, given: str, written: str) -> None:
        assert write(Percent, read(Percent, json.dumps(given))) == written
        assert write(Points, read(Points, json.dumps(given))) == written

    @pytest.mark.parametrize("text", ["1e1", "15%", " 15", "１５", "1_0", "0.1234567"])
    def test_other_spellings_are_refused(self, text: str) -> None:
        for kind in (Percent, Points):
            with pytest.raises(ValidationError):
                read(kind, json.dumps(text))

    def test_a_rate_has_four_decimals(self) -> None:
        assert write(Rate, read(Rate, '"93.4000"')) == "93.4000"
        assert write(Rate, TypeAdapter(Rate).validate_python(Decimal("14.99995"))) == "15.0000"
        with pytest.raises(ValidationError):
            read(Rate, '"93.4"')


class TestPercentText:
    @pytest.mark.parametrize(
        ("paid", "budget", "text"),
        [
            ("15.00", "100.00", "15.0000"),
            ("1", "3", "33.3333"),
            ("2", "3", "66.6667"),
            ("0", "7", "0.0000"),
            ("-1", "3", "-33.3333"),
            ("0.05", "100000", "0.0001"),
            ("-0.05", "100000", "-0.0001"),
            ("-0.04", "100000", "0.0000"),
            ("250", "100", "250.0000"),
        ],
    )
    def test_rounds_half_away_from_zero(self, paid: str, budget: str, text: str) -> None:
        assert money.percent_text(Decimal(paid), Decimal(budget)) == text

    def test_whole_percents(self) -> None:
        assert money.percent_text(Decimal("89.995"), Decimal(100), places=2) == "90.00"
        assert money.percent_text(Decimal("1"), Decimal(3), places=0) == "33"

    def test_no_budget_has_no_rate(self) -> None:
        with pytest.raises(ZeroDivisionError):
            money.percent_text(Decimal(1), Decimal(0))

    @given(
        st.decimals(min_value=-(10**15), max_value=10**15, places=2),
        st.decimals(min_value=Decimal("0.01"), max_value=10**15, places=2),
    )
    def test_is_never_further_than_half_a_step_from_the_exact_rate(self, paid: Decimal, budget: Decimal) -> None:
        shown = Fraction(Decimal(money.percent_text(paid, budget)))
        assert abs(shown - Fraction(paid) / Fraction(budget) * 100) <= Fraction(1, 20000)


class TestSchema:
    @pytest.mark.parametrize("kind", [Money, PositiveMoney, Percent, Rate, Points])
    @pytest.mark.parametrize("mode", ["validation", "serialization"])
    def test_is_a_string_with_the_pattern_in_both_directions(self, kind: Any, mode: Any) -> None:
        schema = TypeAdapter(kind).json_schema(mode=mode)
        assert schema["type"] == "string"
        assert schema["pattern"].startswith("^")
        assert schema["pattern"].endswith("$")

    def test_the_money_pattern_is_the_published_one(self) -> None:
        assert TypeAdapter(Money).json_schema()["pattern"] == r"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,2})?$"


class TestCurrencies:
    @pytest.mark.parametrize(("currency", "decimals"), [("CNY", 2), ("JPY", 0), ("KRW", 0), ("VND", 0), ("GBP", 2)])
    def test_each_has_as_many_decimals_as_the_standard_says(self, currency: str, decimals: int) -> None:
        assert money.decimals_of(currency) == decimals

    def test_an_amount_never_has_more_decimals_than_it_can_hold(self) -> None:
        assert all(money.decimals_of(currency) <= money.DECIMALS for currency in money.CURRENCIES)

    def test_a_region_of_old_with_a_code_that_is_none_keeps_two(self) -> None:
        assert "ZZZ" not in money.CURRENCIES
        assert money.decimals_of("ZZZ") == 2
