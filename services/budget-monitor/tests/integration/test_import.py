"""Many payments and whole budgets at once: in order, once, and fast."""

import asyncio
from decimal import Decimal
from typing import Any

from sqlalchemy import text


class TestImportedPayments:
    async def test_are_decided_in_the_order_given_each_on_what_the_ones_before_left(self, county: Any) -> None:
        await county.budget("A", "100.00")
        asked = [("A", "60.00"), ("A", "60.00"), ("A", "-30.00"), ("A", "60.00"), ("NOWHERE", "1.00")]
        body = {"payments": [county.payment(line, ref=f"R{n}") for n, line in enumerate(asked)]}
        results = (await county.post("/payments:import", body))["results"]
        assert [result["state"] for result in results] == ["paid", "intercepted", "paid", "paid", "intercepted"]
        assert [result["external_ref"] for result in results] == ["R0", "R1", "R2", "R3", "R4"]
        assert (await county.item("A"))["paid"] == "90.00"
        rows = await county.items("/ledger-entries")
        assert [row["amount"] for row in rows] == ["60.00", "-30.00", "60.00"]

    async def test_sent_twice_change_nothing_and_give_the_first_results(self, county: Any) -> None:
        await county.budget("A", "100.00")
        body = {"payments": [county.payment(("A", "60.00"), ref=f"R{n}") for n in range(2)]}
        first = (await county.post("/payments:import", body))["results"]
        events = len(await county.said())
        second = (await county.post("/payments:import", body))["results"]
        assert [result["known"] for result in second] == [True, True]
        assert [result["state"] for result in second] == [result["state"] for result in first]
        assert [result["decision"]["reasons"] for result in second] == [
            result["decision"]["reasons"] for result in first
        ]
        assert len(await county.said()) == events
        assert (await county.item("A"))["paid"] == "60.00"

    async def test_with_one_reference_twice_in_a_batch_have_a_defined_answer(self, county: Any) -> None:
        await county.budget("A")
        same, other = county.payment(("A", "1.00"), ref="R"), county.payment(("A", "2.00"), ref="R")
        results = (await county.post("/payments:import", {"payments": [same, same, other]}))["results"]
        assert [(result["state"], result["known"]) for result in results] == [
            ("paid", False),
            ("paid", True),
            ("refused", False),
        ]
        assert results[0]["id"] == results[1]["id"]
        assert results[2]["problem"]["code"] == "external_ref_reused"
        assert (await county.item("A"))["paid"] == "1.00"

    async def test_of_one_reference_in_two_feeds_are_two_payments(self, county: Any) -> None:
        for code in ("erp", "bank"):
            await county.post("/feeds", {"code": code, "labels": {"zh": "源", "en": "feed"}})
        await county.budget("A")
        body = {"payments": [county.payment(("A", "1.00"), ref="R", feed=feed) for feed in ("erp", "bank", None)]}
        results = (await county.post("/payments:import", body))["results"]
        assert len({result["id"] for result in results}) == 3

    async def test_that_cannot_be_payments_are_refused_alone(self, county: Any) -> None:
        await county.budget("A")
        body = {
            "payments": [
                county.payment(("A", "0.00"), ref="Z"),
                county.payment(("A", "1.00"), ("A", "-1.00"), ref="M"),
                county.payment(("A", "1.00"), ref="G"),
            ]
        }
        results = (await county.post("/payments:import", body))["results"]
        assert [result["problem"] and result["problem"]["code"] for result in results] == [
            "zero_amount",
            "zero_total",
            None,
        ]

    async def test_alone_with_a_known_reference_give_the_first_result_or_409(self, county: Any) -> None:
        await county.budget("A")
        first = await county.pay(("A", "1.00"), ref="R")
        again = await county.pay(("A", "1.00"), ref="R")
        assert (again["id"], again["known"]) == (first["id"], True)
        problem = await county.post("/payments", county.payment(("A", "2.00"), ref="R"), status=409)
        assert problem["code"] == "external_ref_reused"
        assert (await county.item("A"))["paid"] == "1.00"

    async def test_sent_by_two_at_once_are_booked_once(self, county: Any) -> None:
        await county.budget("A")
        body = {"payments": [county.payment(("A", "1.00"), ref=f"R{n}") for n in range(20)]}
        answers = await asyncio.gather(*(county.post("/payments:import", body) for _ in range(4)))
        fresh = [result for answer in answers for result in answer["results"] if not result["known"]]
        assert len(fresh) == 20
        assert (await county.item("A"))["paid"] == "20.00"

    async def test_say_one_event_each(self, county: Any) -> None:
        await county.budget("A")
        body = {"payments": [county.payment(("A", "1.00"), ref=f"R{n}") for n in range(5)]}
        await county.post("/payments:import", body)
        events = await county.said("payment-paid")
        assert [event.data["external_ref"] for event in events] == [f"R{n}" for n in range(5)]
        numbers = [event.data["entries"][0] for event in events]
        assert numbers == sorted(numbers)


