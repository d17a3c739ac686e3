"""Copies of schemes and assessees: kept as they arrived, where they are what was sent; answered with their digests."""

import asyncio
import importlib
from copy import deepcopy
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from contracts.canonical import digests, form, read, whole
from contracts.envelope import Event, EventData, Labels
from contracts.indicators import AssesseeAmended, AssesseeRegistered
from contracts.scheme.content import SchemeContent
from contracts.schemes import Change, SchemeAmended, SchemePublished, SchemeWithdrawn
from contracts.sealing import sealed

Json = dict[str, Any]

CODE = "towns-2026"
MORNING = datetime.fromisoformat("2026-03-02T02:00:00+00:00")
"""Business time of what is heard: the county's first day."""

FORGED: Json = {"sha256": "sha256:" + "0" * 64, "sm3": "sm3:" + "0" * 64}


def labels(text: str) -> Json:
    return {"zh": text, "en": text}


def content(**changes: Any) -> Json:
    """The canonical form of a scheme; its texts are not ASCII and one of its names is outside the basic plane."""
    given = {
        "code": CODE,
        "labels": labels("乡镇考核方案"),
        "category": {"code": "towns", "labels": labels("乡镇"), "kind": "organisation"},
        "legal_basis": [{"title": "考核办法", "article": "第三条"}],
        "valid_from": "2026-01-01",
        "total": "1000.0",
        "members": [{"code": f"t-{n}", "labels": labels(f"𠮷镇 {n} “甲”\n")} for n in range(3)],
    }
    return form(SchemeContent.model_validate(given | changes))


def published(version: int = 1, *, scheme: Json | None = None, **changes: Any) -> SchemePublished:
    said = content() if scheme is None else scheme
    given: Json = {
        "code": CODE, "version": version, "scheme": said, **asdict(digests(said)), "assumed": 0,
        "published_by": "office-2", "approved_by": "office-3", "reason": "会议审定",
    }  # fmt: skip
    change = changes.pop("change", None)
    if change is None:
        return SchemePublished.model_validate(given | changes)
    return SchemeAmended.model_validate({**given, **changes, "change": change})


def amended(version: int, *, valid_from: str, **changes: Any) -> SchemePublished:
    change = Change(size="small", of_version=version - 1, reason="补正权重")
    return published(version, scheme=content(valid_from=valid_from), change=change, **changes)


def withdrawn(version: int, *, scheme: Json | None = None) -> SchemeWithdrawn:
    seal = asdict(digests(content() if scheme is None else scheme))
    return SchemeWithdrawn.model_validate(
        {"code": CODE, "version": version, **seal, "withdrawn_by": "office-2", "reason": "依据废止"}
    )


def withdrawn_whole(said: SchemePublished, **changes: Any) -> SchemeWithdrawn:
    """The withdrawal as it is sent now: with the version, and how that had been published."""
    told = said.model_dump(include={"assumed", "change", "published_by", "approved_by", "reason"})
    given = withdrawn(said.version, scheme=said.scheme).model_dump() | {
        "scheme": said.scheme, "published": {**told, "published_at": "2026-02-27T01:00:00Z"}, "holds_again": None,
    }  # fmt: skip
    return SchemeWithdrawn.model_validate(given | changes)


async def hear(county: Any, said: EventData, *, as_code: str = CODE) -> Event:
    """One more event of a scheme, or of an assessee, in the order of its key."""
    event: Event = await county.world.deliver(
        said, region=county.region, aggregate=as_code, sequence=county.next(f"heard {as_code}"), time=MORNING
    )
    await county.world.settle()
    return event


async def asked(county: Any, path: str, **params: str) -> httpx.Response:
    async with county.client("auditor-1", "auditor") as auditor:
        answer: httpx.Response = await auditor.get(path, params=params)
    return answer


