"""The table of an order's life, walked over its entire product."""

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest

from chassis.calendar import WorkingCalendar
from chassis.refusal import SamePersonTwice
from contracts.budget import LightCrossed, LightRecovered
from contracts.indicators import RuleContent
from scoring.domain import answer, cancellation, crossing, escalation, extension, objection, suspension, transitions
from scoring.domain.light import followed
from scoring.domain.order import By, Order, advance
from scoring.domain.refusals import IllegalTransition, RoleMayNot
from scoring.domain.term import Term

ROLES = (
    "assessment_office",
    "finance",
    "unit_head",
    "unit_clerk",
    "inspector",
    "process_supervisor",
    "congress",
    "auditor",
    "integrator",
    "operator",
    "system",
)
TODAY = date(2026, 3, 4)
Give = Callable[[Order, By], Order]
BY_THE_SYSTEM = ("raise-level", "note-recovery", "settle-due-date", "mark-overdue", "escalate", "reopen", "close")
BY_PEOPLE = tuple(command for command in transitions.COMMANDS if command not in BY_THE_SYSTEM)


@pytest.fixture
def commands(
    calendar: WorkingCalendar, rule: Callable[..., RuleContent], crossing: Callable[..., LightCrossed]
) -> dict[str, Give]:
    """Every command that a person gives, as the function that serves it."""
    told = answer.Answer("Done.", (), ())
    term = Term(TODAY, 5)
    until = date(2026, 3, 20)
    return {
        "acknowledge": lambda o, by: answer.acknowledge(o, by=by).order,
        "prepare-answer": lambda o, by: answer.prepare(o, by=by).order,
        "answer": lambda o, by: answer.submit(o, told, by=by).order,
        "return": lambda o, by: answer.give_back(o, by=by, reason="-", term=term, rule=rule(), calendar=calendar).order,
        "accept": lambda o, by: (
            answer.accept(o, by=by, today=TODAY, reason="-", recheck_on=until, rule=rule(), light_is_frozen=False)[
                0
            ].order
        ),
        "object": lambda o, by: objection.raise_objection(o, by=by, reason="-").order,
        "grant-objection": lambda o, by: objection.grant(o, by=by, reason="-").order,
        "refuse-objection": lambda o, by: objection.refuse(o, by=by, reason="-").order,
        "ask-extension": lambda o, by: (
            extension.ask(o, by=by, until=until, reason="-", rule=rule(), granted=0, calendar=calendar).order
        ),
        "grant-extension": lambda o, by: (
            extension.grant(o, by=by, until=until, today=TODAY, rule=rule(), granted=0, calendar=calendar).order
        ),
        "refuse-extension": lambda o, by: extension.refuse(o, by=by, reason="-").order,
        "suspend": lambda o, by: (
            suspension.suspend(o, by=by, reason="-", until=until, today=TODAY, rule=rule(), suspended_days=0).order
        ),
        "resume": lambda o, by: suspension.resume(o, by=by, today=TODAY, calendar=calendar).order,
        "cancel": lambda o, by: cancellation.cancel(o, by=by, reason="-").order,
    }


def ready(order: Callable[..., Order], state: str, command: str) -> Order:
    """An order in a state, with the flags that the command needs beside it."""
    fields: dict[str, Any] = {}
    for flag, wanted in transitions.NEEDS.get(command, ()):
        if flag == "extension_pending" and wanted:
            fields |= {"extension_asked_by": "head-of-works", "extension_until": date(2026, 3, 20)}
        elif flag == "overdue":
            fields["overdue"] = wanted
        elif flag == "objected_in_this_round":
            fields["objected_round"] = 0
    return order(state, **fields)


class TestTheTable:
    def test_names_every_command_once(self) -> None:
        assert len(set(transitions.COMMANDS)) == len(transitions.COMMANDS)

    def test_leads_only_to_known_states(self) -> None:
        assert {row.next for row in transitions.rows()} <= {*transitions.STATES, transitions.BACK}

    def test_gives_a_command_in_a_state_the_same_next_state_for_every_role(self) -> None:
        following: dict[tuple[str, str], set[str]] = {}
        for row in transitions.rows():
            following.setdefault((row.state, row.command), set()).add(row.next)
        assert all(len(states) == 1 for states in following.values())

    def test_reaches_every_state_from_issued(self) -> None:
        reached = {transitions.ISSUED}
        while more := {r.next for r in transitions.rows() if r.state in reached} - reached - {transitions.BACK}:
            reached |= more
        assert reached == set(transitions.STATES)

    def test_has_no_way_out_of_a_final_state(self) -> None:
        assert not [row for row in transitions.rows() if row.state in transitions.FINAL]


