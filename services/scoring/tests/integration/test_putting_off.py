"""An order is put off no longer than its rule says, whichever way is tried."""

from typing import Any

import pytest

TOO_FAR = "2199-12-31"
REASON = {"reason": "The tender runs."}
Json = dict[str, Any]


async def refused(county: Any, person: Any, command: str, body: Json, code: str) -> Json:
    answer = await county.give(person, "BRIDGES", command, body)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    values: Json = answer.json()["values"]
    return values


class TestAnOrderUnderARuleWithoutBounds:
    """Its rule was published before there were bounds, so the assumed ones hold."""

    async def test_is_extended_by_thirty_working_days_at_most(self, county: Any) -> None:
        await county.cross("BRIDGES")
        for until in (TOO_FAR, "2026-04-22"):
            values = await refused(
                county, county.head(), "ask-extension", REASON | {"until": until}, "extension_too_long"
            )
            assert values == {"given": until, "latest": "2026-04-21", "longest": 30, "due_on": "2026-03-09"}
        asked = await county.given(county.head(), "BRIDGES", "ask-extension", REASON | {"until": "2026-04-21"})
        assert asked["extension_pending"]
        await refused(county, county.office(), "grant-extension", {"until": "2026-04-22"}, "extension_too_long")
        assert (await county.given(county.office(), "BRIDGES", "grant-extension"))["due_on"] == "2026-04-21"

    async def test_is_extended_twice_at_most_in_all_its_rounds(self, county: Any) -> None:
        await county.cross("BRIDGES")
        for until in ("2026-03-20", "2026-03-31"):
            await county.given(county.head(), "BRIDGES", "ask-extension", REASON | {"until": until})
            await county.given(county.office(), "BRIDGES", "grant-extension")
        third = REASON | {"until": "2026-04-10"}
        values = await refused(county, county.head(), "ask-extension", third, "too_many_extensions")
        assert (values["granted"], values["most"]) == (2, 2)
        await county.answered("BRIDGES")
        await county.given(county.inspector(), "BRIDGES", "return", {"reason": "-", "working_days": 3})
        await refused(county, county.head(), "ask-extension", third, "too_many_extensions")

    async def test_that_was_refused_more_time_may_ask_again(self, county: Any) -> None:
        await county.cross("BRIDGES")
        for _ in range(3):
            await county.given(county.head(), "BRIDGES", "ask-extension", REASON | {"until": "2026-03-20"})
            await county.given(county.office(), "BRIDGES", "refuse-extension", {"reason": "No."})

    async def test_is_suspended_for_180_days_at_most_in_all(self, county: Any) -> None:
        await county.cross("BRIDGES")
        values = await refused(county, county.office(), "suspend", REASON | {"until": TOO_FAR}, "suspension_too_long")
        assert (values["latest"], values["longest"], values["before"]) == ("2026-08-29", 180, 0)
        await county.given(county.office(), "BRIDGES", "suspend", REASON | {"until": "2026-06-30"})
        await county.until("2026-06-10T10:00:00")
        await county.given(county.office(), "BRIDGES", "resume")
        values = await refused(
            county, county.office(), "suspend", REASON | {"until": "2026-08-31"}, "suspension_too_long"
        )
        assert (values["latest"], values["before"]) == ("2026-08-29", 100)
        await county.given(county.office(), "BRIDGES", "suspend", REASON | {"until": "2026-08-29"})
        await county.until("2026-08-30T10:00:00")
        assert (await county.order_of("BRIDGES"))["state"] == "issued", "the suspension ended by itself"
        await refused(county, county.office(), "suspend", REASON | {"until": "2026-08-31"}, "suspension_too_long")

    async def test_is_looked_at_again_within_a_year(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.answered("BRIDGES")
        for late in (TOO_FAR, "2027-03-03"):
            values = await refused(
                county, county.inspector(), "accept", REASON | {"recheck_on": late}, "recheck_too_late"
            )
            assert (values["latest"], values["months"]) == ("2027-03-02", 12)
        last = REASON | {"recheck_on": "2027-03-02"}
        assert (await county.given(county.inspector(), "BRIDGES", "accept", last))["state"] == "accepted"

    async def test_has_thirty_working_days_for_a_new_answer_at_most(self, county: Any) -> None:
        await county.cross("BRIDGES")
        await county.answered("BRIDGES")
        values = await refused(county, county.inspector(), "return", REASON | {"working_days": 31}, "term_too_long")
        assert (values["given"], values["longest"]) == (31, 30)
        assert (await county.given(county.inspector(), "BRIDGES", "return", REASON | {"working_days": 30}))[
            "round"
        ] == 2


class TestAnOrderUnderARuleWithBounds:
    @pytest.mark.parametrize(
        ("bounds", "command", "body", "code"),
        [
            ({"longest_extension_working_days": 3}, "ask-extension", {"until": "2026-03-13"}, "extension_too_long"),
            ({"most_extensions": 0}, "ask-extension", {"until": "2026-03-10"}, "too_many_extensions"),
            ({"longest_suspension_days": 5}, "suspend", {"until": "2026-03-08"}, "suspension_too_long"),
        ],
    )
    async def test_has_those_of_the_version_that_it_cites(
        self, county: Any, bounds: Json, command: str, body: Json, code: str
    ) -> None:
        person = county.head if command == "ask-extension" else county.office
        await county.cross("BRIDGES")
        await county.publish(county.rule(**bounds), version=2)
        await county.given(person(), "BRIDGES", command, REASON | body)
        await county.cross("PARKS", rule_version=2)
        answer = await county.give(person(), "PARKS", command, REASON | body)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
