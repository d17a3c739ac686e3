"""The generated documents say what the models say, and the examples are accepted by both."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from contracts import export
from contracts.envelope import Event, EventData, event_id, schema_uri
from contracts.topics import BY_EVENT_TYPE, TOPICS

EXAMPLES = sorted((export.FOLDER / "examples").glob("*.json"))
ENVELOPE = Draft202012Validator(export.envelope_schema(), format_checker=FormatChecker())

each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def load(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def said(value: Any, *, within: Any) -> Any:
    """`value` without the fields that `within` does not have: an old example lacks what was added since."""
    if isinstance(value, dict):
        return {key: said(inner, within=within[key]) for key, inner in value.items() if key in within}
    if isinstance(value, list):
        return [said(inner, within=other) for inner, other in zip(value, within, strict=True)]
    return value


def grown(value: Any) -> Any:
    """The same value from a newer producer: every object has a field that nobody here knows."""
    if isinstance(value, dict):
        return {**{key: grown(inner) for key, inner in value.items()}, "added_in_a_later_version": {"x": 1}}
    return [grown(inner) for inner in value] if isinstance(value, list) else value


class TestGeneratedDocuments:
    def test_nothing_differs_from_what_the_models_say(self) -> None:
        assert export.drift() == []

    def test_the_same_models_give_the_same_bytes(self) -> None:
        assert export.files() == export.files()

    def test_check_names_each_file_that_is_changed_missing_or_left_over(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        export.write(tmp_path)
        assert export.main(["--check", "--folder", str(tmp_path)]) == 0
        (tmp_path / "asyncapi.yaml").write_text("asyncapi: 2.6.0\n")
        (tmp_path / "schemas/envelope.json").unlink()
        (tmp_path / "schemas/scoring.forgotten.v1.json").write_text("{}")
        assert export.main(["--check", "--folder", str(tmp_path)]) == 1
        printed = capsys.readouterr().err
        for name in ("asyncapi.yaml", "envelope.json", "scoring.forgotten.v1.json"):
            assert name in printed
        assert export.main(["--folder", str(tmp_path)]) == 0
        assert export.drift(tmp_path) == []

    @pytest.mark.parametrize("name", sorted(export.schemas()))
    def test_every_schema_is_a_schema(self, name: str) -> None:
        Draft202012Validator.check_schema(export.schemas()[name])


class TestAsyncApiDocument:
    def test_every_reference_leads_somewhere(self) -> None:
        document = export.asyncapi()
        seen = 0
        waiting: list[Any] = [document]
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting.extend(value)
            elif isinstance(value, dict):
                waiting.extend(value.values())
                if isinstance(target := value.get("$ref"), str):
                    found = document
                    for step in target.removeprefix("#/").split("/"):
                        found = found[step]
                    seen += 1
        assert seen > len(BY_EVENT_TYPE)

    def test_every_topic_is_a_channel_with_its_partitions_and_retention(self) -> None:
        channels = export.asyncapi()["channels"]
        assert list(channels) == [topic.name for topic in TOPICS]
        kafka = channels["indicators.definitions"]["bindings"]["kafka"]
        assert kafka["partitions"] == 1
        assert kafka["topicConfiguration"]["retention.ms"] == -1, "definitions are kept for ever"

    def test_every_event_type_is_a_message_of_exactly_one_channel(self) -> None:
        document = export.asyncapi()
        listed = [name for channel in document["channels"].values() for name in channel["messages"]]
        assert sorted(listed) == sorted(BY_EVENT_TYPE)
        assert set(document["components"]["messages"]) == set(BY_EVENT_TYPE)

    def test_no_model_is_confused_with_another_of_the_same_name(self) -> None:
        names = export.asyncapi()["components"]["schemas"]
        assert [name for name in names if "__" in name] == []

    def test_the_committed_yaml_reads_back_as_the_document_served_at_run_time(self) -> None:
        assert yaml.safe_load((export.FOLDER / "asyncapi.yaml").read_text(encoding="utf-8")) == export.asyncapi()


class TestExamples:
    def test_every_event_type_has_one(self) -> None:
        assert {load(path)["type"] for path in EXAMPLES} == set(BY_EVENT_TYPE)

    @each_example
    def test_fits_the_envelope_and_the_schema_of_its_data(self, path: Path) -> None:
        example = load(path)
        ENVELOPE.validate(example)
        schema = load(export.FOLDER / "schemas" / f"{example['type']}.json")
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(example["data"])
        assert schema["$id"] == schema_uri(example["type"])
        assert example["dataschema"] in (schema["$id"], f"/schemas/{example['type']}.json")  # as it was, and as it is

    @each_example
    def test_is_read_by_the_models_and_written_again_unchanged(self, path: Path) -> None:
        example = load(path)
        event = Event.model_validate_json(path.read_text(encoding="utf-8"))
        data: EventData = event.read(BY_EVENT_TYPE[event.type][1])
        assert said(data.model_dump(mode="json"), within=example["data"]) == example["data"]
        assert Event.model_validate_json(event.to_bytes()) == event

    @each_example
    def test_has_the_id_that_follows_from_what_it_says(self, path: Path) -> None:
        event = Event.model_validate_json(path.read_text(encoding="utf-8"))
        assert event.id == event_id(
            region=event.region,
            event_type=event.type,
            aggregate=event.subject,
            sequence=int(event.sequence),
        )

    @each_example
    def test_is_ordered_within_its_region_and_aggregate(self, path: Path) -> None:
        event = Event.model_validate_json(path.read_text(encoding="utf-8"))
        assert event.partitionkey == f"{event.region}/{event.subject}"

    @each_example
    def test_a_consumer_ignores_what_a_newer_producer_adds_at_any_depth(self, path: Path) -> None:
        event = Event.model_validate(grown(load(path)))
        model = BY_EVENT_TYPE[event.type][1]
        Draft202012Validator(export.data_schema(model)).validate(event.data)
        data: EventData = event.read(model)
        example = load(path)["data"]
        assert said(data.model_dump(mode="json"), within=example) == example

    def test_committed_examples_are_never_edited(self) -> None:
        lines = (export.FOLDER / "examples" / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        sums = {name: digest for digest, name in (line.split() for line in lines)}
        assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in EXAMPLES} == sums
