"""The HTTP door: one command, one transaction, one answer."""

import asyncio
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.testing import world as worlds
from chassis.testing.probe.service import service as probe
from chassis.testing.world import World, new_region


class TestCommands:
    async def test_a_command_answers_and_its_event_arrives_once(self, world: World, region: str) -> None:
        async with world.client("probe", region) as client:
            answer = await client.post("/notes", json={"name": "first", "times": 3})
        assert answer.status_code == 201, answer.text
        assert answer.headers["etag"] == '"3"'
        await world.settle()
        async with world.transaction("probe", region) as tx:
            heard = (await tx.execute(text("SELECT name, sequence FROM effects ORDER BY number"))).all()
        assert [tuple(row) for row in heard] == [("first", 1), ("first", 2), ("first", 3)]

    async def test_a_refusal_is_a_problem_with_code_values_and_both_languages(self, world: World, region: str) -> None:
        async with world.client("probe", region) as client:
            answer = await client.post("/notes", json={"name": "refused-1"}, headers={"accept-language": "zh-CN"})
        assert answer.status_code == 409
        assert answer.headers["content-type"] == "application/problem+json"
        body = answer.json()
        assert body["code"] == "note_refused"
        assert body["values"] == {"name": "refused-1"}
        assert body["detail"] == body["texts"]["zh"] != body["texts"]["en"]
        assert (answer.headers["content-language"], answer.headers["vary"]) == ("zh", "Accept-Language")
        assert await world.events("probe", region) == []

    async def test_an_unknown_field_is_refused_and_named(self, world: World, region: str) -> None:
        async with world.client("probe", region) as client:
            answer = await client.post("/notes", json={"name": "a", "surprise": 1})
        assert answer.status_code == 422
        assert answer.json()["values"]["errors"][0]["at"] == "body.surprise"

    async def test_a_dry_run_answers_like_the_command_and_changes_nothing(self, world: World, region: str) -> None:
        async with world.client("probe", region) as client:
            answer = await client.post("/notes?dry_run=true", json={"name": "tried"})
            listed = await client.get("/notes")
        assert (answer.status_code, answer.headers["baton-dry-run"]) == (201, "true")
        assert listed.json() == {"items": [], "next_cursor": None}
        assert await world.events("probe", region) == []

    async def test_an_oversized_body_is_a_problem(self, world: World, region: str) -> None:
        async with world.client("probe", region) as client:
            answer = await client.post("/notes", json={"name": "x" * 3_000_000})
        assert answer.status_code == 413
        assert answer.json()["code"] == "body_too_large"

    async def test_without_a_token_nothing_is_done(self, world: World, region: str) -> None:
        async with world.client("probe", region) as client:
            answer = await client.post("/notes", json={"name": "a"}, headers={"authorization": ""})
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")

    async def test_a_path_that_does_not_exist_is_a_problem(self, world: World, region: str) -> None:
        async with world.client("probe", region) as client:
            missing = await client.get("/nothing")
            wrong = await client.put("/notes")
        assert (missing.status_code, missing.json()["code"]) == (404, "no_such_route")
        assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")

    async def test_a_region_that_nobody_defined_is_none(self, world: World) -> None:
        async with world.client("probe", "nowhere") as client:
            answer = await client.post("/notes", json={"name": "a"})
        assert (answer.status_code, answer.json()["code"]) == (404, "region_unknown")
        assert "retry-after" not in answer.headers


class TestCommitBeforeAnswer:
    async def test_a_commit_that_fails_is_never_answered_with_success(self, postgres: str, tmp_path: Path) -> None:
        """A deferred constraint fails only at the commit: the caller must hear 409, not 201."""
        async with worlds.build(postgres, [probe], keys=tmp_path) as world:
            region = new_region()
            await world.found(region)
            await _as_admin(
                world,
                "ALTER TABLE probe.notes ADD CONSTRAINT late UNIQUE (region, version) DEFERRABLE INITIALLY DEFERRED",
            )
            async with world.client("probe", region) as client:
                first = await client.post("/notes", json={"name": "one"})
                second = await client.post("/notes", json={"name": "two"})
                listed = await client.get("/notes")
        assert first.status_code == 201
        assert (second.status_code, second.json()["code"]) == (409, "cannot_be_kept")
        assert second.json()["values"] == {"constraint": "late"}
        assert [item["name"] for item in listed.json()["items"]] == ["one"]


