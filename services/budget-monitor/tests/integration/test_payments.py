"""Payments through the routes: every rule on every line, and what happens to them later."""

from typing import Any

import pytest


class TestOnePayment:
    async def test_is_refused_whole_when_only_the_last_of_three_lines_is_over_and_nothing_is_held(
        self, county: Any
    ) -> None:
        for code in ("A", "B", "C"):
            await county.budget(code, "100.00")
        answer = await county.pay(("A", "10.00"), ("B", "10.00"), ("C", "100.01"), then="hold")
        assert answer["state"] == "intercepted"
        assert [(reason["code"], reason["line"]) for reason in answer["decision"]["reasons"]] == [
            ("not_enough_available", 3),
            ("not_enough_available", 3),
        ]
        assert {reason["values"]["of"] for reason in answer["decision"]["reasons"]} == {"budget_item", "allocation"}
        for code in ("A", "B", "C"):
            item = await county.item(code)
            assert (item["held"], item["paid"]) == ("0.00", "0.00")
        assert await county.items("/ledger-entries") == []
        assert [event.type for event in await county.said("payment-intercepted", "payment-held")] == [
            "budget-monitor.payment-intercepted.v1"
        ]

    async def test_of_an_unknown_item_is_intercepted_with_that_one_reason_whatever_its_sign(self, county: Any) -> None:
        await county.budget("A")
        for amount in ("1.00", "-1.00"):
            answer = await county.pay(("NOWHERE", amount, "nofund"))
            assert answer["state"] == "intercepted"
            assert county.codes(answer) == ["no_budget"]
        blank = await county.pay(("", "1.00"))
        assert county.codes(blank) == ["no_budget"]

    async def test_of_another_fiscal_year_has_no_budget_there(self, county: Any) -> None:
        await county.budget("A")
        assert county.codes(await county.pay(("A", "1.00"), on="2026-01-01")) == ["no_budget"]

    async def test_from_no_known_fund_or_one_that_gave_nothing_is_intercepted(self, county: Any) -> None:
        await county.budget("A")
        await county.post("/funds", county.fund_body("special"))
        assert county.codes(await county.pay(("A", "1.00", "gone"))) == ["no_fund"]
        assert county.codes(await county.pay(("A", "1.00", "special"))) == ["not_allocated"]

    async def test_whose_stated_total_is_not_the_sum_of_its_lines_is_refused(self, county: Any) -> None:
        await county.budget("A")
        body = county.payment(("A", "1.10"), ("A", "2.20"), total="3.31")
        problem = await county.post("/payments", body, status=422)
        assert problem["code"] == "parts_do_not_sum"
        assert (await county.pay(("A", "1.10"), ("A", "2.20"), total="3.30"))["state"] == "paid"

    @pytest.mark.parametrize("amount", [12.5, 12, "1e3", "１２", " 1 ", "1_000", "0.001", None])
    async def test_with_an_amount_that_is_no_plain_decimal_string_is_refused(self, county: Any, amount: Any) -> None:
        body = county.payment(("A", amount))
        assert (await county.post("/payments", body, status=422))["code"] == "invalid_request"

    async def test_without_an_approved_goal_is_intercepted_until_the_goal_is_approved(self, county: Any) -> None:
        item = await county.budget("A", goal_approved=False)
        assert county.codes(await county.pay(("A", "1.00"))) == ["no_approved_goal"]
        await county.post(f"/budget-items/{item}:approve-goal", {"reason": "reviewed"})
        assert (await county.pay(("A", "1.00")))["state"] == "paid"
        await county.post(f"/budget-items/{item}:withdraw-goal", {"reason": "not met"})
        assert county.codes(await county.pay(("A", "1.00"))) == ["no_approved_goal"]

    async def test_of_wages_money_for_something_else_is_intercepted(self, county: Any) -> None:
        await county.budget("A", fund=None)
        await county.post("/funds", county.fund_body("payroll", purpose="wages"))
        await county.post("/allocations", {"fund": "payroll", "item": "A", "amount": "5.00"})
        assert county.codes(await county.pay(("A", "1.00", "payroll"))) == ["purpose_mismatch"]

    async def test_through_an_unknown_feed_is_intercepted(self, county: Any) -> None:
        await county.budget("A")
        assert county.codes(await county.pay(("A", "1.00"), feed="nobody")) == ["feed_unknown"]

    async def test_carries_the_trace_tag_of_its_fund_into_its_event(self, county: Any) -> None:
        await county.budget("A")
        await county.pay(("A", "1.00"), ref="R1")
        (event,) = await county.said("payment-paid")
        assert event.data["lines"][0]["trace_tag"] == "tag-general"
        assert event.data["external_ref"] == "R1"
        (row,) = await county.items("/ledger-entries")
        assert event.data["entries"] == [row["entry"]]

    async def test_answers_with_texts_in_both_languages(self, county: Any) -> None:
        await county.budget("A", "1.00")
        answer = await county.pay(("A", "2.00"))
        texts = answer["decision"]["reasons"][0]["texts"]
        assert texts["en"].startswith("A: 2.00 asked, 1.00 available")
        assert texts["zh"].startswith("A：申请 2.00，可用 1.00")

    async def test_on_trial_changes_nothing(self, county: Any) -> None:
        await county.budget("A")
        async with county.client() as client:
            answer = await client.post("/payments?dry_run=true", json=county.payment(("A", "1.00"), ref="R1"))
        assert (answer.status_code, answer.json()["state"]) == (201, "paid")
        assert await county.items("/payments") == []
        assert await county.said("payment-paid") == []

    async def test_keeps_a_natural_payee_out_of_everything_but_the_register(self, county: Any) -> None:
        await county.budget("A")
        first = await county.pay(("A", "1.00"), payee="Zhang San", payee_is_natural=True)
        second = await county.pay(("A", "1.00"), payee="Zhang San", payee_is_natural=True)
        assert first["payee"] == second["payee"]
        assert first["payee"].startswith("person-")
        assert not any("Zhang San" in event.model_dump_json() for event in await county.said())


