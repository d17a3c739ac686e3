"""三上三下 through the routes: members are heard line by line and sign off before anything is approved."""

from typing import Any

import httpx
import pytest_asyncio

Json = dict[str, Any]
Office = Any
"""See conftest."""

JOBS = "indicators[jobs].targets[0].value"
BECAUSE = {"reason": "县考核领导小组会议审定"}


def rounds(number: int, working_days: int = 5) -> Json:
    return {"consultation": {"rounds": number, "working_days": working_days}}


@pytest_asyncio.fixture(loop_scope="session")
async def consulted(office: Office) -> Office:
    """A draft that owes its members two rounds, the first of which is open: submitted on Monday 1 January 2024."""
    await office.author.post("/working-calendars", json={"year": 2024, "seed": "CN"})
    await office.draft(rounds(2))
    office.told(await office.author.post(office.at(1, ":submit-round")))
    return office


async def say(office: Office, unit: str, at: str = JOBS, text: str = "指标偏高，建议核减。") -> Json:
    said = await office.head(unit).post(office.at(1, "/comments"), json={"at": at, "text": text})
    comment: Json = office.told(said, 201)
    return comment


async def answer(office: Office, number: int, verb: str, person: str = "chen") -> httpx.Response:
    body = {"answer": "按上年完成数核定。"}
    answered: httpx.Response = await office.person(person).post(office.at(1, f"/comments/{number}:{verb}"), json=body)
    return answered


async def sign(
    office: Office, unit: str, *, agree: bool = True, number: int = 1, by: str | None = None
) -> httpx.Response:
    body = {"round": number, "unit": unit, "agree": agree}
    signed: httpx.Response = await office.head(by or unit).post(office.at(1, ":sign-off"), json=body)
    return signed


async def shown(office: Office) -> Json:
    version: Json = office.told(await office.author.get(office.at(1)))
    return version


async def held(office: Office) -> list[Json]:
    items: list[Json] = office.told(await office.author.get(office.at(1, "/rounds")))["items"]
    return items


def units(office: Office) -> list[str]:
    return [str(member["code"]) for member in office.content()["members"]]


class TestARound:
    async def test_lasts_as_many_working_days_as_the_text_promises(self, consulted: Office) -> None:
        (first,) = await held(consulted)
        # the 1st is New Year's day, the 6th and the 7th are a weekend
        assert (first["due_on"], first["provisional"], first["changes"]) == ("2024-01-08", False, None)
        assert ((await shown(consulted))["state"], (await shown(consulted))["open_round"]) == ("in_consultation", 1)

    async def test_never_gives_members_fewer_days_than_the_text_promises(self, office: Office) -> None:
        await office.author.post("/working-calendars", json={"year": 2024, "seed": "CN"})
        await office.draft(rounds(1))
        early = await office.author.post(office.at(1, ":submit-round"), json={"due": "2024-01-03"})
        assert office.refused(early, 422, "round_due_out_of_range")["least"] == "2024-01-08"

    async def test_leaves_the_text_as_it_is_while_members_look_at_it(self, consulted: Office) -> None:
        revision = {"scheme": consulted.content({"total": "1100"})}
        answered = await consulted.author.post(consulted.at(1, ":revise"), json=revision, headers={"if-match": '"1"'})
        consulted.refused(answered, 409, "round_still_open")
        consulted.refused(await consulted.author.post(consulted.at(1, ":submit-round")), 409, "round_still_open")

    async def test_ends_with_its_last_day(self, consulted: Office) -> None:
        await consulted.clock("2024-01-08T23:59:59")
        assert (await shown(consulted))["open_round"] == 1
        await consulted.clock("2024-01-09T00:00:00")
        (first,) = await held(consulted)
        assert (first["closed_because"], (await shown(consulted))["rounds_held"]) == ("due", 1)
        late = await consulted.head("t-north").post(consulted.at(1, "/comments"), json={"at": JOBS, "text": "晚了"})
        consulted.refused(late, 409, "round_not_open")

    async def test_moves_with_the_working_days_that_are_published_while_it_is_open(self, office: Office) -> None:
        """Lesson 12: dates are computed from published days, never from guessed ones."""
        await office.draft(rounds(1))
        office.told(await office.author.post(office.at(1, ":submit-round")))
        (before,) = await held(office)
        assert (before["due_on"], before["provisional"]) == ("2024-01-08", True)
        off = [f"2024-01-{day:02}" for day in range(1, 6)]
        year = {"year": 2024, "days_off": off, "working_weekend_days": [], "source": "notice"}
        office.told(await office.author.post("/working-calendars", json=year), 201)
        (after,) = await held(office)
        assert (after["due_on"], after["provisional"]) == ("2024-01-12", False)
        await office.clock("2024-01-12T12:00:00")
        assert (await shown(office))["open_round"] == 1
        await office.clock("2024-01-13T00:00:00")
        assert (await shown(office))["open_round"] is None


