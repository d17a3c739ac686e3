"""The demonstration county is data: the same in every run, whole, and possible."""

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from allinone.county import draw, figures, payments
from allinone.county.script import ACTIONS
from allinone.driving import county
from allinone.files import rules
from gateway.policy import TABLE, Row

ROWS = {row.name: row for row in TABLE}
TEMPLATES = {
    "order": "/rectification-orders/{id}",
    "talk": "/talks/{id}",
    "proposal": "/budget-proposals/{id}",
    "payment": "/payments/{id}",
    "item": "/budget-items/{id}",
}


@pytest.fixture(scope="module")
def year() -> list[payments.Planned]:
    return payments.planned(days_off=county.days_off())


class TestDrawing:
    def test_the_same_name_gives_the_same_number_and_another_name_another(self) -> None:
        assert draw.number("seed", "a", 1, below=10**9) == draw.number("seed", "a", 1, below=10**9)
        assert draw.number("seed", "a", 1, below=10**9) != draw.number("seed", "a", 2, below=10**9)

    def test_parts_sum_to_the_amount_exactly(self) -> None:
        amount = Decimal("1234567.89")
        assert sum(draw.parts("seed", "x", amount=amount, count=7)) == amount


class TestThePaymentsOfTheYear:
    def test_about_fifteen_hundred_the_same_in_every_run(self, year: list[payments.Planned]) -> None:
        assert 1300 <= len(year) <= 1700
        assert year == payments.planned(days_off=county.days_off())

    def test_every_reference_is_given_once(self, year: list[payments.Planned]) -> None:
        assert len({one.payment.external_ref for one in year}) == len(year)

    def test_nothing_is_paid_on_a_day_off(self, year: list[payments.Planned]) -> None:
        regular = [one for one in year if len(one.payment.lines) == 1 and one.payment.description]
        assert not {one.payment.value_date for one in regular} & county.days_off()

    def test_payees_who_are_persons_are_marked(self, year: list[payments.Planned]) -> None:
        natural = [one.payment for one in year if one.payment.natural]
        assert {payment.lines[0].fund for payment in natural} == {"livelihood-2025"}

    def test_an_item_is_spent_as_its_months_say(self, year: list[payments.Planned]) -> None:
        item = next(one for one in figures.ITEMS if one.code == "EDU-03")
        mine = [one.payment for one in year if one.payment.lines[0].item == "EDU-03"]
        spent = sum(payment.total for payment in mine if payment.value_date <= date(2025, 3, 31))
        assert abs(spent - item.amount * sum(item.months[:3]) / 1000) < item.amount / 100


class TestTheFigures:
    def test_every_item_belongs_to_a_unit_a_fund_and_a_feed_of_the_county(self) -> None:
        units, funds = {unit.code for unit in figures.UNITS}, {fund.code: fund for fund in figures.FUNDS}
        feeds = {feed.code for feed in figures.FEEDS}
        for item in figures.ITEMS:
            assert (item.owner in units, item.feed in feeds) == (True, True)
            # a fund for wages or livelihood may pay items of that purpose only
            assert funds[item.fund].purpose in ("other", item.purpose)

    def test_units_above_come_before_units_below(self) -> None:
        seen: set[str] = set()
        for unit in figures.UNITS:
            assert unit.parent is None or unit.parent in seen
            seen.add(unit.code)

    def test_codes_are_given_once(self) -> None:
        for codes in ([unit.code for unit in figures.UNITS], [item.code for item in figures.ITEMS]):
            assert [code for code, count in Counter(codes).items() if count > 1] == []

    def test_the_rules_are_a_rule_file(self) -> None:
        assert rules.load(county.RULES).rules[0].escalation[-1].kind == "hold_payments"


class TestTheScript:
    def test_every_step_is_taken_by_a_role_that_may(self) -> None:
        for action in ACTIONS:
            row: Row = ROWS[f"POST {TEMPLATES[action.subject]}:{action.verb}"]
            assert any(row.scope(role) != "none" for role in action.by.roles), action

    def test_nobody_accepts_what_he_answered(self) -> None:
        accepting = {action.by.principal for action in ACTIONS if action.verb in ("accept", "return")}
        answering = {action.by.principal for action in ACTIONS if action.verb in ("answer", "prepare-answer")}
        assert not accepting & answering

    def test_the_county_shows_orders_answered_returned_accepted_objected_and_put_off(self) -> None:
        verbs = {action.verb for action in ACTIONS if action.subject == "order"}
        assert verbs >= {
            "acknowledge", "prepare-answer", "answer", "return", "accept", "object", "grant-objection",
            "refuse-objection", "ask-extension", "grant-extension", "refuse-extension", "suspend", "resume",
        }  # fmt: skip

    def test_payments_are_named_as_they_are_planned(self, year: list[payments.Planned]) -> None:
        held = {one.payment.external_ref for one in year if one.then == "hold"}
        named = {action.of for action in ACTIONS if action.subject == "payment"}
        assert named <= held

    def test_every_file_of_the_county_is_shipped(self) -> None:
        assert Path(county.RULES).is_file()
