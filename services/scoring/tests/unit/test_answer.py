from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from chassis.calendar import WorkingCalendar
from contracts import scoring as events
from contracts.scoring import Evidence
from scoring.domain import answer
from scoring.domain.light import Light, followed, for_recheck
from scoring.domain.order import By, Order
from scoring.domain.refusals import (
    DateNotLater,
    EvidenceIsEmpty,
    EvidenceNamedTwice,
    EvidenceSizesDiffer,
    ReasonNeeded,
    RecheckNeeded,
    RecheckNotNeeded,
)
from scoring.domain.term import Term

CLERK = By("chen-jie", frozenset({"unit_clerk"}))
HEAD = By("li-ming", frozenset({"unit_head"}))
INSPECTOR = By("wang-fang", frozenset({"inspector"}))
TODAY = date(2026, 3, 6)
TOLD = answer.Answer("Contracts are signed.", (), (Evidence(name="contract.pdf", sha256="a" * 64, bytes=9),))

Build = Callable[..., Order]
Give = Callable[..., Any]


def light(order: Order, *, is_good: bool = False, frozen: bool = False) -> Light:
    return replace(followed(order, frozen=frozen), is_good=is_good)


class TestAnswering:
    def test_the_clerk_drafts_and_the_head_submits(self, order: Build) -> None:
        drafted = answer.prepare(order("acknowledged"), by=CLERK).order
        step = answer.submit(drafted, TOLD, by=HEAD)
        assert step.order.state == "answered"
        assert step.order.hands == {"chen-jie", "li-ming"}
        assert isinstance(step.event, events.OrderAnswered)
        assert step.event.answer == 1
        assert step.event.evidence == TOLD.evidence

    def test_a_request_for_more_time_lapses_with_the_answer(self, order: Build) -> None:
        asked = order("acknowledged", extension_asked_by="li-ming", extension_until=date(2026, 4, 1))
        assert not answer.submit(asked, TOLD, by=HEAD).order.extension_pending

    def test_an_answer_after_the_due_date_leaves_the_order_marked_overdue(self, order: Build) -> None:
        assert answer.submit(order("acknowledged", overdue=True), TOLD, by=HEAD).order.overdue


def told(*files: tuple[str, str, int]) -> answer.Answer:
    evidence = tuple(Evidence(name=name, sha256=sha256, bytes=size) for name, sha256, size in files)
    return answer.Answer("Contracts are signed.", (), evidence)


class TestEvidence:
    @pytest.mark.parametrize(
        "name", ["contract.pdf", "Contract.PDF", "contract.pdf ", "ｃontract.pdf", "con\u200btract.pdf"]
    )
    def test_has_one_name_for_one_file(self, name: str) -> None:
        with pytest.raises(EvidenceNamedTwice):
            told(("contract.pdf", "a" * 64, 9), (name, "b" * 64, 9))

    @pytest.mark.parametrize("name", ["plan  1\u20132.pdf", "Plan\u3000 1-2.pdf", "plan 1\u20112.pdf"])
    def test_has_one_name_whatever_its_spaces_and_dashes(self, name: str) -> None:
        with pytest.raises(EvidenceNamedTwice):
            told(("plan 1-2.pdf", "a" * 64, 9), (name, "b" * 64, 9))

    def test_given_twice_counts_once_too(self) -> None:
        with pytest.raises(EvidenceNamedTwice):
            told(("contract.pdf", "a" * 64, 9), ("contract.pdf", "a" * 64, 9))

    @pytest.mark.parametrize(("sha256", "size"), [("a" * 64, 0), (answer.EMPTY_FILE, 9)])
    def test_is_not_empty_by_its_size_or_by_its_hash(self, sha256: str, size: int) -> None:
        with pytest.raises(EvidenceIsEmpty):
            told(("contract.pdf", sha256, size))

    def test_of_one_hash_has_one_size(self) -> None:
        with pytest.raises(EvidenceSizesDiffer):
            told(("contract.pdf", "a" * 64, 9), ("annex.pdf", "a" * 64, 10))

    def test_may_be_one_content_under_two_names(self) -> None:
        assert len(told(("contract.pdf", "a" * 64, 9), ("annex.pdf", "a" * 64, 9)).evidence) == 2


class TestReturning:
    def test_begins_a_round_with_its_own_deadline_and_escalation(self, order: Build, give_back: Give) -> None:
        late = order("answered", overdue=True, escalated=True, steps_taken=3, holds_payments=True)
        step = give_back(late, working_days=3)
        now = step.order
        assert (now.state, now.round, now.due_on) == ("returned", 2, date(2026, 3, 11))
        assert (now.overdue, now.escalated, now.steps_taken) == (False, False, 0)

    def test_keeps_the_hold_on_payments_until_acceptance(self, order: Build, give_back: Give) -> None:
        held = order("answered", holds_payments=True)
        step = give_back(held, working_days=3)
        assert step.order.holds_payments


