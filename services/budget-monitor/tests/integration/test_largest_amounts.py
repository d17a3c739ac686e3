"""The largest amounts: what cannot be written down is refused in words, and sums over many items have room."""

from typing import Any

import pytest

LARGEST = "999999999999999999.99"


class TestTheSumOverManyItems:
    """A checkpoint that fails would stop the clock of its region."""

    @pytest.mark.parametrize("moves", [True, False])
    async def test_of_a_department_is_looked_at_on_its_day(self, county: Any, moves: bool) -> None:
        rule = county.rule(measure=county.measure("department"), moves_between_checkpoints=moves)
        await county.publish(rule)
        for code in ("A", "B", "C"):
            await county.budget(code, LARGEST, fund=None)
        await county.until("2025-04-01T00:00")
        light = await county.light("roads")
        assert (light["state"], light["rates"]["original_budget"]) == ("red", "2999999999999999999.97")
        (crossed,) = await county.said("light-crossed")
        assert crossed.data["rate"]["original_budget"] == "2999999999999999999.97"

    async def test_of_what_came_back_too(self, county: Any) -> None:
        await county.publish(county.rule(measure=county.measure("department"), moves_between_checkpoints=True))
        for code in ("A", "B"):
            await county.budget(code, "0.01")
            await county.pay((code, f"-{LARGEST}"))
        await county.until("2025-04-01T00:00")
        assert (await county.light("roads"))["rates"]["paid"] == "-1999999999999999999.98"


class TestAnAmountThatCannotBeWrittenDown:
    async def test_is_refused_of_a_budget_by_adjustment_and_by_transfer(self, county: Any) -> None:
        item = await county.budget("A", LARGEST, fund=None)
        giver = await county.budget("B", "1000.00", fund=None)
        adjusted = {"difference": LARGEST, "reason": "test"}
        for more in ({}, {"in_force_from": "2025-06-01"}):
            problem = await county.post(f"/budget-items/{item}:adjust", adjusted | more, status=422)
            assert (problem["code"], problem["values"]["amount"]) == ("amount_too_large", "1999999999999999999.98")
        moved = {"to": "A", "amount": "1.00", "reason": "test"}
        problem = await county.post(f"/budget-items/{giver}:transfer", moved, status=422)
        assert problem["code"] == "amount_too_large"
        assert "A" in problem["texts"]["zh"]

    async def test_is_refused_of_a_budget_on_any_day_though_it_is_not_the_last(self, county: Any) -> None:
        item = await county.budget("A", LARGEST, fund=None)
        path = f"/budget-items/{item}:adjust"
        await county.post(path, {"difference": "-10.00", "reason": "cut", "in_force_from": "2025-06-01"}, status=200)
        raised = {"difference": "10.00", "reason": "more", "in_force_from": "2025-02-01"}
        assert (await county.post(path, raised, status=422))["code"] == "amount_too_large"

    async def test_is_refused_of_a_payment(self, county: Any) -> None:
        await county.budget("A")
        for then in ("check", "hold", "pay"):
            problem = await county.post("/payments", county.payment(*[("A", LARGEST)] * 3, then=then), status=422)
            assert problem["code"] == "total_too_large"
        lines = [{"item": "A", "fund": "general", "amount": LARGEST}] * 3
        asked = {"value_date": "2025-01-06", "lines": lines}
        assert (await county.post("/payment-checks", asked, status=422))["code"] == "total_too_large"

    async def test_is_refused_of_what_came_back_of_one_item(self, county: Any) -> None:
        await county.budget("A")
        await county.pay(("A", f"-{LARGEST}"))
        problem = await county.post("/payments", county.payment(("A", "-1.00")), status=422)
        assert (problem["code"], problem["values"]["item"]) == ("amount_too_large", "A")
        assert (await county.item("A"))["paid"] == f"-{LARGEST}"

    async def test_is_refused_of_one_row_of_a_batch_and_not_of_the_others(self, county: Any) -> None:
        await county.budget("A")
        rows = [county.payment(*[("A", LARGEST)] * 2), county.payment(("A", "1.00"))]
        results = (await county.post("/payments:import", {"payments": rows}, status=200))["results"]
        assert [one["state"] for one in results] == ["refused", "paid"]
        assert results[0]["problem"]["code"] == "total_too_large"
