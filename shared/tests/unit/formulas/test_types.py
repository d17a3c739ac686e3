"""Numbers, truths and units: what fits together, and what is said where it does not."""

import pytest

from formulas import errors, units
from formulas.evaluation import compiled
from formulas.language import parse
from formulas.types import Checked, Symbol, check

SYMBOLS = {
    "money": Symbol("元"),
    "more": Symbol("元"),
    "large": Symbol("万元"),
    "people": Symbol("人"),
    "rate": Symbol("%"),
    "plain": Symbol("1"),
    "unknown": Symbol(),
    "passed": Symbol(truth=True),
    "speed": Symbol("km/h"),
    "hours": Symbol("h"),
}


def unit(text: str) -> str | None:
    found = check(parse(text).tree, SYMBOLS)
    assert found.kind == "number"
    return found.unit


def refused(text: str) -> errors.FormulaError:
    with pytest.raises(errors.FormulaType) as found:
        check(parse(text).tree, SYMBOLS)
    assert found.value.text("zh")
    return found.value


class TestUnits:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("money", "元"),
            ("money/people", "元/人"),
            ("money/people*people", "元"),
            ("money/more", "1"),
            ("money*people", "人·元"),
            ("1/people", "1/人"),
            ("people^2", "人^2"),
            ("people^-1", "1/人"),
            ("money/people^2", "元/人^2"),
            ("money/people/hours", "元/(h·人)"),
            ("speed*hours", "km"),
            ("2*money+5", "元"),
            ("5-money", "元"),
            ("100*(money-more)/more", "1"),
            ("plain+1", "1"),
            ("(money/more)^0.5", "1"),
            ("IF(money>5, money, 0)", "元"),
            ("SUM(money, more, 0)", "元"),
            ("ROUND(money, 2)", "元"),
            ("-PRIOR(money)+YTD(more)", "元"),
            ("PEER_AVG(money)-PEER_BEST(money)", "元"),
            ("PEER_RANK(money)", "1"),
            ("rate/100", "%"),
            ("1+2", None),
            ("unknown", None),
            ("unknown+money", None),
            ("unknown*money", None),
            ("unknown^2", None),
            ("2^plain", "1"),
        ],
    )
    def test_follow_the_calculation(self, text: str, expected: str | None) -> None:
        assert unit(text) == expected

    @pytest.mark.parametrize(
        ("text", "left", "right", "column"),
        [
            ("money+people", "元", "人", 6),
            ("money-large", "元", "万元", 6),
            ("1+money+people", "元", "人", 8),
            ("money>people", "元", "人", 6),
            ("MIN(0, money, people)", "元", "人", 1),
            ("AVG(money, people)", "元", "人", 1),
            ("IF(plain>1, money, people)", "元", "人", 1),
            ("rate+plain", "%", "1", 5),
            ("money/people+money", "元/人", "元", 13),
        ],
    )
    def test_that_differ_are_both_named(self, text: str, left: str, right: str, column: int) -> None:
        found = refused(text)
        assert (found.code, found.column) == ("units_differ", column)
        for language in ("zh", "en"):
            assert left in found.text(language)
            assert right in found.text(language)

    def test_an_exponent_has_none_and_a_unit_takes_whole_ones(self) -> None:
        assert refused("2^money").code == "unit_in_exponent"
        assert refused("money^0.5").code == "power_of_a_unit"
        assert refused("money^plain").code == "power_of_a_unit"
        assert refused("ROUND(money, people)").code == "unit_in_exponent"

    @pytest.mark.parametrize(
        ("written", "shown"),
        [("元 / 人", "元/人"), ("吨/(万元·年)", "吨/(万元·年)"),
         ("a/b/c", "a/(b·c)"), ("kg*m/s^2", "kg·m/s^2"), ("", "1"),
         ("1/人", "1/人"), ("吨（标准煤）", "吨(标准煤)"), ("％", "%"), ("m²", "m2"), ("a/a", "1")],
    )  # fmt: skip
    def test_are_read_as_officials_write_them(self, written: str, shown: str) -> None:
        assert units.text(units.parse(written)) == shown
        assert units.parse(shown) == units.parse(written)


class TestKinds:
    @pytest.mark.parametrize(
        "text", ["money>5", "passed", "NOT passed", "passed AND plain>1", "IF(passed, passed, plain>1)"]
    )
    def test_truths(self, text: str) -> None:
        assert check(parse(text).tree, SYMBOLS) == Checked("truth", None)

    @pytest.mark.parametrize(
        ("text", "code", "column"),
        [
            ("plain+(plain>1)", "number_needed", 6),
            ("-passed", "number_needed", 1),
            ("SUM(passed)", "number_needed", 1),
            ("ROUND(plain>1, 2)", "number_needed", 1),
            ("PRIOR(passed)", "number_needed", 1),
            ("passed>1", "number_needed", 7),
            ("(plain>1)=(plain>2)", "truths_compared", 10),
            ("passed<>passed", "truths_compared", 7),
            ("IF(plain, 1, 2)", "truth_needed", 4),
            ("IF(passed, 1, passed)", "branches_differ", 1),
            ("plain AND passed", "truth_needed", 1),
            ("passed OR 1", "truth_needed", 11),
            ("NOT plain", "truth_needed", 5),
            ("ROUND(plain, 0.5)", "decimals_not_whole", 14),
            ("plain+nowhere", "name_undefined", 7),
            ("PEER_AVG(nowhere)", "name_undefined", 1),
        ],
    )
    def test_what_does_not_fit_is_named_at_its_place(self, text: str, code: str, column: int) -> None:
        found = refused(text)
        assert (found.category, found.code, found.line, found.column) == ("type", code, 1, column)

    def test_without_symbols_every_name_is_a_number(self) -> None:
        with pytest.raises(errors.FormulaType):
            compiled(parse("IF(passed, 1, 0)"))
