"""The issue's sentences on numbers, missing values, periods and peers, one by one."""

import sys
from decimal import Decimal, getcontext, localcontext
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from shared.tests.unit.formulas import slowly

from formulas import errors
from formulas.arithmetic import NoValue
from formulas.data import Data, Periods
from formulas.evaluation import compiled, evaluate, plain
from formulas.language import Formula, parse
from formulas.limits import MOST_STEPS
from formulas.normal import normal_form
from formulas.powers import power
from formulas.printing import printed, wording
from formulas.types import Symbol

COUNTY: dict[str, Any] = {
    "values": {
        "a": "10", "b": "4", "z": "0", "minus": "-2.5", "long": "12.50", "m": None,
        "n": {"no_value": "not_applicable"}, "y": {"no_value": "not_yet_due"}, "ranked": "9",
    },
    "periods": {
        "a": {
            "prior": "3", "same_period_last_year": "8.5", "ytd": ["1", "2", "3.5"], "prior_ytd": ["1", "2"],
            "same_period_last_year_ytd": ["1", "1.5", "2.5"],
        },
        "empty": {"ytd": []},
        "gap": {"prior": None, "ytd": ["1", None, {"no_value": "not_yet_due"}]},
        "nothing": {},
    },
    "peers": {
        "a": ["10", "12", None, "12", "9"],
        "b": ["4"],
        "m": ["1", "2"],
        "n": ["1"],
        "ranked": ["9", "7", {"no_value": "not_applicable"}, "7", "11"],
        "nobody": [None, {"no_value": "not_applicable"}],
        "alone": [],
        "z": [None],
    },
    "directions": {"ranked": "lower"},
}  # fmt: skip


def value(text: str, data: dict[str, Any] = COUNTY) -> str:
    """As the command prints it: the value, or the reason."""
    found = evaluate(parse(text), Data.of_json(data))
    return str(found) if isinstance(found, NoValue) else plain(found)


def refused(text: str, data: dict[str, Any] = COUNTY) -> errors.FormulaError:
    with pytest.raises(errors.FormulaError) as found:
        evaluate(parse(text), Data.of_json(data))
    return found.value


