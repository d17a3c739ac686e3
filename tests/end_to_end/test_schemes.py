"""Schemes as packs become schemes in force: what scoring keeps is, digest for digest, what stands in the file."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end import publishing
from tests.end_to_end.conftest import County, said
from tests.end_to_end.publishing import Amendment
from tests.load.large_scheme import large_scheme

from contracts.canonical import canonical_json, digests, form
from contracts.scheme.content import SchemeContent
from contracts.schemes import SchemeAmended, SchemePublished, SchemeWithdrawn
from indicators.documents import pack
from indicators.domain.checking import check

Json = dict[str, Any]

ROOT = Path(__file__).parents[2]
CITIES = {city.name: sorted(city.glob("*.yaml")) for city in sorted((ROOT / "schemes").iterdir()) if city.is_dir()}
"""Each in a region of its own, for every city has its `organs`."""
PACKS = 36


def seal_of(told: Mapping[str, Any]) -> Json:
    return {"sha256": told["sha256"], "sm3": told["sm3"]}


async def kept_by_scoring(county: County, code: str, version: int) -> Json:
    answer = await county.person("auditor", "auditor").get(f"/scheme-copies/{code}/versions/{version}")
    copy: Json = said(answer, 200)
    return copy


async def told_to_all(county: County, *types: str) -> list[Json]:
    """What everybody heard about schemes, in its order, from every page of the log."""
    auditor, cursor, found = county.person("auditor", "auditor"), None, []
    while True:
        page = said(await auditor.get("/events", params={"type": types, **({"cursor": cursor} if cursor else {})}), 200)
        found += [one["event"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


@pytest.fixture
def amendable() -> SchemeContent:
    """A scheme of Jingzhou's, with two rounds and with members who are heard in them."""
    return pack.read(ROOT / "schemes/jingzhou/law-enforcement.yaml")


class TestPacks:
    def test_are_all_here(self) -> None:
        assert sum(len(files) for files in CITIES.values()) == PACKS

    @pytest.mark.parametrize("city", CITIES)
    async def test_arrive_in_scoring_as_they_stand_in_their_files(self, county: County, city: str) -> None:
        contents = [pack.read(file) for file in CITIES[city]]
        assert [finding for content in contents for finding in check.findings(content)] == []
        seals = {content.code: asdict(digests(form(content))) for content in contents}
        await publishing.publish(county, contents)

        answered = {one: said(await county.person("auditor", "auditor").get(f"/schemes/{one}"), 200) for one in seals}
        assert {code: seal_of(one["publication"]) for code, one in answered.items()} == seals
        events = await told_to_all(county, SchemePublished.event_type)
        assert {event["data"]["code"]: seal_of(event["data"]) for event in events} == seals
        assert {event["data"]["code"]: asdict(digests(event["data"]["scheme"])) for event in events} == seals
        copies = {code: await kept_by_scoring(county, code, 1) for code in seals}
        assert {code: copy["recomputed"] for code, copy in copies.items()} == seals
        assert {code: seal_of(copy) for code, copy in copies.items()} == seals
        # and back into a pack: nothing was lost on the way
        written = {code: pack.dumps(SchemeContent.model_validate(copy["scheme"])) for code, copy in copies.items()}
        assert {code: asdict(digests(form(pack.loads(text)))) for code, text in written.items()} == seals


class TestVersions:
    async def test_amended_and_withdrawn_ones_arrive_with_their_digests(
        self, county: County, amendable: SchemeContent
    ) -> None:
        code = amendable.code
        amended = amendable.model_copy(update={"total": amendable.total and amendable.total + 1})
        await publishing.publish(county, [amendable])
        await publishing.publish(county, [amended], Amendment("small", "总分调整"))
        first, second = [await kept_by_scoring(county, code, version) for version in (1, 2)]
        assert [one["state"] for one in (first, second)] == ["superseded", "published"]
        assert second["recomputed"] == asdict(digests(form(amended))) != first["recomputed"]
        assert second["change"] == {"size": "small", "of_version": 1, "reason": "总分调整"}

        await publishing.withdraw(county, code, 2)
        first, second = [await kept_by_scoring(county, code, version) for version in (1, 2)]
        assert [one["state"] for one in (first, second)] == ["published", "withdrawn"]
        types = (SchemePublished.event_type, SchemeAmended.event_type, SchemeWithdrawn.event_type)
        events = await told_to_all(county, *types)
        assert [event["type"] for event in events] == list(types)
        assert [seal_of(event["data"]) for event in events] == [seal_of(one) for one in (first, second, second)]
        in_force = said(await county.person("auditor", "auditor").get("/scheme-copies"), 200)["items"]
        assert [(one["code"], one["version"]) for one in in_force] == [(code, 1)]


class TestAssessees:
    async def test_moves_arrive_with_their_days_and_digests(self, county: County) -> None:
        office, auditor = county.person("office", "assessment_office"), county.person("auditor", "auditor")
        move = {"category": "zone", "parent": "county", "valid_from": "2026-07-01", "reason": "区划调整"}
        said(await office.post("/assessees/school-1:amend", json=move, headers={"if-match": '"1"'}), 200)
        await county.rest()
        versions = said(await auditor.get("/assessees/school-1/versions"), 200)["items"]
        sent = {one["version"]: seal_of(one) for one in versions}
        assert len({one["sha256"] for one in sent.values()}) == 2
        for day, version, category, parent in (
            ("2026-06-30", 1, "organs", "education-bureau"),
            ("2026-07-01", 2, "zone", "county"),
        ):
            copy = said(await auditor.get("/assessee-copies/school-1", params={"on": day}), 200)
            assert (copy["version"], copy["category"], copy["parent"]) == (version, category, parent)
            assert seal_of(copy) == copy["recomputed"] == sent[version]
        assert copy["moved"] == ["category", "parent"]


@pytest.mark.slow
class TestTheLargest:
    async def test_arrives_whole_and_with_its_digests(self, county: County) -> None:
        content = SchemeContent.model_validate(large_scheme("villages-2026"))
        assert (len(content.indicators), len(content.members)) == (500, 5_000)
        spelled = form(content)
        assert len(canonical_json(spelled)) > 5_000_000
        seal = asdict(digests(spelled))
        await publishing.publish(county, [content])
        copy = await kept_by_scoring(county, content.code, 1)
        assert copy["recomputed"] == seal_of(copy) == seal
        (event,) = await told_to_all(county, SchemePublished.event_type)
        assert asdict(digests(event["data"]["scheme"])) == seal
