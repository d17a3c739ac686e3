import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi import FastAPI
from openapi_spec_validator import validate

from chassis.testing.world import World
from contracts.envelope import schema_uri


@pytest.fixture
def talks() -> FastAPI:
    app = FastAPI(openapi_url="/internal/openapi.json")

    @app.get("/talks")
    async def listing() -> list[str]:
        return []

    return app


async def read(door: Any, path: str) -> Any:
    async with door.client() as client:
        answer = await client.get(path, headers={"authorization": ""})
    assert answer.status_code == 200, (path, answer.text)
    return answer


class TestPages:
    @pytest.mark.parametrize("page", ["/", "/docs"])
    async def test_load_nothing_from_elsewhere(self, door: Any, page: str) -> None:
        answer = await read(door, page)
        loaded = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
        assert loaded
        for link in loaded:
            assert link.startswith("/"), link
            assert not link.startswith("//"), link
            await read(door, link)
        assert "default-src 'self'" in answer.headers["content-security-policy"]

    async def test_the_first_one_says_what_this_is_in_both_languages(self, door: Any) -> None:
        text = (await read(door, "/")).text
        assert "整改通知" in text
        assert "rectification orders" in text
        assert "/rectification-orders" in text

    async def test_no_other_file_can_be_had(self, door: Any) -> None:
        async with door.client() as client:
            for name in ("baton.py", "..%2Fpages%2Fstart.html", "__init__.py"):
                assert (await client.get(f"/assets/{name}")).status_code == 404


class TestOpenApi:
    async def test_the_merged_document_is_valid(
        self, door: Any, world: World, talks: FastAPI, with_settings: Any
    ) -> None:
        app = with_settings()
        app.state.mounts, app.state.gathered = {"scoring": talks}, None
        with_settings()
        document = (await read(door, "/openapi.json")).json()
        app.state.mounts, app.state.gathered = {}, None
        validate(document)
        assert {"/talks", "/events", "/traces/{case}", "/audit-entries"} <= document["paths"].keys()
        assert not [path for path in document["paths"] if path.startswith("/internal")]

    async def test_a_service_that_does_not_answer_is_named_and_asked_again(
        self, door: Any, talks: FastAPI, with_settings: Any
    ) -> None:
        async def silent(scope: Any, receive: Any, send: Any) -> None:
            raise ConnectionError("out of order")

        app = with_settings()
        app.state.mounts, app.state.gathered = {"scoring": silent}, None
        with_settings()
        assert (await read(door, "/openapi.json")).json()["x-baton-unreachable"] == ["scoring"]
        app.state.mounts = {"scoring": talks}
        with_settings()
        assert "x-baton-unreachable" not in (await read(door, "/openapi.json")).json()
        app.state.mounts, app.state.gathered = {}, None


class TestAsyncApi:
    async def test_both_forms_say_what_is_committed(self, door: Any, repository: Path) -> None:
        committed = (repository / "shared/asyncapi/asyncapi.yaml").read_text()
        assert (await read(door, "/asyncapi.yaml")).text == committed
        assert (await read(door, "/asyncapi.json")).json() == yaml.safe_load(committed)

    async def test_the_schema_of_an_event_can_be_read_under_its_type(self, door: Any, repository: Path) -> None:
        for file in (repository / "shared/asyncapi/examples").glob("*.json"):
            event_type = json.loads(file.read_text())["type"]
            assert (await read(door, f"/schemas/{event_type}.json")).json()["$id"] == schema_uri(event_type)
