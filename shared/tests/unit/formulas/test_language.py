"""The issue's sentences on syntax, one by one: what is read, what is refused, where, and what to write instead."""

import pytest

from formulas import errors, messages
from formulas.language import parse
from formulas.names import names, normalised, uses
from formulas.printing import printed
from formulas.tree import walk


def refused(text: str) -> errors.FormulaError:
    with pytest.raises(errors.FormulaError) as found:
        parse(text)
    return found.value


class TestWhatIsRead:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("1+2*3", "1 + 2 * 3"),
            ("(1+2)*3", "(1 + 2) * 3"),
            ("((a))", "a"),
            ("a-(b-c)", "a - (b - c)"),
            ("(a-b)-c", "(a - b) - c"),
            ("a/b/c", "a / b / c"),
            ("85%", "85%"),
            ("85 %", "85%"),
            ("1.50", "1.5"),
            ("0.0", "0"),
            ("2^-3", "2^-3"),
            ("(-2)^2", "(-2)^2"),
            ("-(2^2)", "-(2^2)"),
            ("--x", "--x"),
            ("a*-b", "a * -b"),
            ("(a^b)^c", "(a^b)^c"),
            ("a^(b^c)", "a^(b^c)"),
            ("50%^2", "50%^2"),
            ("if(a>1,2,3)", "IF(a > 1, 2, 3)"),
            ("a>1 and b<=2 Or nOt c<>3", "a > 1 AND b <= 2 OR NOT c <> 3"),
            ("NOT (a>1 OR b>1)", "NOT (a > 1 OR b > 1)"),
            ("NOT(a>1)", "NOT a > 1"),
            ("(a>1 OR b>1) AND c>1", "(a > 1 OR b > 1) AND c > 1"),
            ("round(sum(a),-2)", "ROUND(SUM(a), -2)"),
            ("Peer_Rank([ 完成  率 ])", "PEER_RANK([完成 率])"),
            ("[完成率]+完成率", "完成率 + 完成率"),
            ("[SUM]*sum([and])", "[SUM] * SUM([and])"),
            ("[12月]", "[12月]"),
            ("_x1+甲2", "_x1 + 甲2"),
            ("二〇二四", "二〇二四"),
            ("（１＋２）×３".replace("×", "＊"), "(1 + 2) * 3"),
            ("ＩＦ（ａ＞＝８５％，１，０）", "IF(a >= 85%, 1, 0)"),
            ("［ａ　ｂ］－１", "[a b] - 1"),
            ("a\n+\tb\r\n", "a + b"),
            ("[PM₂.₅]", "[PM2.5]"),
            ("a<-b", "a < -b"),
        ],
    )
    def test_is_shown_in_one_spelling(self, text: str, shown: str) -> None:
        assert printed(parse(text).tree) == shown
        assert parse(shown).tree == parse(text).tree

    def test_and_holds_more_strongly_than_or_and_a_comparison_more_than_not(self) -> None:
        assert parse("NOT a > 1 AND b > 1 OR c > 1").tree == parse("((NOT (a > 1)) AND (b > 1)) OR (c > 1)").tree

    def test_a_formula_that_just_fits_is_printed_so_that_it_fits_again(self) -> None:
        text = "+".join("a" * 1000)
        assert parse(printed(parse(text).tree)).tree == parse(text).tree

    def test_a_name_in_brackets_may_be_any_function(self) -> None:
        assert names(parse("[IF]+[Not]+SUM([PEER_AVG])").tree) == ("IF", "Not", "PEER_AVG")

    def test_true_is_no_literal_but_a_name(self) -> None:
        assert names(parse("TRUE").tree) == ("TRUE",)


class TestNames:
    def test_are_listed_once_in_order_of_first_use(self) -> None:
        tree = parse("b + PRIOR([a  1]) + b + YTD(c) + [a 1]").tree
        assert names(tree) == ("b", "a 1", "c")

    def test_uses_tell_values_periods_and_peers_apart(self) -> None:
        found = uses(parse("a + PRIOR(a) + YTD(a) + PRIOR(a) + PEER_RANK(b) + PEER_AVG(c)").tree)
        assert found.values == ("a", "b"), "a rank compares the own value"
        assert found.periods == {"a": ("PRIOR", "YTD")}
        assert found.peers == {"b": ("PEER_RANK",), "c": ("PEER_AVG",)}

    @pytest.mark.parametrize(
        ("one", "other"),
        [("ＧＤＰ　增速", "GDP 增速"), (" GDP   增速 ", "GDP 增速"), ("PM₂.₅", "PM2.5"), ("㎡", "m2"), ("a\tb", "a b")],
    )
    def test_two_spellings_of_one_name(self, one: str, other: str) -> None:
        assert normalised(one) == normalised(other) == other

    def test_case_makes_two_names(self) -> None:
        assert names(parse("[gdp]+[GDP]").tree) == ("gdp", "GDP")


