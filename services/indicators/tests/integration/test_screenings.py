"""Screening through the routes: what is found, what a person decides about it, and what is kept of both for ever."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from chassis.testing.world import World
from contracts import canonical
from contracts.scheme.content import SchemeContent
from contracts.schemes import IndicatorWithdrawn
from contracts.screenings import ScreeningClosed
from indicators.domain.screening.flaws import FLAWS
from indicators.usecases import indicators

Json = dict[str, Any]
Person = Callable[[str], httpx.AsyncClient]
Office = Any
"""See conftest."""

HERE = "/screenings/budget-2025"
BECAUSE = {"reason": "预算编制同步筛查"}
COUNT = {"labels": {"zh": "人", "en": "persons"}, "measure": "count"}
SHARE = {"labels": {"zh": "%", "en": "percent"}, "measure": "ratio"}
PLATFORM = {"code": "platform", "kind": "platform", "labels": {"zh": "平台", "en": "platform"}}
FIXED = {"unit": {"labels": {"zh": "起", "en": "cases"}, "measure": "count"}, "targets": [{"value": "120"}]}


def one(code: str, **changes: Any) -> Json:
    """An indicator about which nothing is found."""
    return {
        "code": code,
        "labels": {"zh": f"指标 {code}", "en": f"Indicator {code}"},
        "kind": "common",
        "unit": SHARE,
        "sources": [PLATFORM],
        "targets": [{"value": "95"}],
        **changes,
    }


def item(code: str, zh: str, **changes: Any) -> Json:
    return {"code": code, "labels": {"zh": zh, "en": code}, "unit": COUNT, "data_source": "statistics", **changes}


def scheme(*made: Json, unused: tuple[str, ...] = (), items: tuple[Json, ...] = ()) -> Json:
    """A scheme whose only part uses these indicators, but for some."""
    labels = {"zh": "县直机关", "en": "County organs"}
    entries = [{"indicator": indicator["code"]} for indicator in made if indicator["code"] not in unused]
    part = {"code": "common", "labels": labels, "kind": "common", "weight": "100", "entries": entries}
    return {
        "code": "organs-2025",
        "labels": labels,
        "category": {"code": "organs", "labels": labels, "kind": "organisation"},
        "legal_basis": [{"title": "推定"}],
        "valid_from": "2024-01-01",
        "total": "1000",
        "indicators": list(made),
        "data_items": list(items),
        "parts": [part],
    }


HEADS = item("heads", "职工人数")
BROKEN: dict[str, tuple[Json, str]] = {
    "no_source": (scheme(one("a", sources=[])), "a"),
    "no_target": (scheme(one("a", targets=[])), "a"),
    "no_unit": (scheme(one("a", unit=None)), "a"),
    "qualitative_without_levels": (scheme(one("a", nature="qualitative", unit=None)), "a"),
    "fixed_target_ignores_size": (scheme(one("a", **FIXED)), "a"),
    "duplicate_formula": (
        scheme(one("a", formula="[职工人数] * 2"), one("b", formula="heads + [职工人数]"), items=(HEADS,)),
        "a",
    ),
    "duplicate_wording": (
        scheme(one("a", labels={"zh": "群众满意度", "en": "A"}), one("b", labels={"zh": "群众 的满意度", "en": "B"})),
        "a",
    ),
    "cycle": (scheme(one("a", formula="[指标 b] + 1"), one("b", formula="[指标 a] * 2")), "a"),
    "unused": (scheme(one("a"), unused=("a",)), "a"),
    "data_item_not_needed": (scheme(items=(HEADS,)), "heads"),
    "formula_unreadable": (scheme(one("a", formula="[职工人数] / / 2"), items=(HEADS,)), "a"),
}


def told(answer: httpx.Response, status: int = 200) -> Json:
    assert answer.status_code == status, f"{answer.request.url}: {answer.status_code} {answer.text[:1500]}"
    body: Json = answer.json()
    return body


def refused(answer: httpx.Response, status: int, code: str) -> Json:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text[:1500]
    values: Json = answer.json()["values"]
    return values


async def screened(person: httpx.AsyncClient, code: str = "budget-2025", **about: Any) -> Json:
    labels = {"zh": "预算编制同步筛查", "en": "Screening with the budget"}
    return told(await person.post("/screenings", json={"code": code, "labels": labels, **about}), 201)


async def found(person: httpx.AsyncClient, at: str = HERE, **filters: str) -> list[Json]:
    """Every item, page by page."""
    items: list[Json] = []
    cursor: str | None = ""
    while cursor is not None:
        params = {"limit": "50", **filters, **({"cursor": cursor} if cursor else {})}
        page = told(await person.get(f"{at}/items", params=params))
        items, cursor = items + page["items"], page["next_cursor"]
    return items


async def decide(person: httpx.AsyncClient, number: int, verb: str, **more: Any) -> httpx.Response:
    return await person.post(f"{HERE}/items/{number}:{verb}", json={**BECAUSE, **more})


async def into_library(person: Person, *made: Json) -> None:
    """Drafted by one, published by another."""
    for indicator in made:
        body = {"indicator": indicator, "valid_from": "2024-01-01"}
        version = told(await person("chen").post("/indicators", json=body), 201)["version"]
        at = f"/indicators/{indicator['code']}/versions/{version}:publish"
        told(await person("liu").post(at, json=BECAUSE))


class TestFindings:
    def test_every_code_is_asked_for_below(self) -> None:
        assert set(BROKEN) == {flaw.code for flaw in FLAWS}

    @pytest.mark.parametrize("code", list(BROKEN))
    async def test_each_is_found_with_evidence_and_a_suggestion_in_both_languages(
        self, county: httpx.AsyncClient, as_person: Person, code: str
    ) -> None:
        content, about = BROKEN[code]
        told(await as_person("chen").post("/schemes", json={"scheme": content}), 201)
        await screened(as_person("liu"), scheme={"code": "organs-2025", "version": 1})
        first = (await found(county, finding=code))[0]
        assert first["code"] == about
        (finding,) = first["findings"]
        assert finding["code"] == code
        assert finding["values"]["name"] == first["labels"]["zh"]
        assert all(finding[words][language] for words in ("texts", "mend") for language in ("zh", "en"))

    async def test_what_is_as_it_should_be_has_none(self, county: httpx.AsyncClient, as_person: Person) -> None:
        told(await as_person("chen").post("/schemes", json={"scheme": scheme(one("a"))}), 201)
        answer = await screened(as_person("liu"), scheme={"code": "organs-2025", "version": 1})
        assert (answer["report"]["indicators"]["with_findings"], answer["report"]["findings"]) == (0, {})


class TestARound:
    async def test_keeps_what_was_screened_to_the_letter(self, county: httpx.AsyncClient, as_person: Person) -> None:
        await into_library(as_person, one("a", sources=[]), one("b"))
        await screened(as_person("liu"))
        await into_library(as_person, one("a"))
        (first, _) = await found(county)
        assert (first["code"], first["library_version"], first["author"]) == ("a", 1, "chen")
        whole = told(await county.get(f"{HERE}/items/{first['number']}"))
        assert whole["content"]["sources"] == []
        assert canonical.digest(whole["content"]) == first["sha256"]

    async def test_over_named_indicators_sees_them_beside_the_whole_library(
        self, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        same = {"zh": "办结率", "en": "Rate of completion"}
        await into_library(as_person, one("a", labels=same), one("b", labels=same), one("c", sources=[]))
        answer = await screened(as_person("liu"), indicators=["b"])
        assert answer["subject"]["codes"] == ["b"]
        (only,) = await found(county)
        evidence = {finding["code"]: finding["values"] for finding in only["findings"]}
        assert evidence["duplicate_wording"]["same_as"] == ["a"]

    async def test_over_something_that_is_not_there_is_refused(
        self, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        labels = {"zh": "轮", "en": "round"}
        for about in ({"indicators": ["nobody"]}, {"scheme": {"code": "nothing", "version": 1}}):
            answer = await county.post("/screenings", json={"code": "r", "labels": labels, **about})
            refused(answer, 404, "not_found")
        both = {"indicators": ["a"], "scheme": {"code": "nothing", "version": 1}}
        refused(await county.post("/screenings", json={"code": "r", "labels": labels, **both}), 422, "invalid_request")

    async def test_has_its_code_once(self, county: httpx.AsyncClient, as_person: Person) -> None:
        await screened(county)
        labels = {"zh": "轮", "en": "round"}
        again = await county.post("/screenings", json={"code": "budget-2025", "labels": labels})
        refused(again, 409, "screening_exists")

    async def test_on_trial_leaves_nothing(self, county: httpx.AsyncClient) -> None:
        body = {"code": "trial", "labels": {"zh": "试", "en": "trial"}}
        told(await county.post("/screenings?dry_run=true", json=body), 201)
        assert told(await county.get("/screenings"))["items"] == []

    async def test_rounds_are_listed_page_by_page(self, county: httpx.AsyncClient) -> None:
        for code in ("r1", "r2", "r3"):
            await screened(county, code)
        first = told(await county.get("/screenings", params={"limit": 2}))
        rest = told(await county.get("/screenings", params={"limit": 2, "cursor": first["next_cursor"]}))
        assert [one["code"] for one in (*first["items"], *rest["items"])] == ["r1", "r2", "r3"]


class TestDeciding:
    @pytest.fixture
    async def office_here(self, county: httpx.AsyncClient, as_person: Person) -> Person:
        """A round over a library of one indicator without source, one that counts the same for all, one without
        fault; nothing of it is used by a scheme."""
        await into_library(as_person, one("a", sources=[]), one("b", **FIXED), one("c"))
        await screened(as_person("liu"))
        return as_person

    async def test_what_is_removed_leaves_the_library_and_keeps_its_findings(
        self, world: World, region: str, county: httpx.AsyncClient, office_here: Person
    ) -> None:
        removed = told(await decide(office_here("liu"), 1, "remove"))
        assert (removed["decision"]["kind"], removed["decision"]["by"]) == ("removed", "liu")
        gone = told(await county.get("/indicators/a"))
        assert (gone["state"], gone["withdrawal"]["screening"]) == ("withdrawn", "budget-2025")
        assert (await county.get("/indicators/a", params={"in_force_on": "2024-01-01"})).status_code == 404
        (event,) = await world.events("indicators", region, IndicatorWithdrawn.event_type)
        assert event.data["code"] == "a"
        (kept,) = told(await county.get("/indicators/a/screenings"))["items"]
        assert {finding["code"] for finding in kept["findings"]} == {"no_source", "unused"}
        refused(await decide(office_here("liu"), 1, "keep"), 409, "already_removed")

    async def test_what_is_removed_from_a_day_on_holds_until_then(
        self, county: httpx.AsyncClient, office_here: Person
    ) -> None:
        told(await decide(office_here("liu"), 1, "remove", holds_until="2025-01-01"))
        assert (await county.get("/indicators/a", params={"in_force_on": "2024-12-31"})).status_code == 200
        assert (await county.get("/indicators/a", params={"in_force_on": "2025-01-01"})).status_code == 404

    async def test_an_improvement_is_the_newest_published_version_and_is_screened_itself(
        self, county: httpx.AsyncClient, office_here: Person
    ) -> None:
        per_head = one("b", **{**FIXED, "unit": SHARE})
        body = {"indicator": per_head, "valid_from": "2024-01-01"}
        told(await office_here("chen").post("/indicators", json=body), 201)
        refused(await decide(office_here("liu"), 2, "improve", version=2), 409, "improved_version_not_published")
        refused(await decide(office_here("liu"), 2, "improve", version=3), 404, "not_found")
        mends_nothing = await decide(office_here("liu"), 2, "improve", version=1)
        refused(mends_nothing, 422, "nothing_improved")
        told(await office_here("liu").post("/indicators/b/versions/2:publish", json=BECAUSE))
        improved = told(await decide(office_here("liu"), 2, "improve", version=2))["decision"]
        now = told(await county.get("/indicators/b"))
        assert (improved["improved_version"], improved["improved_sha256"]) == (2, now["publication"]["sha256"])
        assert improved["remaining"] == ["unused"], "no scheme takes it up yet: told, and no reason to refuse"
        refused(await decide(office_here("liu"), 2, "improve", version=1), 409, "improved_version_not_published")

    async def test_what_is_returned_goes_back_to_its_author_and_may_come_back_improved(
        self, county: httpx.AsyncClient, office_here: Person
    ) -> None:
        told(await decide(office_here("liu"), 1, "return"))
        (mine,) = await found(office_here("chen"), decision="returned", author="chen")
        assert (mine["code"], mine["author"], mine["findings"][0]["code"]) == ("a", "chen", "no_source")
        assert await found(county, decision="returned", author="liu") == []
        await into_library(office_here, one("a"))
        told(await decide(office_here("liu"), 1, "improve", version=2))
        whole = told(await county.get(f"{HERE}/items/1"))
        assert [decision["kind"] for decision in whole["decisions"]] == ["returned", "improved"]
        assert whole["decision"]["kind"] == "improved"

    async def test_what_nothing_was_found_about_is_not_decided(
        self, world: World, region: str, county: httpx.AsyncClient, office_here: Person
    ) -> None:
        told(await office_here("chen").post("/schemes", json={"scheme": scheme(one("fine"))}), 201)
        await screened(county, "other", scheme={"code": "organs-2025", "version": 1})
        answer = await county.post("/screenings/other/items/1:keep", json=BECAUSE)
        refused(answer, 422, "nothing_was_found")
        refused(await county.post("/screenings/other/items/2:keep", json=BECAUSE), 404, "not_found")

    async def test_of_two_who_decide_at_once_the_second_sees_what_the_first_did(
        self, world: World, region: str, county: httpx.AsyncClient, office_here: Person
    ) -> None:
        answers = await asyncio.gather(*(decide(office_here(name), 1, "remove") for name in ("liu", "zhou")))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        assert len(told(await county.get(f"{HERE}/items/1"))["decisions"]) == 1
        assert len(await world.events("indicators", region, IndicatorWithdrawn.event_type)) == 1

    async def test_a_decision_on_trial_leaves_nothing(self, county: httpx.AsyncClient, office_here: Person) -> None:
        told(await county.post(f"{HERE}/items/1:remove", json=BECAUSE, params={"dry_run": "true"}))
        assert told(await county.get("/indicators/a"))["state"] == "published"
        assert len(await found(county, decision="open")) == 3

    async def test_a_round_is_closed_once_when_everything_found_is_decided(
        self, world: World, region: str, county: httpx.AsyncClient, office_here: Person
    ) -> None:
        told(await decide(office_here("liu"), 1, "remove"))
        told(await decide(office_here("liu"), 2, "return"))
        left = refused(await county.post(f"{HERE}:close", json=BECAUSE), 409, "screening_undecided")
        assert left["items"] == [{"kind": "indicator", "code": "c"}]
        told(await decide(office_here("liu"), 3, "keep"))
        closed = told(await office_here("liu").post(f"{HERE}:close", json=BECAUSE))
        assert (closed["state"], closed["closing"]["by"]) == ("closed", "liu")
        (event,) = await world.events("indicators", region, ScreeningClosed.event_type)
        said = event.read(ScreeningClosed)
        counted = said.indicators
        assert (counted.screened, counted.removed, counted.returned, counted.kept) == (3, 1, 1, 1)
        assert [(one.code, one.decision, one.author) for one in said.decided] == [
            ("a", "removed", "chen"),
            ("b", "returned", "chen"),
            ("c", "kept", "chen"),
        ]
        refused(await county.post(f"{HERE}:close", json=BECAUSE), 409, "screening_closed")
        refused(await decide(office_here("liu"), 2, "keep"), 409, "screening_closed")

    @pytest.mark.parametrize("table", ["screenings", "screened_items", "screening_decisions", "screening_closings"])
    @pytest.mark.parametrize("statement", ["UPDATE {} SET code = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
    async def test_no_sql_of_the_service_changes_what_was_found_or_decided(
        self, world: World, county: httpx.AsyncClient, region: str, table: str, statement: str
    ) -> None:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            async with world.transaction("indicators", region) as tx:
                await tx.execute(text(statement.format(table)))


class TestADraftScheme:
    async def test_is_improved_by_a_version_of_its_own_that_is_not_older_and_still_has_the_indicator(
        self, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        chen, liu = as_person("chen"), as_person("liu")
        for made in (scheme(one("b")), scheme(one("a", sources=[]), one("b"), items=(HEADS,)), scheme(one("b"))):
            told(await chen.post("/schemes", json={"scheme": made}), 201)
        await screened(liu, scheme={"code": "organs-2025", "version": 2})
        refused(await decide(liu, 1, "improve", version=1), 422, "improved_version_older")
        refused(await decide(liu, 1, "improve", version=3), 404, "not_found")
        refused(await decide(liu, 1, "improve", version=4), 404, "not_found")
        refused(await decide(liu, 3, "improve", version=2), 422, "improved_version_missing")
        mended = scheme(one("a"), one("b"), items=(HEADS,))
        told(await chen.post("/schemes", json={"scheme": mended}), 201)
        assert told(await decide(liu, 1, "improve", version=4))["decision"]["remaining"] == []

    async def test_what_is_removed_from_it_is_left_in_the_library_where_that_says_something_else(
        self, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        await into_library(as_person, one("a", wording={"zh": "另一口径", "en": "another thing"}))
        told(await as_person("chen").post("/schemes", json={"scheme": scheme(one("a", sources=[]))}), 201)
        await screened(county, scheme={"code": "organs-2025", "version": 1})
        (here,) = await found(county)
        assert here["library_version"] is None
        told(await decide(as_person("liu"), 1, "remove"))
        assert told(await county.get("/indicators/a"))["state"] == "published"


def bazhong(*, improved: bool) -> Json:
    """147 indicators of last year's scheme: 126 can be mended, 21 are of no use. With one data item too many.

    Improved, the 126 are as they should be, and the others are gone with the data item.
    """
    kinds: list[Json] = [
        {"sources": []}, {"targets": []}, {"unit": None}, FIXED, {"nature": "qualitative", "unit": None},
    ]  # fmt: skip
    made: list[Json] = []
    for number in range(120):
        code = f"i{number:03}"
        made.append(one(code) if improved else one(code, **kinds[number % len(kinds)]))
    of = ["[职工人数] * 2", "heads + heads", "[指标 i123] + 1", "[指标 i122] * 3", "[职工人数] / / 4"]
    for number, formula in enumerate(of, start=120):
        mended = f"[职工人数] / {number}"
        made.append(one(f"i{number}", formula=mended if improved else formula))
    made.append(one("i125") if improved else one("i125", labels={"zh": "指标 的 i124", "en": "the same"}))
    gone = [one(f"x{number:02}", sources=[]) for number in range(21)]
    kept = made if improved else [*made, *gone]
    items = (HEADS,) if improved else (HEADS, item("fax", "传真机台数"))
    return scheme(*kept, unused=tuple(indicator["code"] for indicator in gone), items=items)


class TestBazhong:
    async def test_of_147_indicators_126_are_improved_and_21_removed_and_each_removed_one_keeps_its_finding(
        self, world: World, region: str, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        """The draft for the coming year is screened while budgets are drawn up; the library has last year's."""
        before = SchemeContent.model_validate(bazhong(improved=False))
        async with world.transaction("indicators", region) as tx:
            await indicators.take_from_scheme(
                tx, before, scheme="organs-2024", version=1, author="zhou", reason="2024年度"
            )
        chen, liu = as_person("chen"), as_person("liu")
        told(await chen.post("/schemes", json={"scheme": bazhong(improved=False)}), 201)
        run = await screened(liu, scheme={"code": "organs-2025", "version": 1})
        assert run["report"]["indicators"]["screened"] == 147
        assert set(run["report"]["findings"]) == {flaw.code for flaw in FLAWS}
        revised = {"scheme": bazhong(improved=True)}
        told(await chen.post("/schemes/organs-2025/versions/1:revise", json=revised, headers={"if-match": '"1"'}))
        for here in await found(county, decision="open"):
            improves = here["code"].startswith("i")
            more = {"version": 1} if improves else {}
            told(await decide(liu, here["number"], "improve" if improves else "remove", **more))
        closed = told(await liu.post(f"{HERE}:close", json=BECAUSE))
        counts = closed["report"]["indicators"]
        assert (counts["improved"], counts["removed"], counts["returned"], counts["open"]) == (126, 21, 0, 0)
        assert closed["report"]["data_items"]["removed"] == 1
        removed = [here for here in await found(county, decision="removed") if here["kind"] == "indicator"]
        assert len(removed) == 21
        for here in removed:
            assert {finding["code"] for finding in here["findings"]} == {"no_source", "unused"}
            gone = told(await county.get(f"/indicators/{here['code']}"))
            assert (gone["state"], gone["withdrawal"]["screening"]) == ("withdrawn", "budget-2025")
        (event,) = await world.events("indicators", region, ScreeningClosed.event_type)
        said = event.read(ScreeningClosed)
        assert (said.indicators.improved, said.indicators.removed, len(said.decided)) == (126, 21, 148)