class TestIdempotency:
    async def test_the_same_key_and_body_is_answered_again_and_done_once(self, world: World, region: str) -> None:
        async with world.client("probe", region) as client:
            answers = [
                await client.post("/notes", json={"name": "once"}, headers={"idempotency-key": "k1"}) for _ in range(3)
            ]
        assert [answer.status_code for answer in answers] == [201] * 3
        assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, "true", "true"]
        assert len({answer.content for answer in answers}) == 1
        assert len({answer.headers["etag"] for answer in answers}) == 1
        assert len(await world.events("probe", region)) == 1

    async def test_the_same_key_for_another_body_is_refused(self, world: World, region: str) -> None:
        async with world.client("probe", region) as client:
            await client.post("/notes", json={"name": "once"}, headers={"idempotency-key": "k1"})
            other = await client.post("/notes", json={"name": "other"}, headers={"idempotency-key": "k1"})
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")

    async def test_ten_at_once_with_one_key_take_effect_once(self, world: World, region: str) -> None:
        async with world.client("probe", region) as client:
            answers = await asyncio.gather(
                *(client.post("/notes", json={"name": "race"}, headers={"idempotency-key": "k2"}) for _ in range(10))
            )
        assert {answer.status_code for answer in answers} == {201}
        assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
        assert len(await world.events("probe", region)) == 1

    async def test_a_refused_command_leaves_its_key_free(self, world: World, region: str) -> None:
        async with world.client("probe", region) as client:
            await client.post("/notes", json={"name": "refused"}, headers={"idempotency-key": "k3"})
            answer = await client.post("/notes", json={"name": "good"}, headers={"idempotency-key": "k3"})
        assert answer.status_code == 201

    @pytest.mark.parametrize("key", ["", "k" * 256, "schlüssel"])
    async def test_a_key_that_is_none_is_refused(self, world: World, region: str, key: str) -> None:
        async with world.client("probe", region) as client:
            raw = httpx.Headers([(b"idempotency-key", key.encode("latin-1"))])
            answer = await client.post("/notes", json={"name": "a"}, headers=raw)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_too_long")


class TestTheQuery:
    @pytest.mark.parametrize(
        "query", ["dryrun=true", "dry-run=true", "Dry_run=true", "dry_run=true&x", "=1", "limit=1"]
    )
    async def test_a_command_with_a_parameter_that_it_has_not_is_not_executed(
        self, world: World, region: str, query: str
    ) -> None:
        async with world.client("probe", region) as client:
            answer = await client.post(f"/notes?{query}", json={"name": "typo"})
        assert (answer.status_code, answer.json()["code"]) == (422, "parameter_unknown")
        assert answer.json()["values"]["known"] == "dry_run"
        assert await world.events("probe", region) == []

    @pytest.mark.parametrize(
        "query", ["dry_run=true&dry_run=false", "dry_run=false&dry_run=true", "dry_run=1&dry_run=1"]
    )
    async def test_a_parameter_that_is_given_twice_is_not_guessed(self, world: World, region: str, query: str) -> None:
        async with world.client("probe", region) as client:
            answer = await client.post(f"/notes?{query}", json={"name": "twice"})
        assert (answer.status_code, answer.json()["code"]) == (422, "parameter_repeated")
        assert await world.events("probe", region) == []

    async def test_a_header_that_names_one_thing_is_given_once(self, world: World, region: str) -> None:
        headers = httpx.Headers([("idempotency-key", "a"), ("idempotency-key", "b")])
        async with world.client("probe", region) as client:
            answer = await client.post("/notes", json={"name": "twice"}, headers=headers)
        assert (answer.status_code, answer.json()["values"]["names"]) == (422, "idempotency-key")

    @pytest.mark.parametrize("query", [b"cursor=%ff", b"cursor=%e7%81", b"limit=%C0%AF"])
    async def test_a_query_that_is_no_utf8_is_refused(self, world: World, region: str, query: bytes) -> None:
        async with world.client("probe", region) as client:
            answer = await client.get(httpx.URL("http://probe/notes").copy_with(query=query))
        assert (answer.status_code, answer.json()["code"]) == (400, "query_unreadable")

    @pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics", "/internal/following"])
    async def test_what_every_service_has_is_asked_as_strictly(self, world: World, region: str, path: str) -> None:
        async with world.client("probe", region) as client:
            answer = await client.get(path, params={"region": region, "surprise": "1"})
        assert (answer.status_code, answer.json()["code"]) == (422, "parameter_unknown")

    @pytest.mark.parametrize("spelling", ["true", "TRUE", "t", "T", "yes", "Y", "y", "on", "1"])
    async def test_a_dry_run_is_dry_in_every_spelling(self, world: World, region: str, spelling: str) -> None:
        async with world.client("probe", region) as client:
            answer = await client.post("/notes", params={"dry_run": spelling}, json={"name": "tried"})
        assert (answer.status_code, answer.headers["baton-dry-run"]) == (201, "true")
        assert await world.events("probe", region) == []

    @pytest.mark.parametrize("spelling", ["", " true", "truee", "2", "-1", "ja", "是", "null", "true,false"])
    async def test_what_is_neither_is_refused(self, world: World, region: str, spelling: str) -> None:
        async with world.client("probe", region) as client:
            answer = await client.post("/notes", params={"dry_run": spelling}, json={"name": "tried"})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
        assert await world.events("probe", region) == []