class TestTheWholeProduct:
    @pytest.mark.parametrize(("state", "command"), [*product(transitions.STATES, transitions.COMMANDS)])
    def test_moves_as_the_table_says_or_refuses(self, state: str, command: str, order: Callable[..., Order]) -> None:
        for role in ROLES:
            before = ready(order, state, command)
            by = By("somebody-else", frozenset({role}))
            row = transitions.TRANSITIONS.get((state, command, role))
            if row is not None:
                after = advance(before, command, by)
                assert after.version == before.version + 1
                assert after.state == (before.state_before if row.next == transitions.BACK else row.next)
            elif role in transitions.roles_for(command) and not transitions.roles_for(command, state):
                with pytest.raises(IllegalTransition):
                    advance(before, command, by)
            else:
                with pytest.raises(RoleMayNot):
                    advance(before, command, by)

    @pytest.mark.parametrize(("state", "command"), [*product(transitions.STATES, BY_PEOPLE)])
    def test_is_what_the_commands_of_people_do(
        self, state: str, command: str, order: Callable[..., Order], commands: dict[str, Give]
    ) -> None:
        for role in ROLES:
            before = ready(order, state, command)
            by = By("somebody-else", frozenset({role}))
            row = transitions.TRANSITIONS.get((state, command, role))
            if row is None:
                with pytest.raises((IllegalTransition, RoleMayNot)):
                    commands[command](before, by)
            else:
                after = commands[command](before, by)
                assert after.state == (before.state_before if row.next == transitions.BACK else row.next)


class TestStepsOfTheSystem:
    @pytest.mark.parametrize("state", transitions.STATES)
    def test_happen_only_where_the_table_has_them(
        self,
        state: str,
        order: Callable[..., Order],
        rule: Callable[..., RuleContent],
        crossing: Callable[..., LightCrossed],
        recovery: Callable[..., LightRecovered],
        calendar: WorkingCalendar,
    ) -> None:
        given: dict[str, Callable[[Order], Any]] = {
            "raise-level": lambda o: raise_level(o, crossing(), rule()),
            "note-recovery": lambda o: note_recovery(o, recovery()),
            "mark-overdue": escalation.mark_overdue,
            "escalate": lambda o: escalation.take_step(o, rule(), today=TODAY, calendar=calendar),
            "reopen": lambda o: answer.recheck(
                o, light=followed(o, frozen=False), term=Term(TODAY, 5), calendar=calendar
            ),
            "close": answer.close,
        }
        for command, act in given.items():
            before = ready(order, state, command)
            if (state, command, "system") in transitions.TRANSITIONS:
                act(before)
            else:
                with pytest.raises(IllegalTransition):
                    act(before)

    def test_every_other_command_of_the_table_is_served_by_a_function(self, commands: dict[str, Give]) -> None:
        assert set(commands) == set(BY_PEOPLE)


class TestNobodyTakesTwoStepsOfOneDecision:
    @pytest.mark.parametrize("command", sorted(transitions.NEVER_THE_SAME))
    def test_the_one_of_the_earlier_step_is_refused(self, command: str, order: Callable[..., Order]) -> None:
        (state, role) = next((r.state, r.role) for r in transitions.rows() if r.command == command)
        ((field, _),) = transitions.NEVER_THE_SAME[command]
        taken: Any = frozenset({"li-ming"}) if field == "hands" else "li-ming"
        before = order(state, **{field: taken})
        with pytest.raises(SamePersonTwice) as refused:
            advance(before, command, By("li-ming", frozenset({role})))
        assert ("“验收”须由他人办理" in refused.value.text("zh")) == (command == "accept")
        assert advance(before, command, By("wang-fang", frozenset({role}))).version == before.version + 1

    def test_holding_both_roles_does_not_help(
        self, order: Callable[..., Order], rule: Callable[..., RuleContent]
    ) -> None:
        both = By("li-ming", frozenset({"unit_head", "inspector"}))
        answered = answer.submit(order("acknowledged"), answer.Answer("Done.", (), ()), by=both).order
        with pytest.raises(SamePersonTwice):
            answer.accept(
                answered,
                by=both,
                today=TODAY,
                reason="-",
                recheck_on=date(2026, 6, 30),
                rule=rule(),
                light_is_frozen=False,
            )

    def test_who_answered_in_an_earlier_round_does_not_accept_a_later_one(
        self, order: Callable[..., Order], rule: Callable[..., RuleContent], calendar: WorkingCalendar
    ) -> None:
        told = answer.Answer("Done.", (), ())
        head, next_head = By("li-ming", frozenset({"unit_head"})), By("zhao-lei", frozenset({"unit_head"}))
        inspector = By("wang-fang", frozenset({"inspector"}))
        now = answer.submit(order("acknowledged"), told, by=head).order
        now = answer.give_back(now, by=inspector, reason="-", term=Term(TODAY, 5), rule=rule(), calendar=calendar).order
        now = answer.submit(now, told, by=next_head).order
        with pytest.raises(SamePersonTwice):
            answer.accept(
                now,
                by=By("li-ming", frozenset({"inspector"})),
                today=TODAY,
                reason="-",
                recheck_on=date(2026, 6, 30),
                rule=rule(),
                light_is_frozen=False,
            )


def raise_level(before: Order, change: LightCrossed, rule: RuleContent) -> Any:
    return crossing.raise_level(before, change, cause_event=before.cause_event, rule=rule)


def note_recovery(before: Order, change: LightRecovered) -> Any:
    return crossing.note_recovery(before, change, cause_event=before.cause_event)
