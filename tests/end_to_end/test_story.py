"""The whole thread: a rule, a payment, a crossing, an order, a hold, an answer, an acceptance, a release."""

from datetime import datetime
from typing import Any

from tests.end_to_end.conftest import County, said

RULE: dict[str, Any] = {
    "code": "quarterly-execution",
    "labels": {"zh": "季度预算执行率", "en": "Quarterly budget execution"},
    "legal_basis": "assumed: thresholds of a published example, first quarter",
    "measure": {"kind": "execution_rate", "object": "budget_item", "budget": "current"},
    "levels": [
        {"code": "red", "labels": {"zh": "红灯", "en": "red"}, "at_once": ["order", "talk", "budget_proposal"]},
        {"code": "yellow", "labels": {"zh": "黄灯", "en": "yellow"}, "at_once": ["order"]},
        {"code": "green", "labels": {"zh": "绿灯", "en": "green"}},
    ],
    "checkpoints": [
        {
            "day": "03-31",
            "labels": {"zh": "一季度末", "en": "end of the first quarter"},
            "bands": [
                {"level": "red", "operator": "<", "bound": "10", "recovery_operator": ">=", "recovery": "10"},
                {"level": "yellow", "operator": "<", "bound": "15", "recovery_operator": ">=", "recovery": "15"},
            ],
        }
    ],
    "moves_between_checkpoints": True,
    "answer_within_working_days": 5,
    "escalation": [
        {"kind": "reminder", "after_working_days": 0},
        {"kind": "talk", "after_working_days": 2},
        {"kind": "hold_payments", "after_working_days": 4},
    ],
    "overdue_points": "2",
}