class TestTheBody:
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b'{"name": "a", "name": "b"}', "key_twice"),
            (b'{"name": "a", "times": NaN}', "not_a_number"),
            (b'{"name": "a\xff"}', "not_utf8"),
            (b'{"name": "\\ud800"}', "half_a_character"),
            (b"[" * 50_000, "nested_too_deep"),
            (b"{", "malformed_request"),
        ],
    )
    async def test_what_cannot_be_read_in_one_way_is_refused(
        self, world: World, region: str, body: bytes, code: str
    ) -> None:
        async with world.client("probe", region) as client:
            answer = await client.post("/notes", content=body, headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (400, code), answer.text
        assert await world.events("probe", region) == []


class TestVersions:
    async def test_a_change_without_if_match_is_asked_for_it(self, world: World, region: str) -> None:
        async with world.client("probe", region) as client:
            await client.post("/notes", json={"name": "v"})
            missing = await client.post("/notes/v:again")
            stale = await client.post("/notes/v:again", headers={"if-match": '"7"'})
            nonsense = await client.post("/notes/v:again", headers={"if-match": "new"})
            right = await client.post("/notes/v:again", headers={"if-match": '"1"'})
        assert (missing.status_code, stale.status_code, nonsense.status_code) == (428, 412, 422)
        assert stale.json()["values"] == {"given": 7, "actual": 1}
        assert (right.status_code, right.json()["version"]) == (200, 2)


class TestPages:
    async def test_pages_follow_each_other_without_gap_or_repeat(self, world: World, region: str) -> None:
        names = [f"n{number:02d}" for number in range(7)]
        seen: list[str] = []
        async with world.client("probe", region) as client:
            for name in reversed(names):
                await client.post("/notes", json={"name": name})
            cursor = None
            while True:
                page = (await client.get("/notes", params={"limit": 3} | ({"cursor": cursor} if cursor else {}))).json()
                seen += [item["name"] for item in page["items"]]
                cursor = page["next_cursor"]
                if cursor is None:
                    break
            broken = await client.get("/notes", params={"cursor": "%%%"})
        assert seen == names
        assert (broken.status_code, broken.json()["code"]) == (422, "cursor_unreadable")


class TestRegions:
    async def test_a_region_never_sees_another_regions_rows(self, world: World, region: str) -> None:
        other = new_region()
        await world.found(other)
        async with world.client("probe", region) as client:
            await client.post("/notes", json={"name": "mine"})
        async with world.transaction("probe", other) as tx:
            assert await tx.scalar(text("SELECT count(*) FROM notes")) == 0
            with pytest.raises(Exception, match="row-level security"):
                await tx.execute(text("INSERT INTO notes VALUES (:region, 'theirs', 1)"), {"region": region})

    async def test_the_services_role_cannot_edit_what_is_append_only(self, world: World, region: str) -> None:
        for statement in ("UPDATE effects SET name = 'x'", "DELETE FROM effects", "TRUNCATE effects"):
            with pytest.raises(Exception, match="permission denied"):
                async with world.transaction("probe", region) as tx:
                    await tx.execute(text(statement))


async def _as_admin(world: World, statement: str) -> None:
    engine = create_async_engine(make_url(world.admin_url).set(drivername="postgresql+psycopg"))
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