class TestOneBalance:
    async def test_a_hundred_parallel_holds_never_exceed_it(self, county: Any) -> None:
        await county.budget("A", "370.00")
        async with county.client() as client:
            answers = await asyncio.gather(
                *(client.post("/payments", json=county.payment(("A", "10.00"), then="hold")) for _ in range(100))
            )
        assert {answer.status_code for answer in answers} == {201}
        held = [answer for answer in answers if answer.json()["state"] == "held"]
        assert len(held) == 37
        assert (await county.item("A"))["held"] == "370.00"

    async def test_parallel_payments_over_several_items_in_any_order_neither_exceed_nor_wait_in_a_circle(
        self, county: Any
    ) -> None:
        for code in ("A", "B", "C"):
            await county.budget(code, "100.00")
        orders = (("A", "B", "C"), ("C", "B", "A"), ("B", "C", "A"))
        bodies = [
            county.payment(*((code, "7.00") for code in orders[n % 3]), then=("hold", "pay")[n % 2]) for n in range(60)
        ]
        async with county.client() as client:
            answers = await asyncio.gather(*(client.post("/payments", json=body) for body in bodies))
        accepted = [answer for answer in answers if answer.json()["state"] in ("held", "paid")]
        assert len(accepted) == 14
        for code in ("A", "B", "C"):
            item = await county.item(code)
            assert Decimal(item["paid"]) + Decimal(item["held"]) == Decimal("98.00")

    async def test_agrees_with_the_ledger_item_by_item_and_fund_by_fund(self, county: Any) -> None:
        await county.budget("A", "100.00")
        await county.budget("B", "100.00")
        for n in range(12):
            await county.pay(
                ("AB"[n % 2], f"{n + 1}.00" if n % 3 else f"-{n + 1}.00"), then=("pay", "hold")[n % 4 == 3]
            )
        async with county.world.transaction("budget-monitor", county.region) as tx:
            different = await tx.all(
                text(
                    "SELECT b.code FROM item_balances b WHERE b.paid <> coalesce("
                    " (SELECT sum(amount) FROM ledger l WHERE l.item = b.item), 0)"
                    " UNION ALL SELECT b.item_code FROM allocation_balances b WHERE b.paid <> coalesce("
                    " (SELECT sum(amount) FROM ledger l WHERE l.item = b.item AND l.fund = b.fund), 0)"
                )
            )
        assert different == []


class TestImportedBudgets:
    async def test_go_in_whole_or_not_at_all(self, county: Any) -> None:
        good = {
            "code": "A",
            "fiscal_year": "2025",
            "owner": "roads",
            "labels": {"zh": "路", "en": "road"},
            "purpose": "other",
            "amount": "10.00",
            "goal_approved": True,
        }
        problem = await county.post(
            "/budget-items:import", {"items": [good, {**good, "code": "B", "owner": "nobody"}]}, status=409
        )
        assert problem["code"] == "unknown_reference"
        assert await county.items("/budget-items") == []
        assert await county.said() == []

    async def test_twice_are_as_once(self, county: Any) -> None:
        await county.budget("A")
        before = [event.id for event in await county.said()]
        await county.budget("A")
        assert [event.id for event in await county.said()] == before
        (allocation,) = await county.items("/allocations")
        assert allocation["amount"] == "1000.00"

    async def test_with_another_amount_are_refused_and_name_the_difference(self, county: Any) -> None:
        await county.budget("A", fund=None)
        item = await county.item("A")
        body = {name: item[name] for name in ("code", "fiscal_year", "owner", "labels", "purpose", "feed")}
        problem = await county.post(
            "/budget-items:import", {"items": [{**body, "amount": "2.00", "goal_approved": True}]}, status=409
        )
        assert (problem["code"], problem["values"]["difference"]) == ("already_exists", "amount")


