"""`baton scheme publish`: a pack comes into force through the people who may, once, and goes on where it waited."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from allinone import installation
from allinone.driving import bodies, cast, definitions, schemes
from allinone.driving.client import Baton, Json
from allinone.driving.clockwork import ReplayClock
from allinone.driving.people import AUDITOR, DRAFTER, PUBLISHER, head_of
from allinone.driving.schemes import Purpose
from allinone.files.mapping import DeclaredAssessee, RegionFacts
from allinone.installation import Place
from contracts import canonical
from contracts.envelope import Labels
from contracts.scheme.content import SchemeContent
from contracts.scheme.people import Consultation
from indicators.documents import pack

ROOT = Path(__file__).parents[4]
LISTED = ROOT / "schemes/jingzhou/law-enforcement.yaml"
"""Two rounds, four members."""
OPEN = ROOT / "schemes/national/civil-servants-routine.yaml"
"""One round; it lists nobody."""

Command = Callable[..., Awaitable[Any]]


@dataclass
class County:
    """A region of its own at the beginning of 2026."""

    place: Place
    region: str
    baton: Baton
    shell: Command

    async def publish(self, *words: str | Path) -> Any:
        return await self.shell(
            "scheme", "publish", *words, "--url", self.place.url, "--keys", self.place.keys, "--region", self.region
        )

    async def versions(self, code: str) -> list[Json]:
        """Newest first."""
        return await self.baton.all(f"/schemes/{code}/versions", by=AUDITOR)


@pytest.fixture
def fiscal_year_start() -> str:
    return "01-01"


@pytest_asyncio.fixture(loop_scope="session")
async def county(place: Place, shell: Command, fiscal_year_start: str) -> AsyncIterator[County]:
    region = f"schemes-{uuid4().hex[:8]}"
    async with installation.baton(place, region) as baton:
        labels = Labels(zh="测试县", en="Test county")
        facts = RegionFacts(
            code=region, labels=labels, currency="CNY", zone="Asia/Shanghai", fiscal_year_start=fiscal_year_start
        )
        await definitions.define_region(baton, facts, clock_at=datetime(2025, 12, 31, 16, tzinfo=UTC))
        clock = await ReplayClock.start(baton, purpose="tests of schemes")
        await clock.come_to_rest()
        yield County(place, region, baton, shell)


def digests(content: SchemeContent) -> canonical.Digests:
    return canonical.digests(canonical.form(content))


def retyped(folder: Path, source: Path, *changes: tuple[str, str]) -> Path:
    text = source.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    (folder / source.name).write_text(text, encoding="utf-8")
    return folder / source.name


class TestOnTheCommandLine:
    async def test_a_pack_is_drafted_heard_approved_and_published_once_however_often(self, county: County) -> None:
        first, second = await county.publish(LISTED, "--json"), await county.publish(LISTED, "--json")
        assert (first.code, second.code) == (0, 0), first.err + second.err
        (told,), (again,) = first.json["schemes"], second.json["schemes"]
        assert told["steps"] == [
            "drafted version 1", "submitted round 1", "signed off in round 1: 4", "submitted round 2",
            "signed off in round 2: 4", "approved", "published",
        ]  # fmt: skip
        assert (again["steps"], again["state"]) == ([], "published")
        (version,) = await county.versions("law-enforcement")
        seal = digests(pack.read(LISTED))
        assert (version["publication"]["sha256"], version["publication"]["sm3"]) == (seal.sha256, seal.sm3)
        assert (told["sha256"], told["sm3"]) == (seal.sha256, seal.sm3)
        assert version["author"] not in (version["approval"]["by"], version["publication"]["by"])

    async def test_a_round_that_nobody_can_sign_lasts_to_its_last_day(self, county: County) -> None:
        waits = await county.publish(OPEN)
        assert waits.code == 8, waits.err
        assert "第 1 轮征求意见至 2026-01-" in waits.out
        assert "1 of 1 schemes wait" in waits.err
        (version,) = await county.versions("civil-servants-routine")
        assert (version["state"], version["open_round"]) == ("in_consultation", 1)
        assert (await county.publish(OPEN)).code == 8
        done = await county.publish(OPEN, "--advance-clock")
        assert (done.code, "已发布 · published: approved; published" in done.out) == (0, True), done.err

    async def test_a_pack_without_english_comes_into_force_where_the_office_says_so(
        self, county: County, tmp_path: Path
    ) -> None:
        whole = LISTED.read_text(encoding="utf-8")
        named = whole.splitlines()[whole.splitlines().index("编码: law-enforcement") + 1]
        bare = retyped(tmp_path, LISTED, (named, re.sub(r", 英文: [^}]+", "", named)))
        refused = await county.publish(bare)
        assert (refused.code, "名称.英文" in refused.out) == (3, True), refused.out + refused.err
        assert await county.versions("law-enforcement") == []
        said = await county.publish(bare, "--without-english", "--json")
        assert said.code == 0, said.err
        (version,) = await county.versions("law-enforcement")
        assert version["publication"]["sha256"] == digests(pack.read(bare)).sha256

    async def test_a_folder_is_taken_round_by_round_together(self, county: County) -> None:
        said = await county.publish(OPEN.parent, "--advance-clock", "--json")
        assert said.code == 0, said.err
        told = said.json["schemes"]
        assert {one["file"] for one in told} == {str(path) for path in OPEN.parent.glob("*.yaml")}
        assert {one["state"] for one in told} == {"published"}
        # one round of five working days for all of them, not one after the other
        region = await county.baton.get(f"/regions/{county.region}", by=AUDITOR)
        assert region["clock_at"] < "2026-01-13"

    async def test_a_scheme_waits_for_those_that_it_names(self, county: County, tmp_path: Path) -> None:
        # persons are coupled to departments; here the departments are heard longer
        unheard = ("征求意见: {轮次: 3,", "征求意见: {轮次: 0,")
        persons = retyped(tmp_path, ROOT / "schemes/tengchong/persons.yaml", unheard)
        departments = ROOT / "schemes/tengchong/departments.yaml"
        mint = county.place.tokens(county.region)
        for office in (DRAFTER, PUBLISHER):
            told = (await county.publish(persons, departments, "--token", mint(office), "--json")).json["schemes"]
        assert [one["scheme"] for one in told] == ["departments", "persons"]
        assert [one["waits"]["code"] for one in told] == ["round_open", "other_schemes"]
        done = await county.publish(persons, departments, "--advance-clock", "--json")
        assert done.code == 0, done.err
        assert [one["state"] for one in done.json["schemes"]] == ["published", "published"]

    async def test_a_changed_pack_is_an_amendment_and_says_why(self, county: County, tmp_path: Path) -> None:
        newer = retyped(tmp_path, LISTED, ("轮次: 2", "轮次: 1"))
        assert (await county.publish(LISTED)).code == 0
        silent = await county.publish(newer)
        assert (silent.code, "say --size overhaul or small, and --reason" in silent.err) == (2, True)
        assert len(await county.versions("law-enforcement")) == 1
        said = await county.publish(newer, "--size", "small", "--reason", "轮次调整")
        assert said.code == 0, said.err
        second, first = await county.versions("law-enforcement")
        assert (first["state"], second["state"]) == ("superseded", "published")
        assert second["change"] == {"size": "small", "of_version": 1, "reason": "轮次调整"}

    async def test_findings_are_told_as_check_tells_them_and_nothing_is_sent(
        self, county: County, tmp_path: Path
    ) -> None:
        broken = retyped(tmp_path, LISTED, ("轮次: 2", "轮次: 99"))
        said = await county.publish(broken, OPEN)
        assert said.code == 3
        assert f"{broken}:" in said.out
        assert "nothing was sent" in said.err
        assert await county.versions("civil-servants-routine") == []

    @pytest.mark.parametrize("fiscal_year_start", ["04-01"])
    async def test_what_only_the_region_finds_is_told_alike(self, county: County) -> None:
        lights = ROOT / "schemes/bazhong/budget-funds.yaml"
        said = await county.publish(lights, "--advance-clock")
        assert said.code == 3, said.err
        assert f"{lights}: 红黄绿灯[project-execution-warning].考核时点" in said.out
        assert "1 finding against what was approved; it was not published" in said.err
        (version,) = await county.versions("budget-funds")
        assert version["state"] == "approved"

    async def test_one_person_takes_the_own_steps_and_says_who_is_next(self, county: County) -> None:
        mint = county.place.tokens(county.region)
        content = pack.read(LISTED)

        async def by(person: Any) -> Any:
            return (await county.publish(LISTED, "--token", mint(person), "--json")).json["schemes"][0]

        head = head_of(content.members[0].code)
        assert (await by(head))["waits"]["en"] == "somebody of the assessment office drafts it"
        told = await by(DRAFTER)
        assert told["steps"] == ["drafted version 1", "submitted round 1"]
        assert told["waits"]["en"].endswith("4 members have not signed off")
        for number in (1, 2):
            for left, member in zip((3, 2, 1), content.members, strict=False):
                told = await by(head_of(member.code))
                assert (told["steps"], told["waits"]["code"]) == ([f"signed off in round {number}: 1"], "round_open")
                assert f"{left} members" in told["waits"]["en"]
            told = await by(head_of(content.members[3].code))
            assert told["waits"]["code"] == ("office" if number == 1 else "approve")
            told = await by(DRAFTER)
        assert told["waits"]["en"] == "somebody of the office other than office.li must approve it"
        assert (await by(PUBLISHER))["steps"] == ["approved", "published"]


class TestGoingOn:
    async def test_a_draft_that_somebody_began_is_taken_further(self, county: County) -> None:
        content = pack.read(LISTED)
        await county.baton.post("/schemes", {"scheme": content.model_dump(mode="json")}, by=PUBLISHER)
        standing = await schemes.go_on(county.baton, content, cast.of_development(), Purpose())
        assert (standing.version, standing.state, standing.steps[-1]) == (1, "published", "published")
        (version,) = await county.versions(content.code)
        assert version["approval"]["by"] != PUBLISHER.principal

    async def test_a_text_that_changed_meanwhile_is_heard_again(self, county: County) -> None:
        content = pack.read(LISTED)
        office = cast.of_one(DRAFTER, [(cast.OFFICE, None)])
        people = cast.of_development()
        await schemes.go_on(county.baton, content, office, Purpose())
        newer = content.model_copy(update={"notes": ()})
        waits = await schemes.go_on(county.baton, newer, people, Purpose())
        assert waits.waits is not None
        assert waits.waits.code == "round_open"
        for member in content.members:
            body = {"round": 1, "unit": member.code, "agree": True}
            await county.baton.post(f"/schemes/{content.code}/versions/1:sign-off", body, by=head_of(member.code))
        standing = await schemes.go_on(county.baton, newer, people, Purpose())
        assert standing.steps[0] == "revised: text 2"
        assert standing.state == "published"
        (version,) = await county.versions(content.code)
        assert version["publication"]["sha256"] == digests(newer).sha256

    async def test_where_a_text_lists_nobody_the_registered_members_sign(self, county: County) -> None:
        content = pack.read(OPEN)
        unit = DeclaredAssessee(code="clerk-1", labels=Labels(zh="一号", en="One"), category=content.category.code)
        await definitions.register_assessees(county.baton, [bodies.assessee(unit)])
        standing = await schemes.go_on(county.baton, content, cast.of_development(), Purpose())
        assert "signed off in round 1: 1" in standing.steps
        assert standing.state == "published"

    async def test_a_withdrawn_version_is_followed_by_an_amendment(self, county: County) -> None:
        content, people = pack.read(LISTED), cast.of_development()
        await schemes.go_on(county.baton, content, people, Purpose())
        path = f"/schemes/{content.code}/versions/1:withdraw"
        await county.baton.post(path, {"reason": "依据文件废止"}, by=PUBLISHER)
        standing = await schemes.go_on(county.baton, content, people, Purpose("overhaul", "重新发布"))
        assert (standing.version, standing.state) == (2, "published")

    async def test_another_text_that_was_approved_is_left_to_people(self, county: County) -> None:
        content = pack.read(LISTED)
        without = content.model_copy(update={"consultation": Consultation(rounds=0)})
        drafted = {"scheme": without.model_dump(mode="json")}
        await county.baton.post("/schemes", drafted, by=DRAFTER)
        path = f"/schemes/{content.code}/versions/1"
        await county.baton.post(f"{path}:approve", {"reason": "同意"}, by=PUBLISHER)
        standing = await schemes.go_on(county.baton, content, cast.of_development(), Purpose())
        assert standing.waits is not None
        assert (standing.waits.code, standing.state) == ("other_text_approved", "approved")
