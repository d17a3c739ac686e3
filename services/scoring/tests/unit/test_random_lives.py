"""Random lives of an order: whatever people, lights and the clock do, it stays within the table."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chassis.calendar import WorkingCalendar
from chassis.refusal import Refusal
from contracts.budget import LightCrossed, LightRecovered, RateShown
from contracts.envelope import EVENT_IDS, SchemeLabels
from contracts.indicators import Band, Checkpoint, EscalationStep, ExecutionRate, Level, RuleContent
from scoring.domain import (
    answer,
    cancellation,
    crossing,
    ends,
    escalation,
    extension,
    light,
    objection,
    order,
    suspension,
    transitions,
)
from scoring.domain.order import By, Order, Step
from scoring.domain.refusals import IllegalTransition
from scoring.domain.term import Term

LABELS = SchemeLabels(zh="道路", en="Roads")
CALENDAR = WorkingCalendar(years=frozenset(range(2026, 2040)))
FROZEN_AFTER = date(2026, 12, 31)
LEVELS = ("red", "yellow", "green")
RULE = RuleContent(
    code="budget-lights",
    labels=LABELS,
    legal_basis="test",
    measure=ExecutionRate(object="budget_item", budget="current"),
    levels=tuple(Level(code=code, labels=LABELS, at_once=("order",)) for code in LEVELS),
    checkpoints=(
        Checkpoint(
            day="03-31",
            labels=LABELS,
            bands=(
                Band(
                    level="red",
                    operator="<",
                    bound=Decimal(10),
                    recovery_operator=">=",
                    recovery=Decimal(10),
                ),
            ),
        ),
    ),
    moves_between_checkpoints=True,
    answer_within_working_days=5,
    escalation=tuple(
        EscalationStep(kind=kind, after_working_days=days)
        for kind, days in (("reminder", 1), ("talk", 3), ("hold_payments", 5))
    ),
    longest_suspension_days=40,
)
CHANGE = {
    "light": UUID(int=10),
    "rule": RULE.code,
    "rule_version": 1,
    "object_kind": "budget_item",
    "object": "ROADS",
    "object_labels": LABELS,
    "owner": "works",
    "fiscal_year": "2026",
    "episode": 1,
    "checkpoint": date(2026, 3, 31),
    "evaluation": 1,
    "rate": RateShown(
        paid=Decimal("1.00"),
        original_budget=Decimal("9.00"),
        current_budget=Decimal("9.00"),
        basis="current",
        percent=None,
    ),
    "previous_seen_entry": 0,
    "seen_entry": 1,
    "payments": (),
    "payments_count": 0,
}
PEOPLE = st.builds(
    By,
    st.sampled_from(["li-ming", "wang-fang", "chen-jie"]),
    st.frozensets(
        st.sampled_from(["unit_head", "unit_clerk", "assessment_office", "inspector", "auditor"]), min_size=1
    ),
)
DAYS = st.integers(min_value=1, max_value=30)
TOLD = answer.Answer("Done.", (), ())


class LifeOfAnOrder(RuleBasedStateMachine):
    order: Order
    today: date
    told: list[Step]
    steps_of_round: list[tuple[int, int]]
    granted: int
    suspended_days: int

    @initialize()
    def a_light_crosses(self) -> None:
        self.today = date(2026, 3, 2)
        step = order.issue(
            LightCrossed.model_validate(CHANGE | {"from_level": "green", "to_level": "yellow"}),
            cause_event=UUID(int=1),
            case="budget-lights:budget_item:ROADS:2026:1",
            region="county",
            rule=RULE,
            at=datetime(2026, 3, 2, tzinfo=UTC),
            today=self.today,
            calendar=CALENDAR,
        )
        self.order = step.order
        self.told = [step]
        self.steps_of_round = []
        self.granted = self.suspended_days = 0

    def attempt(self, command: str, by: By, act: Callable[[], tuple[Step, ...]]) -> None:
        """Gives a command; a refusal must leave nothing, and the table must have what happened."""
        before = self.order
        possible = any((before.state, command, role) in transitions.TRANSITIONS for role in by.roles)
        try:
            steps = act()
        except Refusal:
            assert self.order == before
            return
        assert possible, f"{command} in {before.state} by {sorted(by.roles)}"
        self.happened(*steps)

    def happened(self, *steps: Step) -> None:
        for step in steps:
            before, after = self.order, step.order
            rows = [r for r in transitions.rows() if (r.state, r.command) == (before.state, step.command)]
            nexts = {before.state_before if row.next == transitions.BACK else row.next for row in rows}
            assert after.state in nexts
            assert after.version == before.version + 1
            if step.command == "escalate":
                self.steps_of_round.append((after.round, after.steps_taken))
            if step.command == "grant-extension":
                self.granted += 1
            if step.command == "resume" and before.suspended_on is not None:
                self.suspended_days += (self.today - before.suspended_on).days
            self.order = after
            self.told.append(step)

    @rule(by=PEOPLE)
    def acknowledge(self, by: By) -> None:
        self.attempt("acknowledge", by, lambda: (answer.acknowledge(self.order, by=by),))

    @rule(by=PEOPLE)
    def prepare(self, by: By) -> None:
        self.attempt("prepare-answer", by, lambda: (answer.prepare(self.order, by=by),))

    @rule(by=PEOPLE)
    def submit(self, by: By) -> None:
        self.attempt("answer", by, lambda: (answer.submit(self.order, TOLD, by=by),))

    @rule(by=PEOPLE, days=DAYS)
    def give_back(self, by: By, days: int) -> None:
        term = Term(self.today, days)
        self.attempt(
            "return",
            by,
            lambda: (answer.give_back(self.order, by=by, reason="-", term=term, rule=RULE, calendar=CALENDAR),),
        )

    @rule(by=PEOPLE, days=DAYS, with_recheck=st.booleans(), frozen=st.booleans())
    def accept(self, by: By, days: int, with_recheck: bool, frozen: bool) -> None:
        recheck_on = self.today + timedelta(days=days) if with_recheck else None
        self.attempt(
            "accept",
            by,
            lambda: answer.accept(
                self.order,
                by=by,
                today=self.today,
                reason="-",
                recheck_on=recheck_on,
                rule=RULE,
                light_is_frozen=frozen,
            ),
        )

    @rule(by=PEOPLE)
    def object_to(self, by: By) -> None:
        self.attempt("object", by, lambda: (objection.raise_objection(self.order, by=by, reason="-"),))

    @rule(by=PEOPLE, granted=st.booleans())
    def decide_objection(self, by: By, granted: bool) -> None:
        decide = objection.grant if granted else objection.refuse
        command = "grant-objection" if granted else "refuse-objection"
        self.attempt(command, by, lambda: (decide(self.order, by=by, reason="-"),))

    @rule(by=PEOPLE)
    def cancel(self, by: By) -> None:
        self.attempt("cancel", by, lambda: (cancellation.cancel(self.order, by=by, reason="-"),))

    @rule(by=PEOPLE, days=DAYS)
    def ask_extension(self, by: By, days: int) -> None:
        until = self.today + timedelta(days=days)
        self.attempt(
            "ask-extension",
            by,
            lambda: (
                extension.ask(
                    self.order, by=by, until=until, reason="-", rule=RULE, granted=self.granted, calendar=CALENDAR
                ),
            ),
        )

    @rule(by=PEOPLE, granted=st.booleans())
    def decide_extension(self, by: By, granted: bool) -> None:
        if granted:
            self.attempt(
                "grant-extension",
                by,
                lambda: (
                    extension.grant(
                        self.order,
                        by=by,
                        until=None,
                        today=self.today,
                        rule=RULE,
                        granted=self.granted,
                        calendar=CALENDAR,
                    ),
                ),
            )
        else:
            self.attempt("refuse-extension", by, lambda: (extension.refuse(self.order, by=by, reason="-"),))

    @rule(by=PEOPLE, days=DAYS)
    def suspend(self, by: By, days: int) -> None:
        until = self.today + timedelta(days=days)
        self.attempt(
            "suspend",
            by,
            lambda: (
                suspension.suspend(
                    self.order,
                    by=by,
                    reason="-",
                    until=until,
                    today=self.today,
                    rule=RULE,
                    suspended_days=self.suspended_days,
                ),
            ),
        )

    @rule(by=PEOPLE)
    def resume(self, by: By) -> None:
        self.attempt("resume", by, lambda: (suspension.resume(self.order, by=by, today=self.today, calendar=CALENDAR),))

    @rule(level=st.sampled_from(["yellow", "red"]))
    def light_crosses(self, level: str) -> None:
        if not self.order.is_open:
            return  # it would begin another case
        change = LightCrossed.model_validate(CHANGE | {"from_level": self.order.light_level, "to_level": level})
        self.happened(crossing.raise_level(self.order, change, cause_event=uuid5(EVENT_IDS, "c"), rule=RULE))

    @rule(level=st.sampled_from(["yellow", "green"]))
    def light_recovers(self, level: str) -> None:
        if not self.order.is_open:
            return
        change = LightRecovered.model_validate(
            CHANGE | {"from_level": "red", "to_level": level, "fully": level == "green"}
        )
        self.happened(crossing.note_recovery(self.order, change, cause_event=uuid5(EVENT_IDS, "r")))

    @rule(days=st.integers(min_value=1, max_value=10))
    def days_pass(self, days: int) -> None:
        """The clock does what is due at the end of each day, as the deadlines would."""
        for _ in range(days):
            self.end_of_day()
            self.today += timedelta(days=1)

    def end_of_day(self) -> None:
        now = self.order
        tomorrow = self.today + timedelta(days=1)
        if now.state in transitions.CLOCK_RUNS and not now.overdue and now.due_on <= self.today:
            self.happened(escalation.mark_overdue(now))
        while (on := escalation.next_step_on(self.order, RULE, CALENDAR)) is not None and on <= self.today:
            self.happened(escalation.take_step(self.order, RULE, today=tomorrow, calendar=CALENDAR))
        now = self.order
        if now.state == transitions.SUSPENDED and now.suspended_until and now.suspended_until <= self.today:
            self.happened(suspension.resume(now, by=order.SYSTEM, today=tomorrow, calendar=CALENDAR))
        if now.state == transitions.ACCEPTED and now.recheck_on and now.recheck_on <= self.today:
            looked_at = light.followed(now, frozen=self.today > FROZEN_AFTER)
            self.happened(answer.recheck(now, light=looked_at, term=Term(tomorrow, 5), calendar=CALENDAR))

    @invariant()
    def its_state_is_one_of_the_table(self) -> None:
        assert self.order.state in transitions.STATES

    @invariant()
    def it_closes_or_is_cancelled_at_most_once(self) -> None:
        assert sum(step.order.state in transitions.FINAL for step in self.told) <= 1

    @invariant()
    def every_change_is_told_once_and_in_order(self) -> None:
        assert [step.order.version for step in self.told] == list(range(1, len(self.told) + 1))

    @invariant()
    def each_escalation_step_is_taken_once_a_round(self) -> None:
        assert len(set(self.steps_of_round)) == len(self.steps_of_round)

    @invariant()
    def nothing_final_escalates(self) -> None:
        if self.order.state not in transitions.CLOCK_RUNS:
            assert escalation.next_step_on(self.order, RULE, CALENDAR) is None
            overdue = replace(self.order, overdue=True)
            try:
                escalation.take_step(overdue, RULE, today=self.today, calendar=CALENDAR)
            except IllegalTransition:
                return
            raise AssertionError(f"an order that is {self.order.state} escalated")

    @invariant()
    def who_accepted_never_answered(self) -> None:
        assert self.order.accepted_by is None or self.order.accepted_by not in self.order.hands

    @invariant()
    def nothing_stands_in_a_state_in_which_it_has_ended(self) -> None:
        for one in ends.TABLE:
            if self.order.state not in one.stands_in:
                assert {name: getattr(self.order, name) for name in one.fields} == one.fields

    @invariant()
    def it_is_put_off_no_longer_than_its_rule_says(self) -> None:
        assert self.granted <= RULE.most_extensions
        # the day of an end is over at midnight
        assert self.suspended_days <= RULE.longest_suspension_days + 1

    @invariant()
    def the_state_before_is_kept_only_while_it_is_needed(self) -> None:
        waiting = self.order.state in (transitions.OBJECTED, transitions.SUSPENDED)
        assert (self.order.state_before is not None) == waiting


TestLifeOfAnOrder = LifeOfAnOrder.TestCase
TestLifeOfAnOrder.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