class TestABudgetInParts:
    """Too large for one request: nothing is there until everything is."""

    def part(self, number: int, *codes: str, of: int = 2, amount: str = "10.00") -> dict[str, Any]:
        item = {
            "fiscal_year": "2025",
            "owner": "roads",
            "labels": {"zh": "路", "en": "road"},
            "purpose": "other",
            "amount": amount,
            "goal_approved": True,
        }
        return {
            "items": [{**item, "code": code} for code in codes],
            "allocations": [{"fund": "general", "item": code, "amount": amount} for code in codes],
            "part": {"import_id": "budget-2025", "number": number, "of": of},
        }

    def last(self, county: Any, *codes: str, **more: Any) -> dict[str, Any]:
        return {**self.part(2, *codes, **more), "funds": [county.fund_body("general")]}

    async def test_takes_effect_with_the_part_that_comes_last_whichever_it_is(self, county: Any) -> None:
        waiting = await county.post("/budget-items:import", self.last(county, "C"))
        assert (waiting["state"], waiting["missing"], waiting["items"]) == ("waiting", [1], 0)
        assert await county.items("/budget-items") == []
        done = await county.post("/budget-items:import", self.part(1, "A", "B"))
        assert (done["state"], done["items"], done["funds"], done["allocations"]) == ("done", 3, 1, 3)
        assert {item["code"] for item in await county.items("/budget-items")} == {"A", "B", "C"}

    async def test_is_taken_up_where_its_sender_stopped(self, county: Any) -> None:
        await county.post("/budget-items:import", self.part(1, "A", "B"))
        # the sender died here; whoever comes after it begins again
        await county.post("/budget-items:import", self.part(1, "A", "B"))
        assert await county.items("/budget-items") == []
        assert (await county.post("/budget-items:import", self.last(county, "C")))["items"] == 3

    async def test_twice_is_as_once(self, county: Any) -> None:
        for _ in range(2):
            await county.post("/budget-items:import", self.part(1, "A", "B"))
            done = await county.post("/budget-items:import", self.last(county, "C"))
        assert (done["items"], done["known_items"], done["known_funds"]) == (0, 3, 1)
        assert len(await county.items("/allocations")) == 3

    async def test_leaves_nothing_where_one_part_is_refused_and_goes_on_when_the_cause_is_gone(
        self, county: Any
    ) -> None:
        await county.post("/budget-items:import", self.part(1, "A", "B"))
        problem = await county.post("/budget-items:import", self.part(2, "C"), status=409)
        assert problem["code"] == "unknown_reference"
        assert await county.items("/budget-items") == []
        await county.post("/funds", county.fund_body("general"), status=201)
        assert (await county.post("/budget-items:import", self.part(2, "C")))["items"] == 3

    async def test_never_mixes_two_texts_under_one_id(self, county: Any) -> None:
        await county.post("/budget-items:import", self.part(1, "A", "B"))
        for other in (self.part(1, "A", "B", amount="11.00"), self.part(3, "C", of=3)):
            problem = await county.post("/budget-items:import", other, status=409)
            assert problem["code"] == "part_differs"

    async def test_a_dry_run_of_the_last_part_says_what_all_would_do_and_keeps_nothing(self, county: Any) -> None:
        await county.post("/budget-items:import", self.part(1, "A", "B"))
        would = await county.post("/budget-items:import?dry_run=true", self.last(county, "C"))
        assert (would["state"], would["items"]) == ("done", 3)
        assert await county.items("/budget-items") == []
        assert (await county.post("/budget-items:import", self.last(county, "C")))["items"] == 3

    async def test_two_last_parts_at_once_are_one_import(self, county: Any) -> None:
        said = await asyncio.gather(
            county.post("/budget-items:import", self.part(1, "A", "B")),
            county.post("/budget-items:import", self.last(county, "C")),
        )
        assert sorted(one["state"] for one in said) == ["done", "waiting"]
        assert len(await county.items("/budget-items")) == 3
