"""References: alike is one, within a feed, a sending unit or the region; what is of nobody is its sender's."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.testing import world as worlds


async def sent(client: httpx.AsyncClient, body: dict[str, Any], status: int = 201) -> dict[str, Any]:
    async with client:
        answer = await client.post("/payments", json=body)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


class TestTwoWaysToWriteOne:
    @pytest.mark.parametrize(
        "again",
        [
            "INV-7 ",
            "INV\u200b-7",
            "ＩＮＶ-７",
            "\ufeffINV-7",
            "INV-\u00ad7",
            "\u3000INV-7",
            "INV\u20117",
            "INV\u20137",
            "INV\u22127",
        ],
    )
    async def test_are_one_payment_kept_as_first_written(self, county: Any, again: str) -> None:
        await county.budget("A")
        first = await county.pay(("A", "10.00"), ref="INV-7")
        second = await county.pay(("A", "10.00"), ref=again)
        assert (second["id"], second["known"], second["external_ref"]) == (first["id"], True, "INV-7")
        assert (await county.item("A"))["paid"] == "10.00"
        problem = await county.post("/payments", county.payment(("A", "11.00"), ref=again), status=409)
        assert problem["code"] == "external_ref_reused"

    async def test_are_one_however_many_spaces_stand_between(self, county: Any) -> None:
        await county.budget("A")
        first = await county.pay(("A", "10.00"), ref="No. 7")
        for again in ("No.  7", "No.\u00a07", "No.\u3000 7"):
            assert (await county.pay(("A", "10.00"), ref=again))["id"] == first["id"]
        assert not (await county.pay(("A", "10.00"), ref="No.7"))["known"]

    async def test_that_were_two_when_they_came_are_each_known_by_what_they_said(self, county: Any) -> None:
        """As they stand after references that had been two became one."""
        await county.budget("A")
        paid = [await county.pay(("A", amount), ref=ref) for amount, ref in (("1.00", "OLD-7"), ("2.00", "OTHER"))]
        async with county.world.transaction("budget-monitor", county.region) as tx:
            await tx.execute(
                text(
                    "UPDATE payments SET reference_key = 'OLD-7', external_ref = 'OLD\u20117'"
                    " WHERE region = :region AND id = :id"
                ),
                {"region": county.region, "id": paid[1]["id"]},
            )
        for amount, before in (("1.00", paid[0]), ("2.00", paid[1])):
            again = await county.pay(("A", amount), ref="OLD-7")
            assert (again["id"], again["known"]) == (before["id"], True)
        problem = await county.post("/payments", county.payment(("A", "3.00"), ref="OLD-7"), status=409)
        assert problem["code"] == "external_ref_reused"

    async def test_are_one_within_a_batch_too(self, county: Any) -> None:
        await county.budget("A")
        rows = [county.payment(("A", "10.00"), ref=ref) for ref in ("X1", "X1 ", "Ｘ1")]
        results = (await county.post("/payments:import", {"payments": rows}))["results"]
        assert [one["known"] for one in results] == [False, True, True]
        assert len({one["id"] for one in results}) == 1

    async def test_in_other_letters_are_two_with_a_note_that_blocks_nothing(self, county: Any) -> None:
        await county.budget("A")
        await county.pay(("A", "10.00"), ref="INV-7")
        other = await county.pay(("A", "10.00"), ref="inv-7")
        assert (other["state"], other["known"]) == ("paid", False)
        (note,) = other["decision"]["notes"]
        assert (note["code"], note["values"]) == ("alike_reference", {"external_ref": "INV-7"})
        assert "INV-7" in note["texts"]["zh"]
        assert (await county.item("A"))["paid"] == "20.00"

    async def test_in_other_letters_are_noted_in_a_batch_too(self, county: Any) -> None:
        await county.budget("A")
        await county.pay(("A", "10.00"), ref="INV-7")
        rows = [county.payment(("A", "10.00"), ref=ref) for ref in ("inv-7", "other", "OTHER")]
        results = (await county.post("/payments:import", {"payments": rows}))["results"]
        noted = [[note["values"]["external_ref"] for note in one["decision"]["notes"]] for one in results]
        assert noted == [["INV-7"], [], ["other"]]
        again = (await county.post("/payments:import", {"payments": rows}))["results"]
        assert [one["decision"]["notes"] for one in again] == [one["decision"]["notes"] for one in results]

    async def test_are_found_by_either(self, county: Any) -> None:
        await county.budget("A")
        first = await county.pay(("A", "10.00"), ref="ＩＮＶ-7")
        other = await county.pay(("A", "10.00"), ref="inv-7")
        for written, found in (("INV-7", first), (" INV\u200b-7", first), ("inv-7", other)):
            async with county.client() as client:
                answer = await client.get("/payments", params={"external_ref": written})
            assert [one["id"] for one in answer.json()["items"]] == [found["id"]]

    async def test_that_hold_nothing_are_refused(self, county: Any) -> None:
        await county.budget("A")
        problem = await county.post("/payments", county.payment(("A", "1.00"), ref="\u200b\u00ad"), status=422)
        assert problem["code"] in ("reference_empty", "invalid_request")


class TestWithinWhatAReferenceIsUnique:
    async def test_two_units_have_numbers_of_their_own(self, county: Any) -> None:
        await county.budget("A")
        await county.budget("H", owner="health")
        one = await sent(county.clerk("roads"), county.payment(("A", "1.00"), ref="0001", then="hold"))
        other = await sent(county.clerk("health"), county.payment(("H", "2.00"), ref="0001", then="hold"))
        assert one["id"] != other["id"]
        again = await sent(county.clerk("roads"), county.payment(("A", "1.00"), ref="0001", then="hold"))
        assert (again["id"], again["known"]) == (one["id"], True)

    async def test_a_feed_has_one_for_all_and_no_text_names_anothers_payment(self, county: Any) -> None:
        await county.budget("A")
        await county.budget("H", owner="health")
        await county.post("/feeds", {"code": "bank", "labels": {"zh": "银行", "en": "Bank"}})
        first = await sent(county.clerk("roads"), county.payment(("A", "1.00"), ref="7", then="hold", feed="bank"))
        problem = await sent(
            county.clerk("health"), county.payment(("H", "2.00"), ref="7", then="hold", feed="bank"), 409
        )
        assert problem["code"] == "external_ref_reused"
        assert first["id"] not in str(problem)

    async def test_who_sends_for_several_units_says_for_which(self, county: Any) -> None:
        await county.budget("A")
        await county.budget("H", owner="health")
        body = county.payment(("A", "1.00"), ref="1", then="hold")
        problem = await sent(county.clerk("roads", "health"), body, 422)
        assert (problem["code"], problem["values"]["units"]) == ("unit_needed", "health, roads")
        taken = await sent(county.clerk("roads", "health"), {**body, "unit": "roads"})
        assert (await sent(county.clerk("roads"), body))["id"] == taken["id"]
        assert (await sent(county.clerk("roads"), {**body, "unit": "health"}, 403))["code"] == "outside_your_units"
        assert (await sent(county.client(), {**body, "unit": "roads"}, 422))["code"] == "unit_not_needed"

    async def test_what_was_paid_before_is_known_afterwards(self, county: Any) -> None:
        """As it was stored before references had a scope of their own, with a space that was kept."""
        await county.budget("A")
        await county.budget("H", owner="health")
        mine = await sent(county.clerk("roads"), county.payment(("A", "1.00"), ref="OLD-1", then="hold"))
        async with county.world.transaction("budget-monitor", county.region) as tx:
            await tx.execute(
                text(
                    "UPDATE payments SET reference_scope = '-', sender_unit = NULL, external_ref = 'OLD-1 '"
                    " WHERE region = :region AND id = :id"
                ),
                {"region": county.region, "id": mine["id"]},
            )
        again = await sent(county.clerk("roads"), county.payment(("A", "1.00"), ref="OLD-1", then="hold"))
        assert (again["id"], again["known"]) == (mine["id"], True)
        assert (await county.pay(("A", "1.00"), ref="OLD-1", then="hold"))["known"]
        others = await sent(county.clerk("health"), county.payment(("H", "1.00"), ref="OLD-1", then="hold"))
        assert not others["known"]


class TestOneReferenceFromSeveralSendersAtOnce:
    """Nobody's items have no balance to lock, so nothing keeps the senders apart before they store."""

    async def test_is_one_payment_and_a_repeat_for_the_others(self, county: Any) -> None:
        body = county.payment(("NOWHERE", "1.00"), ref="1", then="hold")
        async with county.client() as client:
            answers = await asyncio.gather(*(client.post("/payments", json=body) for _ in range(6)))
        assert [answer.status_code for answer in answers] == [201] * 6
        assert len({answer.json()["id"] for answer in answers}) == 1
        assert sorted(answer.json()["known"] for answer in answers) == [False] + [True] * 5

    async def test_with_other_content_is_refused_as_later(self, county: Any) -> None:
        bodies = [county.payment(("NOWHERE", f"{number}.00"), ref="1", then="hold") for number in range(1, 7)]
        async with county.client() as client:
            answers = await asyncio.gather(*(client.post("/payments", json=body) for body in bodies))
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
        assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"external_ref_reused"}

    async def test_is_one_in_batches_in_any_order(self, county: Any) -> None:
        rows = [county.payment((item, "1.00"), ref=item, then="hold") for item in ("NOWHERE", "NEITHER")]
        async with county.client() as client:
            answers = await asyncio.gather(
                *(
                    client.post("/payments:import", json={"payments": rows if number % 2 else rows[::-1]})
                    for number in range(6)
                )
            )
        assert [answer.status_code for answer in answers] == [200] * 6
        results = [one for answer in answers for one in answer.json()["results"]]
        assert len({one["id"] for one in results}) == 2
        assert sum(not one["known"] for one in results) == 2

    async def test_is_one_budget_too(self, county: Any) -> None:
        body = {"funds": [county.fund_body("new")]}
        async with county.client() as client:
            answers = await asyncio.gather(*(client.post("/budget-items:import", json=body) for _ in range(6)))
        assert [answer.status_code for answer in answers] == [200] * 6
        assert sum(answer.json()["funds"] for answer in answers) == 1


