"""Rules through the routes: two people, all findings, and nothing published ever changes."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from chassis.testing.world import World
from contracts import canonical
from contracts.indicators import MonitoringRulePublished, MonitoringRuleWithdrawn

Person = Callable[[str], httpx.AsyncClient]
RuleJson = Callable[..., dict[str, Any]]
HERE = "/monitoring-rules/quarterly-execution"
BECAUSE = {"reason": "2024年度"}


@pytest_asyncio.fixture(loop_scope="session")
async def author(county: httpx.AsyncClient, as_person: Person) -> httpx.AsyncClient:
    return as_person("chen")


@pytest_asyncio.fixture(loop_scope="session")
async def publisher(county: httpx.AsyncClient, as_person: Person) -> httpx.AsyncClient:
    return as_person("liu")


async def draft(author: httpx.AsyncClient, content: dict[str, Any]) -> int:
    answer = await author.post("/monitoring-rules", json=content)
    assert answer.status_code == 201, answer.text
    version: int = answer.json()["version"]
    return version


async def publish(publisher: httpx.AsyncClient, version: int) -> httpx.Response:
    return await publisher.post(f"{HERE}/versions/{version}:publish", json=BECAUSE)


class TestPublishing:
    async def test_the_whole_frozen_rule_goes_out_with_its_digest(
        self, world: World, region: str, author: httpx.AsyncClient, publisher: httpx.AsyncClient, rule_json: RuleJson
    ) -> None:
        await draft(author, rule_json())
        answer = await publish(publisher, 1)
        assert (answer.status_code, answer.json()["state"]) == (200, "published"), answer.text
        (event,) = await world.events("indicators", region, MonitoringRulePublished.event_type)
        said = event.data
        assert (said["version"], said["published_by"], said["reason"]) == (1, "liu", "2024年度")
        assert said["rule"]["checkpoints"][0]["bands"][1]["bound"] == "15", "one spelling of 15.00"
        assert said["digest"] == canonical.digest(said["rule"]) == answer.json()["publication"]["digest"]
        assert event.partitionkey == f"{region}/quarterly-execution"
        assert event.actor == "liu"

    async def test_what_the_rule_leaves_to_the_defaults_is_told_with_it(
        self, author: httpx.AsyncClient, rule_json: RuleJson
    ) -> None:
        await draft(author, rule_json(most_extensions=1))
        told = (await author.get(f"{HERE}/versions/1")).json()["by_default"]
        assert (told["longest_extension_working_days"], told["longest_suspension_days"]) == (30, 180)
        assert told["latest_recheck_months"] == 12
        assert "most_extensions" not in told, "the rule says how often"

    async def test_a_draft_is_told_to_nobody(
        self, world: World, region: str, author: httpx.AsyncClient, rule_json: RuleJson
    ) -> None:
        await draft(author, rule_json())
        assert await world.events("indicators", region, MonitoringRulePublished.event_type) == []
        assert (await author.get(f"{HERE}/versions/1")).json()["state"] == "draft"

    async def test_who_wrote_it_does_not_publish_it(self, author: httpx.AsyncClient, rule_json: RuleJson) -> None:
        await draft(author, rule_json())
        answer = await publish(author, 1)
        assert (answer.status_code, answer.json()["code"]) == (403, "same_person_twice")
        assert (await author.get(HERE)).json()["state"] == "draft"

    async def test_all_findings_are_named_at_once_and_nothing_is_published(
        self, world: World, region: str, author: httpx.AsyncClient, publisher: httpx.AsyncClient, rule_json: RuleJson
    ) -> None:
        wrong = rule_json(overdue_points="-1")
        wrong["checkpoints"][1]["bands"][0]["recovery"] = "5"
        wrong["checkpoints"][2]["bands"].pop()
        wrong["escalation"].reverse()
        await draft(author, wrong)
        answer = await publish(publisher, 1)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (422, "rule_not_publishable")
        found = {(finding["code"], finding["at"]) for finding in problem["values"]["findings"]}
        assert found == {
            ("recovery_on_the_bad_side", "checkpoints[1].bands[0].recovery"),
            ("band_missing", "checkpoints[2].bands"),
            ("escalation_not_ascending", "escalation[1].after_working_days"),
            ("escalation_not_ascending", "escalation[2].after_working_days"),
            ("step_after_hold", "escalation[1].kind"),
            ("overdue_points_negative", "overdue_points"),
        }
        assert all(finding["texts"]["zh"] and finding["texts"]["en"] for finding in problem["values"]["findings"])
        assert await world.events("indicators", region, MonitoringRulePublished.event_type) == []

    async def test_checkpoints_follow_the_fiscal_year_of_the_region(
        self, world: World, definition: dict[str, Any], region: str, as_person: Person, rule_json: RuleJson
    ) -> None:
        await as_person("operator").post("/regions", json={**definition, "fiscal_year_start": "04-01"})
        content = rule_json()
        await draft(as_person("chen"), content)
        answer = await publish(as_person("liu"), 1)
        assert [one["code"] for one in answer.json()["values"]["findings"]] == ["checkpoints_not_ascending"]
        content["checkpoints"].append(content["checkpoints"].pop(0))
        await draft(as_person("chen"), content)
        assert (await publish(as_person("liu"), 2)).status_code == 200

    @pytest.mark.parametrize(
        "change",
        [
            {"levels": [{"code": "green", "labels": {"zh": "绿", "en": "green"}}]},
            {"answer_within_working_days": 0},
            {"labels": {"en": "rate"}},
            {"labels": {"zh": "率", "en": "  "}},
            {"overdue_points": 0.5},
            {"checkpoints": []},
            {"surprise": 1},
        ],
    )
    async def test_a_draft_of_the_wrong_shape_is_refused(
        self, author: httpx.AsyncClient, rule_json: RuleJson, change: dict[str, Any]
    ) -> None:
        answer = await author.post("/monitoring-rules", json=rule_json(**change))
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")

    async def test_a_bound_written_as_a_number_is_refused(self, author: httpx.AsyncClient, rule_json: RuleJson) -> None:
        content = rule_json()
        content["checkpoints"][0]["bands"][0]["bound"] = 10.5
        answer = await author.post("/monitoring-rules", json=content)
        assert answer.status_code == 422
        assert "bound" in answer.json()["values"]["errors"][0]["at"]


class TestVersions:
    async def test_a_newer_publication_supersedes(
        self, world: World, region: str, author: httpx.AsyncClient, publisher: httpx.AsyncClient, rule_json: RuleJson
    ) -> None:
        for version, points in ((1, "0.5"), (2, "1")):
            assert await draft(author, rule_json(overdue_points=points)) == version
            await publish(publisher, version)
        listed = (await author.get(f"{HERE}/versions")).json()["items"]
        assert [(one["version"], one["state"]) for one in listed] == [(2, "published"), (1, "superseded")]
        assert (await author.get(HERE)).json()["version"] == 2
        said = await world.events("indicators", region, MonitoringRulePublished.event_type)
        assert [event.data["version"] for event in said] == [1, 2]
        assert int(said[0].sequence) < int(said[1].sequence)

    async def test_the_version_in_force_is_shown_while_the_next_one_is_a_draft(
        self, author: httpx.AsyncClient, publisher: httpx.AsyncClient, rule_json: RuleJson
    ) -> None:
        await draft(author, rule_json())
        await publish(publisher, 1)
        await draft(author, rule_json(overdue_points="9"))
        assert (await author.get(HERE)).json()["version"] == 1
        (shown,) = (await author.get("/monitoring-rules")).json()["items"]
        assert (shown["version"], shown["state"]) == (1, "published")

    async def test_a_draft_older_than_what_was_published_is_not_published(
        self, author: httpx.AsyncClient, publisher: httpx.AsyncClient, rule_json: RuleJson
    ) -> None:
        await draft(author, rule_json())
        await draft(author, rule_json())
        await publish(publisher, 2)
        answer = await publish(publisher, 1)
        assert (answer.status_code, answer.json()["code"]) == (409, "rule_version_outdated")

    async def test_is_published_once(
        self, world: World, region: str, author: httpx.AsyncClient, publisher: httpx.AsyncClient, rule_json: RuleJson
    ) -> None:
        await draft(author, rule_json())
        answers = await asyncio.gather(*(publish(publisher, 1) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
        assert len(await world.events("indicators", region, MonitoringRulePublished.event_type)) == 1

    async def test_drafts_written_at_once_get_versions_of_their_own(
        self, author: httpx.AsyncClient, rule_json: RuleJson
    ) -> None:
        versions = await asyncio.gather(*(draft(author, rule_json()) for _ in range(5)))
        assert sorted(versions) == [1, 2, 3, 4, 5]


class TestWithdrawing:
    async def test_ends_the_version_in_force(
        self, world: World, region: str, author: httpx.AsyncClient, publisher: httpx.AsyncClient, rule_json: RuleJson
    ) -> None:
        await draft(author, rule_json())
        await publish(publisher, 1)
        answer = await publisher.post(f"{HERE}/versions/1:withdraw", json={"reason": "改按新办法执行"})
        assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
        (event,) = await world.events("indicators", region, MonitoringRuleWithdrawn.event_type)
        said = event.read(MonitoringRuleWithdrawn)
        assert (said.code, said.version, said.reason) == ("quarterly-execution", 1, "改按新办法执行")

    async def test_only_once_and_never_a_draft(
        self, world: World, region: str, author: httpx.AsyncClient, publisher: httpx.AsyncClient, rule_json: RuleJson
    ) -> None:
        await draft(author, rule_json())
        of_draft = await publisher.post(f"{HERE}/versions/1:withdraw", json=BECAUSE)
        await publish(publisher, 1)
        await publisher.post(f"{HERE}/versions/1:withdraw", json=BECAUSE)
        again = await publisher.post(f"{HERE}/versions/1:withdraw", json=BECAUSE)
        republished = await publish(publisher, 1)
        for answer, code in (
            (of_draft, "rule_version_not_in_force"),
            (again, "rule_version_not_in_force"),
            (republished, "rule_version_not_draft"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (409, code)
        assert len(await world.events("indicators", region, MonitoringRuleWithdrawn.event_type)) == 1

    async def test_what_is_not_there_is_not_found(self, publisher: httpx.AsyncClient) -> None:
        answers = [
            await publisher.get(HERE),
            await publisher.get(f"{HERE}/versions/1"),
            await publish(publisher, 1),
            await publisher.post(f"{HERE}/versions/1:withdraw", json=BECAUSE),
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert (await publisher.get(f"{HERE}/versions")).json()["items"] == []


class TestImmutability:
    async def test_no_route_changes_a_published_version(
        self, world: World, author: httpx.AsyncClient, publisher: httpx.AsyncClient, rule_json: RuleJson
    ) -> None:
        """Every command that exists is tried on it; its content and its digest stay, byte for byte."""
        await draft(author, rule_json())
        await publish(publisher, 1)
        before = (await author.get(f"{HERE}/versions/1")).json()
        paths = world.running["indicators"].app.openapi()["paths"]
        commands = [
            (method, path)
            for path, methods in paths.items()
            for method in methods
            if method != "get" and "monitoring-rules" in path
        ]
        assert sorted(commands) == [
            ("post", "/monitoring-rules"),
            ("post", "/monitoring-rules/{code}/versions/{version}:publish"),
            ("post", "/monitoring-rules/{code}/versions/{version}:withdraw"),
        ]
        for method, path in commands:
            here = path.format(code="quarterly-execution", version=1)
            for other in ({**BECAUSE}, rule_json(overdue_points="77")):
                await publisher.request(method, here, json=other)
        for method in ("put", "patch", "delete"):
            assert (await publisher.request(method, f"{HERE}/versions/1", json=rule_json())).status_code == 405
        after = (await author.get(f"{HERE}/versions/1")).json()
        assert {key: after[key] for key in ("rule", "publication", "author", "drafted_at")} == {
            key: before[key] for key in ("rule", "publication", "author", "drafted_at")
        }
        assert after["publication"]["digest"] == canonical.digest(after["rule"])

    @pytest.mark.parametrize("table", ["rule_versions", "rule_publications", "rule_withdrawals"])
    @pytest.mark.parametrize(
        "statement", ["UPDATE {} SET code = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE", "ALTER TABLE {} RENAME TO x"]
    )
    async def test_no_sql_of_the_service_changes_a_published_version(
        self, world: World, county: httpx.AsyncClient, region: str, table: str, statement: str
    ) -> None:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            async with world.transaction("indicators", region) as tx:
                await tx.execute(text(statement.format(table)))
