"""The table of an order's life as HTTP shows it: every state, every command, and what refusals leave behind."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from scoring.domain import transitions

BODIES: dict[str, dict[str, Any] | None] = {
    "acknowledge": None,
    "prepare-answer": {"text": "Done."},
    "answer": {"text": "Done."},
    "return": {"reason": "-", "working_days": 3},
    "accept": {"reason": "-", "recheck_on": "2026-06-30"},
    "object": {"reason": "-"},
    "grant-objection": {"reason": "-"},
    "refuse-objection": {"reason": "-"},
    "ask-extension": {"reason": "-", "until": "2026-03-31"},
    "grant-extension": {},
    "refuse-extension": {"reason": "-"},
    "suspend": {"reason": "-", "until": "2026-03-31"},
    "resume": None,
    "cancel": {"reason": "-"},
}
# roles without any step of their own are all alike: the auditor stands for them
ROLES = ("assessment_office", "finance", "unit_head", "unit_clerk", "inspector", "auditor")
Reach = Callable[[Any, str], Awaitable[Any]]


async def issued(county: Any, thing: str) -> None:
    await county.cross(thing)


async def acknowledged(county: Any, thing: str) -> None:
    await county.cross(thing)
    await county.given(county.head(), thing, "acknowledge")


async def answered(county: Any, thing: str) -> None:
    await county.cross(thing)
    await county.answered(thing)


async def returned(county: Any, thing: str) -> None:
    await answered(county, thing)
    await county.given(county.inspector(), thing, "return", {"reason": "-", "working_days": 3})


async def objected(county: Any, thing: str) -> None:
    await county.cross(thing)
    await county.given(county.head(), thing, "object", {"reason": "-"})


async def suspended(county: Any, thing: str) -> None:
    await county.cross(thing)
    await county.given(county.office(), thing, "suspend", {"reason": "-", "until": "2026-03-31"})


async def accepted(county: Any, thing: str) -> None:
    await answered(county, thing)
    await county.given(county.inspector(), thing, "accept", BODIES["accept"])


async def closed(county: Any, thing: str) -> None:
    await county.cross(thing)
    await county.recover(thing)
    await county.answered(thing)
    await county.given(county.inspector(), thing, "accept", {})


async def cancelled(county: Any, thing: str) -> None:
    await objected(county, thing)
    await county.given(county.office(), thing, "grant-objection", {"reason": "-"})


REACH: dict[str, Reach] = {
    "issued": issued,
    "acknowledged": acknowledged,
    "answered": answered,
    "returned": returned,
    "objected": objected,
    "suspended": suspended,
    "accepted": accepted,
    "closed": closed,
    "cancelled": cancelled,
}


class TestEveryStateAndCommand:
    @pytest.mark.parametrize("state", transitions.STATES)
    async def test_is_done_or_refused_as_the_table_says_and_a_refusal_says_nothing(
        self, state: str, county: Any
    ) -> None:
        await REACH[state](county, "BRIDGES")
        order = await county.order_of("BRIDGES")
        assert order["state"] == state
        said = [event.id for event in await county.world.events("scoring", county.region)]
        for role in ROLES:
            units = ["roads"] if role.startswith("unit_") else None
            async with county.client(f"another-{role}", role, units=units) as person:
                for command, body in BODIES.items():
                    answer = await person.post(
                        f"/rectification-orders/{order['id']}:{command}?dry_run=true",
                        json=body,
                        headers={"if-match": f'"{order["version"]}"'},
                    )
                    in_table = (state, command, role) in transitions.TRANSITIONS
                    # nobody has asked for more time in any of these orders
                    lacks_flag = command in ("grant-extension", "refuse-extension")
                    if in_table and not lacks_flag:
                        assert answer.status_code == 200, (command, role, answer.text)
                    elif role not in transitions.roles_for(command):
                        assert (answer.status_code, answer.json()["code"]) == (403, "role_may_not")
                    elif in_table or not transitions.roles_for(command, state):
                        assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
                    else:
                        assert (answer.status_code, answer.json()["code"]) == (403, "role_may_not")
        assert [event.id for event in await county.world.events("scoring", county.region)] == said
        assert (await county.order_of("BRIDGES"))["version"] == order["version"]


class TestTwoPeopleAtOnce:
    async def test_one_of_two_acceptances_counts(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.recover("BRIDGES")
        await county.answered("BRIDGES")
        order = await county.order_of("BRIDGES")
        async with county.inspector() as one, county.office("office-2") as two:
            answers = await asyncio.gather(
                *(
                    person.post(
                        f"/rectification-orders/{order['id']}:accept",
                        json={},
                        headers={"if-match": f'"{order["version"]}"'},
                    )
                    for person in (one, two)
                )
            )
        assert sorted(answer.status_code for answer in answers) == [200, 412]
        assert len(await county.said("order-closed")) == 1

    async def test_the_same_idempotency_key_gives_the_stored_answer(self, county: Any) -> None:
        await county.cross("BRIDGES")
        order = await county.order_of("BRIDGES")
        headers = {"if-match": '"1"', "idempotency-key": f"ack-{order['id']}"}
        async with county.head() as head:
            first = await head.post(f"/rectification-orders/{order['id']}:acknowledge", headers=headers)
            again = await head.post(f"/rectification-orders/{order['id']}:acknowledge", headers=headers)
        assert (first.status_code, again.status_code) == (200, 200)
        assert again.headers["idempotency-replayed"] == "true"
        assert first.json() == again.json()
        assert len(await county.said("order-acknowledged")) == 1


class TestACrossingWhileTheOrderIsAccepted:
    async def test_belongs_to_it_or_to_the_next_never_to_both_or_none(self, county: Any) -> None:
        things = [f"T{number}" for number in range(5)]
        for thing in things:
            await closable(county, thing)
        before = {thing: await county.order_of(thing) for thing in things}
        async with county.inspector() as inspector:
            await asyncio.gather(
                *(
                    inspector.post(
                        f"/rectification-orders/{order['id']}:accept",
                        json={},
                        headers={"if-match": f'"{order["version"]}"'},
                    )
                    for order in before.values()
                ),
                *(county.send_crossing(thing) for thing in things),
            )
        await county.world.settle()
        for thing in things:
            orders = await county.listed("/rectification-orders", object=thing)
            parts = [await county.shown(order["id"]) for order in orders]
            crossings = [one["crossing"] for part in parts for one in part["crossings"]]
            assert len(crossings) == len(set(crossings)) == 2
            assert sum(part["state"] not in transitions.FINAL for part in parts) == 1


async def closable(county: Any, thing: str) -> None:
    await county.cross(thing)
    await county.recover(thing)
    await county.answered(thing)


class TestTheClockAndPeopleAtOnce:
    async def test_every_order_is_either_answered_in_time_or_overdue(self, county: Any) -> None:
        things = [f"T{number}" for number in range(12)]
        for thing in things:
            await acknowledged(county, thing)
        shown = {thing: await county.order_of(thing) for thing in things}
        clockwork = county.world.running["scoring"].clockwork
        await county.stand_at("2026-03-10T00:00:00")

        async def fire() -> None:
            for _ in things:
                await clockwork.fire()

        async with county.head() as head:
            *answers, _ = await asyncio.gather(
                *(
                    head.post(
                        f"/rectification-orders/{order['id']}:answer",
                        json={"text": "Done."},
                        headers={"if-match": f'"{order["version"]}"'},
                    )
                    for order in shown.values()
                ),
                fire(),
            )
        await county.world.settle()
        assert {answer.status_code for answer in answers} <= {200, 412}
        for thing, answer in zip(things, answers, strict=True):
            order = await county.order_of(thing)
            in_time = answer.status_code == 200
            assert (order["state"], order["overdue"]) == (("answered", False) if in_time else ("acknowledged", True))
        overdue = await county.said("order-overdue")
        assert len(overdue) == sum(answer.status_code == 412 for answer in answers)