class TestAnAllocation:
    async def test_has_one_reference_however_it_is_written(self, county: Any) -> None:
        await county.budget("A")
        body = {"fund": "general", "item": "A", "amount": "10.00", "ref": "X-1"}
        first = await county.post("/allocations", body, status=201)
        for again in ("X-1 ", "Ｘ-1", "X\u200b-1", "\u3000X-1"):
            problem = await county.post("/allocations", {**body, "ref": again}, status=409)
            assert (problem["code"], problem["values"]["id"]) == ("already_exists", "general → A (X-1)")
            assert problem["values"]["difference"] == "nothing"
            problem = await county.post("/allocations", {**body, "ref": again, "amount": "11.00"}, status=409)
            assert problem["values"]["difference"] == "amount"
            done = await county.post("/budget-items:import", {"allocations": [{**body, "ref": again}]}, status=200)
            assert done["notes"] == []
        assert (await county.get("/funds/general"))["allocated"] == "1010.00"
        assert first["ref"] == "X-1"

    async def test_is_the_approved_one_however_that_is_written(self, county: Any) -> None:
        await county.budget("A")
        body = {"fund": "general", "item": "A", "amount": "1000.00", "ref": "ａpproved"}
        assert (await county.post("/allocations", body, status=409))["code"] == "already_exists"

    async def test_in_other_letters_is_another_with_a_note(self, county: Any) -> None:
        await county.budget("A")
        body = {"fund": "general", "item": "A", "amount": "10.00", "ref": "X-1"}
        await county.post("/allocations", body, status=201)
        (note,) = (await county.post("/allocations", {**body, "ref": "x-1"}, status=201))["notes"]
        assert (note["code"], note["values"]) == ("alike_allocation", {"ref": "X-1"})
        rows = [{**body, "ref": ref} for ref in ("Ｙ-1", "y-1")]
        (note,) = (await county.post("/budget-items:import", {"allocations": rows}, status=200))["notes"]
        assert note["values"] == {"ref": "Ｙ-1"}

    async def test_leaves_a_revision_of_the_budget_its_own(self, county: Any) -> None:
        item = await county.budget("A")
        body = {"fund": "general", "item": "A", "amount": "5.00", "ref": "version 2"}
        await county.post("/allocations", body, status=201)
        revised = {"difference": "20.00", "reason": "test", "fund": "general"}
        await county.post(f"/budget-items/{item}:adjust", revised, status=200)
        await county.post("/allocations", {**body, "ref": "version 3"}, status=201)
        await county.post(f"/budget-items/{item}:adjust", revised, status=200)
        await county.post("/allocations", {**body, "ref": "version 4"}, status=201)
        problem = await county.post("/allocations", {**body, "ref": "version 2"}, status=409)
        assert problem["code"] == "already_exists"
        made = [(one["ref"], one["amount"]) for one in await county.items("/allocations", item="A")]
        assert sorted(made) == [
            ("approved", "1000.00"),
            ("version 2", "20.00"),
            ("version 2", "5.00"),
            ("version 3", "20.00"),
            ("version 3", "5.00"),
            ("version 4", "5.00"),
        ]
        assert (await county.get("/funds/general"))["allocated"] == "1055.00"


