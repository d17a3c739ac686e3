"""Dividing: nothing is lost, nothing is doubled, and the same question always has the same answer."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.domain.cascade.split import CannotDivide, split

WEIGHTS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=4),
    st.decimals(0, 10**9, places=3),
    min_size=1,
    max_size=40,
).filter(lambda weights: any(weights.values()))


def divided(whole: str, places: int, **weights: str) -> dict[str, str]:
    given = {code: Decimal(weight) for code, weight in weights.items()}
    return {code: str(part) for code, part in split(Decimal(whole), given, places=places).items()}


class TestSplit:
    def test_a_third_each_gives_the_last_unit_to_the_smallest_code(self) -> None:
        assert divided("100", 2, c="1", a="1", b="1") == {"a": "33.34", "b": "33.33", "c": "33.33"}

    def test_the_largest_remainder_comes_first(self) -> None:
        assert divided("100", 0, a="47", b="16", c="15.8", d="12", e="6.1", f="3.1") == {
            "a": "47", "b": "16", "c": "16", "d": "12", "e": "6", "f": "3",
        }  # fmt: skip

    def test_ten_weights_of_a_tenth_sum_to_exactly_the_whole(self) -> None:
        parts = split(Decimal(1), {str(number): Decimal("0.1") for number in range(10)}, places=1)
        assert set(parts.values()) == {Decimal("0.1")}
        assert sum(parts.values()) == 1

    def test_whoever_has_no_weight_gets_nothing(self) -> None:
        assert divided("100", 2, a="0", b="5") == {"a": "0.00", "b": "100.00"}

    @given(WEIGHTS, st.integers(0, 6), st.integers(-(10**12), 10**12))
    def test_the_parts_sum_to_the_whole_and_none_is_a_unit_away_from_its_exact_share(
        self, weights: dict[str, Decimal], places: int, units: int
    ) -> None:
        whole = Decimal(f"{units}E-{places}")
        parts = split(whole, weights, places=places)
        assert sum(parts.values()) == whole
        total = sum(Fraction(weight) for weight in weights.values())
        for code, part in parts.items():
            exact = Fraction(whole) * Fraction(weights[code]) / total
            assert abs(Fraction(part) - exact) < Fraction(1, 10**places)

    @given(WEIGHTS)
    def test_the_order_of_the_weights_changes_nothing(self, weights: dict[str, Decimal]) -> None:
        turned = dict(reversed(list(weights.items())))
        assert split(Decimal(100), weights, places=2) == split(Decimal(100), turned, places=2)

    def test_forty_digits_stay_forty_digits(self) -> None:
        whole = Decimal("123456789012345678901234567890.123456")
        parts = split(whole, {"a": Decimal("0.0000000001"), "b": Decimal("99999999999999999999.1")}, places=6)
        assert [format(part, "f") for part in parts.values()] == ["0.123457", "123456789012345678901234567889.999999"]

    @pytest.mark.parametrize("weights", [{"a": "0"}, {"a": "1", "b": "-1"}, {}])
    def test_where_there_is_nothing_to_divide_by_it_says_so(self, weights: dict[str, str]) -> None:
        with pytest.raises(CannotDivide):
            divided("100", 2, **weights)

    def test_a_whole_finer_than_its_parts_may_be_is_refused(self) -> None:
        with pytest.raises(CannotDivide):
            divided("0.005", 2, a="1")