class TestSyntaxErrors:
    @pytest.mark.parametrize(
        ("text", "code", "column"),
        [
            ("", "formula_empty", 1),
            ("  ", "formula_empty", 1),
            ("=a+1", "equals_sign_first", 1),
            (" ＝a", "equals_sign_first", 2),
            # numbers
            ("1e3", "exponent_notation", 1),
            ("2*1.5E-3", "exponent_notation", 3),
            ("１ｅ３", "exponent_notation", 1),
            (".5", "number_begins_with_point", 1),
            ("5.", "number_ends_with_point", 1),
            ("1.2.3", "number_has_two_points", 1),
            ("007", "number_begins_with_zeros", 1),
            ("1,000", "digits_grouped", 3),
            ("SUM(1,000)", "digits_grouped", 7),
            ("1,234", "comma_outside_function", 2),
            ("85%%", "percent_without_number", 4),
            ("(x)%", "percent_without_number", 4),
            ("x%", "percent_without_number", 2),
            ("%", "percent_without_number", 1),
            ("5 % 3", "operator_missing", 5),
            ("+1", "plus_sign_alone", 1),
            ("1++2", "plus_sign_alone", 3),
            # names
            ("1月", "name_begins_with_digit", 1),
            ("2x", "name_begins_with_digit", 1),
            ("[]", "name_empty", 1),
            ("[  ]", "name_empty", 1),
            ("[a", "name_not_closed", 1),
            ("[a[b]]", "name_in_name", 3),
            ("［a［b］］", "name_in_name", 3),
            ("a]", "name_bracket_not_opened", 2),
            ("[a\u200bb]", "name_has_invisible_character", 3),
            ("[a\u0000]", "name_has_invisible_character", 3),
            ("[a\ufe0f]", "name_has_invisible_character", 3),
            ("[﹇]", "name_in_name", 1),
            # lookalikes
            ("x²", "character_written_otherwise", 2),
            ("①+1", "character_unknown", 1),
            ("½", "character_written_otherwise", 1),
            ("2×3", "character_written_otherwise", 2),
            ("6÷2", "character_written_otherwise", 2),
            ("3−2", "character_written_otherwise", 2),
            ("a≥b", "character_written_otherwise", 2),
            ("a\u00a0+b", "character_unknown", 2),
            ("a\u200b", "character_invisible", 2),
            ("\ufeffa", "character_invisible", 1),
            ("a\u202e", "character_invisible", 2),
            ("\ud800", "character_invisible", 1),
            ("а", "character_unknown", 1),
            ("é", "character_unknown", 1),
            ("Ⅳ", "character_unknown", 1),
            ("㈠", "character_unknown", 1),
            ("\uf900", "character_unknown", 1),
            ("٣", "character_unknown", 1),
            ("“a”", "character_written_otherwise", 1),
            # operators
            ("a==b", "operator_written_otherwise", 2),
            ("a!=b", "operator_written_otherwise", 2),
            ("a=>b", "operator_written_otherwise", 2),
            ("2**3", "operator_written_otherwise", 2),
            ("a&&b", "operator_written_otherwise", 2),
            ("a < b < c", "comparisons_chained", 7),
            ("a = b = c", "comparisons_chained", 7),
            ("-x^2", "sign_before_power", 3),
            ("-2^2", "sign_before_power", 3),
            ("3*-x^2", "sign_before_power", 5),
            ("2^-x^2", "sign_before_power", 5),
            ("a^b^c", "power_of_power", 4),
            # how words stand together
            ("a b", "operator_missing", 3),
            ("2(3)", "operator_missing", 2),
            ("(a)(b)", "operator_missing", 4),
            ("a+", "ends_too_early", 3),
            ("a+*b", "unexpected", 3),
            ("()", "unexpected", 2),
            ("(1", "bracket_not_closed", 3),
            ("1)", "bracket_not_opened", 2),
            ("a = NOT b", "unexpected", 5),
            ("AND(a>1, b>1)", "operator_as_function", 1),
            ("FOO(1)", "function_unknown", 1),
            ("1+SUMM(1)", "function_unknown", 3),
            ("TRUE()", "function_unknown", 1),
            ("SUM+1", "function_without_brackets", 1),
            ("IF", "function_without_brackets", 1),
            ("ROUND(1)", "argument_count", 1),
            ("ROUND(1,2,3)", "argument_count", 1),
            ("IF(a>1,2)", "argument_count", 1),
            ("SUM()", "argument_count", 1),
            ("PRIOR(a,b)", "argument_count", 1),
            ("PRIOR(1+2)", "argument_not_a_name", 1),
            ("PEER_AVG(1)", "argument_not_a_name", 1),
            ("YTD(PRIOR(a))", "argument_not_a_name", 1),
            ("PRIOR(PRIOR(a))", "argument_not_a_name", 1),
            ("PRIOR(YTD(YTD(a)))", "argument_not_a_name", 7),
            ("SUM(a,)", "unexpected", 7),
        ],
    )
    def test_names_what_and_where(self, text: str, code: str, column: int) -> None:
        found = refused(text)
        assert (found.category, found.code, found.line, found.column) == ("syntax", code, 1, column)
        assert found.text("zh")
        assert found.text("en")
        assert found.text("en").isprintable()

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("-x^2", ("-(x^2)", "(-x)^2")),
            ("-2^2", ("-(2^2)", "(-2)^2")),
            ("a^b^c", ("(a^b)^c", "a^(b^c)")),
            ("2^-x^2", ("2^-(x^2)", "(2^-x)^2")),
            ("-[a b]^(c+1)", ("-([a b]^(c + 1))", "(-[a b])^(c + 1)")),
            ("a<b<=c", ("a < b AND b <= c",)),
            ("a==b", ("=",)),
            ("a≠b", ("<>",)),
            (".25", ("0.25",)),
            ("1,000", ("1000",)),
            ("1月", ("[1月]",)),
            ("IF(1,2)", ("IF(condition, then, otherwise)",)),
            ("SUMM(1)", ("SUM",)),
        ],
    )
    def test_says_how_to_write_it(self, text: str, expected: tuple[str, ...]) -> None:
        found = refused(text)
        assert found.expected == expected
        assert all(one in found.text("en") for one in expected)
        assert all(messages.WORDS.get(one, one) in found.text("zh") for one in expected)

    def test_both_ways_to_write_what_has_two_readings_are_formulas(self) -> None:
        for text in ("-x^2", "a^b^c", "a^b^c^d", "2^-x^2", "a^-b^c^d", "--x^2"):
            for spelled in refused(text).expected:
                assert printed(parse(spelled).tree) == spelled

    def test_the_line_is_counted_too(self) -> None:
        found = refused("a +\r\nb +\n²")
        assert (found.line, found.column) == (3, 1)

    def test_an_unclosed_bracket_is_named_where_it_opens(self) -> None:
        found = refused("1 +\n(2 + (3 * 4)")
        assert (found.line, found.column) == (2, 13)
        assert found.values == {"line": 2, "column": 1}

    def test_what_could_stand_there_is_listed(self) -> None:
        assert refused("a +").expected == ("number", "name", "function", "(", "-")
        assert refused("a b").expected[-1] == "end of formula"
        assert "数字、指标名" in refused("a +").text("zh")


