"""The check: all rules on all lines, never open by default."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget_monitor.domain import check, reasons
from budget_monitor.domain.budget import Chain, Version
from budget_monitor.domain.check import AllocationAccount, Books, Fund, ItemAccount, Own
from budget_monitor.domain.hold import Hold
from budget_monitor.domain.payment import Line
from contracts.budget import Purpose, Reason

DAY = date(2025, 5, 6)
ORDER = UUID(int=7)


def item(
    code: str,
    budget: str = "100.00",
    *,
    purpose: Purpose = "other",
    goal_approved: bool = True,
    owner: str = "works",
) -> ItemAccount:
    chain = Chain((Version(1, "original", Decimal(budget), date(2025, 1, 1)),))
    return ItemAccount(uuid4(), code, owner, purpose, goal_approved, chain)


def books(*items: ItemAccount, funds: tuple[Fund, ...] = (), closed: bool = False, **others: Any) -> Books:
    """The items, each with an allocation of 1,000.00 from every fund (from F1, where none is given)."""
    known = funds or (Fund("F1", "T1", "other"),)
    return Books(
        fiscal_year="2025",
        closed=closed,
        items={one.code: one for one in items},
        funds={fund.code: fund for fund in known},
        allocations={
            (one.code, fund.code): AllocationAccount(fund.code, one.code, Decimal("1000.00"))
            for one in items
            for fund in known
        },
        **others,
    )


def lines(*parts: tuple[str, str] | tuple[str, str, str]) -> list[Line]:
    return [
        Line(number, part[0], part[2] if len(part) > 2 else "F1", Decimal(part[1]))
        for number, part in enumerate(parts, start=1)
    ]


def codes(found: tuple[Reason, ...]) -> list[tuple[str, int | None]]:
    return [(reason.code, reason.line) for reason in found]


class TestEveryLine:
    def test_a_payment_of_which_only_the_third_line_is_over_is_intercepted(self) -> None:
        found = check.check(
            lines(("A", "10.00"), ("B", "10.00"), ("C", "100.01")),
            on=DAY,
            books=books(item("A"), item("B"), item("C")),
        )
        assert codes(found) == [("not_enough_available", 3)]
        assert found[0].values == {
            "of": "budget_item",
            "object": "C",
            "amount": "100.01",
            "available": "100.00",
            "budget": "100.00",
            "paid": "0.00",
            "held": "0.00",
        }

    def test_two_lines_that_fit_alone_but_not_together_are_intercepted(self) -> None:
        found = check.check(lines(("A", "60.00"), ("A", "60.00")), on=DAY, books=books(item("A")))
        assert codes(found) == [("not_enough_available", 1), ("not_enough_available", 2)]

    def test_every_reason_of_a_line_is_given_not_only_the_first(self) -> None:
        hold = Hold(ORDER, "budget_item", "A", "execution", True)
        bad = books(item("A", goal_approved=False), funds=(Fund("W", "T1", "wages"),), closed=True, holds=[hold])
        found = check.check(lines(("A", "100.01", "W")), on=DAY, books=bad, feed="erp")
        assert {reason.code for reason in found} == {
            "feed_unknown",
            "fiscal_year_closed",
            "no_approved_goal",
            "purpose_mismatch",
            "rectification_hold",
            "not_enough_available",
        }

    @given(st.data())
    def test_the_order_of_the_lines_decides_nothing(self, data: st.DataObject) -> None:
        parts = data.draw(
            st.lists(
                st.tuples(st.sampled_from("ABX"), st.integers(1, 8_000), st.sampled_from(["F1", "F2", "NONE"])),
                min_size=1,
                max_size=6,
            )
        )
        one = [Line(n, code, fund, Decimal(cents).scaleb(-2)) for n, (code, cents, fund) in enumerate(parts)]
        other = data.draw(st.permutations(one))
        accounts = books(item("A"), item("B"), funds=(Fund("F1", "T1", "other"), Fund("F2", "T2", "wages")))

        def said(request: list[Line]) -> list[str]:
            return sorted(reason.model_dump_json() for reason in check.check(request, on=DAY, books=accounts))

        assert said(one) == said(other)


class TestUnknownKeys:
    def test_no_matching_budget_is_intercepted_with_that_one_reason_never_allowed(self) -> None:
        found = check.check(lines(("NOWHERE", "1.00", "NOFUND")), on=DAY, books=books(item("A"), closed=True))
        assert codes(found) == [("no_budget", 1)]

    def test_a_credit_of_an_unknown_item_is_intercepted_too(self) -> None:
        assert codes(check.check(lines(("NOWHERE", "-1.00")), on=DAY, books=books())) == [("no_budget", 1)]

    def test_a_blank_code_is_an_unknown_code(self) -> None:
        assert codes(check.check(lines(("", "1.00")), on=DAY, books=books(item("A")))) == [("no_budget", 1)]

    def test_money_without_a_source_is_intercepted(self) -> None:
        assert codes(check.check(lines(("A", "1.00", "GONE")), on=DAY, books=books(item("A")))) == [("no_fund", 1)]

    def test_a_fund_that_gave_the_item_nothing_cannot_pay_it(self) -> None:
        accounts = books(item("A"))
        accounts.allocations = {}
        assert codes(check.check(lines(("A", "1.00")), on=DAY, books=accounts)) == [("not_allocated", 1)]


class TestCreditNotes:
    def test_a_credit_is_accepted_where_the_item_exists_even_below_zero(self) -> None:
        hold = Hold(ORDER, "budget_item", "A", "execution", True)
        accounts = books(item("A", "0.00", goal_approved=False), holds=[hold])
        assert check.check(lines(("A", "-500.00")), on=DAY, books=accounts) == ()

    def test_a_booked_credit_restores_availability(self) -> None:
        accounts = books(item("A"))
        check.book(accounts, lines(("A", "-50.00")))
        assert check.check(lines(("A", "150.00")), on=DAY, books=accounts) == ()
        assert check.check(lines(("A", "150.01")), on=DAY, books=accounts) != ()

    def test_a_credit_that_is_only_held_gives_nothing_to_spend(self) -> None:
        accounts = books(item("A"))
        check.reserve(accounts, lines(("A", "-50.00")))
        assert check.check(lines(("A", "100.01")), on=DAY, books=accounts) != ()


class TestFunds:
    def test_an_allocation_is_a_limit_of_its_own(self) -> None:
        accounts = books(item("A", "5000.00"))
        found = check.check(lines(("A", "1000.01")), on=DAY, books=accounts)
        assert [(reason.code, reason.values["of"]) for reason in found] == [("not_enough_available", "allocation")]

    @pytest.mark.parametrize("purpose", ["wages", "livelihood"])
    def test_wages_and_livelihood_money_pays_nothing_else(self, purpose: Purpose) -> None:
        accounts = books(item("A"), item("B", purpose=purpose), funds=(Fund("F1", "T1", purpose),))
        assert codes(check.check(lines(("A", "1.00")), on=DAY, books=accounts)) == [("purpose_mismatch", 1)]
        assert check.check(lines(("B", "1.00")), on=DAY, books=accounts) == ()


class TestHolds:
    def test_a_hold_on_an_item_names_the_order(self) -> None:
        accounts = books(item("A"), item("B"), holds=[Hold(ORDER, "budget_item", "A", "execution", True)])
        (reason,) = check.check(lines(("A", "1.00"), ("B", "1.00")), on=DAY, books=accounts)
        assert (reason.code, reason.line, reason.values["order"]) == ("rectification_hold", 1, str(ORDER))

    def test_a_hold_on_a_department_stops_all_its_items_and_one_on_a_fund_all_its_lines(self) -> None:
        accounts = books(
            item("A", owner="works"),
            item("B", owner="health"),
            holds=[Hold(ORDER, "department", "works", "r", True)],
        )
        assert codes(check.check(lines(("A", "1.00"), ("B", "1.00")), on=DAY, books=accounts)) == [
            ("rectification_hold", 1)
        ]
        accounts.holds = [Hold(ORDER, "fund", "F1", "r", True)]
        assert len(check.check(lines(("A", "1.00"), ("B", "1.00")), on=DAY, books=accounts)) == 2

    @pytest.mark.parametrize("purpose", ["wages", "livelihood"])
    def test_statutory_wages_and_livelihood_money_go_on_under_a_hold(self, purpose: Purpose) -> None:
        hold = Hold(ORDER, "department", "works", "r", spares_wages_and_livelihood=True)
        assert check.check(lines(("A", "1.00")), on=DAY, books=books(item("A", purpose=purpose), holds=[hold])) == ()

    def test_unless_the_rule_says_otherwise(self) -> None:
        hold = Hold(ORDER, "department", "works", "r", spares_wages_and_livelihood=False)
        accounts = books(item("A", purpose="wages"), holds=[hold])
        assert codes(check.check(lines(("A", "1.00")), on=DAY, books=accounts)) == [("rectification_hold", 1)]


class TestOwnHold:
    def test_a_held_payment_does_not_stand_in_its_own_way(self) -> None:
        accounts, asked = books(item("A")), lines(("A", "100.00"))
        check.reserve(accounts, asked)
        assert check.check(asked, on=DAY, books=accounts, own=Own.of(asked)) == ()
        assert codes(check.check(asked, on=DAY, books=accounts)) == [("not_enough_available", 1)]


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[str, list[Line]]]:
    some = st.lists(
        st.tuples(st.sampled_from("AB"), st.integers(1, 6_000), st.sampled_from(["F1", "F2"])),
        min_size=1,
        max_size=3,
    )
    return [
        (how, [Line(n, code, fund, Decimal(cents).scaleb(-2)) for n, (code, cents, fund) in enumerate(parts)])
        for how, parts in draw(st.lists(st.tuples(st.sampled_from(["hold", "pay"]), some), max_size=12))
    ]


class TestNeverTooMuch:
    @given(steps())
    def test_the_sum_approved_never_exceeds_budget_or_allocation(self, asked: list[tuple[str, list[Line]]]) -> None:
        accounts = books(item("A"), item("B", "70.00"), funds=(Fund("F1", "T1", "other"), Fund("F2", "T2", "other")))
        for key in accounts.allocations:
            accounts.allocations[key].allocated = Decimal("60.00")
        for how, request in asked:
            if not check.check(request, on=DAY, books=accounts):
                (check.reserve if how == "hold" else check.book)(accounts, request)
        for account in accounts.items.values():
            assert account.paid + account.held <= account.chain.original
        for allocation in accounts.allocations.values():
            assert allocation.paid + allocation.held <= allocation.allocated


class TestTexts:
    def test_every_reason_that_a_check_can_give_reads_well_in_both_languages(self) -> None:
        hold = Hold(ORDER, "budget_item", "A", "execution", True)
        bad = books(item("A", goal_approved=False), funds=(Fund("W", "T1", "wages"),), closed=True, holds=[hold])
        unallocated = books(item("B"))
        unallocated.allocations = {}
        found = [
            *check.check(lines(("A", "100.01", "W"), ("X", "1.00"), ("A", "1.00", "F9")), on=DAY, books=bad, feed="e"),
            *check.check(lines(("B", "1.00")), on=DAY, books=unallocated),
        ]
        assert {reason.code for reason in found} == set(reasons.TEXTS)
        for reason in found:
            for language in ("zh", "en"):
                assert "{" not in reasons.text(reason, language)
