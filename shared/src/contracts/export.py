"""The contracts as documents: JSON Schemas of every event and one AsyncAPI 3 document.

``python -m contracts.export`` writes ``shared/asyncapi``; with ``--check`` it writes nothing and fails where
a file differs from what the models say. The same models always give the same bytes.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from contracts.envelope import Event, EventData, schema_uri
from contracts.topics import BY_EVENT_TYPE, TOPICS, Topic

FOLDER = Path(__file__).resolve().parents[2] / "asyncapi"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
KAFKA_BINDING = "0.5.0"

Document = dict[str, Any]


def envelope_schema() -> Document:
    """JSON Schema of the envelope; `data` is any object."""
    return _standing_alone("envelope", _with_specversion(Event.model_json_schema()))


def data_schema(event: type[EventData]) -> Document:
    """JSON Schema of the data of one event type."""
    return _standing_alone(event.event_type, event.model_json_schema())


def schemas() -> dict[str, Document]:
    """File name → JSON Schema: the envelope and every event type."""
    found = {"envelope.json": envelope_schema()}
    for event_type, (_, event) in sorted(BY_EVENT_TYPE.items()):
        found[f"{event_type}.json"] = data_schema(event)
    return found


def asyncapi() -> Document:
    """The AsyncAPI 3 document of everything that goes over the bus. A new object on every call."""
    events = [event for topic in TOPICS for event in topic.events]
    models: list[type[BaseModel]] = [Event, *events]
    names, definitions = models_json_schema(
        [(model, "validation") for model in models], ref_template="#/components/schemas/{model}"
    )
    payloads = {model: ref for (model, _), ref in names.items()}
    shapes = definitions["$defs"]
    shapes[Event.__name__] = _with_specversion(shapes[Event.__name__])
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Baton",
            "version": "1",
            "description": (
                "Events of Baton: CloudEvents 1.0 in structured JSON. The key of a record is region and id "
                "of the aggregate (`partitionkey`), `sequence` its version. Delivery is at least once: "
                "consumers remember event ids. Consumers ignore fields and event types that they do not know."
            ),
        },
        "defaultContentType": "application/cloudevents+json",
        "servers": {
            "kafka": {
                "host": "{bootstrap}",
                "protocol": "kafka",
                "variables": {"bootstrap": {"default": "kafka:9092", "description": "Kafka bootstrap server"}},
            }
        },
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": {f"{topic.name}.send": _operation(topic) for topic in TOPICS},
        "components": {
            "messages": {event.event_type: _message(event, payloads[Event], payloads[event]) for event in events},
            "schemas": _open(shapes),
        },
    }


def files() -> dict[str, str]:
    """Path below the folder → text, for everything that is generated."""
    texts = {f"schemas/{name}": _json(schema) for name, schema in schemas().items()}
    texts["asyncapi.yaml"] = yaml.safe_dump(asyncapi(), sort_keys=False, allow_unicode=True, width=110)
    return texts


def drift(folder: Path = FOLDER) -> list[str]:
    """Paths whose text is not what the models say: changed, missing, or left over."""
    expected = files()
    present = {path.relative_to(folder).as_posix() for path in folder.glob("schemas/*.json")}
    different = [
        path
        for path, text in expected.items()
        if not (folder / path).is_file() or (folder / path).read_text(encoding="utf-8") != text
    ]
    return sorted({*different, *(present - expected.keys())})


def write(folder: Path = FOLDER) -> None:
    """Brings the folder to what the models say. Examples are not touched."""
    for path in drift(folder):
        (folder / path).unlink(missing_ok=True)
    for path, text in files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m contracts.export", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file differs")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the documents stand")
    options = parser.parse_args(arguments)
    if not options.check:
        write(options.folder)
        return 0
    different = drift(options.folder)
    for path in different:
        sys.stderr.write(f"{options.folder / path} is not what the models say; run python -m contracts.export\n")
    return 1 if different else 0


def _channel(topic: Topic) -> Document:
    keep = -1 if topic.retention is None else int(topic.retention.total_seconds() * 1000)
    return {
        "address": topic.name,
        "messages": {event.event_type: {"$ref": f"#/components/messages/{event.event_type}"} for event in topic.events},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {
                    "cleanup.policy": ["delete"],
                    "retention.ms": keep,
                    "max.message.bytes": topic.largest,
                },
                "bindingVersion": KAFKA_BINDING,
            }
        },
    }


def _operation(topic: Topic) -> Document:
    owner = topic.name.partition(".")[0]
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{topic.name}"},
        "summary": f"{owner} tells what happened.",
    }


def _message(event: type[EventData], envelope: Document, data: Document) -> Document:
    described = " ".join((event.__doc__ or "").split())
    return {
        "name": event.event_type,
        "title": event.__name__,
        **({"summary": described} if "__doc__" in vars(event) and described else {}),
        "payload": {
            "allOf": [
                dict(envelope),
                {"type": "object", "properties": {"type": {"const": event.event_type}, "data": data}},
            ]
        },
        "bindings": {
            "kafka": {
                "key": {
                    "type": "string",
                    "description": "region and id of the aggregate, as in `partitionkey`",
                },
                "bindingVersion": KAFKA_BINDING,
            }
        },
    }


def _standing_alone(name: str, schema: Document) -> Document:
    return {"$schema": DIALECT, "$id": schema_uri(name), **_open(schema)}


def _with_specversion(schema: Document) -> Document:
    """CloudEvents asks for it in every event; that our model has a default is a convenience of ours."""
    return {**schema, "required": ["specversion", *schema["required"]]}


def _open(schema: Any) -> Any:
    """The schema as consumers see it: what HTTP bodies refuse as unknown fields, events may grow by."""
    if isinstance(schema, dict):
        return {
            key: _open(value) for key, value in schema.items() if not (key == "additionalProperties" and value is False)
        }
    return [_open(value) for value in schema] if isinstance(schema, list) else schema


def _json(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(main())