def table(*rows: tuple[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("text", "expected"), rows, ids=[text[:40] for text, _ in rows])


class TestNumbers:
    @table(
        ("0.1+0.1+0.1+0.1+0.1+0.1+0.1+0.1+0.1+0.1", "1"),
        ("1.10*100", "110"),
        ("a-a", "0"),
        ("-z", "0"),
        ("z*minus", "0"),
        ("-(0.4)", "-0.4"),
        ("long", "12.5"),
        ("85%", "0.85"),
        ("0.5%", "0.005"),
        ("100000*100000*100000*100000", "100000000000000000000"),
        ("1" * 30 + "*" + "1" * 30, str(int("1" * 30) ** 2)),
        ("1+0." + "0" * 58 + "1", "1." + "0" * 58 + "1"),
    )
    def test_plus_minus_and_times_are_exact_and_shown_plainly(self, text: str, expected: str) -> None:
        assert value(text) == expected

    @table(
        ("1/3", "0." + "3" * 34),
        ("2/3", "0." + "6" * 33 + "7"),
        ("-2/3", "-0." + "6" * 33 + "7"),
        ("200/3", "66." + "6" * 31 + "7"),
        ("1/7", "0.1428571428571428571428571428571429"),
        ("10/4", "2.5"),
        ("AVG(1,2,2)", "1.666666666666666666666666666666667"),
        ("AVG(1,2)", "1.5"),
        ("1" * 40 + "/1", "1" * 34 + "000000"),
        ("(1" + "0" * 33 + "5)/1", "1" + "0" * 32 + "10"),
        ("-(1" + "0" * 33 + "5)/1", "-1" + "0" * 32 + "10"),
        ("1/3*3", "0." + "9" * 34),
        ("2^0.5", "1.414213562373095048801688724209698"),
    )
    def test_whatever_is_not_exact_keeps_34_digits_half_away_from_zero(self, text: str, expected: str) -> None:
        assert value(text) == expected

    @table(
        ("ROUND(2.5,0)", "3"),
        ("ROUND(-2.5,0)", "-3"),
        ("ROUND(89.995,2)", "90"),
        ("ROUND(-89.995,2)", "-90"),
        ("ROUND(1.005,2)", "1.01"),
        ("ROUND(1250,-2)", "1300"),
        ("ROUND(-1250,-2)", "-1300"),
        ("ROUND(49,-2)", "0"),
        ("ROUND(50,-2)", "100"),
        ("ROUND(-0.4,0)", "0"),
        ("ROUND(12.345,10)", "12.345"),
        ("ROUND(12.345,1000)", "12.345"),
        ("ROUND(12.345,-1000)", "0"),
        ("ROUND(12.345,b/2)", "12.35"),
        ("ROUND(12.345,2.0)", "12.35"),
    )
    def test_round_goes_half_away_from_zero(self, text: str, expected: str) -> None:
        assert value(text) == expected

    def test_round_takes_whole_numbers_of_decimals(self) -> None:
        for text in ("ROUND(1,0.5)", "ROUND(1,50%)", "ROUND(1,b/3)", "ROUND(m,b/3)", "ROUND(1,-0.5)"):
            assert refused(text).code == "decimals_not_whole"

    @table(
        ("2^10", "1024"),
        ("(-2)^3", "-8"),
        ("2^-3", "0.125"),
        ("3^-1", "0." + "3" * 34),
        ("a^0", "1"),
        ("z^2", "0"),
        ("z^0.5", "0"),
        ("4^0.5", "2"),
        ("2.25^1.5", "3.375"),
        ("4^-0.5", "0.5"),
        ("32^0.2", "2"),
        ("0.0625^0.25", "0.5"),
        ("1^0.3", "1"),
        ("1^(10^50)", "1"),
        ("(-1)^(10^50+1)", "-1"),
        ("2^199", str(2**199)),
        ("10^59", "1" + "0" * 59),
        ("10^-59", "0." + "0" * 58 + "1"),
    )
    def test_powers(self, text: str, expected: str) -> None:
        assert value(text) == expected

    def test_roots_are_rounded_correctly(self) -> None:
        random = Random(7)
        for _ in range(300):
            base = Decimal(random.randrange(1, 10**6)).scaleb(-random.randrange(7))
            exponent = Decimal(random.randrange(-3000, 3000)).scaleb(-3)
            try:
                expected: slowly.Result | None = slowly.power(Fraction(base), Fraction(exponent))
            except slowly.Beyond:
                continue
            found = power(base, exponent)
            assert not isinstance(found, NoValue)
            assert Fraction(found) == expected, f"{base}^{exponent}"

    def test_a_root_beside_the_border_of_rounding_falls_on_its_side(self) -> None:
        border = Decimal("1." + "0" * 32 + "15")  # halfway between two numbers of 34 digits
        with localcontext() as exact:
            exact.prec = 100
            square = border * border
            above, below = (square + step for step in (Decimal("1e-59"), Decimal("-1e-59")))
            above, below = Decimal(f"{above:.59f}"), Decimal(f"{below:.59f}")
        half = Decimal("0.5")
        assert power(above, half) == Decimal("1." + "0" * 32 + "2")
        assert power(below, half) == Decimal("1." + "0" * 32 + "1")

    @table(("a>b", "true"), ("a<b", "false"), ("1.0=1", "true"), ("a<>10", "false"), ("a>=10 AND NOT b>4", "true"))
    def test_a_comparison_yields_true_or_false(self, text: str, expected: str) -> None:
        assert value(text) == expected

    def test_nothing_depends_on_the_decimal_context_of_the_thread(self) -> None:
        text = "ROUND(1/3*a^2,5)+long^0.7+2^-3+AVG(1,2,2)-(-1)^33333+12345.678*1.001+ROUND(12345.6789,2)-(-12345.678)"
        expected = value(text)
        with localcontext() as narrow:
            narrow.prec = 3
            assert getcontext().prec == 3
            assert value(text) == expected


class TestLimits:
    @pytest.mark.parametrize(
        "text",
        [
            "10^60", "2^200", "2^1000000", "2^(10^50)", "1.5^61", "0.1^61", "1.1^1000000000", "10^59*10",
            "10^59+9*10^59", "9" * 60 + "+1", "(1/3)*(1/7)", "(1/3)^2", "1/3/10^30",
            "0.000001^10.5", "999^30.5", "SUM(" + "9" * 60 + ",1)", "AVG(" + "9" * 60 + ",1)", "2^-1000000", "10^-60",
            "ROUND(" + "9" * 60 + ",-1)",
        ],
    )  # fmt: skip
    def test_more_than_sixty_digits_are_refused_and_not_rounded(self, text: str) -> None:
        found = refused(text)
        assert (found.category, found.code) == ("limit", "too_many_digits")
        assert found.column is not None

    def test_rounding_first_keeps_within_them(self) -> None:
        assert value("ROUND(1/3,10)*ROUND(1/7,10)") == "0.04761904762857142857"

    def test_digits_of_data_count_too(self) -> None:
        assert value("a*0", {"values": {"a": "9" * 60}}) == "0"
        assert refused("a", {"values": {"a": "9" * 61}}).category == "limit"

    def test_a_limit_on_the_right_is_not_hidden_by_a_missing_value_on_the_left(self) -> None:
        assert refused("m+10^60").category == "limit"
        assert refused("SUM(m,10^60)").category == "limit"

    def test_a_branch_that_is_not_chosen_reaches_no_limit(self) -> None:
        assert value("IF(a>b,1,10^60)") == "1"
        assert value("a>b OR 10^60>1") == "true"

    def test_elements_of_lists_are_steps(self) -> None:
        many = ["1"] * 50_000
        data = {"values": {"a": "1"}, "peers": {"a": many}, "periods": {"a": {"ytd": many}}}
        assert value("PEER_AVG(a)", data) == "1"
        assert value("IF(a>1,PEER_AVG(a)+YTD(a)+PEER_RANK(a),2)", data) == "2", "only what is evaluated counts"
        found = refused("PEER_AVG(a)+YTD(a)", data)
        assert (found.category, found.code, found.column) == ("limit", "too_many_steps", 13)
        assert MOST_STEPS == 100_000

    def test_the_deepest_formula_is_evaluated_on_a_stack_that_is_half_full(self) -> None:
        deep = "a"
        for _ in range(50):
            deep = f"IF(a>11 OR b>1 AND 1=1+1*1^{deep},b,a)"
        formula = parse(deep)
        data = Data.of_json(COUNTY)

        def below(frames: int) -> None:
            if frames:
                below(frames - 1)
                return
            assert evaluate(formula, data) in (4, 10)
            assert parse(printed(formula.tree)).tree == formula.tree
            assert hash(formula.tree)
            assert wording(formula.tree, "zh")
            assert normal_form(formula.tree)

        assert sys.getrecursionlimit() == 1000
        below(500)


class TestNoValue:
    @table(
        ("m", "missing"),
        ("n", "not_applicable"),
        ("y", "not_yet_due"),
        ("z", "0"),
        ("a/z", "division_by_zero"),
        ("z/z", "division_by_zero"),
        ("z^-1", "division_by_zero"),
        ("z^-0.5", "division_by_zero"),
        ("z^z", "undefined_power"),
        ("(-8)^(1/3)", "undefined_power"),
        ("minus^0.5", "undefined_power"),
    )
    def test_nothing_is_a_number_with_one_reason_and_zero_is_zero(self, text: str, expected: str) -> None:
        assert value(text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "m+1", "1+m", "m-m", "m*0", "0*m", "0/m", "m/z", "-m", "m^0", "1^m", "m>1", "m=m", "m<>m", "NOT m>1",
            "ROUND(m,1)", "ROUND(1,m)", "SUM(1,m)", "AVG(m)", "MIN(1,m)", "MAX(m,1)", "IF(m>1,1,2)",
            "m>1 AND a>b", "m>1 OR a>b", "1+2*m+3", "1+(m+n)", "(m+1)/z", "-(-m)",
        ],
    )  # fmt: skip
    def test_every_operator_and_function_passes_it_on(self, text: str) -> None:
        assert value(text) == "missing"

    @table(
        ("m+n", "missing"),
        ("n+m", "not_applicable"),
        ("1+y+m", "not_yet_due"),
        ("a/z+m", "division_by_zero"),
        ("m+a/z", "missing"),
        ("z/z*m", "division_by_zero"),
        ("MIN(n,m)", "not_applicable"),
        ("MAX(1,a/z,m)", "division_by_zero"),
        ("n>m", "not_applicable"),
        ("y^m", "not_yet_due"),
        ("ROUND(n,m)", "not_applicable"),
    )
    def test_the_leftmost_reason_wins(self, text: str, expected: str) -> None:
        assert value(text) == expected

    @table(
        ("IF(a>b,1,m)", "1"),
        ("IF(a<b,m,1)", "1"),
        ("IF(a<b,1,m)", "missing"),
        ("IF(a>b,1,1/z)", "1"),
        ("IF(a>b,a>1,m>1)", "true"),
        ("IF(n>1,1,1)", "not_applicable"),
    )
    def test_if_evaluates_only_the_branch_chosen(self, text: str, expected: str) -> None:
        assert value(text) == expected

    @table(
        ("a<b AND m>1", "false"),
        ("a>b AND m>1", "missing"),
        ("m>1 AND a<b", "missing"),
        ("a>b OR m>1", "true"),
        ("a<b OR m>1", "missing"),
        ("m>1 OR a>b", "missing"),
        ("a>b AND a<b AND m>1", "false"),
        ("a<b OR a>b OR 1/z>1", "true"),
        ("a<b AND m>1 OR a>b", "true"),
        ("a<b AND 1/z>1", "false"),
    )
    def test_and_and_or_stop_as_soon_as_the_left_decides(self, text: str, expected: str) -> None:
        assert value(text) == expected

    @pytest.mark.parametrize("text", ["nowhere", "IF(a>b,1,nowhere)", "a>b OR nowhere>1", "0*nowhere", "m+nowhere"])
    def test_a_name_that_the_data_does_not_have_is_an_error_even_where_it_is_not_looked_at(self, text: str) -> None:
        found = refused(text)
        assert (found.category, found.code, found.values["name"]) == ("type", "name_without_data", "nowhere")
        assert found.column == text.index("nowhere") + 1