def instant(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


async def publish_rule(county: County) -> None:
    drafted = said(await county.person("office", "assessment_office").post("/monitoring-rules", json=RULE), 201)
    publish = f"/monitoring-rules/{RULE['code']}/versions/{drafted['version']}:publish"
    own = await county.person("office", "assessment_office").post(publish, json={"reason": "year 2026"})
    assert (own.status_code, own.json()["code"]) == (403, "same_person_twice")
    said(await county.person("chief", "assessment_office").post(publish, json={"reason": "year 2026"}), 200)
    await county.rest()


async def approve_budget(county: County) -> None:
    finance = county.person("finance", "finance")
    said(
        await finance.post(
            "/budget-items:import",
            json={
                "funds": [
                    {
                        "code": "general",
                        "fiscal_year": "2026",
                        "labels": {"zh": "一般公共预算", "en": "General budget"},
                        "trace_tag": "GEN-2026",
                        "purpose": "other",
                        "amount": "3000.00",
                    }
                ],
                "items": [
                    {
                        "code": code,
                        "fiscal_year": "2026",
                        "owner": "school-1",
                        "labels": {"zh": code, "en": code},
                        "purpose": purpose,
                        "feed": None,
                        "amount": "1000.00",
                        "goal_approved": True,
                    }
                    for code, purpose in (("TRAINING", "other"), ("SALARIES", "wages"), ("REPAIRS", "other"))
                ],
                "allocations": [
                    {"fund": "general", "item": code, "fiscal_year": "2026", "amount": "1000.00"}
                    for code in ("TRAINING", "SALARIES", "REPAIRS")
                ],
            },
        ),
        200,
        201,
    )


async def pay(county: County, item: str, amount: str, *, on: str, ref: str) -> dict[str, Any]:
    body = {
        "external_ref": ref,
        "payee": "Bookshop",
        "value_date": on,
        "lines": [{"item": item, "fund": "general", "amount": amount}],
        "then": "pay",
    }
    decided: dict[str, Any] = said(await county.person("finance", "finance").post("/payments", json=body), 201)
    return decided


async def light_of(county: County, item: str) -> str:
    lights = said(await county.person("finance", "finance").get("/lights", params={"object": item}), 200)
    (light,) = lights["items"]
    return str(light["state"])


async def command(county: County, who: str, role: str, unit: str | None, order: str, verb: str, **body: Any) -> Any:
    client = county.person(who, role, unit=unit)
    read = await client.get(f"/rectification-orders/{order}")
    said(read, 200)
    answer = await client.post(
        f"/rectification-orders/{order}:{verb}", json=body or None, headers={"if-match": read.headers["etag"]}
    )
    shown = said(answer, 200)
    await county.rest()
    return shown


async def held(county: County) -> dict[str, Any]:
    """An order that nobody answered until it stops the payments of its object."""
    await publish_rule(county)
    await approve_budget(county)
    await county.advance(instant("2026-04-20T09:00:00"))
    office = county.person("office", "assessment_office")
    (order,) = said(await office.get("/rectification-orders", params={"object": "TRAINING"}), 200)["items"]
    assert await stopped(county, "before")
    return dict(order)


async def answered(county: County) -> dict[str, Any]:
    """An order whose unit has answered, and whose light is still red."""
    order = await held(county)
    county.person("head", "unit_head", unit="school-1")
    await told_to(county, "head", order, "acknowledge")
    await told_to(county, "head", order, "answer", text="Contracts are signed.")
    return order


async def stopped(county: County, ref: str) -> bool:
    """Whether a payment of the object is held back by the order."""
    decided = await pay(county, "TRAINING", "1.00", on="2026-04-20", ref=ref)
    return [reason["code"] for reason in decided["decision"]["reasons"]] == ["rectification_hold"]


async def told_to(county: County, who: str, order: dict[str, Any], verb: str, **body: Any) -> None:
    """One command of somebody whose client exists, by the version that stands."""
    path = f"/rectification-orders/{order['id']}"
    read = await county.people[who].get(path)
    said(
        await county.people[who].post(f"{path}:{verb}", json=body or None, headers={"if-match": read.headers["etag"]}),
        200,
    )
    await county.rest()


class TestEveryWayInWhichAnOrderEnds:
    """Each lifts what the order holds back, and what it brought is called off where it was cancelled."""

    async def test_cancelled_because_its_objection_is_granted(self, county: County) -> None:
        order = await held(county)
        county.person("head", "unit_head", unit="school-1")
        await told_to(county, "head", order, "object", reason="The feed was wrong.")
        assert await stopped(county, "objected")
        await told_to(county, "office", order, "grant-objection", reason="It was.")
        assert not await stopped(county, "after")
        await self._everything_is_called_off(county, order)

    async def test_cancelled_because_nobody_is_left_to_answer(self, county: County) -> None:
        order = await held(county)
        await told_to(county, "office", order, "cancel", reason="The school was merged.")
        assert not await stopped(county, "after")
        await self._everything_is_called_off(county, order)

    async def test_accepted_and_closed_by_somebody_who_is_not_of_the_unit(self, county: County) -> None:
        order = await held(county)
        county.person("head", "unit_head", unit="school-1")
        county.person("inspector", "inspector")
        await told_to(county, "head", order, "acknowledge")
        await told_to(county, "head", order, "answer", text="Contracts are signed.")
        path = f"/rectification-orders/{order['id']}:accept"
        last = {"reason": "Contracts are signed.", "recheck_on": "2026-05-20"}
        for unit in ("school-1", "education-bureau"):
            read = (await county.people["head"].get(path.removesuffix(":accept"))).headers["etag"]
            judge = county.of_two_sides(f"judge-of-{unit}", "inspector", head_of=unit)
            for narrowed in ({}, {"baton-role": "inspector"}):
                refused = await judge.post(path, json=last, headers={"if-match": read, **narrowed})
                assert (refused.status_code, refused.json()["code"]) == (403, "own_unit")
        assert await stopped(county, "answered")
        await told_to(county, "inspector", order, "accept", **last)
        assert not await stopped(county, "after")

    async def test_closed_although_its_rule_was_withdrawn(self, county: County) -> None:
        """The light stands still for ever: the order waits for it no longer, and its re-check opens nothing anew."""
        order = await answered(county)
        withdraw = f"/monitoring-rules/{RULE['code']}/versions/1:withdraw"
        said(await county.people["chief"].post(withdraw, json={"reason": "The council repealed it."}), 200)
        await county.rest()
        await county.advance(instant("2026-04-22T09:00:00"))
        assert await light_of(county, "TRAINING") == "red"
        await self._ends_at_its_recheck(county, order)

    async def test_closed_although_the_year_of_its_light_is_over(self, county: County) -> None:
        order = await answered(county)
        await county.advance(instant("2027-01-05T09:00:00"))
        await self._ends_at_its_recheck(county, order, recheck_on="2027-02-10", after="2027-02-12T09:00:00")

    async def _ends_at_its_recheck(
        self,
        county: County,
        order: dict[str, Any],
        *,
        recheck_on: str = "2026-05-20",
        after: str = "2026-05-22T09:00:00",
    ) -> None:
        county.person("inspector", "inspector")
        await told_to(county, "inspector", order, "accept", reason="Contracts are signed.", recheck_on=recheck_on)
        await county.advance(instant(after))
        closed = said(await county.people["office"].get(f"/rectification-orders/{order['id']}"), 200)
        assert (closed["state"], closed["round"]) == ("closed", 1)
        assert (await light_of(county, "TRAINING")) == "red"

    async def _everything_is_called_off(self, county: County, order: dict[str, Any]) -> None:
        office, finance = county.people["office"], county.people["finance"]
        talks = said(await office.get("/talks", params={"order": order["id"]}), 200)["items"]
        assert {(talk["kind"], talk["state"]) for talk in talks} == {
            ("light", "called_off"),
            ("escalation", "called_off"),
        }
        held_on = {"held_on": "2026-04-20", "note": "Held all the same."}
        for talk in talks:
            answer = await office.post(
                f"/talks/{talk['id']}:record", json=held_on, headers={"if-match": f'"{talk["version"]}"'}
            )
            assert answer.status_code == 409
        (proposal,) = said(await finance.get("/budget-proposals", params={"order": order["id"]}), 200)["items"]
        assert proposal["state"] == "withdrawn"
        trace = said(await county.person("auditor", "auditor").get(f"/traces/{order['case']}"), 200)
        types = [step["type"] for step in trace["steps"]]
        for told in (
            "scoring.talk-called-off.v1",
            "scoring.budget-proposal-withdrawn.v1",
            "budget-monitor.hold-lifted.v1",
        ):
            assert types.index(told) > types.index("scoring.order-cancelled.v1"), told


class TestTheThread:
    async def test_a_red_light_becomes_an_order_a_hold_and_after_acceptance_a_release(self, county: County) -> None:
        await publish_rule(county)
        await approve_budget(county)
        await county.advance(instant("2026-03-30T09:00:00"))
        assert (await pay(county, "TRAINING", "99.99", on="2026-03-30", ref="p1"))["state"] == "paid"
        assert (await pay(county, "REPAIRS", "150.00", on="2026-03-30", ref="p2"))["state"] == "paid"
        over = await pay(county, "REPAIRS", "850.01", on="2026-03-30", ref="p3")
        reasons = [(reason["code"], reason["values"]["of"]) for reason in over["decision"]["reasons"]]
        assert reasons == [("not_enough_available", "budget_item"), ("not_enough_available", "allocation")]

        await county.advance(instant("2026-04-01T09:00:00"))
        assert await light_of(county, "TRAINING") == "red"
        assert await light_of(county, "REPAIRS") == "green"
        orders = said(
            await county.person("office", "assessment_office").get(
                "/rectification-orders", params={"object": "TRAINING"}
            ),
            200,
        )["items"]
        (order,) = orders
        assert (order["state"], order["unit"], order["level"]) == ("issued", "school-1", "red")
        talks = said(await county.person("office", "assessment_office").get("/talks"), 200)["items"]
        assert {talk["kind"] for talk in talks} == {"light"}

        # nobody answers: due after five working days, the hold four working days later
        await county.advance(instant("2026-04-20T09:00:00"))
        stopped = await pay(county, "TRAINING", "1.00", on="2026-04-20", ref="p4")
        assert [reason["code"] for reason in stopped["decision"]["reasons"]] == ["rectification_hold"]
        assert stopped["decision"]["reasons"][0]["values"]["order"] == order["id"]
        assert (await pay(county, "SALARIES", "1.00", on="2026-04-20", ref="p5"))["state"] == "paid"
        points = said(await county.person("office", "assessment_office").get("/score-adjustments"), 200)["items"]
        training = [one for one in points if one["order"] == order["id"]]
        assert [(one["unit"], one["points"]) for one in training] == [("school-1", "-2")]

        await command(county, "head", "unit_head", "school-1", order["id"], "acknowledge")
        await command(
            county,
            "head",
            "unit_head",
            "school-1",
            order["id"],
            "answer",
            text="The training of the second quarter was brought forward.",
            measures=[{"text": "sign contracts by May"}],
            evidence=[{"name": "plan.pdf", "sha256": "0" * 64, "bytes": 10}],
        )
        accepted = await command(
            county,
            "inspector",
            "inspector",
            None,
            order["id"],
            "accept",
            reason="Contracts are signed; the rate will be looked at again.",
            recheck_on="2026-05-20",
        )
        assert accepted["state"] == "accepted"
        assert (await pay(county, "TRAINING", "200.00", on="2026-04-20", ref="p6"))["state"] == "paid"
        await county.rest()
        assert await light_of(county, "TRAINING") == "green"

        await county.advance(instant("2026-05-22T09:00:00"))
        closed = said(
            await county.person("office", "assessment_office").get(f"/rectification-orders/{order['id']}"), 200
        )
        assert closed["state"] == "closed"

        trace = said(await county.person("auditor", "auditor").get(f"/traces/{order['case']}"), 200)
        types = [step["type"] for step in trace["steps"]]
        wanted = [
            "indicators.monitoring-rule-published.v1",
            "budget-monitor.payment-paid.v1",
            "budget-monitor.light-crossed.v1",
            "scoring.order-issued.v1",
            "scoring.order-overdue.v1",
            "scoring.score-adjusted.v1",
            "scoring.order-reached-last-step.v1",
            "budget-monitor.hold-placed.v1",
            "scoring.order-answered.v1",
            "scoring.order-accepted.v1",
            "budget-monitor.hold-lifted.v1",
            "budget-monitor.light-recovered.v1",
            "scoring.order-closed.v1",
        ]
        positions = [types.index(event) for event in wanted]
        assert positions == sorted(positions), list(zip(wanted, positions, strict=True))
