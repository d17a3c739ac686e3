"""Whatever an order brought ends when its cause ends: the table of ends, walked over HTTP and by the clock."""

import importlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from chassis import tables
from contracts.indicators import AppliesTo, AssesseeAmended, EscalationStep, MonitoringRuleWithdrawn
from scoring.domain import ends, transitions
from scoring.storage.tables import budget_proposals, drafts, talks

LATE, IN_TIME = True, False
RECHECK = "2026-04-30"
BODIES: dict[str, dict[str, Any] | None] = {
    "answer": {"text": "Done."},
    "return": {"reason": "-", "working_days": 3},
    "accept": {"reason": "-", "recheck_on": RECHECK},
    "suspend": {"reason": "-", "until": "2026-04-15"},
    "grant-extension": {},
    "resume": None,
    "acknowledge": None,
    **{command: {"reason": "-"} for command in ("object", "grant-objection", "refuse-objection", "cancel")},
    "refuse-extension": {"reason": "-"},
}
BY_THE_CLOCK = ("reopen", "close", "mark-overdue")
GIVEN = (*BODIES, *BY_THE_CLOCK)


@dataclass(frozen=True)
class Edge:
    """A step of the table out of a state, with what the table says it ends."""

    state: str
    command: str
    after: str

    @property
    def ended(self) -> set[str]:
        return {one.name for one in ends.ended(self.state, self.command, self.after)}


def edges() -> list[Edge]:
    """Every step of people and of the clock; a step that leads back leads to the state `acknowledged` here."""
    rows = {(row.state, row.command): row.next for row in transitions.rows() if row.command in GIVEN}
    return [
        Edge(state, command, transitions.ACKNOWLEDGED if after == transitions.BACK else after)
        for (state, command), after in rows.items()
    ]


EDGES = edges()
WALKED = [
    pytest.param(edge, late, id=f"{edge.state}:{edge.command}:{'late' if late else 'in time'}")
    for edge in EDGES
    for late in (IN_TIME, LATE)
    if edge.ended and not (edge.command == "mark-overdue" and late)
]


class TestTheTableOfEnds:
    def test_has_each_consequence_once(self) -> None:
        names = [one.name for one in ends.TABLE]
        assert len(set(names)) == len(names)

    def test_lets_nothing_but_facts_outlive_a_cancelled_order(self) -> None:
        left = {one.name for one in ends.TABLE if transitions.CANCELLED in one.stands_in}
        assert left == {"points"}, "and an objection that is granted gives these back"

    def test_lets_only_what_others_decide_and_what_is_a_fact_outlive_a_closed_order(self) -> None:
        left = {one.name for one in ends.TABLE if transitions.CLOSED in one.stands_in}
        assert left == {"overdue", "escalated", "acceptance", "talk", "budget_proposal", "points"}

    def test_has_a_step_for_every_end(self) -> None:
        walked = {name for edge in EDGES for name in edge.ended}
        assert walked == {one.name for one in ends.TABLE}


class TestEveryPairOfCauseAndConsequence:
    @pytest.mark.parametrize(("edge", "late"), WALKED)
    async def test_what_the_table_ends_has_ended_and_nothing_else_has(
        self, county: Any, edge: Edge, late: bool
    ) -> None:
        await REACH[edge.state](county, late)
        before = await standing(county)
        assert before >= expected(edge.state, late=late)
        assert all(edge.state in one.stands_in for one in ends.TABLE if one.name in before)
        await give(county, edge.command)
        order = await county.order_of("BRIDGES")
        assert order["state"] == edge.after
        after = await standing(county)
        begun_anew = {"order-due"} if edge.command in ("return", "grant-extension") else set()
        assert edge.ended & after <= begun_anew
        assert before - after <= edge.ended