class TestAccepting:
    def test_under_a_good_light_closes_at_once_with_two_events(self, order: Build, accept: Give) -> None:
        accepted, closed = accept(order("answered", light_is_good=True, light_level="green"))
        assert isinstance(accepted.event, events.OrderAccepted)
        assert accepted.event.light_is_good
        assert isinstance(closed.event, events.OrderClosed)
        assert (closed.order.state, closed.order.version) == ("closed", accepted.order.version + 1)

    def test_lifts_the_hold_on_payments(self, order: Build, accept: Give) -> None:
        (accepted, _) = accept(order("answered", light_is_good=True, holds_payments=True))
        assert not accepted.order.holds_payments

    def test_under_a_bad_light_stays_open_until_the_re_check(self, order: Build, accept: Give) -> None:
        (accepted,) = accept(order("answered"), reason="Work has begun.", recheck_on=date(2026, 6, 30))
        assert accepted.order.state == "accepted"
        assert accepted.order.recheck_on == date(2026, 6, 30)

    def test_under_a_bad_light_needs_a_reason(self, order: Build, accept: Give) -> None:
        with pytest.raises(ReasonNeeded):
            accept(order("answered"), recheck_on=date(2026, 6, 30))

    def test_under_a_bad_light_needs_a_day_for_the_re_check(self, order: Build, accept: Give) -> None:
        with pytest.raises(RecheckNeeded):
            accept(order("answered"), reason="Work has begun.")

    def test_needs_a_re_check_later_than_today(self, order: Build, accept: Give) -> None:
        with pytest.raises(DateNotLater):
            accept(order("answered"), reason="Work has begun.", recheck_on=TODAY)

    def test_under_a_good_light_has_no_re_check(self, order: Build, accept: Give) -> None:
        with pytest.raises(RecheckNotNeeded):
            accept(order("answered", light_is_good=True), recheck_on=date(2026, 6, 30))

    def test_under_a_light_frozen_by_the_close_of_its_year_a_reason_is_enough(self, order: Build, accept: Give) -> None:
        accepted, closed = accept(order("answered"), reason="The project ended.", frozen=True)
        assert isinstance(accepted.event, events.OrderAccepted)
        assert not accepted.event.light_is_good
        assert closed.order.state == "closed"


class TestTheReCheck:
    def test_closes_under_a_good_light(self, order: Build, calendar: WorkingCalendar) -> None:
        accepted = order("accepted")
        step = answer.recheck(accepted, light=light(accepted, is_good=True), term=Term(TODAY, 5), calendar=calendar)
        assert step.order.state == "closed"

    def test_closes_under_a_frozen_light(self, order: Build, calendar: WorkingCalendar) -> None:
        accepted = order("accepted")
        step = answer.recheck(accepted, light=light(accepted, frozen=True), term=Term(TODAY, 5), calendar=calendar)
        assert step.order.state == "closed"
        assert isinstance(step.event, events.OrderClosed)
        assert step.event.light_is_good is False

    def test_looks_at_the_light_of_its_year_where_that_moves(self, order: Build) -> None:
        accepted = order("accepted")
        old = light(accepted, frozen=True)
        new = replace(old, id=UUID(int=7), fiscal_year="2027", frozen=False)
        assert for_recheck(old, new) == new
        assert for_recheck(old, replace(new, frozen=True)) == old
        assert for_recheck(old, None) == old

    def test_from_then_on_the_order_follows_the_light_looked_at(self, order: Build, calendar: WorkingCalendar) -> None:
        accepted = order("accepted")
        new = replace(light(accepted), id=UUID(int=7), fiscal_year="2027", level="yellow")
        after = answer.recheck(accepted, light=new, term=Term(TODAY, 5), calendar=calendar).order
        assert (after.light, after.light_fiscal_year, after.light_level) == (new.id, "2027", "yellow")

    def test_under_a_bad_light_reopens_the_same_order_in_a_new_round(
        self, order: Build, calendar: WorkingCalendar
    ) -> None:
        accepted = order("accepted")
        step = answer.recheck(accepted, light=light(accepted), term=Term(TODAY, 5), calendar=calendar)
        assert isinstance(step.event, events.OrderReopened)
        assert (step.order.id, step.order.round, step.order.state) == (accepted.id, 2, "returned")
        assert step.order.due_on == date(2026, 3, 13)
        assert step.order.accepted_by is None
