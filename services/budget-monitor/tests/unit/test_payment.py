"""Payments: the table of states is walked whole; parts and sums."""

from decimal import Decimal
from itertools import product
from typing import get_args

import pytest

from budget_monitor.domain import payment
from budget_monitor.domain.payment import Command, Extent, Line, Standing, State


def line(number: int, amount: str) -> Line:
    return Line(number, "ROADS", "F1", Decimal(amount))


class TestTransitions:
    @pytest.mark.parametrize(
        ("state", "command", "extent"), list(product(get_args(State), get_args(Command), get_args(Extent)))
    )
    def test_what_the_table_has_is_done_and_everything_else_is_refused(
        self, state: State, command: Command, extent: Extent
    ) -> None:
        expected = payment.TRANSITIONS.get((state, command), {}).get(extent)
        if expected is None:
            with pytest.raises(payment.IllegalTransition) as refused:
                payment.next_state("P1", state, command, extent)
            assert refused.value.kind == "conflict"
        else:
            assert payment.next_state("P1", state, command, extent) == expected

    def test_an_interception_ends_in_a_new_decision_only(self) -> None:
        assert [command for state, command in payment.TRANSITIONS if state == "intercepted"] == ["recheck"]

    @pytest.mark.parametrize("state", ["refunded", "released", "expired"])
    def test_ends_are_ends(self, state: State) -> None:
        assert not [known for known in payment.TRANSITIONS if known[0] == state]

    def test_a_released_hold_is_neither_paid_nor_released_again(self) -> None:
        for command in ("pay", "release"):
            with pytest.raises(payment.IllegalTransition):
                payment.next_state("P1", "released", command)

    def test_the_refusal_names_what_is_possible(self) -> None:
        with pytest.raises(payment.IllegalTransition) as refused:
            payment.next_state("P1", "held", "refund")
        assert refused.value.values["possible"] == "pay, release"


class TestForm:
    def test_a_zero_amount_is_refused(self) -> None:
        with pytest.raises(payment.ZeroAmount):
            payment.check_form([line(1, "1.00"), line(2, "0.00")])

    def test_lines_may_have_both_signs_where_money_moves(self) -> None:
        payment.check_form([line(1, "10.00"), line(2, "-1.00")])
        payment.check_form([line(1, "1.00"), line(2, "-10.00")])
        with pytest.raises(payment.ZeroTotal):
            payment.check_form([line(1, "1.00"), line(2, "-1.00")])

    def test_the_tagged_parts_sum_to_the_payment_or_it_is_refused(self) -> None:
        lines = [line(1, "1.10"), line(2, "2.20")]
        payment.check_form(lines, total=Decimal("3.30"))
        with pytest.raises(payment.PartsDoNotSum):
            payment.check_form(lines, total=Decimal("3.31"))


class TestParts:
    HALF_PAID = (Standing(line(1, "10.00"), paid=Decimal("4.00")), Standing(line(2, "5.00")))

    def test_without_amounts_all_that_is_left_is_paid(self) -> None:
        amounts, extent = payment.parts("P1", self.HALF_PAID, "pay", None)
        assert amounts == {1: Decimal("6.00"), 2: Decimal("5.00")}
        assert extent == "whole"

    def test_part_of_it_leaves_a_rest(self) -> None:
        assert payment.parts("P1", self.HALF_PAID, "pay", list({1: Decimal("6.00")}.items()))[1] == "part"

    def test_naming_everything_that_is_left_is_the_whole(self) -> None:
        asked = {1: Decimal("6.00"), 2: Decimal("5.00")}
        assert payment.parts("P1", self.HALF_PAID, "pay", list(asked.items()))[1] == "whole"

    def test_more_than_is_left_is_refused_with_the_amounts(self) -> None:
        with pytest.raises(payment.MoreThanLeft) as refused:
            payment.parts("P1", self.HALF_PAID, "pay", list({1: Decimal("6.01")}.items()))
        assert refused.value.values == {"line": 1, "amount": "6.01", "command": "pay", "left": "6.00"}

    def test_a_refund_is_at_most_what_was_paid_and_not_yet_given_back(self) -> None:
        standings = (Standing(line(1, "10.00"), paid=Decimal("10.00"), refunded=Decimal("3.00")),)
        assert payment.parts("P1", standings, "refund", None) == ({1: Decimal("7.00")}, "whole")
        with pytest.raises(payment.MoreThanLeft):
            payment.parts("P1", standings, "refund", list({1: Decimal("7.01")}.items()))

    def test_a_line_that_the_payment_lacks_is_refused(self) -> None:
        with pytest.raises(payment.NoSuchLine):
            payment.parts("P1", self.HALF_PAID, "pay", list({3: Decimal("1.00")}.items()))

    def test_a_line_that_is_named_twice_is_refused(self) -> None:
        with pytest.raises(payment.NoSuchLine):
            payment.parts("P1", self.HALF_PAID, "pay", [(1, Decimal("1.00")), (1, Decimal("1.00"))])

    @pytest.mark.parametrize("amount", ["0.00", "-1.00"])
    def test_nothing_and_less_than_nothing_are_no_parts(self, amount: str) -> None:
        with pytest.raises(payment.MoreThanLeft):
            payment.parts("P1", self.HALF_PAID, "pay", list({1: Decimal(amount)}.items()))
