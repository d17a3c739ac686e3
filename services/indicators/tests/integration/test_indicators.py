"""The library through the routes: two people, both digests, and what was in force and known on a day."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from chassis.testing.world import World
from contracts import canonical
from contracts.scheme.content import SchemeContent
from contracts.schemes import IndicatorPublished, IndicatorWithdrawn
from indicators.usecases import indicators

Person = Callable[[str], httpx.AsyncClient]
HERE = "/indicators/new-jobs"
BECAUSE = {"reason": "年度指标"}


def content(**changes: Any) -> dict[str, Any]:
    return {
        "code": "new-jobs",
        "labels": {"zh": "城镇新增就业", "en": "New urban jobs"},
        "kind": "common",
        "unit": {"labels": {"zh": "人", "en": "persons"}, "measure": "count"},
        "sources": [{"code": "platform", "kind": "platform", "labels": {"zh": "平台", "en": "platform"}}],
        "targets": [{"value": "26000", "source": "政府工作报告"}],
        **changes,
    }


async def drafted(person: httpx.AsyncClient, valid_from: str = "2024-01-01", **changes: Any) -> int:
    answer = await person.post("/indicators", json={"indicator": content(**changes), "valid_from": valid_from})
    assert answer.status_code == 201, answer.text
    version: int = answer.json()["version"]
    return version


async def published(person: httpx.AsyncClient, version: int) -> httpx.Response:
    return await person.post(f"{HERE}/versions/{version}:publish", json=BECAUSE)


class TestPublishing:
    async def test_the_whole_version_goes_out_with_both_digests(
        self, world: World, region: str, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        await drafted(as_person("chen"))
        answer = await published(as_person("liu"), 1)
        assert (answer.status_code, answer.json()["state"]) == (200, "published"), answer.text
        (event,) = await world.events("indicators", region, IndicatorPublished.event_type)
        said = event.read(IndicatorPublished)
        digests = canonical.digests(event.data["indicator"])
        assert (said.sha256, said.sm3) == (digests.sha256, digests.sm3)
        assert answer.json()["publication"]["sha256"] == said.sha256
        assert (said.version, said.valid_from.isoformat(), said.taken_from) == (1, "2024-01-01", None)

    async def test_what_nobody_published_of_it_goes_out_with_it(
        self, world: World, region: str, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        why = {"zh": "文件未公布", "en": "not published"}
        await drafted(as_person("chen"), assumed=[{"at": "indicators[new-jobs].targets[0].value", "why": why}])
        assert (await published(as_person("liu"), 1)).status_code == 200
        (event,) = await world.events("indicators", region, IndicatorPublished.event_type)
        assert event.data["indicator"]["assumed"][0]["why"] == why
        await drafted(as_person("chen"), assumed=[{"at": "indicators[new-jobs].goals", "why": why}])
        refused = (await published(as_person("liu"), 2)).json()["values"]["findings"]
        assert [one["code"] for one in refused] == ["assumed_place_unknown"]

    async def test_what_it_leaves_to_the_defaults_is_told_unless_that_is_assumed(
        self, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        why = {"zh": "文件未公布", "en": "not published"}
        await drafted(as_person("chen"), assumed=[{"at": "indicators[new-jobs].missing", "why": why}])
        told = (await as_person("chen").get(f"{HERE}/versions/1")).json()["by_default"]
        assert told == {
            "indicators[new-jobs].direction": "higher",
            "indicators[new-jobs].not_applicable": "reweight",
            "indicators[new-jobs].period": "year",
        }

    async def test_who_wrote_it_does_not_publish_it(self, county: httpx.AsyncClient, as_person: Person) -> None:
        await drafted(as_person("chen"))
        answer = await published(as_person("chen"), 1)
        assert (answer.status_code, answer.json()["code"]) == (403, "same_person_twice")

    async def test_all_findings_are_named_at_once_and_nothing_is_published(
        self, world: World, region: str, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        await drafted(as_person("chen"), formula="1 + ", targets=[{"value": None}])
        answer = await published(as_person("liu"), 1)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (422, "indicator_not_publishable")
        assert {(one["code"], one["at"]) for one in problem["values"]["findings"]} == {
            ("formula_unreadable", "formula"),
            ("target_empty", "targets[0]"),
        }
        assert await world.events("indicators", region, IndicatorPublished.event_type) == []

    async def test_whose_formula_names_what_nothing_has_is_not_published(self, office: Any, as_person: Person) -> None:
        await office.published()
        known = office.content()["data_items"][0]["labels"]["zh"]
        await drafted(as_person("chen"), office.content()["valid_from"], formula=f"[{known}] + [无此]")
        problem = (await published(as_person("liu"), 1)).json()
        assert problem["code"] == "indicator_not_publishable", problem
        (finding,) = problem["values"]["findings"]
        assert (finding["code"], finding["at"], finding["values"]["name"]) == (
            "formula_names_nothing", "formula", "无此",
        )  # fmt: skip
        await drafted(as_person("chen"), "2024-01-31", formula=f"[{known}] + 1")
        assert (await published(as_person("liu"), 2)).status_code == 422
        await drafted(as_person("chen"), office.content()["valid_from"], formula=f"[{known}] + 1")
        assert (await published(as_person("liu"), 3)).status_code == 200


class TestDays:
    async def test_what_was_in_force_and_what_was_known_are_two_questions(
        self, world: World, region: str, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        """On 20 March a target is corrected from 1 January on; on 1 February nobody knew of it."""
        await drafted(as_person("chen"))
        await published(as_person("liu"), 1)
        await world.settle()
        await world.move_clock(region, datetime.fromisoformat("2024-03-20T09:00:00+08:00"))
        await drafted(as_person("chen"), targets=[{"value": "25000"}])
        await published(as_person("liu"), 2)

        async def target(**days: str) -> str | int:
            answer = await county.get(HERE, params=days)
            return answer.json()["indicator"]["targets"][0]["value"] if answer.status_code == 200 else 404

        assert await target(in_force_on="2024-02-01") == "25000"
        assert await target(in_force_on="2024-02-01", known_on="2024-02-01") == "26000"
        assert await target(in_force_on="2024-02-01", known_on="2024-03-20") == "25000"
        assert await target(in_force_on="2023-12-31") == 404
        page = (await county.get("/indicators", params={"in_force_on": "2023-12-31"})).json()
        assert page["items"] == []

    async def test_a_withdrawn_one_holds_until_its_day_and_nothing_older_comes_back(
        self, world: World, region: str, county: httpx.AsyncClient, as_person: Person
    ) -> None:
        for _ in range(2):
            await published(as_person("liu"), await drafted(as_person("chen")))
        body = {"holds_until": "2024-07-01", **BECAUSE}
        answer = await as_person("liu").post(f"{HERE}/versions/2:withdraw", json=body)
        assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn"), answer.text
        (event,) = await world.events("indicators", region, IndicatorWithdrawn.event_type)
        assert event.data["holds_until"] == "2024-07-01"
        assert (await county.get(HERE, params={"in_force_on": "2024-06-30"})).json()["version"] == 2
        assert (await county.get(HERE, params={"in_force_on": "2024-07-01"})).status_code == 404


class TestFromAScheme:
    def scheme(self, **changes: Any) -> SchemeContent:
        labels = {"zh": "机关", "en": "organs"}
        return SchemeContent.model_validate(
            {
                "code": "organs",
                "labels": labels,
                "category": {"code": "organs", "labels": labels, "kind": "organisation"},
                "legal_basis": [{"title": "推定"}],
                "valid_from": "2024-01-01",
                "indicators": [content(**changes), {**content(), "code": "grain"}],
            }
        )

    async def test_what_is_new_or_differs_becomes_the_next_version_and_the_rest_is_left_alone(
        self, world: World, region: str, county: httpx.AsyncClient
    ) -> None:
        taken = []
        for version, changes in enumerate(({}, {}, {"core": True}), start=1):
            async with world.transaction("indicators", region) as tx:
                taken.append(
                    await indicators.take_from_scheme(
                        tx, self.scheme(**changes), scheme="organs", version=version, author="chen", reason="2024"
                    )
                )
        assert taken == [[("grain", 1), ("new-jobs", 1)], [], [("new-jobs", 2)]]
        events = await world.events("indicators", region, IndicatorPublished.event_type)
        origins = [event.data["taken_from"] for event in events]
        assert [one["version"] for one in origins] == [1, 1, 3]
        assert (await county.get(HERE)).json()["publication"]["taken_from"] == {"scheme": "organs", "version": 3}


class TestImmutability:
    @pytest.mark.parametrize("table", ["indicator_versions", "indicator_publications", "indicator_withdrawals"])
    @pytest.mark.parametrize("statement", ["UPDATE {} SET code = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
    async def test_no_sql_of_the_service_changes_a_version(
        self, world: World, county: httpx.AsyncClient, region: str, table: str, statement: str
    ) -> None:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            async with world.transaction("indicators", region) as tx:
                await tx.execute(text(statement.format(table)))
