from collections.abc import Callable

import pytest

from scoring.domain import objection
from scoring.domain.order import By, Order
from scoring.domain.refusals import IllegalTransition

HEAD = By("li-ming", frozenset({"unit_head"}))
OFFICE = By("office-1", frozenset({"assessment_office"}))

Build = Callable[..., Order]


class TestAnObjection:
    def test_granted_cancels_the_order_and_all_that_its_deadline_brought(self, order: Build) -> None:
        late = order("objected", overdue=True, escalated=True, holds_payments=True)
        now = objection.grant(late, by=OFFICE, reason="The feed was wrong.").order
        assert now.state == "cancelled"
        assert (now.overdue, now.escalated, now.holds_payments) == (False, False, False)

    @pytest.mark.parametrize("state", ["issued", "acknowledged", "returned"])
    def test_refused_leads_back_to_where_the_order_was(self, state: str, order: Build) -> None:
        objected = objection.raise_objection(order(state), by=HEAD, reason="Not our project.").order
        assert objected.state == "objected"
        assert objection.refuse(objected, by=OFFICE, reason="It is.").order.state == state

    def test_is_heard_once_a_round(self, order: Build) -> None:
        objected = objection.raise_objection(order("issued"), by=HEAD, reason="-").order
        refused = objection.refuse(objected, by=OFFICE, reason="-").order
        with pytest.raises(IllegalTransition):
            objection.raise_objection(refused, by=HEAD, reason="Again.")