class TestWhatACancelledOrderBrought:
    @pytest.mark.parametrize("way", ["grant-objection", "cancel"])
    async def test_is_called_off_told_once_and_caused_by_the_cancelling(self, county: Any, way: str) -> None:
        await REACH["objected" if way == "grant-objection" else "acknowledged"](county, LATE)
        await county.given(county.office(), "BRIDGES", way, {"reason": "-"})
        (cancelled,) = await county.said("order-cancelled")
        told = await county.said("talk-called-off", "budget-proposal-withdrawn")
        assert [event.type.split(".")[1] for event in told] == [
            "talk-called-off",
            "talk-called-off",
            "budget-proposal-withdrawn",
        ]
        assert {event.causationid for event in told} == {cancelled.id}
        because = {"grant-objection": "objection_granted", "cancel": "given_up"}[way]
        assert {event.data["because"] for event in (*told, cancelled)} == {because}

    @pytest.mark.parametrize("way", ["grant-objection", "cancel"])
    async def test_can_be_neither_recorded_nor_decided(self, county: Any, way: str) -> None:
        await REACH["objected" if way == "grant-objection" else "acknowledged"](county, LATE)
        await county.given(county.office(), "BRIDGES", way, {"reason": "-"})
        said = len(await county.said())
        for talk in await county.listed("/talks"):
            held = {"held_on": "2026-03-02", "note": "Agreed."}
            answer = await post(county.office(), f"/talks/{talk['id']}:record", held, talk["version"])
            assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
        (proposal,) = await county.listed("/budget-proposals", state="withdrawn")
        for command in ("adopt", "decline"):
            path = f"/budget-proposals/{proposal['id']}:{command}"
            answer = await post(county.finance(), path, {"reason": "-"}, proposal["version"])
            assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
        assert len(await county.said()) == said

    async def test_does_not_come_back_by_the_clock_or_a_calendar(self, county: Any) -> None:
        await county.until("2026-12-29T10:00:00")
        await county.cross("BRIDGES", after="red")
        await county.given(county.head(), "BRIDGES", "object", {"reason": "-"})
        await county.given(county.office(), "BRIDGES", "grant-objection", {"reason": "-"})
        said = len(await county.said())
        await county.world.publish_working_days(county.region, 2027, days_off=[date(2027, 1, 1)])
        await county.until("2027-03-01T10:00:00")
        assert len(await county.said()) == said

    async def test_that_was_done_before_stays_done(self, county: Any) -> None:
        await county.cross("BRIDGES", after="red")
        (talk,), (proposal,) = await county.listed("/talks"), await county.listed("/budget-proposals")
        held = {"held_on": "2026-03-02", "note": "Agreed."}
        assert (await post(county.office(), f"/talks/{talk['id']}:record", held, 1)).status_code == 200
        path = f"/budget-proposals/{proposal['id']}:adopt"
        assert (await post(county.finance(), path, {"reason": "Cut."}, 1)).status_code == 200
        await county.given(county.head(), "BRIDGES", "object", {"reason": "-"})
        await county.given(county.office(), "BRIDGES", "grant-objection", {"reason": "-"})
        assert [one["state"] for one in await county.listed("/talks")] == ["held"]
        assert [one["state"] for one in await county.listed("/budget-proposals")] == ["adopted"]

    async def test_leaves_the_next_crossing_to_a_new_order_with_a_talk_of_its_own(self, county: Any) -> None:
        await county.cross("BRIDGES", after="red")
        await county.given(county.office(), "BRIDGES", "cancel", {"reason": "-"})
        await county.cross("BRIDGES", after="red", episode=2)
        assert [one["state"] for one in await county.listed("/talks")] == ["called_off", "called"]
        assert [one["state"] for one in await county.listed("/rectification-orders")] == ["cancelled", "issued"]

    async def test_is_called_off_where_it_was_cancelled_before_there_were_ends(self, county: Any) -> None:
        await county.cross("BRIDGES", after="red")
        await county.cross("PARKS", after="red")
        await county.given(county.office(), "BRIDGES", "cancel", {"reason": "-"})
        async with county.world.transaction("scoring", county.region) as tx:
            await tx.execute(update(talks).values(state="called"))
            await tx.execute(update(budget_proposals).values(state="proposed"))
        call_off_what_was_left(county.world.admin_url)
        assert [one["state"] for one in await county.listed("/talks")] == ["called_off", "called"]
        assert [one["state"] for one in await county.listed("/budget-proposals")] == ["withdrawn", "proposed"]
        await county.until("2026-03-20T10:00:00")
        assert len(await county.said("talk-overdue")) == 1


