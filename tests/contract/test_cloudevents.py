"""Events as the official SDK of CloudEvents reads them, and what the specification asks beyond what it checks."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_structured_event
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from tests.contract.conftest import SERVICES
from tests.contract.county import County

from chassis.auth import HeldRole
from chassis.testing import world as worlds
from chassis.testing.world import World
from contracts.envelope import Event
from contracts.export import FOLDER

EXAMPLES = sorted((FOLDER / "examples").glob("*.json"))


def read(body: bytes) -> CloudEvent:
    event = JSONFormat().read(CloudEvent, body)
    assert isinstance(event, CloudEvent)
    return event


def is_absolute(uri: str | None) -> bool:
    parts = urlsplit(uri or "")
    return bool(parts.scheme and (parts.netloc or parts.path) and not parts.fragment)


async def _logged(home: County) -> list[dict[str, Any]]:
    headers, found, cursor = home.bearer("auditor", HeldRole("auditor")), [], None
    while True:
        params = {"limit": "500"} | ({"cursor": cursor} if cursor else {})
        page = (await home.door.get("/events", params=params, headers=headers)).raise_for_status().json()
        found += [one["event"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


class TestTheSdk:
    async def test_reads_every_event_that_a_county_makes(self, home: County) -> None:
        events = await _logged(home)
        assert len({event["type"] for event in events}) > 20
        for event in events:
            found = read(json.dumps(event).encode())
            assert (found.get_id(), found.get_type(), found.get_subject()) == (
                event["id"],
                event["type"],
                event["subject"],
            )
            assert found.get_data() == event["data"]
            assert is_absolute(found.get_dataschema()), found.get_dataschema()

    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
    def test_reads_every_example_also_those_from_before(self, path: Any) -> None:
        found = read(path.read_bytes())
        assert found.get_extension("region")
        assert found.get_data() == json.loads(path.read_text("utf-8"))["data"]

    def test_reads_what_goes_over_kafka(self) -> None:
        event = Event.model_validate_json(EXAMPLES[0].read_bytes())
        sent = KafkaMessage(
            headers={"content-type": b"application/cloudevents+json"},
            key=event.partitionkey.encode(),
            value=event.to_bytes(),
        )
        assert from_structured_event(sent).get_id() == str(event.id)


class TestTheSchemaThatAnEventNames:
    @pytest.mark.parametrize("base", [None, "https://baton.example/schemas", "http://10.0.0.8:8000/schemas"])
    async def test_is_an_absolute_uri(self, postgres: str, tmp_path: Any, base: str | None) -> None:
        async with worlds.build(postgres, SERVICES[:1], keys=tmp_path, schema_base=base) as world:
            region = await _with_a_unit(world)
            said = await world.events("indicators", region)
        assert said
        for event in said:
            named = f"urn:baton:schema:{event.type}" if base is None else f"{base}/{event.type}.json"
            assert read(event.to_bytes()).get_dataschema() == named
            assert is_absolute(named)

    @pytest.mark.parametrize(
        "base", ["/schemas", "baton.example", "https://x/y/", "https://x?y", "ftp://x/y", "https://"]
    )
    async def test_is_never_built_from_a_base_that_is_none(self, postgres: str, tmp_path: Any, base: str) -> None:
        with pytest.raises(ValueError, match="schema_base"):
            async with worlds.build(postgres, SERVICES[:1], keys=tmp_path, schema_base=base):
                pass

    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
    def test_stays_as_it_was_in_events_from_before(self, path: Any) -> None:
        kept = json.loads(path.read_bytes())["dataschema"]
        assert json.loads(Event.model_validate_json(path.read_bytes()).to_bytes())["dataschema"] == kept


async def _with_a_unit(world: World) -> str:
    region = await world.define_region(worlds.new_region())
    body = {"code": "a", "kind": "school", "category": "schools", "labels": {"zh": "甲", "en": "A"}}
    async with world.client("indicators", region) as client:
        (await client.post("/assessees", json=body)).raise_for_status()
    return region
