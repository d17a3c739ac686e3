"""Money stands on the day it moved: not before it was held, not on a day to come, back no sooner than it was out."""

from typing import Any

import pytest


async def refused(county: Any, path: str, body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    problem = await county.post(path, body, status=422)
    return problem["code"], problem["values"]


async def booked(county: Any, code: str = "A") -> list[tuple[str, str]]:
    rows = await county.items("/ledger-entries")
    return [(row["value_date"], row["amount"]) for row in rows if row["item_code"] == code]


class TestADayToCome:
    async def test_is_no_day_on_which_money_left(self, county: Any) -> None:
        await county.budget("A")
        body = county.payment(("A", "5.00"), on="2025-01-07")
        assert await refused(county, "/payments", body) == (
            "value_date_in_future", {"day": "2025-01-07", "today": "2025-01-06"},
        )  # fmt: skip
        assert (await refused(county, "/payments", county.payment(("A", "-5.00"), on="2025-01-07")))[0] == (
            "value_date_in_future"
        )
        assert await booked(county) == []

    async def test_refuses_a_row_of_an_import_and_no_other(self, county: Any) -> None:
        await county.budget("A")
        rows = [county.payment(("A", "5.00"), on=day, ref=day) for day in ("2025-01-06", "2025-03-31")]
        results = (await county.post("/payments:import", {"payments": rows}))["results"]
        assert [one["state"] for one in results] == ["paid", "refused"]
        assert results[1]["problem"]["code"] == "value_date_in_future"

    async def test_may_be_planned_by_a_hold_which_is_paid_when_it_has_come(self, county: Any) -> None:
        await county.budget("A")
        held = await county.pay(("A", "5.00"), on="2025-01-20", then="hold")
        path = f"/payments/{held['id']}:pay"
        assert (await refused(county, path, {"value_date": "2025-01-20"}))[0] == "value_date_in_future"
        await county.until("2025-01-20T10:00")
        paid = await county.post(path, {"value_date": "2025-01-20"})
        assert (paid["state"], await booked(county)) == ("paid", [("2025-01-20", "5.00")])

    async def test_is_refused_for_a_refund(self, county: Any) -> None:
        await county.budget("A")
        paid = await county.pay(("A", "5.00"))
        body = {"reason": "x", "value_date": "2025-01-07"}
        assert (await refused(county, f"/payments/{paid['id']}:refund", body))[0] == "value_date_in_future"


class TestAHeldPayment:
    async def test_is_booked_today_where_no_day_is_named_whatever_day_it_planned(self, county: Any) -> None:
        """A checkpoint between the hold and the payment has seen what was true: nothing had left."""
        await county.publish(county.rule())
        await county.budget("A", "1000.00")
        await county.until("2025-03-25T10:00")
        held = await county.pay(("A", "500.00"), on="2025-03-25", then="hold")
        await county.until("2025-04-10T10:00")
        before = await county.light("A", as_of="2025-03-31")
        paid = await county.post(f"/payments/{held['id']}:pay")
        assert (paid["state"], await booked(county)) == ("paid", [("2025-04-10", "500.00")])
        after = await county.light("A", as_of="2025-03-31")
        assert (after["state"], after["rates"]["paid"]) == (before["state"], before["rates"]["paid"]) == ("red", "0.00")
        (event,) = await county.said("payment-paid")
        assert (event.data["value_date"], event.data["booked_on"]) == ("2025-03-25", "2025-04-10")

    async def test_had_not_left_before_it_was_held(self, county: Any) -> None:
        await county.budget("A")
        await county.until("2025-02-10T10:00")
        held = await county.pay(("A", "5.00"), on="2025-02-01", then="hold")
        path = f"/payments/{held['id']}:pay"
        assert await refused(county, path, {"value_date": "2025-02-09"}) == (
            "value_date_before_hold", {"day": "2025-02-09", "held_on": "2025-02-10"},
        )  # fmt: skip
        await county.until("2025-02-20T10:00")
        await county.post(path, {"value_date": "2025-02-10"})
        assert await booked(county) == [("2025-02-10", "5.00")]

    async def test_ends_with_its_fiscal_year_and_gives_its_money_back(self, county: Any) -> None:
        await county.budget("A", "100.00")
        await county.until("2025-12-20T10:00")
        held = await county.pay(("A", "60.00"), on="2025-12-20", then="hold")
        assert held["expires_at"] == "2025-12-31T16:00:00Z"
        await county.until("2026-01-05T10:00")
        assert (await county.get(f"/payments/{held['id']}"))["state"] == "expired"
        assert (await county.item("A"))["held"] == "0.00"
        (event,) = await county.said("payment-expired")
        assert event.time.isoformat() == "2025-12-31T16:00:00+00:00"
        late = await county.post(f"/payments/{held['id']}:pay", status=409)
        assert late["code"] == "illegal_transition"

    async def test_cannot_begin_when_its_fiscal_year_is_over(self, county: Any) -> None:
        await county.budget("A", "100.00")
        await county.until("2026-01-05T10:00")
        body = county.payment(("A", "60.00"), on="2025-12-31", then="hold")
        assert (await refused(county, "/payments", body))[0] == "fiscal_year_is_over"
        assert (await county.pay(("A", "60.00"), on="2025-12-31"))["state"] == "paid"

    async def test_that_was_only_checked_is_not_paid_in_another_year_than_its_own(self, county: Any) -> None:
        await county.budget("A", "100.00")
        await county.until("2025-12-20T10:00")
        checked = await county.pay(("A", "60.00"), on="2025-12-20", then="check")
        await county.until("2026-01-05T10:00")
        path = f"/payments/{checked['id']}:pay"
        assert (await refused(county, path, {}))[0] == "outside_fiscal_year"
        await county.post(path, {"value_date": "2025-12-30"})
        assert await booked(county) == [("2025-12-30", "60.00")]


class TestARefund:
    async def test_is_not_back_before_it_was_out(self, county: Any) -> None:
        await county.budget("A")
        await county.until("2025-03-01T10:00")
        paid = await county.pay(("A", "50.00"), on="2025-02-20")
        path = f"/payments/{paid['id']}:refund"
        code, values = await refused(county, path, {"reason": "x", "value_date": "2025-02-19"})
        assert code == "refund_before_payment"
        assert (values["day"], values["paid_on"], values["paid"]) == ("2025-02-19", "2025-02-20", "0.00")
        assert (await county.post(path, {"reason": "x", "value_date": "2025-02-20"}))["state"] == "refunded"

    async def test_of_a_second_part_is_not_back_before_that_part_was_out(self, county: Any) -> None:
        await county.budget("A")
        held = await county.pay(("A", "50.00"), on="2025-01-06", then="hold")
        pay, refund = f"/payments/{held['id']}:pay", f"/payments/{held['id']}:refund"
        await county.post(pay, {"lines": [{"line": 1, "amount": "20.00"}]})
        await county.until("2025-01-20T10:00")
        await county.post(pay)
        some = {"reason": "x", "value_date": "2025-01-10"}
        code, values = await refused(county, refund, {**some, "lines": [{"line": 1, "amount": "20.01"}]})
        assert (code, values["paid"], values["paid_on"]) == ("refund_before_payment", "20.00", "2025-01-20")
        assert (await county.post(refund, {**some, "lines": [{"line": 1, "amount": "20.00"}]}))["state"] == "paid"
        code, _ = await refused(county, refund, {**some, "lines": [{"line": 1, "amount": "0.01"}]})
        assert code == "refund_before_payment"

    async def test_that_is_booked_before_another_one_leaves_that_one_its_money(self, county: Any) -> None:
        """Twenty were out until the 10th, when they came back: they cannot have come back on the 8th as well."""
        await county.budget("A")
        held = await county.pay(("A", "50.00"), on="2025-01-06", then="hold")
        pay, refund = f"/payments/{held['id']}:pay", f"/payments/{held['id']}:refund"
        await county.post(pay, {"lines": [{"line": 1, "amount": "20.00"}]})
        await county.until("2025-01-20T10:00")
        await county.post(pay)
        some = {"reason": "x", "lines": [{"line": 1, "amount": "20.00"}]}
        await county.post(refund, {**some, "value_date": "2025-01-10"})
        code, values = await refused(county, refund, {**some, "value_date": "2025-01-08"})
        assert (code, values["paid"], values["paid_on"]) == ("refund_before_payment", "0.00", "2025-01-20")
        assert (await county.post(refund, {**some, "value_date": "2025-01-20"}))["state"] == "paid"


class TestAVoucherWithADiscount:
    async def test_asks_for_the_sum_of_its_lines_and_books_each(self, county: Any) -> None:
        await county.budget("A", "80.00")
        assert (await county.pay(("A", "100.00"), ("A", "-20.00")))["state"] == "paid"
        assert [amount for _, amount in await booked(county)] == ["100.00", "-20.00"]
        assert (await county.item("A"))["paid"] == "80.00"

    async def test_holds_the_sum_until_it_is_paid(self, county: Any) -> None:
        await county.budget("A", "100.00")
        held = await county.pay(("A", "100.00"), ("A", "-20.00"), then="hold")
        assert (await county.item("A"))["held"] == "80.00"
        assert (await county.pay(("A", "20.01")))["state"] == "intercepted"
        assert (await county.post(f"/payments/{held['id']}:pay"))["state"] == "paid"
        item = await county.item("A")
        assert (item["held"], item["paid"]) == ("0.00", "80.00")

    async def test_is_a_credit_note_where_its_sum_is_below_zero(self, county: Any) -> None:
        await county.budget("A", "100.00")
        await county.budget("B", "100.00")
        await county.pay(("A", "50.00"))
        credit = await county.pay(("A", "-50.00"), ("B", "10.00"))
        assert (credit["state"], credit["total"]) == ("paid", "-40.00")
        kinds = [row["kind"] for row in await county.items("/ledger-entries")]
        assert kinds == ["payment", "credit", "credit"]
        problem = await county.post(f"/payments/{credit['id']}:refund", {"reason": "x"}, status=409)
        assert problem["code"] == "nothing_to_refund"

    async def test_is_held_back_by_what_stops_one_of_its_lines(self, county: Any) -> None:
        await county.budget("A", "100.00", goal_approved=False)
        answer = await county.pay(("A", "100.00"), ("A", "-20.00"))
        assert county.codes(answer) == ["no_approved_goal"]

    @pytest.mark.parametrize("then", ["hold", "pay"])
    async def test_gives_nothing_to_spend_on_another_item(self, county: Any, then: str) -> None:
        await county.budget("A", "100.00")
        await county.budget("B", "10.00")
        answer = await county.pay(("B", "10.01"), ("A", "-5.00"), then=then)
        assert county.codes(answer) == ["not_enough_available"]

    async def test_comes_back_whole(self, county: Any) -> None:
        await county.budget("A", "100.00")
        paid = await county.pay(("A", "100.00"), ("A", "-20.00"))
        back = await county.post(f"/payments/{paid['id']}:refund", {"reason": "returned"})
        assert (back["state"], (await county.item("A"))["paid"]) == ("refunded", "0.00")

    async def test_comes_back_in_parts_up_to_what_went_out(self, county: Any) -> None:
        await county.budget("A", "100.00")
        paid = await county.pay(("A", "100.00"), ("A", "-20.00"))
        path = f"/payments/{paid['id']}:refund"
        body = {"reason": "returned", "lines": [{"line": 1, "amount": "80.01"}]}
        problem = await county.post(path, body, status=409)
        assert (problem["code"], problem["values"]["left"]) == ("more_than_left", "80.00")
        back = await county.post(path, {"reason": "returned", "lines": [{"line": 1, "amount": "80.00"}]})
        assert (back["state"], (await county.item("A"))["paid"]) == ("paid", "0.00")