def call_off_what_was_left(admin_url: str) -> None:
    migration = importlib.import_module("scoring.migrations.versions.0003_ends")
    engine = create_engine(make_url(admin_url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL search_path = scoring"))
        for statement in migration.CALL_OFF:
            connection.execute(text(statement))
    engine.dispose()


class TestATalkOfAClosedOrder:
    async def test_is_still_to_be_held_and_so_is_its_proposal_to_be_decided(self, county: Any) -> None:
        await county.cross("BRIDGES", after="red")
        await county.recover("BRIDGES", before="red")
        await county.answered("BRIDGES")
        await county.given(county.inspector(), "BRIDGES", "accept", {})
        (talk,), (proposal,) = await county.listed("/talks"), await county.listed("/budget-proposals")
        held = {"held_on": "2026-03-02", "note": "Agreed."}
        assert (await post(county.office(), f"/talks/{talk['id']}:record", held, 1)).status_code == 200
        path = f"/budget-proposals/{proposal['id']}:decline"
        assert (await post(county.finance(), path, {"reason": "Spent."}, 1)).status_code == 200


async def rule_withdrawn(county: Any) -> None:
    withdrawn = MonitoringRuleWithdrawn(code="budget-lights", version=1, reason="-")
    await county.world.deliver(withdrawn, region=county.region, aggregate="budget-lights", sequence=2)


async def object_left_out(county: Any) -> None:
    await county.publish(county.rule(applies_to=AppliesTo(objects=("OTHER",))), version=2)


async def unit_moved(county: Any) -> None:
    await county.register("merged")
    amended = AssesseeAmended.model_validate(
        {
            "code": "roads", "version": 2, "kind": "department", "category": "organs", "parent": "merged",
            "labels": {"zh": "roads", "en": "roads"}, "valid_from": date(2026, 3, 2), "reason": "merged",
            "moved": ("parent",), "left": {"parent": "works"},
        }
    )  # fmt: skip
    await county.world.deliver(amended, region=county.region, aggregate="roads", sequence=2)


async def year_closed(county: Any) -> None:
    await county.close_fiscal_year("2026")


async def light_recovered(county: Any) -> None:
    await county.recover("BRIDGES", before="red")


AROUND = (rule_withdrawn, object_left_out, unit_moved, year_closed, light_recovered)


class TestEveryOrderReachesAnEnd:
    def test_in_the_table_without_a_step_of_its_unit(self) -> None:
        ending = {*transitions.FINAL}
        steps = [row for row in transitions.rows() if row.role not in transitions.UNIT]
        while more := {row.state for row in steps if row.next in ending} - ending:
            ending |= more
        assert ending == set(transitions.STATES)

    @pytest.mark.parametrize("happened", AROUND, ids=lambda happened: happened.__name__)
    @pytest.mark.parametrize("state", transitions.OPEN)
    async def test_whatever_happened_to_its_rule_object_unit_or_year(
        self, county: Any, state: str, happened: Callable[[Any], Awaitable[None]]
    ) -> None:
        """By office and inspector alone: its unit may have nobody any more."""
        await REACH[state](county, LATE)
        await happened(county)
        await county.world.settle()
        assert (await county.order_of("BRIDGES"))["state"] == state
        for _ in range(6):
            order = await county.order_of("BRIDGES")
            match order["state"]:
                case "closed" | "cancelled":
                    break
                case "objected":
                    await county.given(county.office(), "BRIDGES", "refuse-objection", {"reason": "-"})
                case "answered":
                    good = order["light_is_good"]
                    await county.given(county.inspector(), "BRIDGES", "accept", {} if good else BODIES["accept"])
                case "accepted":
                    await county.until("2026-05-10T10:00:00")
                case _:
                    await county.given(county.office(), "BRIDGES", "cancel", {"reason": "Nobody is left to answer."})
        else:
            raise AssertionError(f"still {order['state']}")
        assert not await standing(county) & {"hold", "order-due", "order-escalation", "order-recheck", "extension"}

    async def test_by_the_head_of_the_unit_that_it_was_merged_into(self, county: Any) -> None:
        await county.cross("BRIDGES", after="red")
        await unit_moved(county)
        await county.world.settle()
        former = await county.give(
            county.client("head-of-works", "unit_head", units=["works"]), "BRIDGES", "acknowledge"
        )
        assert (former.status_code, former.json()["code"]) == (403, "outside_your_units")
        await county.given(head_of_the_successor(county), "BRIDGES", "acknowledge")
        await county.given(head_of_the_successor(county), "BRIDGES", "answer", BODIES["answer"])
        own = await county.give(county.of("merged", "inspector"), "BRIDGES", "accept", BODIES["accept"])
        assert (own.status_code, own.json()["code"]) == (403, "own_unit")
        accepted = await county.given(county.of("works", "inspector"), "BRIDGES", "accept", BODIES["accept"])
        assert accepted["state"] == "accepted"


def head_of_the_successor(county: Any) -> Any:
    return county.client("head-of-merged", "unit_head", units=["merged"])


async def issued(county: Any, late: bool) -> None:
    """Red, so with a talk and a proposal; more time is asked for, and where it is late all steps but one are taken."""
    later = EscalationStep(kind="reminder", after_working_days=60)
    await county.publish(county.rule(code="long-lights", escalation=(*county.rule().escalation, later)))
    await county.cross("BRIDGES", after="red", rule="long-lights")
    await asked_for_time(county, late)


async def asked_for_time(county: Any, late: bool) -> None:
    await county.given(county.head(), "BRIDGES", "ask-extension", {"reason": "-", "until": "2026-03-27"})
    if late:
        await county.until("2026-03-24T12:00:00")


async def acknowledged(county: Any, late: bool) -> None:
    await issued(county, late)
    await county.given(county.head(), "BRIDGES", "acknowledge")
    await county.given(county.clerk(), "BRIDGES", "prepare-answer", {"text": "Done."})


async def answered(county: Any, late: bool) -> None:
    await acknowledged(county, late)
    await county.given(county.head(), "BRIDGES", "answer")


async def returned(county: Any, late: bool) -> None:
    await answered(county, IN_TIME)
    await county.given(county.inspector(), "BRIDGES", "return", {"reason": "-", "working_days": 3})
    await asked_for_time(county, late)
    await county.given(county.clerk(), "BRIDGES", "prepare-answer", {"text": "Done."})


async def objected(county: Any, late: bool) -> None:
    await acknowledged(county, late)
    await county.given(county.head(), "BRIDGES", "object", {"reason": "-"})


async def suspended(county: Any, late: bool) -> None:
    await acknowledged(county, late)
    await county.given(county.office(), "BRIDGES", "suspend", BODIES["suspend"])


async def accepted(county: Any, late: bool) -> None:
    await answered(county, late)
    await county.given(county.inspector(), "BRIDGES", "accept", BODIES["accept"])


REACH: dict[str, Callable[[Any, bool], Awaitable[None]]] = {
    "issued": issued,
    "acknowledged": acknowledged,
    "answered": answered,
    "returned": returned,
    "objected": objected,
    "suspended": suspended,
    "accepted": accepted,
}


def expected(state: str, *, late: bool) -> set[str]:
    """What such an order must have brought in this state, so that no end is shown of what never stood."""
    only = {"overdue", "escalated", "hold", "points", "order-escalation"} if not late else {"order-due"}
    names: set[str] = {one.name for one in ends.TABLE if state in one.stands_in}
    return names - only


async def standing(county: Any) -> set[str]:
    """What the order of the object has brought and what stands of it now, as the API and the clock show it."""
    order = await county.order_of("BRIDGES")
    flags = {
        "overdue": order["overdue"],
        "escalated": order["escalated"],
        "hold": order["holds_payments"],
        "case": order["state"] not in transitions.FINAL,
        "draft": await has_draft(county, order["id"]),
        "extension": order["extension_pending"],
        "objection": order["state"] == "objected",
        "suspension": order["suspended_until"],
        "acceptance": order["accepted_by"],
        "talk": await county.listed("/talks", order=order["id"], state="called"),
        "budget_proposal": await county.listed("/budget-proposals", order=order["id"], state="proposed"),
        "points": sum(float(one["points"]) for one in await county.listed("/score-adjustments", order=order["id"])),
    }
    pending = [one for one in order["extensions"] if one["outcome"] == "pending"]
    assert bool(pending) == order["extension_pending"]
    return {name for name, stands in flags.items() if stands} | await alarms_of(county, order["id"])


async def has_draft(county: Any, order: str) -> bool:
    async with county.world.transaction("scoring", county.region) as tx:
        return await tx.scalar(select(drafts.c.text).where(drafts.c.order_id == order)) is not None


async def alarms_of(county: Any, order: str) -> set[str]:
    t = tables.deadlines.c
    async with county.world.transaction("scoring", county.region) as tx:
        rows = await tx.all(select(t.kind).where(t.region == county.region, t.key == order, t.state == "waiting"))
    return {row["kind"] for row in rows}


async def give(county: Any, command: str) -> None:
    if command in BY_THE_CLOCK:
        if command == "close":
            await county.recover("BRIDGES", before="red", rule="long-lights")
        await county.until("2026-03-10T12:00:00" if command == "mark-overdue" else "2026-05-02T10:00:00")
        return
    roles = transitions.roles_for(command)
    unit = [role for role in ("unit_head", "unit_clerk") if role in roles]
    person = county.head() if unit else county.client("office-9", "assessment_office", "inspector")
    await county.given(person, "BRIDGES", command, BODIES[command])


async def post(person: Any, path: str, body: dict[str, Any], version: int) -> Any:
    async with person:
        return await person.post(path, json=body, headers={"if-match": f'"{version}"'})