class TestComments:
    async def test_name_a_line_and_the_unit_that_speaks(self, consulted: Office) -> None:
        made = await say(consulted, "t-north")
        assert (made["at"], made["unit"], made["round"], made["answer"]) == (JOBS, "t-north", 1, None)
        wrong = {"at": "indicators[jobz].targets", "text": "？"}
        answered = await consulted.head("t-north").post(consulted.at(1, "/comments"), json=wrong)
        assert consulted.refused(answered, 422, "place_unknown")["at"] == wrong["at"]

    async def test_nobody_speaks_for_a_unit_of_others(self, consulted: Office) -> None:
        body = {"at": JOBS, "text": "代言", "unit": "t-east"}
        answered = await consulted.head("t-north").post(consulted.at(1, "/comments"), json=body)
        consulted.refused(answered, 403, "outside_your_units")

    async def test_come_from_units_that_the_text_concerns_and_from_the_office(self, consulted: Office) -> None:
        at, body = consulted.at(1, "/comments"), {"at": JOBS, "text": "指标偏高"}
        assert consulted.refused(await consulted.head("museum").post(at, json=body), 422, "unit_not_concerned") == {
            "unit": "museum"
        }
        unit = {"kind": "organisation", "category": "halls", "labels": {"zh": "馆", "en": "hall"}}
        for code, parent in (("t-north", None), ("hall", "t-north"), ("museum", None)):
            registered = await consulted.author.post("/assessees", json={**unit, "code": code, "parent": parent})
            consulted.told(registered, 201)
        consulted.refused(await consulted.head("museum").post(at, json=body), 422, "unit_not_concerned")
        consulted.told(await consulted.head("hall").post(at, json=body), 201)
        assert consulted.told(await consulted.chief.post(at, json=body), 201)["unit"] is None

    async def test_are_answered_once_and_not_by_who_made_them(self, consulted: Office) -> None:
        await say(consulted, "t-north")
        consulted.refused(await answer(consulted, 1, "accept", "head-of-t-north"), 403, "same_person_twice")
        accepted = consulted.told(await answer(consulted, 1, "accept"))
        assert (accepted["answer"]["accepted"], accepted["answer"]["by"]) == (True, "chen")
        consulted.refused(await answer(consulted, 1, "reject"), 409, "comment_answered")

    async def test_that_nobody_answered_keep_the_text_from_going_further(self, consulted: Office) -> None:
        await say(consulted, "t-north")
        await say(consulted, "t-east", "parts[common].weight")
        await consulted.clock("2024-01-09T00:00:00")
        again = await consulted.author.post(consulted.at(1, ":submit-round"))
        consulted.refused(again, 409, "comments_unanswered")
        consulted.told(await answer(consulted, 1, "accept"))
        consulted.told(await answer(consulted, 2, "reject"))
        consulted.told(await consulted.author.post(consulted.at(1, ":submit-round")))
        listed = consulted.told(await consulted.author.get(consulted.at(1, "/comments"), params={"round": 1}))
        assert [one["answer"]["accepted"] for one in listed["items"]] == [True, False]


