"""What holds for every formula: it is printed as itself, computed as defined, and told apart from every other."""

from collections import defaultdict
from contextlib import suppress
from fractions import Fraction
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shared.tests.unit.formulas import slowly, trees

from formulas import errors
from formulas.arithmetic import NoValue
from formulas.data import Data, Value
from formulas.evaluation import compiled, evaluate, plain
from formulas.language import Formula, parse
from formulas.names import normalised
from formulas.normal import normal_form
from formulas.printing import printed, wording
from formulas.tree import Node

many = settings(max_examples=150, deadline=None)


def value_of(tree: Node, data: Data) -> slowly.Result | None:
    """None where a limit was reached."""
    try:
        return as_result(evaluate(Formula("", tree), data))
    except errors.FormulaLimit:
        return None


def as_result(value: Value) -> slowly.Result:
    if isinstance(value, NoValue):
        return str(value)
    return value if isinstance(value, bool) else Fraction(value)


class TestPrinting:
    @many
    @given(trees.drawn(trees.any_tree))
    def test_what_is_printed_is_read_as_the_same_tree(self, tree: Node) -> None:
        text = printed(tree)
        assume(len(text) <= 2000)
        assert parse(text).tree == tree
        assert printed(parse(text).tree) == text

    @many
    @given(trees.drawn(trees.any_tree), trees.drawn(trees.any_tree))
    def test_different_formulas_are_worded_differently(self, one: Node, other: Node) -> None:
        assume(one != other)
        for language in ("zh", "en"):
            assert wording(one, language) != wording(other, language)

    @many
    @given(st.text())
    def test_a_normalised_name_stays_as_it_is(self, text: str) -> None:
        try:
            name = normalised(text)
        except ValueError:
            return
        assert normalised(name) == name


class TestEvaluation:
    @settings(max_examples=500, deadline=None)
    @given(trees.drawn(trees.well_typed), trees.drawn(trees.data))
    def test_agrees_with_a_slow_evaluator_that_shares_no_code_with_it(self, tree: Node, data: Data) -> None:
        try:
            expected: slowly.Result | None = slowly.evaluate(tree, data)
        except slowly.Beyond:
            expected = None
        assert value_of(tree, data) == expected

    @many
    @given(trees.drawn(trees.well_typed), trees.drawn(trees.data))
    def test_gives_the_same_before_and_after_printing(self, tree: Node, data: Data) -> None:
        text = printed(tree)
        assume(len(text) <= 2000)
        assert value_of(parse(text).tree, data) == value_of(tree, data)

    @many
    @given(trees.drawn(trees.number), trees.drawn(trees.data))
    def test_a_value_is_shown_plainly_and_loses_nothing(self, tree: Node, data: Data) -> None:
        try:
            value = evaluate(Formula("", tree), data)
        except errors.FormulaLimit:
            return
        if not isinstance(value, NoValue):
            text = plain(value)
            assert Fraction(text) == Fraction(value)
            assert text != "-0"
            assert "E" not in text
            assert not (("." in text) and text.endswith(("0", ".")))
            assert len(text.replace("-", "").replace(".", "").removeprefix("0" if text[0] == "0" else "")) <= 60

    @many
    @given(trees.drawn(trees.any_tree), trees.drawn(trees.data))
    def test_whatever_the_tree_only_a_formula_error_is_raised(self, tree: Node, data: Data) -> None:
        with suppress(errors.FormulaError):
            compiled(Formula("", tree))(data)


class TestNormalForm:
    @many
    @given(trees.drawn(trees.well_typed), trees.drawn(trees.data), st.integers())
    def test_what_is_shuffled_keeps_its_form_and_its_value(self, tree: Node, data: Data, seed: int) -> None:
        other = trees.shuffled(tree, Random(seed))
        assert normal_form(other) == normal_form(tree)
        assert_equal_in_meaning(tree, other, data)

    def test_equal_forms_have_equal_values(self) -> None:
        """Of thousands of small formulas, all that share a form agree on data chosen to tell them apart."""
        random, groups = Random(20240401), defaultdict[str, list[Node]](list)
        for _ in range(2500):
            tree = trees.small(random)
            groups[normal_form(tree)].append(tree)
        shared = [group for group in groups.values() if len(set(group)) > 1]
        assert len(shared) > 60
        for first, *others in shared:
            for other in set(others):
                for data in trees.TELLING[::2]:
                    assert_equal_in_meaning(first, other, data)


def assert_equal_in_meaning(one: Node, other: Node, data: Data) -> None:
    """Equal, apart from the reason for no value and from where a limit is reached."""
    first, second = value_of(one, data), value_of(other, data)
    if first is not None and second is not None:
        assert first == second or (isinstance(first, str) and isinstance(second, str))