class TestLimits:
    def test_two_thousand_characters(self) -> None:
        assert parse("1" + " " * 1999)
        found = refused("1" + " " * 2000)
        assert (found.category, found.code) == ("limit", "text_too_long")

    @pytest.mark.parametrize(
        ("opened", "inner", "closed"),
        [
            ("(", "1", ")"),
            ("-", "1", ""),
            ("SUM(", "1", ")"),
            ("NOT ", "a>1", ""),
            ("IF(a>1,", "1", ",0)"),
            ("(-", "1", ")"),
        ],
    )
    def test_fifty_levels_of_nesting_whatever_they_are(self, opened: str, inner: str, closed: str) -> None:
        levels = 50 // sum(sign in opened for sign in ("(", "-", "NOT"))
        assert parse(opened * levels + inner + closed * levels)
        found = refused(opened * (levels + 1) + inner + closed * (levels + 1))
        assert (found.category, found.code) == ("limit", "nesting_too_deep")
        assert found.column is not None
        assert found.column > len(opened * levels)

    def test_the_exponent_of_a_power_can_be_nested_too(self) -> None:
        assert parse("2^" * 1 + "-" * 50 + "1")
        assert refused("2^" + "-" * 51 + "1").code == "nesting_too_deep"

    def test_signs_beside_each_other_are_not_nested(self) -> None:
        assert parse("+".join(["-a"] * 100))
        assert parse(" AND ".join(["NOT a>-1"] * 100))
        assert parse("+".join(["(1)"] * 100))
        assert parse("SUM(" + ",".join(["-(a)"] * 100) + ")")

    def test_a_long_chain_is_not_nested_and_needs_no_stack(self) -> None:
        for sign in "+-*/":
            tree = parse(sign.join("a" * 1000)).tree
            assert len(list(walk(tree))) == 1001
        assert len(list(walk(parse(" AND ".join(["a>1"] * 250)).tree))) == 751

    @pytest.mark.parametrize(
        "text",
        [
            "1" * 60,
            "0." + "0" * 59 + "1",
            "1." + "1" * 59,
            "0." + "1" * 60,
            "1" * 60 + ".000",
            "1" * 60 + "%",
            "1.5" + "0" * 90,
        ],
    )
    def test_sixty_digits_of_a_literal_fit(self, text: str) -> None:
        assert parse(text)

    @pytest.mark.parametrize(
        "text",
        ["1" * 61, "1" + "0" * 60, "0." + "0" * 60 + "1", "1." + "1" * 60, "0." + "0" * 58 + "1%", "1" * 61 + "%"],
    )
    def test_sixty_one_do_not(self, text: str) -> None:
        found = refused("a + " + text)
        assert (found.category, found.code, found.column) == ("limit", "too_many_digits", 5)