async def copy_of(county: Any, version: int) -> Json:
    answer = await asked(county, f"/scheme-copies/{CODE}/versions/{version}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def states(county: Any) -> dict[int, str]:
    answer = await asked(county, f"/scheme-copies/{CODE}")
    return {one["version"]: one["state"] for one in answer.json()["items"]}


async def in_force(county: Any) -> int:
    (shown,) = (await asked(county, "/scheme-copies")).json()["items"]
    version: int = shown["version"]
    return version


async def dead_letters(county: Any) -> list[str]:
    """Why events of the county were set aside, after every attempt that they have."""
    for _ in range(3):
        await county.retry()
    async with county.client("operator-1", "operator") as operator:
        letters = (await operator.get("/operations/scoring/dead-letters")).json()
    return [str(letter["error"]) for letter in letters]


class TestACopy:
    async def test_is_the_content_to_the_letter_and_answers_with_its_digests(self, county: Any) -> None:
        await hear(county, published())
        copy = await copy_of(county, 1)
        assert copy["scheme"] == content()
        assert copy["recomputed"] == asdict(digests(content())) == {"sha256": copy["sha256"], "sm3": copy["sm3"]}
        assert (copy["state"], copy["change"], copy["approved_by"]) == ("published", None, "office-3")

    async def test_of_an_earlier_form_is_kept_and_answered_as_it_was_sent(self, county: Any) -> None:
        wrote = whole(read(SchemeContent, content()))
        await hear(county, published(scheme=wrote))
        copy = await copy_of(county, 1)
        assert (copy["form"], copy["scheme"]) == (1, wrote)
        assert copy["recomputed"] == asdict(digests(wrote)) != asdict(digests(content()))
        await hear(county, amended(2, valid_from="2026-01-01", total="900"))
        assert (await copy_of(county, 2))["form"] == 2

    async def test_of_an_office_without_english_is_kept_without_it(self, county: Any) -> None:
        said = content(labels={"zh": "乡镇考核方案"}, members=[{"code": "t-0", "labels": {"zh": "东镇", "en": ""}}])
        await hear(county, published(scheme=said))
        copy = await copy_of(county, 1)
        assert (copy["scheme"], copy["scheme"]["members"][0]["labels"]) == (said, {"zh": "东镇"})
        assert copy["recomputed"] == asdict(digests(said))

    async def test_keeps_what_a_newer_sender_says_that_nobody_here_knows_yet(self, county: Any) -> None:
        newer = {**content(), "field_of_tomorrow": {"值": ["1.5", None, True, 3]}}
        await hear(county, published(scheme=newer))
        copy = await copy_of(county, 1)
        assert copy["scheme"] == newer
        assert copy["recomputed"] == asdict(digests(newer))

    @pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
    async def test_is_not_kept_where_one_digest_is_another(self, county: Any, algorithm: str) -> None:
        await hear(county, published(**{algorithm: FORGED[algorithm]}))
        assert (await asked(county, f"/scheme-copies/{CODE}")).status_code == 404
        assert (await asked(county, f"/scheme-copies/{CODE}/versions/1")).status_code == 404
        (error,) = await dead_letters(county)
        true = asdict(digests(content()))
        assert "SealBroken: scheme version towns-2026/1" in error
        assert f"{FORGED[algorithm]} ≠ {true[algorithm]}" in error
        (other,) = set(FORGED) - {algorithm}
        assert true[other] not in error

    async def test_is_not_kept_where_one_letter_of_the_content_was_changed_on_the_way(self, county: Any) -> None:
        changed = deepcopy(content())
        changed["members"][1]["labels"]["zh"] += "。"
        told: Json = asdict(digests(content()))
        await hear(county, published(scheme=changed, **told))
        (error,) = await dead_letters(county)
        assert all(digest in error for digest in told.values())
        assert (await asked(county, "/scheme-copies")).json()["items"] == []

    async def test_that_arrives_twice_changes_nothing(self, county: Any) -> None:
        await hear(county, published())
        before = await copy_of(county, 1)
        await hear(county, published(reason="said again"))
        assert await copy_of(county, 1) == before
        assert await dead_letters(county) == []

    async def test_of_another_content_under_a_version_that_is_kept_is_refused(self, county: Any) -> None:
        await hear(county, published())
        await hear(county, published(scheme=content(total="900")))
        (error,) = await dead_letters(county)
        assert "CopyDiffers: scheme version towns-2026/1" in error
        assert (await copy_of(county, 1))["scheme"] == content()


class TestVersions:
    async def test_an_amendment_supersedes_from_its_first_day_on(self, county: Any) -> None:
        await hear(county, published())
        await hear(county, amended(2, valid_from="2026-04-01"))
        assert await states(county) == {2: "published", 1: "published"}
        assert await in_force(county) == 1
        assert (await copy_of(county, 1))["superseded_from"] == "2026-04-01"
        await county.until("2026-04-01T09:00:00")
        assert await states(county) == {2: "published", 1: "superseded"}
        assert await in_force(county) == 2
        assert (await copy_of(county, 2))["change"] == {"size": "small", "of_version": 1, "reason": "补正权重"}

    async def test_what_a_withdrawn_version_superseded_holds_again(self, county: Any) -> None:
        await hear(county, published())
        later = amended(2, valid_from="2026-03-01")
        await hear(county, later)
        assert (await states(county), await in_force(county)) == ({2: "published", 1: "superseded"}, 2)
        await hear(county, withdrawn(2, scheme=later.scheme))
        assert (await states(county), await in_force(county)) == ({2: "withdrawn", 1: "published"}, 1)
        copy = await copy_of(county, 2)
        assert (copy["withdrawal"]["by"], copy["withdrawal"]["reason"]) == ("office-2", "依据废止")
        assert copy["recomputed"] == asdict(digests(later.scheme))

    async def test_a_version_withdrawn_before_it_arrived_never_comes_into_force(self, county: Any) -> None:
        await hear(county, withdrawn(1))
        assert (await asked(county, "/scheme-copies")).json()["items"] == []
        await hear(county, published())
        assert await states(county) == {1: "withdrawn"}
        assert await dead_letters(county) == []

    async def test_a_withdrawal_sent_whole_brings_the_version_that_never_arrived(self, county: Any) -> None:
        lost = amended(2, valid_from="2026-03-01")
        await hear(county, published())
        await hear(county, withdrawn_whole(lost, holds_again=1))
        assert (await states(county), await in_force(county)) == ({2: "withdrawn", 1: "published"}, 1)
        copy = await copy_of(county, 2)
        assert (copy["scheme"], copy["recomputed"]) == (lost.scheme, asdict(digests(lost.scheme)))
        assert copy["change"] == {"size": "small", "of_version": 1, "reason": "补正权重"}
        assert (copy["reason"], copy["published_at"]) == ("会议审定", "2026-02-27T01:00:00Z")
        await hear(county, lost)
        assert await copy_of(county, 2) == copy
        assert await dead_letters(county) == []

    async def test_a_withdrawal_of_which_a_letter_was_changed_withdraws_nothing(self, county: Any) -> None:
        said = published()
        await hear(county, said)
        changed = deepcopy(said.scheme)
        changed["labels"]["zh"] += "。"
        await hear(county, withdrawn_whole(said, scheme=changed))
        assert await states(county) == {1: "published"}
        (error,) = await dead_letters(county)
        assert "SealBroken: scheme version towns-2026/1" in error

    @pytest.mark.parametrize("first", ["published", "withdrawn"])
    async def test_a_withdrawal_of_another_content_is_not_taken_for_this_one(self, county: Any, first: str) -> None:
        both: list[EventData] = [published(), withdrawn(1, scheme=content(total="900"))]
        for said in both if first == "published" else reversed(both):
            await hear(county, said)
        (error,) = await dead_letters(county)
        assert "CopyDiffers: scheme version towns-2026/1" in error

    async def test_a_withdrawal_that_arrives_twice_changes_nothing(self, county: Any) -> None:
        for said in (published(), withdrawn(1), withdrawn(1)):
            await hear(county, said)
        assert await states(county) == {1: "withdrawn"}
        assert await dead_letters(county) == []

    async def test_are_listed_in_pages(self, county: Any) -> None:
        for number in range(1, 4):
            said = published() if number == 1 else amended(number, valid_from=f"2026-0{number}-15")
            await hear(county, said)
        first = (await asked(county, f"/scheme-copies/{CODE}", limit="2")).json()
        assert [one["version"] for one in first["items"]] == [3, 2]
        rest = (await asked(county, f"/scheme-copies/{CODE}", limit="2", cursor=first["next_cursor"])).json()
        assert ([one["version"] for one in rest["items"]], rest["next_cursor"]) == ([1], None)

    async def test_schemes_are_listed_in_pages_each_once(self, county: Any) -> None:
        for code in ("b-2026", "a-2026", "c-2026"):
            said = content(code=code)
            await hear(county, published(scheme=said, code=code), as_code=code)
        first = (await asked(county, "/scheme-copies", limit="2")).json()
        rest = (await asked(county, "/scheme-copies", cursor=first["next_cursor"])).json()
        assert [one["code"] for one in first["items"] + rest["items"]] == ["a-2026", "b-2026", "c-2026"]


def registered(**changes: Any) -> AssesseeRegistered:
    given: Json = {
        "code": "quay", "version": 1, "kind": "organisation", "category": "towns", "parent": "works",
        "labels": labels("𠮷港"), "criterion": "常住人口五万以上",
    }  # fmt: skip
    return sealed(AssesseeRegistered.model_validate(given | changes))


def moved(version: int, valid_from: date, **changes: Any) -> AssesseeAmended:
    given = registered().model_dump(exclude={"sha256", "sm3"}) | {
        "version": version, "valid_from": valid_from, "reason": "区划调整",
    }  # fmt: skip
    return sealed(AssesseeAmended.model_validate(given | changes))


async def held_on(county: Any, day: str | None = None) -> Json:
    answer = await asked(county, "/assessee-copies/quay", **({"on": day} if day else {}))
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def forget_copies_and_migrate(admin_url: str, region: str) -> None:
    """The state before the migration, and what the migration does about it."""
    migration = importlib.import_module("scoring.migrations.versions.0002_copies")
    engine = create_engine(make_url(admin_url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL search_path = scoring"))
        gone = connection.execute(text("DELETE FROM assessee_copies WHERE region = :region"), {"region": region})
        assert gone.rowcount
        connection.execute(text(migration.RECALL_ASSESSEES))
    engine.dispose()


class TestAssessees:
    async def test_answer_with_category_and_parent_of_the_day_asked_for(self, county: Any) -> None:
        await hear(county, registered(), as_code="quay")
        zone = moved(2, date(2026, 3, 1), category="zone", parent=None, criterion=None, moved=("category", "parent"))
        await hear(county, zone, as_code="quay")
        await hear(
            county, moved(3, date(2026, 7, 1), category="zone", parent="roads", moved=("parent",)), as_code="quay"
        )
        seen = [await held_on(county, day) for day in ("2025-06-01", "2026-02-28", "2026-03-01", "2026-07-01")]
        assert [(one["version"], one["category"], one["parent"]) for one in seen] == [
            (1, "towns", "works"), (1, "towns", "works"), (2, "zone", None), (3, "zone", "roads"),
        ]  # fmt: skip
        assert [one["moved"] for one in seen] == [[], [], ["category", "parent"], ["parent"]]
        assert (await held_on(county))["version"] == 2  # the county lives on the second of March

    async def test_answer_with_the_digests_they_arrived_with_and_of_the_copy(self, county: Any) -> None:
        said = registered()
        await hear(county, said, as_code="quay")
        copy = await held_on(county)
        assert copy["recomputed"] == {"sha256": said.sha256, "sm3": said.sm3}
        assert (copy["sha256"], copy["sm3"]) == (said.sha256, said.sm3)

    async def test_of_an_earlier_form_are_kept_as_they_were_sent(self, county: Any) -> None:
        wrote = registered().model_dump(mode="json", exclude={"form", "sha256", "sm3"})
        said = AssesseeRegistered.model_validate({**wrote, **asdict(digests(wrote))})
        await hear(county, said, as_code="quay")
        copy = await held_on(county)
        assert (copy["form"], copy["sha256"], copy["recomputed"]["sm3"]) == (None, said.sha256, said.sm3)

    @pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
    async def test_with_another_digest_are_not_kept_and_move_nobody(self, county: Any, algorithm: str) -> None:
        await hear(county, registered(), as_code="quay")
        forged = moved(2, date(2026, 3, 1), category="zone").model_copy(update={algorithm: FORGED[algorithm]})
        await hear(county, forged, as_code="quay")
        assert (await held_on(county))["category"] == "towns"
        (error,) = await dead_letters(county)
        assert "SealBroken: assessee version quay/2" in error
        assert FORGED[algorithm] in error

    async def test_that_arrive_twice_change_nothing(self, county: Any) -> None:
        await hear(county, registered(), as_code="quay")
        before = await held_on(county)
        await hear(county, registered(), as_code="quay")
        assert await held_on(county) == before
        await hear(county, registered(labels=Labels(zh="别港", en="Other")), as_code="quay")
        assert await held_on(county) == before
        (error,) = await dead_letters(county)
        assert "CopyDiffers: assessee version quay/1" in error

    async def test_hold_from_the_first_day_that_they_were_registered_with(self, county: Any) -> None:
        await hear(county, registered(valid_from="2026-02-01"), as_code="quay")
        assert (await asked(county, "/assessee-copies/quay", on="2026-01-31")).status_code == 404
        assert (await held_on(county, "2026-02-01"))["valid_from"] == "2026-02-01"

    async def test_that_were_said_before_there_were_digests_are_kept_without(self, county: Any) -> None:
        old = registered().model_copy(update={"sha256": None, "sm3": None})
        await hear(county, old, as_code="quay")
        copy = await held_on(county)
        assert (copy["category"], copy["sha256"], copy["sm3"]) == ("towns", None, None)

    async def test_that_were_heard_before_copies_were_kept_are_recalled_from_the_inbox(self, county: Any) -> None:
        later = moved(2, date(2026, 3, 1), category="zone", parent=None, moved=("category", "parent"))
        for said in (registered(), later):
            await hear(county, said, as_code="quay")
        before = [await held_on(county, day) for day in ("2026-02-28", "2026-03-01")]
        await asyncio.to_thread(forget_copies_and_migrate, county.world.admin_url, county.region)
        assert [await held_on(county, day) for day in ("2026-02-28", "2026-03-01")] == before

    async def test_stand_under_a_new_parent_from_their_first_day_on(self, county: Any) -> None:
        """Whose order it is follows the day, as the copy does; roads stands below works until then."""
        await county.register("yard")
        await county.cross("BRIDGES")
        version = {"code": "roads", "category": "organs", "parent": "yard", "moved": ("parent",)}
        await hear(county, moved(2, date(2026, 3, 10), **version), as_code="roads")
        for day, above in (("2026-03-09T23:59", "works"), ("2026-03-10T00:00", "yard")):
            await county.until(day)
            for unit in ("works", "yard"):
                async with county.client(f"head-of-{unit}", "unit_head", units=[unit]) as client:
                    seen = (await client.get("/rectification-orders")).json()["items"]
                assert [one["object"] for one in seen] == (["BRIDGES"] if unit == above else [])

    async def test_that_nobody_registered_are_not_found(self, county: Any) -> None:
        answer = await asked(county, "/assessee-copies/nobody")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


class TestTheMoment:
    async def test_of_publication_is_business_time_as_its_event_says(self, county: Any) -> None:
        event = await hear(county, published())
        assert datetime.fromisoformat((await copy_of(county, 1))["published_at"]) == event.time
