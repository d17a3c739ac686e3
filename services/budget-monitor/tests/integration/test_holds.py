"""Rectification holds: placed and lifted by what scoring says about an order."""

from typing import Any


class TestHolds:
    async def test_stop_payments_of_the_item_and_name_the_order_until_it_is_accepted(self, county: Any) -> None:
        await county.budget("A")
        await county.budget("B")
        held = await county.pay(("A", "1.00"), then="hold")
        order = await county.order_at_last_step("A")
        answer = await county.pay(("A", "1.00"))
        assert county.codes(answer) == ["rectification_hold"]
        assert answer["decision"]["reasons"][0]["values"]["order"] == str(order)
        assert county.codes(await county.post(f"/payments/{held['id']}:pay")) == ["rectification_hold"]
        assert (await county.pay(("B", "1.00")))["state"] == "paid"
        (shown,) = await county.items("/holds", in_force=True)
        assert (shown["order"], shown["object"]) == (str(order), "A")
        await county.order_accepted("A")
        assert (await county.pay(("A", "1.00")))["state"] == "paid"
        assert (await county.post(f"/payments/{held['id']}:pay"))["state"] == "paid"
        (placed,), (lifted,) = await county.said("hold-placed"), await county.said("hold-lifted")
        assert (placed.correlationid, lifted.data["because"]) == (lifted.correlationid, "accepted")
        assert await county.items("/holds", in_force=True) == []

    async def test_are_lifted_once_also_when_the_order_is_closed_afterwards(self, county: Any) -> None:
        await county.order_at_last_step("A")
        await county.order_accepted("A")
        await county.order_closed("A")
        assert len(await county.said("hold-lifted")) == 1

    async def test_are_lifted_when_the_order_is_cancelled(self, county: Any) -> None:
        await county.budget("A")
        await county.order_at_last_step("A")
        await county.order_cancelled("A")
        assert (await county.pay(("A", "1.00")))["state"] == "paid"

    async def test_let_statutory_wages_and_livelihood_money_go_on(self, county: Any) -> None:
        await county.budget("WAGES", purpose="wages")
        await county.budget("RELIEF", purpose="livelihood")
        await county.budget("ROAD")
        await county.order_at_last_step("roads", object_kind="department")
        assert (await county.pay(("WAGES", "1.00")))["state"] == "paid"
        assert (await county.pay(("RELIEF", "1.00")))["state"] == "paid"
        answer = await county.pay(("ROAD", "1.00"), ("WAGES", "1.00"))
        assert [(reason["code"], reason["line"]) for reason in answer["decision"]["reasons"]] == [
            ("rectification_hold", 1)
        ]

    async def test_stop_wages_too_where_the_rule_says_so(self, county: Any) -> None:
        await county.budget("WAGES", purpose="wages")
        await county.order_at_last_step("WAGES", hold_spares_wages_and_livelihood=False)
        assert county.codes(await county.pay(("WAGES", "1.00"))) == ["rectification_hold"]

    async def test_on_a_fund_stop_what_is_paid_from_it(self, county: Any) -> None:
        await county.budget("A")
        await county.order_at_last_step("general", object_kind="fund")
        assert county.codes(await county.pay(("A", "1.00"))) == ["rectification_hold"]

    async def test_outlive_the_fiscal_year(self, county: Any) -> None:
        await county.budget("A")
        await county.budget("A", year="2026")
        await county.order_at_last_step("A")
        await county.post("/fiscal-years/2025:close", {"reason": "year end"})
        answer = await county.pay(("A", "1.00", "general-2026"), on="2026-01-05")
        assert county.codes(answer) == ["rectification_hold"]
        await county.order_accepted("A")
        assert (await county.pay(("A", "1.00", "general-2026"), on="2026-01-05"))["state"] == "paid"