class TestPeriods:
    @table(
        ("PRIOR(a)", "3"),
        ("SAME_PERIOD_LAST_YEAR(a)", "8.5"),
        ("YTD(a)", "6.5"),
        ("ytd([ａ])", "6.5"),
        ("PRIOR(YTD(a))", "3"),
        ("same_period_last_year(ytd([ａ]))", "5"),
        ("YTD(a)/SAME_PERIOD_LAST_YEAR(YTD(a))*100-100", "30"),
        ("PRIOR(YTD(gap))", "missing"),
        ("YTD(empty)", "missing"),
        ("YTD(nothing)", "missing"),
        ("YTD(gap)", "missing"),
        ("PRIOR(gap)", "missing"),
        ("PRIOR(nothing)", "missing"),
        ("SAME_PERIOD_LAST_YEAR(gap)", "missing"),
        ("(a-PRIOR(a))/PRIOR(a)", "2." + "3" * 33),
    )
    def test_each_takes_one_name(self, text: str, expected: str) -> None:
        assert value(text) == expected

    def test_a_name_without_periods_is_an_error(self) -> None:
        assert refused("PRIOR(b)").code == "name_without_periods"
        assert refused("IF(a>b,1,YTD(b))").code == "name_without_periods"


class TestPeers:
    @table(
        ("PEER_AVG(a)", "10.75"),
        ("PEER_BEST(a)", "12"),
        ("PEER_RANK(a)", "3"),
        ("PEER_BEST(ranked)", "7"),
        ("PEER_RANK(ranked)", "3"),
        ("PEER_RANK(b)", "1"),
        ("PEER_AVG(nobody)", "missing"),
        ("PEER_BEST(nobody)", "missing"),
        ("PEER_BEST(alone)", "missing"),
        ("PEER_RANK(z)", "missing"),
        ("PEER_RANK(m)", "missing"),
        ("PEER_RANK(n)", "not_applicable"),
    )
    def test_missing_members_are_skipped_and_equal_ones_share_a_rank(self, text: str, expected: str) -> None:
        assert value(text) == expected

    def test_a_zero_among_peers_counts(self) -> None:
        data = {"values": {"x": "0"}, "peers": {"x": ["0", "4", None]}, "directions": {"x": "lower"}}
        assert [value(text, data) for text in ("PEER_AVG(x)", "PEER_BEST(x)", "PEER_RANK(x)")] == ["2", "0", "1"]

    def test_a_name_without_peers_is_an_error(self) -> None:
        assert refused("PEER_AVG(long)").code == "name_without_peers"
        assert refused("PEER_RANK(nobody)").code == "name_without_data"