class TestTheNextRound:
    async def test_shows_line_by_line_what_became_of_the_one_before(self, consulted: Office) -> None:
        await say(consulted, "t-north")
        consulted.told(await answer(consulted, 1, "accept"))
        await consulted.clock("2024-01-09T00:00:00")
        schedule = [{"due": f"Q{number}", "value": "6000"} for number in range(1, 5)]
        edits = {JOBS: "24000", "indicators[jobs].targets[0].schedule": schedule, **rounds(2)}
        revised = {"scheme": consulted.content(edits)}
        sent = await consulted.author.post(consulted.at(1, ":revise"), json=revised, headers={"if-match": '"1"'})
        consulted.told(sent)
        consulted.told(await consulted.author.post(consulted.at(1, ":submit-round")))
        second, first = await held(consulted)
        changed = {one["at"]: (one["before"], one["after"]) for one in second["changes"]}
        assert changed[JOBS] == ("26000", "24000")
        assert (first["text"], second["text"]) == (1, 2)
        old = consulted.told(await consulted.author.get(consulted.at(1), params={"text": 1}))
        assert old["scheme"] != (await shown(consulted))["scheme"]

    async def test_is_owed_before_anything_is_approved(self, consulted: Office) -> None:
        await consulted.clock("2024-01-09T00:00:00")
        consulted.refused(await consulted.chief.post(consulted.at(1, ":approve"), json=BECAUSE), 409, "rounds_missing")
        consulted.told(await consulted.author.post(consulted.at(1, ":submit-round")))
        await consulted.clock("2024-01-31T00:00:00")
        assert (await consulted.approve(1))["state"] == "approved"
        assert (await consulted.publish(1))["state"] == "published"


class TestSigningOff:
    async def test_by_every_member_ends_the_round_at_once(self, consulted: Office) -> None:
        *others, last = units(consulted)
        for unit in others:
            consulted.told(await sign(consulted, unit))
        assert (await shown(consulted))["open_round"] == 1
        consulted.told(await sign(consulted, last))
        (first,) = await held(consulted)
        assert first["closed_because"] == "signed_off"
        assert {one["unit"] for one in first["sign_offs"]} == {*others, last}

    async def test_one_who_does_not_agree_says_where_and_the_round_goes_on(self, consulted: Office) -> None:
        unsaid = await sign(consulted, "t-north", agree=False)
        consulted.refused(unsaid, 422, "disagreement_without_comment")
        await say(consulted, "t-north")
        consulted.told(await sign(consulted, "t-north", agree=False))
        for unit in units(consulted):
            if unit != "t-north":
                consulted.told(await sign(consulted, unit))
        assert (await shown(consulted))["open_round"] == 1

    async def test_is_done_once_by_who_heads_the_member(self, consulted: Office) -> None:
        consulted.refused(await sign(consulted, "t-north", by="t-east"), 403, "outside_your_units")
        consulted.told(await sign(consulted, "t-north"))
        consulted.refused(await sign(consulted, "t-north"), 409, "signed_off_already")
        consulted.refused(await sign(consulted, "somewhere-else"), 422, "not_a_member")
        consulted.refused(await sign(consulted, "t-west", number=2), 409, "round_not_open")

    async def test_where_a_scheme_lists_nobody_the_register_says_who_its_members_are(self, office: Office) -> None:
        for code, category in (("t-north", "pilot"), ("t-east", "pilot"), ("t-west", "others")):
            unit = {"code": code, "kind": "organisation", "category": category, "labels": {"zh": code, "en": code}}
            office.told(await office.author.post("/assessees", json=unit), 201)
        scheme = {
            **{name: office.content()[name] for name in ("code", "labels", "legal_basis", "valid_from")},
            "category": {"code": "pilot", "labels": {"zh": "试点", "en": "pilot"}, "kind": "organisation"},
            **rounds(1),
        }
        office.told(await office.author.post("/schemes", json={"scheme": scheme}), 201)
        office.told(await office.author.post(office.at(1, ":submit-round")))
        office.refused(await sign(office, "t-west"), 422, "not_a_member")
        office.told(await sign(office, "t-north"))
        office.told(await sign(office, "t-east"))
        assert (await held(office))[0]["closed_because"] == "signed_off"


class TestExplaining:
    async def test_is_in_plain_chinese_or_english_and_names_what_nobody_published(self, office: Office) -> None:
        why = {"zh": "全文未公开", "en": "the text was not published"}
        await office.draft({"assumed": [{"at": "total", "why": why}]})
        told = {
            (language, assumed): await office.author.get(
                office.at(1, "/explain"), params={"language": language, "assumed": assumed}
            )
            for language in ("zh", "en")
            for assumed in ("false", "true")
        }
        assert all(one.status_code == 200 for one in told.values())
        assert all(one.headers["content-type"] == "text/plain; charset=utf-8" for one in told.values())
        assert "总分 1000 分" in told["zh", "false"].text
        assert "The total is 1000 points" in told["en", "false"].text
        assert why["zh"] in told["zh", "true"].text
        assert "总分 1000 分" not in told["zh", "true"].text
