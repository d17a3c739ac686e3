"""Schemes as packs become schemes in force: what scoring keeps is, digest for digest, what stands in the file."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.end_to_end import publishing
from tests.end_to_end.conftest import County, said
from tests.end_to_end.publishing import Amendment, Place
from tests.load.large_scheme import large_scheme

from chassis.auth import HeldRole, mint_user_token
from chassis.keys import Keys
from chassis.testing import processes
from chassis.testing import world as worlds
from chassis.testing.kafka import Kafka
from chassis.testing.processes import Deployment
from contracts.canonical import canonical_json, digests, form
from contracts.scheme.content import SchemeContent
from contracts.schemes import SchemeAmended, SchemePublished, SchemeWithdrawn
from gateway.settings import DEVELOPMENT_ISSUER
from indicators.documents import pack
from indicators.documents.workbook import reading, writing
from indicators.domain.checking import check

Json = dict[str, Any]

ROOT = Path(__file__).parents[2]
CITIES = {city.name: sorted(city.glob("*.yaml")) for city in sorted((ROOT / "schemes").iterdir()) if city.is_dir()}
"""Each in a region of its own, for every city has its `organs`."""
PACKS = 38


def seal_of(told: Mapping[str, Any]) -> Json:
    return {"sha256": told["sha256"], "sm3": told["sm3"]}


async def kept_by_scoring(place: Place, code: str, version: int) -> Json:
    answer = await place.person("auditor", "auditor").get(f"/scheme-copies/{code}/versions/{version}")
    copy: Json = said(answer, 200)
    return copy


async def told_to_all(place: Place, *types: str) -> list[Json]:
    """What everybody heard about schemes, in its order, from every page of the log."""
    auditor, cursor, found = place.person("auditor", "auditor"), None, []
    while True:
        page = said(await auditor.get("/events", params={"type": types, **({"cursor": cursor} if cursor else {})}), 200)
        found += [one["event"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def through_workbook(content: SchemeContent, folder: Path) -> SchemeContent:
    file = folder / f"{content.code}.xlsx"
    writing.write(content, file)
    return reading.read(file)


@pytest.fixture
def amendable() -> SchemeContent:
    """A scheme of Jingzhou's, with two rounds and with members who are heard in them."""
    return pack.read(ROOT / "schemes/jingzhou/law-enforcement.yaml")


class TestPacks:
    def test_are_all_here(self) -> None:
        assert sum(len(files) for files in CITIES.values()) == PACKS

    # the bus makes no difference to what stands in a file; TestVersions runs on both
    @pytest.mark.parametrize("bus", ["kafka"], indirect=True, scope="session")
    @pytest.mark.parametrize("city", CITIES)
    async def test_arrive_in_scoring_as_they_stand_in_their_files(
        self, county: County, city: str, tmp_path: Path
    ) -> None:
        contents = [pack.read(file) for file in CITIES[city]]
        assert [finding for content in contents for finding in check.findings(content)] == []
        seals = {content.code: asdict(digests(form(content))) for content in contents}
        # what is published comes out of a workbook, as from an office that writes no YAML
        await publishing.publish(county, [through_workbook(content, tmp_path) for content in contents])

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


@dataclass
class Split:
    """A region on four processes and a real Kafka: what is sent passes sockets, and every limit on its way."""

    deployment: Deployment
    region: str
    stack: AsyncExitStack

    def person(self, principal: str, *roles: str, unit: str | None = None) -> httpx.AsyncClient:
        token = mint_user_token(
            Keys.load(self.deployment.keys),
            issuer=DEVELOPMENT_ISSUER,
            principal=principal,
            region=self.region,
            roles=[HeldRole(role, unit) for role in roles],
        )
        client = httpx.AsyncClient(
            base_url=self.deployment.doors[0], headers={"authorization": f"Bearer {token}"}, timeout=120
        )
        self.stack.push_async_callback(client.aclose)
        return client

    async def rest(self) -> None:
        await self.deployment.until_at_rest(self.region)

    async def advance(self, to: datetime) -> None:
        raise NotImplementedError("its clock is the real one")


@pytest_asyncio.fixture(loop_scope="session")
async def split(repository: Path, postgres: str, kafka: Kafka, tmp_path: Path) -> AsyncIterator[Split]:
    deployment = processes.prepare(tmp_path, repository=repository, postgres=postgres, kafka=kafka.bootstrap)
    async with deployment, AsyncExitStack() as stack:
        here = Split(deployment, worlds.new_region(), stack)
        labels = {"zh": "示范县", "en": "Model county"}
        calendar = {"currency": "CNY", "zone": "Asia/Shanghai", "fiscal_year_start": "01-01", "clock": "real"}
        operator = here.person("operator", "operator")
        said(await operator.post("/regions", json={"code": here.region, "labels": labels, **calendar}), 201)
        await here.rest()
        yield here


@pytest.mark.kafka
@pytest.mark.slow
class TestTheLargest:
    async def test_passes_http_outbox_kafka_inbox_and_log_whole(self, split: Split) -> None:
        content = SchemeContent.model_validate(large_scheme("villages-2026"))
        assert (len(content.indicators), len(content.members)) == (500, 5_000)
        spelled = form(content)
        assert len(canonical_json(spelled)) > 2_000_000
        seal = asdict(digests(spelled))
        await publishing.publish(split, [content])
        copy = await kept_by_scoring(split, content.code, 1)
        assert copy["recomputed"] == seal_of(copy) == seal
        (event,) = await told_to_all(split, SchemePublished.event_type)
        assert asdict(digests(event["data"]["scheme"])) == seal