class TestCreditNotes:
    async def test_restore_availability_and_may_bring_the_paid_total_below_zero(self, county: Any) -> None:
        await county.budget("A", "100.00")
        assert (await county.pay(("A", "-50.00")))["state"] == "paid"
        assert (await county.item("A"))["paid"] == "-50.00"
        assert (await county.pay(("A", "150.00")))["state"] == "paid"
        assert (await county.pay(("A", "0.01")))["state"] == "intercepted"

    async def test_are_accepted_without_a_goal_and_under_a_hold(self, county: Any) -> None:
        await county.budget("A", goal_approved=False)
        assert (await county.pay(("A", "-5.00")))["state"] == "paid"

    async def test_give_nothing_to_spend_while_they_are_only_held(self, county: Any) -> None:
        await county.budget("A", "100.00")
        held = await county.pay(("A", "-50.00"), then="hold")
        assert (await county.pay(("A", "100.01")))["state"] == "intercepted"
        await county.post(f"/payments/{held['id']}:pay")
        assert (await county.pay(("A", "100.01")))["state"] == "paid"

    async def test_and_payments_that_leave_nothing_are_refused(self, county: Any) -> None:
        await county.budget("A")
        problem = await county.post("/payments", county.payment(("A", "1.00"), ("A", "-1.00")), status=422)
        assert problem["code"] == "zero_total"