class TestAPaymentOfAnUnknownItem:
    async def test_is_its_senders_listed_for_it_and_closed_to_others(self, county: Any) -> None:
        taken = await sent(county.clerk("roads"), county.payment(("NOWHERE", "1.00"), ref="1", then="hold"))
        assert taken["state"] == "intercepted"
        path = f"/payments/{taken['id']}"
        async with county.clerk("roads") as own, county.clerk("health") as other, county.client() as region:
            assert [one["id"] for one in (await own.get("/payments")).json()["items"]] == [taken["id"]]
            assert (await own.get(path)).status_code == 200
            assert (await other.get(path)).status_code == 403
            assert (await other.get("/payments")).json()["items"] == []
            assert (await region.get(path)).status_code == 200

    async def test_stays_its_senders_when_somebody_else_gets_such_an_item(self, county: Any) -> None:
        taken = await sent(county.clerk("roads"), county.payment(("LATER", "1.00"), ref="1", then="hold"))
        await county.budget("LATER", owner="health")
        async with county.clerk("roads") as own, county.clerk("health") as other:
            assert (await own.get(f"/payments/{taken['id']}")).status_code == 200
            assert (await other.get(f"/payments/{taken['id']}")).status_code == 403

    async def test_is_asked_about_by_one_and_read_by_no_other(self, county: Any) -> None:
        body = {key: county.payment(("LATER", "1.00"))[key] for key in ("value_date", "lines")}
        async with county.clerk("roads") as own:
            check = (await own.post("/payment-checks", json=body)).json()
        await county.budget("LATER", owner="health")
        async with county.clerk("roads") as own, county.clerk("health") as other:
            assert (await own.get(f"/payment-checks/{check['id']}")).status_code == 200
            assert (await other.get(f"/payment-checks/{check['id']}")).status_code == 403


