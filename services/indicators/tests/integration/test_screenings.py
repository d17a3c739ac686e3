"""Screening through the routes: what is found, with evidence and suggestion, and what is kept of a round for ever."""

import httpx
import pytest
from services.indicators.tests.screening_samples import (
    BECAUSE,
    COUNT,
    FIXED,
    HEADS,
    HERE,
    Json,
    Person,
    bazhong,
    decide,
    found,
    into_library,
    item,
    one,
    refused,
    scheme,
    screened,
    told,
)

from chassis.testing.world import World
from contracts import canonical
from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import LibraryIndicator
from contracts.screenings import ScreeningClosed
from indicators.domain.screening.flaws import FLAWS
from indicators.usecases import indicators

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


class TestFindings:
    def test_every_code_is_asked_for_below(self) -> None:
        assert set(BROKEN) == {flaw.code for flaw in FLAWS}

    @pytest.mark.parametrize("asked", [{"finding": "no_sauce"}, {"decision": "removd"}])
    async def test_one_that_there_is_not_cannot_be_asked_for(
        self, county: httpx.AsyncClient, as_person: Person, asked: dict[str, str]
    ) -> None:
        content, _ = next(iter(BROKEN.values()))
        told(await as_person("chen").post("/schemes", json={"scheme": content}), 201)
        await screened(as_person("liu"), scheme={"code": "organs-2025", "version": 1})
        answer = await county.get(f"{HERE}/items", params=asked)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")

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
        assert canonical.read(LibraryIndicator, whole["content"]).sources == ()
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


class TestTheLibrary:
    async def published(self, person: Person, code: str, content: Json) -> None:
        told(await person("chen").post("/schemes", json={"scheme": {**content, "code": code}}), 201)
        for step in ("approve", "publish"):
            told(await person("liu").post(f"/schemes/{code}/versions/1:{step}", json=BECAUSE))

    async def test_two_schemes_that_report_each_other_s_results_close_a_circle_that_neither_sees(
        self, world: World, region: str, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        """Each names the other's indicator as a figure that somebody reports; one asks for a figure too many."""
        for code, other, more in (("a", "b", (item("fax", "传真机台数"),)), ("b", "a", ())):
            made = one(code, formula=f"[指标 {other}] * 2", unit=COUNT, normaliser="heads")
            reported = item(f"of-{other}", f"指标 {other}", data_source=None)
            await self.published(as_person, f"scheme-{code}", publishable(made, (HEADS, reported, *more)))
        await screened(county)
        by_code = {here["code"]: here for here in await found(county, finding="cycle")}
        (circle,) = [finding["values"]["path"] for finding in by_code["a"]["findings"] if finding["code"] == "cycle"]
        assert circle == ["a", "b", "a"]
        assert set(by_code) == {"a", "b"}
        assert "fax" in {here["code"] for here in await found(county, finding="data_item_not_needed")}


def publishable(made: Json, items: tuple[Json, ...]) -> Json:
    content = scheme(made, items=items)
    (part,) = content["parts"]
    sources = [{"code": "statistics", "labels": {"zh": "统计局", "en": "statistics"}}]
    entries = [{"indicator": made["code"], "weight": "100"}]
    return {
        **content,
        "data_sources": sources,
        "parts": [{**part, "entries": entries}],
        "consultation": {"rounds": 0},
    }


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
