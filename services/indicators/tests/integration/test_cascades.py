"""Cascades through the routes: proposed by some, approved by others, immutable after, and Tengchong's network whole."""

from collections.abc import Callable
from typing import Any, ClassVar

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from chassis.testing.world import World
from contracts import canonical
from contracts.cascades import CascadeApproved

Person = Callable[[str], httpx.AsyncClient]
CascadeJson = Callable[..., dict[str, Any]]
HERE = "/cascades/bureau-2026/versions/1"
BECAUSE = {"reason": "党组会议审定"}


@pytest_asyncio.fixture(loop_scope="session")
async def author(county: httpx.AsyncClient, as_person: Person) -> httpx.AsyncClient:
    return as_person("chen")


@pytest_asyncio.fixture(loop_scope="session")
async def approver(county: httpx.AsyncClient, as_person: Person) -> httpx.AsyncClient:
    return as_person("liu")


def split(goal: str, of: str | None, by: str = "headcount", **more: Any) -> dict[str, Any]:
    return {"goal": goal, "of": of, "by": by, **more}


ALL = [
    split(goal, of) for goal in ("jobs", "safety") for of in (None, "party-group", "office-a", "office-b")
]  # fmt: skip


async def draft(client: httpx.AsyncClient, content: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post("/cascades", json=content)
    assert answer.status_code == 201, answer.text
    drafted: dict[str, Any] = answer.json()
    return drafted


async def propose(client: httpx.AsyncClient, *splits: dict[str, Any], here: str = HERE) -> httpx.Response:
    return await client.post(f"{here}:propose", json={"splits": splits})


async def approve(client: httpx.AsyncClient, revision: int, here: str = HERE) -> httpx.Response:
    return await client.post(f"{here}:approve", json=BECAUSE, headers={"if-match": f'"{revision}"'})


async def approved(author: httpx.AsyncClient, approver: httpx.AsyncClient, content: dict[str, Any]) -> dict[str, Any]:
    drafted = await draft(author, content)
    here = f"/cascades/{drafted['code']}/versions/{drafted['version']}"
    answer = await propose(author, *ALL, here=here)
    assert answer.status_code == 200, answer.text
    answer = await approve(approver, answer.json()["revision"], here)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


class TestProposing:
    async def test_a_proposal_names_weights_shares_and_who_is_left_out(
        self, author: httpx.AsyncClient, cascade_json: CascadeJson
    ) -> None:
        await draft(author, cascade_json())
        weights = [{"node": "office-a", "weight": "2"}]
        answer = await propose(author, split("jobs", None), split("jobs", "party-group", "duties", weights=weights))
        assert (answer.status_code, answer.headers["etag"]) == (200, '"2"'), answer.text
        assert answer.json()["proposals"][1] == {
            "goal": "jobs",
            "of": "party-group",
            "by": "duties",
            "shares": [
                {"node": "office-a", "weight": "2", "share": "100"},
                {"node": "office-b", "weight": "0", "share": None},
            ],
            "left_out": ["office-b"],
        }

    async def test_every_proposal_is_kept_with_who_made_it(
        self, author: httpx.AsyncClient, as_person: Person, cascade_json: CascadeJson
    ) -> None:
        await draft(author, cascade_json())
        await propose(author, split("jobs", None))
        await propose(as_person("sun"), split("jobs", "party-group"), split("safety", None))
        kept = (await author.get(f"{HERE}/proposals")).json()["items"]
        assert [(one["revision"], one["number"], one["proposed_by"]) for one in kept] == [
            (3, 2, "sun"), (3, 1, "sun"), (2, 1, "chen"),
        ]  # fmt: skip
        assert (await author.get(HERE)).json()["authors"] == ["chen", "sun"]

    async def test_last_years_shares_come_from_an_approved_cascade(
        self, author: httpx.AsyncClient, approver: httpx.AsyncClient, cascade_json: CascadeJson
    ) -> None:
        await approved(author, approver, cascade_json())
        await draft(author, cascade_json(code="bureau-2027", period="2027"))
        here = "/cascades/bureau-2027/versions/1"
        last = {"code": "bureau-2026", "version": 1}
        answer = await propose(
            author, split("jobs", None), split("jobs", "party-group", "last_year_share", last_year=last), here=here
        )
        shares = {one["node"]: one["share"] for one in answer.json()["proposals"][1]["shares"]}
        assert shares == {"office-a": "66.67", "office-b": "33.33"}
        of_draft = split("safety", None, "last_year_share", last_year={"code": "bureau-2027", "version": 1})
        refused = await propose(author, of_draft, here=here)
        assert (refused.status_code, refused.json()["code"]) == (409, "cascade_never_approved")

    async def test_a_proposal_that_cannot_be_made_changes_nothing(
        self, author: httpx.AsyncClient, cascade_json: CascadeJson
    ) -> None:
        await draft(author, cascade_json())
        answer = await propose(author, split("jobs", None), split("moon", None))
        assert (answer.status_code, answer.json()["code"]) == (422, "cascade_goal_unknown")
        assert (await author.get(HERE)).json()["revision"] == 1

    async def test_a_dry_run_proposes_and_keeps_nothing(
        self, author: httpx.AsyncClient, cascade_json: CascadeJson
    ) -> None:
        await draft(author, cascade_json())
        answer = await author.post(f"{HERE}:propose?dry_run=true", json={"splits": [split("jobs", None)]})
        assert answer.json()["proposals"][0]["shares"][0]["share"] == "100"
        assert (await author.get(HERE)).json()["revision"] == 1

    @pytest.mark.parametrize(
        "wrong",
        [{"by": "lot"}, {"weights": [{"node": "a", "weight": 1}]}, {"weights": [{"node": "a", "weight": "-1"}]}],
    )
    async def test_what_does_not_fit_is_refused(
        self, author: httpx.AsyncClient, cascade_json: CascadeJson, wrong: dict[str, Any]
    ) -> None:
        await draft(author, cascade_json())
        answer = await propose(author, {**split("jobs", None), **wrong})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


class TestApproving:
    async def test_the_whole_cascade_goes_out_with_both_digests(
        self, world: World, region: str, author: httpx.AsyncClient, approver: httpx.AsyncClient,
        cascade_json: CascadeJson,
    ) -> None:  # fmt: skip
        found = await approved(author, approver, cascade_json())
        assert (found["state"], found["approval"]["by"]) == ("approved", "liu")
        (event,) = await world.events("indicators", region, CascadeApproved.event_type)
        said = event.read(CascadeApproved)
        assert (said.drafted_by, said.approved_by, said.reason) == ("chen", "liu", "党组会议审定")
        both = canonical.digests(said.cascade)
        assert (said.sha256, said.sm3) == (both.sha256, both.sm3)
        assert found["approval"]["sha256"] == both.sha256
        assert canonical.digests(found["cascade"]) == both, "what is read back has the digest that went out"

    @pytest.mark.parametrize("who", ["chen", "sun", "wu"])
    async def test_nobody_approves_what_he_drafted_proposed_or_revised(
        self, author: httpx.AsyncClient, as_person: Person, cascade_json: CascadeJson, who: str
    ) -> None:
        await draft(author, cascade_json())
        await propose(as_person("sun"), *ALL)
        content = (await author.get(HERE)).json()["cascade"]
        revised = await as_person("wu").post(f"{HERE}:revise", json=content, headers={"if-match": '"2"'})
        assert revised.status_code == 200, revised.text
        answer = await approve(as_person(who), 3)
        assert (answer.status_code, answer.json()["code"]) == (403, "same_person_twice")
        assert (await author.get(HERE)).json()["state"] == "draft"

    async def test_all_that_is_not_covered_is_named_at_once_and_nothing_is_approved(
        self, world: World, region: str, author: httpx.AsyncClient, approver: httpx.AsyncClient,
        cascade_json: CascadeJson,
    ) -> None:  # fmt: skip
        content = cascade_json()
        content["indicators"] = [one for one in content["indicators"] if one["node"] != "a-2"]
        content["goals"].append({"code": "water", "labels": {"zh": "水", "en": "Water"}})
        await draft(author, content)
        revision = (await propose(author, *ALL[:3], *ALL[4:])).json()["revision"]
        answer = await approve(approver, revision)
        problem = answer.json()
        assert (answer.status_code, problem["code"], problem["values"]["count"]) == (422, "cascade_incomplete", 3)
        named = [(one["code"], one["at"]) for one in problem["values"]["findings"]]
        assert named == [
            ("node_without_indicators", "nodes[a-2]"),
            ("goal_stops", "goals[jobs].carriers[office-b]"),
            ("goal_not_carried", "goals[water].carriers"),
        ]
        listed = (await approver.get(f"{HERE}/coverage")).json()
        assert (listed["complete"], listed["findings"]) == (False, problem["values"]["findings"])
        assert await world.events("indicators", region, CascadeApproved.event_type) == []

    async def test_only_the_text_that_was_read_is_approved(
        self, author: httpx.AsyncClient, approver: httpx.AsyncClient, cascade_json: CascadeJson
    ) -> None:
        await draft(author, cascade_json())
        await propose(author, *ALL)
        read = (await approver.get(HERE)).headers["etag"]
        await propose(author, split("jobs", "office-a", "duties", weights=[{"node": "a-1", "weight": "1"}]))
        answer = await approver.post(f"{HERE}:approve", json=BECAUSE, headers={"if-match": read})
        assert (answer.status_code, answer.json()["code"]) == (412, "version_differs")
        without = await approver.post(f"{HERE}:approve", json=BECAUSE)
        assert (without.status_code, without.json()["code"]) == (428, "version_required")

    async def test_a_newer_version_supersedes_and_an_older_draft_is_outdated(
        self, author: httpx.AsyncClient, approver: httpx.AsyncClient, cascade_json: CascadeJson
    ) -> None:
        await draft(author, cascade_json())
        await approved(author, approver, cascade_json())
        listed = (await author.get("/cascades/bureau-2026/versions")).json()["items"]
        assert [(one["version"], one["state"]) for one in listed] == [(2, "approved"), (1, "draft")]
        await propose(author, *ALL)
        answer = await approve(approver, 2)
        assert (answer.status_code, answer.json()["code"]) == (409, "cascade_outdated")
        await approved(author, approver, cascade_json())
        listed = (await author.get("/cascades/bureau-2026/versions")).json()["items"]
        assert [(one["version"], one["state"]) for one in listed] == [(3, "approved"), (2, "superseded"), (1, "draft")]
        (shown,) = (await author.get("/cascades")).json()["items"]
        assert (shown["version"], shown["labels"]["en"]) == (3, "Text bureau")
        assert (await author.get("/cascades/bureau-2026")).json()["version"] == 3

    async def test_what_is_not_there_is_not_found(self, author: httpx.AsyncClient) -> None:
        answers = [
            *[await author.get(path) for path in ("/cascades/moon", HERE, f"{HERE}/coverage", f"{HERE}/sheets/a-1")],
            await propose(author, split("jobs", None)),
            await approve(author, 1),
        ]
        assert {answer.status_code for answer in answers} == {404}


class TestOfAScheme:
    """A cascade that names its scheme carries all of its goals, on its levels, and waits until it is published."""

    LEVELS: ClassVar = [
        {"code": code, "labels": {"zh": code, "en": code}, "kind": "post"} for code in ("group", "office", "person")
    ]

    async def test_waits_until_its_scheme_is_published_and_carries_all_of_its_goals(
        self, office: Any, author: httpx.AsyncClient, approver: httpx.AsyncClient, cascade_json: CascadeJson
    ) -> None:
        version = await office.draft({"cascade": self.LEVELS})
        await draft(author, cascade_json(scheme={"code": office.code, "version": version}))
        revision = (await propose(author, *ALL)).json()["revision"]

        async def found() -> list[tuple[str, str]]:
            problem = (await approve(approver, revision)).json()
            assert problem["code"] == "cascade_incomplete", problem
            assert problem["values"]["findings"] == (await author.get(f"{HERE}/coverage")).json()["findings"]
            return [(one["code"], one["at"]) for one in problem["values"]["findings"]]

        assert await found() == [("cascade_scheme_not_published", "scheme")]
        await office.approve(version)
        await office.publish(version)
        assert await found() == [("scheme_goal_left_out", "goals")], "growth, through which the city's goal is carried"
        content = (await author.get(HERE)).json()["cascade"]
        jobs = next(one for one in content["goals"] if one["code"] == "jobs")
        jobs["code"] = "growth"
        for line in content["indicators"]:
            line["goal"] = "growth" if line["goal"] == "jobs" else line["goal"]
        await author.post(f"{HERE}:revise", json=content, headers={"if-match": f'"{revision}"'})
        answer = await approve(approver, revision + 1)
        assert (answer.status_code, answer.json().get("state")) == (200, "approved"), answer.text

    async def test_stands_on_the_levels_of_its_scheme(
        self, office: Any, author: httpx.AsyncClient, cascade_json: CascadeJson
    ) -> None:
        version = await office.published({"cascade": self.LEVELS[1:]})
        await draft(author, cascade_json(scheme={"code": office.code, "version": version}))
        found = (await author.get(f"{HERE}/coverage")).json()["findings"]
        assert found[0]["code"] == "levels_differ"
        assert found[0]["values"] == {"found": "group – office – person", "wanted": "office – person"}

    async def test_a_scheme_that_there_is_not_is_found(
        self, author: httpx.AsyncClient, cascade_json: CascadeJson
    ) -> None:
        await draft(author, cascade_json(scheme={"code": "moon", "version": 1}))
        found = (await author.get(f"{HERE}/coverage")).json()["findings"]
        assert found[0]["code"] == "cascade_scheme_unknown"


class TestImmutability:
    async def test_no_route_changes_an_approved_version(
        self, world: World, author: httpx.AsyncClient, approver: httpx.AsyncClient, as_person: Person,
        cascade_json: CascadeJson,
    ) -> None:  # fmt: skip
        before = await approved(author, approver, cascade_json())
        paths = world.running["indicators"].app.openapi()["paths"]
        verbs = sorted(path.rpartition(":")[2] for path in paths if path.startswith("/cascades/{code}") and ":" in path)
        assert verbs == ["approve", "propose", "revise"]
        for verb, body in {
            "approve": BECAUSE, "propose": {"splits": ALL}, "revise": cascade_json(),
        }.items():  # fmt: skip
            answer = await as_person("sun").post(f"{HERE}:{verb}", json=body, headers={"if-match": '"2"'})
            assert (answer.status_code, answer.json()["code"]) == (409, "cascade_not_draft")
        for method in ("put", "patch", "delete"):
            assert (await author.request(method, HERE, json=cascade_json())).status_code == 405
        assert (await author.get(HERE)).json() == before

    @pytest.mark.parametrize(
        "table", ["cascade_versions", "cascade_texts", "cascade_proposals", "cascade_approvals"]
    )  # fmt: skip
    @pytest.mark.parametrize("statement", ["UPDATE {} SET code = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
    async def test_no_sql_of_the_service_changes_what_was_written(
        self, world: World, county: httpx.AsyncClient, region: str, table: str, statement: str
    ) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with world.transaction("indicators", region) as tx:
                await tx.execute(text(statement.format(table)))


class TestUnits:
    """A head proposes for the own unit and reads its sheets; nobody else's."""

    @pytest_asyncio.fixture(loop_scope="session")
    async def head(self, world: World, region: str, county: httpx.AsyncClient) -> Any:
        async with world.client("indicators", region, "head", roles=["unit_head"], units=["office-a"]) as client:
            yield client

    async def test_a_head_divides_below_the_own_unit_only(
        self, author: httpx.AsyncClient, head: httpx.AsyncClient, cascade_json: CascadeJson
    ) -> None:
        await draft(author, cascade_json())
        await propose(author, *ALL)
        own = await propose(head, split("jobs", "office-a"))
        assert own.status_code == 200, own.text
        for of in (None, "party-group", "office-b"):
            answer = await propose(head, split("jobs", "office-a"), split("jobs", of))
            assert (answer.status_code, answer.json()["code"]) == (403, "outside_your_units")

    async def test_a_head_reads_the_sheets_of_the_own_unit_only(
        self, author: httpx.AsyncClient, head: httpx.AsyncClient, cascade_json: CascadeJson
    ) -> None:
        await draft(author, cascade_json())
        codes = {code: (await head.get(f"{HERE}/sheets/{code}")).status_code for code in ("office-a", "a-1", "b-1")}
        assert codes == {"office-a": 200, "a-1": 200, "b-1": 403}
        listed = (await head.get(f"{HERE}/sheets")).json()["sheets"]
        assert [one["node"] for one in listed] == ["office-a", "a-1", "a-2"]
        all_of_them = (await author.get(f"{HERE}/sheets")).json()["sheets"]
        assert len(all_of_them) == 6

    async def test_who_heads_the_registered_unit_above_the_whole_cascade_reads_all_of_it(
        self, world: World, region: str, county: httpx.AsyncClient, author: httpx.AsyncClient,
        cascade_json: CascadeJson,
    ) -> None:  # fmt: skip
        labels = {"zh": "局", "en": "bureau"}
        for code, parent in (("bureau", None), ("party-group", "bureau")):
            body = {"code": code, "kind": "organisation", "category": "organs", "parent": parent, "labels": labels}
            assert (await county.post("/assessees", json=body)).status_code == 201
        await draft(author, cascade_json())
        async with world.client("indicators", region, "chief", roles=["unit_head"], units=["bureau"]) as chief:
            assert len((await chief.get(f"{HERE}/sheets")).json()["sheets"]) == 6


class TestTengchong:
    async def test_the_whole_network_is_divided_approved_and_sent(
        self, world: World, region: str, author: httpx.AsyncClient, approver: httpx.AsyncClient,
        network_json: Callable[[], dict[str, Any]],
    ) -> None:  # fmt: skip
        """32 units, 110 indicators of departments, 472 of persons; everybody has a sheet."""
        content = network_json()
        drafted = await draft(author, content)
        here = f"/cascades/{drafted['code']}/versions/1"
        parents = {node["code"]: node.get("parent") for node in content["nodes"]}
        splits = []
        for goal in [one["code"] for one in content["goals"]]:
            measured = {one["node"] for one in content["indicators"] if one.get("goal") == goal}
            units = [code for code, parent in parents.items() if parent == "party-group" and code in measured]
            splits += [split(goal, None), split(goal, "party-group", among=units)]
            splits += [split(goal, unit) for unit in units]
        answer = await propose(author, *splits, here=here)
        assert answer.status_code == 200, answer.text
        answer = await approve(approver, 2, here)
        assert answer.status_code == 200, answer.text
        (event,) = await world.events("indicators", region, CascadeApproved.event_type)
        assert canonical.digests(event.data["cascade"]).sm3 == event.data["sm3"]
        sheets = (await author.get(f"{here}/sheets")).json()["sheets"]
        counted = {level: sum(one["indicators"] for one in sheets if one["level"] == level) for level in (
            "group", "department", "person",
        )}  # fmt: skip
        assert counted == {"group": 0, "department": 110, "person": 472}
        assert all(one["weight"] == "100" for one in sheets if one["level"] != "group")