class TestData:
    @pytest.mark.parametrize(
        "datum",
        [
            12.5,
            12,
            True,
            False,
            [],
            ["1"],
            {},
            {"no_value": "gone"},
            {"no_value": None},
            {"no_value": "missing", "x": 1},
        ],
    )
    def test_numbers_are_strings(self, datum: Any) -> None:
        assert refused("x", {"values": {"x": datum}}).category == "type"

    @pytest.mark.parametrize(
        "datum",
        ["", " 1", "1 ", "+1", "1e3", "1E3", ".5", "5.", "1,000", "１", "٣", "0x1", "NaN", "Infinity", "true", "--1",
         "1_0", "01", "1%", "\ud800"],
    )  # fmt: skip
    def test_of_plain_digits(self, datum: str) -> None:
        found = refused("x", {"values": {"x": datum}})
        assert (found.category, found.code, found.line) == ("type", "datum_not_a_number", None)
        assert found.text("zh").isprintable()

    @pytest.mark.parametrize(("datum", "shown"), [("-12.50", "-12.5"), ("0", "0"), ("-0", "0"), ("0.000", "0")])
    def test_and_shown_plainly(self, datum: str, shown: str) -> None:
        assert value("x", {"values": {"x": datum}}) == shown

    @pytest.mark.parametrize(
        "data",
        [
            [], "x", None, {"values": []}, {"values": {"x": "1"}, "periods": []}, {"periods": {"x": []}},
            {"periods": {"x": {"ytd": "1"}}}, {"periods": {"x": {"last": "1"}}}, {"periods": {"x": {"ytd": [1]}}},
            {"peers": {"x": "1"}}, {"peers": {"x": {}}}, {"peers": {"x": ["1"]}, "directions": {"x": "up"}},
        ],
    )  # fmt: skip
    def test_of_another_shape_is_refused(self, data: Any) -> None:
        assert refused("PRIOR(x)+PEER_BEST(x)", data).category == "type"

    def test_names_are_compared_as_in_formulas(self) -> None:
        assert value("[GDP 增速]", {"values": {" ＧＤＰ　 增速": "5.2"}}) == "5.2"

    def test_two_names_that_become_one_are_refused(self) -> None:
        assert refused("a", {"values": {"a": "1", "ａ": "2"}}).code == "names_collide"

    def test_what_the_formula_does_not_name_is_not_judged(self) -> None:
        given = {"values": {"a": "1", "b": 2, "ｃ": "1", "c": "2"}, "peers": {"b": 1}}
        assert plain(evaluate(parse("a"), Data.of_json(given, used=("a",)))) == "1"  # type: ignore[arg-type]  # a number

    def test_parts_that_are_left_out_are_empty(self) -> None:
        assert value("1+1", {}) == "2"
        assert value("1+1", {"values": None}) == "2"