class TestANewDecision:
    async def test_is_made_on_what_is_there_now_and_every_one_is_kept(self, county: Any) -> None:
        item = await county.budget("A", "10.00")
        first = await county.pay(("A", "15.00"), ref="1", then="hold")
        assert (first["state"], first["recheck"]) == ("intercepted", f"/payments/{first['id']}:recheck")
        still = await county.post(first["recheck"])
        assert (still["state"], county.codes(still)) == ("intercepted", ["not_enough_available"])
        body = {"difference": "10.00", "reason": "more", "fund": "general"}
        await county.post(f"/budget-items/{item}:adjust", body)
        for then in ("hold", "check"):
            body = {"then": then, "value_date": "2025-01-06"}
            assert (await county.post(first["recheck"], body, status=422))["code"] == "invalid_request"
        held = await county.post(first["recheck"], {"then": "hold"})
        assert (held["state"], held["recheck"], (await county.item("A"))["held"]) == ("held", None, "15.00")
        shown = await county.get(f"/payments/{first['id']}")
        assert [(one["number"], one["outcome"]) for one in shown["decisions"]] == [
            (1, "intercepted"), (2, "intercepted"), (3, "accepted"),
        ]  # fmt: skip
        again = await county.pay(("A", "15.00"), ref="1", then="hold")
        assert (again["known"], again["state"], again["decision"]["outcome"]) == (True, "held", "accepted")
        assert (await county.post(f"/payments/{first['id']}:recheck", status=409))["code"] == "illegal_transition"

    async def test_pays_today_what_did_not_leave_before(self, county: Any) -> None:
        first = await county.pay(("A", "5.00"), ref="1")
        await county.budget("A", "10.00")
        await county.until("2025-02-03T10:00")
        paid = await county.post(first["recheck"], {"then": "pay"})
        assert paid["state"] == "paid"
        assert paid["lines"][0]["trace_tag"] == "tag-general"
        (row,) = await county.items("/ledger-entries")
        assert (row["value_date"], row["amount"]) == ("2025-02-03", "5.00")

    async def test_of_many_is_named_where_they_are_sent_again(self, county: Any) -> None:
        body = {"payments": [county.payment(("A", "5.00"), ref="1")]}
        for known in (False, True):
            (result,) = (await county.post("/payments:import", body))["results"]
            assert (result["known"], result["recheck"]) == (known, f"/payments/{result['id']}:recheck")


class TestCoins:
    async def test_of_a_currency_without_cents_are_whole(self, world: Any, county: Any) -> None:
        region = await world.define_region(worlds.new_region(), at=worlds.midnight("2025-01-06"), currency="JPY")
        tokyo = type(county)(world, region)
        await tokyo.register("works")
        await tokyo.register("roads", parent="works")
        await tokyo.budget("A", "1000.00")
        problem = await tokyo.post("/payments", tokyo.payment(("A", "100.50")), status=422)
        assert (problem["code"], problem["values"]["currency"]) == ("too_many_decimals", "JPY")
        item = await tokyo.item("A")
        problem = await tokyo.post(
            f"/budget-items/{item['id']}:adjust", {"difference": "0.50", "reason": "x"}, status=422
        )
        assert problem["code"] == "too_many_decimals"
        assert (await tokyo.pay(("A", "100.00")))["state"] == "paid"