class TestHeldPayments:
    async def test_count_against_what_is_available(self, county: Any) -> None:
        await county.budget("A", "100.00")
        await county.pay(("A", "60.00"), then="hold")
        answer = await county.pay(("A", "40.01"))
        assert answer["state"] == "intercepted"
        assert answer["decision"]["reasons"][0]["values"]["held"] == "60.00"

    async def test_do_not_stand_in_their_own_way_when_they_are_paid(self, county: Any) -> None:
        await county.budget("A", "100.00")
        held = await county.pay(("A", "100.00"), then="hold")
        paid = await county.post(f"/payments/{held['id']}:pay")
        assert (paid["state"], paid["decision"]["outcome"]) == ("paid", "accepted")
        assert (await county.item("A"))["held"] == "0.00"

    async def test_are_checked_again_for_the_rest_after_a_partial_payment(self, county: Any) -> None:
        item = await county.budget("A", "100.00")
        held = await county.pay(("A", "100.00"), then="hold")
        part = await county.post(f"/payments/{held['id']}:pay", {"lines": [{"line": 1, "amount": "40.00"}]})
        assert part["state"] == "partly_paid"
        assert ((await county.item("A"))["paid"], (await county.item("A"))["held"]) == ("40.00", "60.00")
        await county.post(f"/budget-items/{item}:withdraw-goal", {"reason": "not met"})
        rest = await county.post(f"/payments/{held['id']}:pay")
        assert (rest["state"], county.codes(rest)) == ("partly_paid", ["no_approved_goal"])
        assert (await county.item("A"))["held"] == "60.00"
        await county.post(f"/budget-items/{item}:approve-goal", {"reason": "met"})
        assert (await county.post(f"/payments/{held['id']}:pay"))["state"] == "paid"
        entries = await county.items("/ledger-entries")
        assert [row["amount"] for row in entries] == ["40.00", "60.00"]

    async def test_keep_every_decision_that_was_made_about_them(self, county: Any) -> None:
        item = await county.budget("A")
        held = await county.pay(("A", "1.00"), then="hold")
        await county.post(f"/budget-items/{item}:withdraw-goal", {"reason": "not met"})
        await county.post(f"/payments/{held['id']}:pay")
        shown = await county.get(f"/payments/{held['id']}")
        assert sorted((one["about"], one["outcome"]) for one in shown["decisions"]) == [
            ("hold", "accepted"),
            ("pay", "intercepted"),
        ]
        events = await county.said("payment-intercepted")
        assert [event.data["stays_held"] for event in events] == [True]

    async def test_expire_when_nobody_pays_or_releases_them(self, county: Any) -> None:
        await county.budget("A")
        held = await county.pay(("A", "1000.00"), then="hold")
        await county.until("2025-02-05T09:59")
        assert (await county.item("A"))["held"] == "1000.00"
        await county.until("2025-02-05T10:00")
        assert (await county.get(f"/payments/{held['id']}"))["state"] == "expired"
        assert (await county.item("A"))["held"] == "0.00"
        assert len(await county.said("payment-expired")) == 1

    async def test_that_are_paid_or_released_do_not_expire(self, county: Any) -> None:
        await county.budget("A")
        paid = await county.pay(("A", "1.00"), then="hold")
        released = await county.pay(("A", "2.00"), then="hold")
        await county.post(f"/payments/{paid['id']}:pay")
        await county.post(f"/payments/{released['id']}:release", {"reason": "cancelled"})
        await county.until("2025-03-01T10:00")
        assert await county.said("payment-expired") == []

    async def test_give_back_only_the_rest_when_they_are_released_half_paid(self, county: Any) -> None:
        await county.budget("A", "100.00")
        held = await county.pay(("A", "100.00"), then="hold")
        await county.post(f"/payments/{held['id']}:pay", {"lines": [{"line": 1, "amount": "40.00"}]})
        released = await county.post(f"/payments/{held['id']}:release", {"reason": "done"})
        assert released["state"] == "paid"
        item = await county.item("A")
        assert (item["paid"], item["held"]) == ("40.00", "0.00")


class TestCheckedPayments:
    async def test_hold_nothing_until_they_are_held(self, county: Any) -> None:
        await county.budget("A", "100.00")
        checked = await county.pay(("A", "100.00"), then="check")
        assert (checked["state"], (await county.item("A"))["held"]) == ("checked", "0.00")
        held = await county.post(f"/payments/{checked['id']}:hold")
        assert (held["state"], (await county.item("A"))["held"]) == ("held", "100.00")

    async def test_are_checked_again_when_they_are_held(self, county: Any) -> None:
        await county.budget("A", "100.00")
        checked = await county.pay(("A", "100.00"), then="check")
        await county.pay(("A", "0.01"))
        again = await county.post(f"/payments/{checked['id']}:hold")
        assert (again["state"], county.codes(again)) == ("checked", ["not_enough_available"])


class TestRefunds:
    async def test_can_be_spent_again_and_are_rows_of_their_own(self, county: Any) -> None:
        await county.budget("A", "100.00")
        paid = await county.pay(("A", "100.00"))
        part = await county.post(
            f"/payments/{paid['id']}:refund", {"reason": "discount", "lines": [{"line": 1, "amount": "30.00"}]}
        )
        assert part["state"] == "paid"
        assert (await county.pay(("A", "30.00")))["state"] == "paid"
        rest = await county.post(f"/payments/{paid['id']}:refund", {"reason": "returned"})
        assert rest["state"] == "refunded"
        assert [row["amount"] for row in await county.items("/ledger-entries")] == [
            "100.00",
            "-30.00",
            "30.00",
            "-70.00",
        ]

    async def test_of_more_than_was_paid_are_refused(self, county: Any) -> None:
        await county.budget("A")
        paid = await county.pay(("A", "10.00"))
        body = {"reason": "x", "lines": [{"line": 1, "amount": "10.01"}]}
        problem = await county.post(f"/payments/{paid['id']}:refund", body, status=409)
        assert (problem["code"], problem["values"]["left"]) == ("more_than_left", "10.00")