class TestTruths:
    """Names of yes-or-no indicators, which a caller declares."""

    SYMBOLS = {"passed": Symbol(truth=True), "x": Symbol()}

    def test_are_conditions(self) -> None:
        run = compiled(parse("IF(passed AND x>1, x, 0)"), self.SYMBOLS)
        assert run(Data(values={"passed": True, "x": Decimal(5)})) == 5
        assert run(Data(values={"passed": False, "x": Decimal(5)})) == 0
        assert run(Data(values={"passed": NoValue.NOT_YET_DUE, "x": Decimal(5)})) is NoValue.NOT_YET_DUE

    @pytest.mark.parametrize("values", [{"passed": Decimal(1), "x": Decimal(5)}, {"passed": True, "x": True}])
    def test_and_numbers_are_not_mixed_up(self, values: dict[str, Any]) -> None:
        with pytest.raises(errors.FormulaType, match="another kind"):
            compiled(parse("IF(passed, x, 0)"), self.SYMBOLS)(Data(values=values))

    def test_a_formula_made_once_is_evaluated_on_any_data(self) -> None:
        run = compiled(parse("PRIOR(x)*2"))
        some = [Data(periods={"x": Periods(prior=Decimal(n))}) for n in range(3)]
        assert [run(data) for data in some] == [0, 2, 4]
        assert Formula("", parse("PRIOR(x)*2").tree) != parse("PRIOR(x)*2"), "the text belongs to it"
