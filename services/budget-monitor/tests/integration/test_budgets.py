"""Budget items, their versions, funds and allocations, fiscal years."""

from typing import Any


class TestVersions:
    async def test_an_adjustment_adds_a_version_and_the_original_stays(self, county: Any) -> None:
        item = await county.budget("A", "100.00", allocated="500.00")
        adjusted = await county.post(f"/budget-items/{item}:adjust", {"difference": "50.00", "reason": "flood"})
        assert (adjusted["original_budget"], adjusted["current_budget"]) == ("100.00", "150.00")
        assert [(one["number"], one["kind"], one["difference"]) for one in adjusted["versions"]] == [
            (1, "original", "100.00"),
            (2, "adjustment", "50.00"),
        ]
        (event,) = await county.said("budget-item-revised")
        assert (event.data["version"], event.data["amount"], event.data["difference"]) == (2, "150.00", "50.00")
        assert (await county.pay(("A", "150.00")))["state"] == "paid"

    async def test_the_rate_uses_the_version_in_force_on_the_day_asked_for_and_never_both_added(
        self, county: Any
    ) -> None:
        item = await county.budget("A", "100.00")
        body = {"difference": "100.00", "reason": "flood", "in_force_from": "2025-06-01"}
        await county.post(f"/budget-items/{item}:adjust", body)
        await county.pay(("A", "50.00"), on="2025-02-01")
        path = f"/budget-items/{item}/execution"
        before, after = await county.get(path, as_of="2025-05-31"), await county.get(path, as_of="2025-06-01")
        assert (before["original_rate"], before["current_rate"]) == ("50.0000", "50.0000")
        assert (after["original_rate"], after["current_rate"]) == ("50.0000", "25.0000")
        assert (await county.get(path, as_of="2025-01-31"))["paid"] == "0.00"

    async def test_a_cut_below_what_is_paid_and_held_is_refused(self, county: Any) -> None:
        item = await county.budget("A", "100.00")
        await county.pay(("A", "60.00"))
        await county.pay(("A", "20.00"), then="hold")
        problem = await county.post(
            f"/budget-items/{item}:adjust", {"difference": "-20.01", "reason": "cut"}, status=409
        )
        assert (problem["code"], problem["values"]["committed"]) == ("budget_below_committed", "80.00")

    async def test_a_transfer_moves_budget_and_allocation_of_both_or_of_neither(self, county: Any) -> None:
        giver = await county.budget("A", "100.00")
        await county.budget("B", "100.00")
        body = {"to": "B", "amount": "40.00", "reason": "need", "fund": "general"}
        await county.post(f"/budget-items/{giver}:transfer", body)
        assert (await county.item("A"))["current_budget"] == "60.00"
        assert (await county.item("B"))["current_budget"] == "140.00"
        assert (await county.pay(("B", "140.00")))["state"] == "paid"
        assert county.codes(await county.pay(("A", "60.01"))) == ["not_enough_available"]
        one, other = await county.said("budget-item-revised")
        assert (one.data["counterpart"], other.data["counterpart"]) == (other.data["item"], one.data["item"])
        problem = await county.post(f"/budget-items/{giver}:transfer", {**body, "amount": "60.01"}, status=409)
        assert problem["code"] == "budget_below_committed"
        assert (await county.item("B"))["current_budget"] == "140.00"

    async def test_a_transfer_to_itself_or_to_nobody_is_refused(self, county: Any) -> None:
        item = await county.budget("A")
        body = {"to": "A", "amount": "1.00", "reason": "x"}
        assert (await county.post(f"/budget-items/{item}:transfer", body, status=422))["code"] == "same_item"
        problem = await county.post(f"/budget-items/{item}:transfer", {**body, "to": "NOWHERE"}, status=409)
        assert problem["code"] == "unknown_reference"


class TestFunds:
    async def test_give_no_more_than_they_have(self, county: Any) -> None:
        await county.budget("A", fund=None)
        await county.post("/funds", county.fund_body("small", amount="100.00"))
        await county.post("/allocations", {"fund": "small", "item": "A", "amount": "100.00"}, status=201)
        body = {"fund": "small", "item": "A", "amount": "0.01", "ref": "second"}
        assert (await county.post("/allocations", body, status=409))["code"] == "fund_exhausted"

    async def test_limit_payments_to_what_they_gave(self, county: Any) -> None:
        await county.budget("A", "1000.00", allocated="100.00")
        answer = await county.pay(("A", "100.01"))
        assert [reason["values"]["of"] for reason in answer["decision"]["reasons"]] == ["allocation"]

    async def test_give_nothing_to_items_of_another_year(self, county: Any) -> None:
        await county.budget("A", fund=None)
        await county.post("/funds", county.fund_body("general", year="2026"))
        problem = await county.post("/allocations", {"fund": "general-2026", "item": "A", "amount": "1.00"}, status=409)
        assert problem["code"] == "unknown_reference"

    async def test_make_one_event_per_allocation_on_the_item(self, county: Any) -> None:
        await county.budget("A")
        await county.post("/allocations", {"fund": "general", "item": "A", "amount": "1.00", "ref": "more"})
        events = await county.said("allocation-made")
        assert [event.sequence[-1] for event in events] == ["2", "3"]


class TestFiscalYears:
    async def test_open_with_their_first_item(self, county: Any) -> None:
        await county.budget("A")
        (year,) = await county.items("/fiscal-years")
        assert (year["fiscal_year"], year["state"], year["first_day"], year["last_day"]) == (
            "2025",
            "open",
            "2025-01-01",
            "2025-12-31",
        )

    async def test_once_closed_intercept_payments_and_accept_no_budget_or_refund(self, county: Any) -> None:
        item = await county.budget("A")
        paid = await county.pay(("A", "1.00"))
        held = await county.pay(("A", "1.00"), then="hold")
        closed = await county.post("/fiscal-years/2025:close", {"reason": "year end"})
        assert closed["state"] == "closed"
        assert county.codes(await county.pay(("A", "1.00"))) == ["fiscal_year_closed"]
        assert county.codes(await county.pay(("A", "-1.00"))) == ["fiscal_year_closed"]
        still = await county.post(f"/payments/{held['id']}:pay")
        assert (still["state"], county.codes(still)) == ("held", ["fiscal_year_closed"])
        for path, body in (
            (f"/payments/{paid['id']}:refund", {"reason": "x", "value_date": "2025-01-07"}),
            (f"/budget-items/{item}:adjust", {"difference": "1.00", "reason": "x"}),
            ("/fiscal-years/2025:close", {"reason": "again"}),
        ):
            assert (await county.post(path, body, status=409))["code"] == "fiscal_year_is_closed"
        assert len(await county.said("fiscal-year-closed")) == 1


class TestWhoChangesWhat:
    async def test_a_change_of_a_version_that_is_no_longer_in_force_is_refused(self, county: Any) -> None:
        item = await county.budget("A")
        body = {"difference": "1.00", "reason": "flood"}
        read = (await county.get(f"/budget-items/{item}"))["version"]
        mine = {"if-match": f'"{read}"'}
        first = await county.post(f"/budget-items/{item}:adjust", body, **mine)
        problem = await county.post(f"/budget-items/{item}:adjust", body, status=412, **mine)
        assert problem["values"] == {"given": read, "actual": first["version"]}
        for verb in ("adjust", "approve-goal", "withdraw-goal"):
            bodies = {"adjust": body}
            async with county.client() as client:
                answer = await client.post(f"/budget-items/{item}:{verb}", json=bodies.get(verb, {"reason": "x"}))
            assert answer.status_code == 428