class TestIllegalTransitions:
    @pytest.mark.parametrize(
        ("state", "commands"),
        [
            ("intercepted", ["hold", "pay", "refund", "release"]),
            ("checked", ["refund"]),
            ("held", ["hold", "refund"]),
            ("paid", ["hold", "pay", "release"]),
            ("refunded", ["hold", "pay", "refund", "release"]),
            ("released", ["hold", "pay", "refund", "release"]),
            ("expired", ["hold", "pay", "refund", "release"]),
            ("partly_paid", ["hold", "refund"]),
        ],
    )
    async def test_answer_409_and_say_nothing(self, county: Any, state: str, commands: list[str]) -> None:
        await county.budget("A")
        payment = await _brought_to(county, state)
        before = len(await county.said())
        for command in commands:
            body = {"reason": "x"} if command in ("refund", "release") else None
            problem = await county.post(f"/payments/{payment}:{command}", body, status=409)
            assert problem["code"] == "illegal_transition"
        assert len(await county.said()) == before
        assert (await county.get(f"/payments/{payment}"))["state"] == state


async def _brought_to(county: Any, state: str) -> str:
    amount = "1000.01" if state == "intercepted" else "10.00"
    then = {"intercepted": "pay", "checked": "check", "paid": "pay", "refunded": "pay"}.get(state, "hold")
    payment: str = (await county.pay(("A", amount), then=then))["id"]
    match state:
        case "refunded":
            await county.post(f"/payments/{payment}:refund", {"reason": "x"})
        case "released":
            await county.post(f"/payments/{payment}:release", {"reason": "x"})
        case "expired":
            await county.until("2025-02-06T00:00")
        case "partly_paid":
            await county.post(f"/payments/{payment}:pay", {"lines": [{"line": 1, "amount": "1.00"}]})
    return payment


class TestPaymentChecks:
    async def test_leave_a_record_and_hold_nothing(self, county: Any) -> None:
        await county.budget("A", "100.00")
        body = {"value_date": "2025-01-06", "lines": [{"item": "A", "fund": "general", "amount": "100.01"}]}
        answer = await county.post("/payment-checks", body, status=201)
        assert (answer["outcome"], answer["reasons"][0]["code"]) == ("intercepted", "not_enough_available")
        assert await county.get(f"/payment-checks/{answer['id']}") == answer
        assert (await county.item("A"))["held"] == "0.00"


class TestUnits:
    async def test_a_clerk_acts_for_the_own_unit_and_its_sub_units_only(self, county: Any) -> None:
        await county.budget("ROADS", owner="roads")
        await county.budget("HEALTH", owner="health")
        async with county.clerk("works") as clerk:
            own = await clerk.post("/payments", json=county.payment(("ROADS", "1.00"), then="hold"))
            paid = await clerk.post("/payments", json=county.payment(("ROADS", "1.00"), then="pay"))
            both = county.payment(("ROADS", "1.00"), ("HEALTH", "1.00"), then="hold")
            other = await clerk.post("/payments", json=both)
        assert own.status_code == 201
        assert (paid.status_code, paid.json()["code"]) == (403, "right_missing")
        assert (other.status_code, other.json()["code"]) == (403, "outside_your_units")
        foreign = await county.pay(("HEALTH", "1.00"), then="hold")
        async with county.client() as finance:
            (await finance.post(f"/payments/{own.json()['id']}:pay")).raise_for_status()
        async with county.clerk("works") as clerk:
            assert (await clerk.get(f"/payments/{foreign['id']}")).status_code == 403
            assert (await clerk.post(f"/payments/{foreign['id']}:pay")).status_code == 403
            for path, key in (("/budget-items", "code"), ("/ledger-entries", "item_code")):
                items = (await clerk.get(path)).json()["items"]
                assert {item[key] for item in items} == {"ROADS"}
            assert [one["id"] for one in (await clerk.get("/payments")).json()["items"]] == [own.json()["id"]]
