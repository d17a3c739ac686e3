"""Schemes for documents: one rich sample that a person wrote, and any that the models allow."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from contracts.scheme.content import SchemeContent

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[4]

SCHEMA = SchemeContent.model_json_schema()
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@cache
def _reference(name: str) -> SearchStrategy[Any]:
    return st.deferred(lambda: _value(SCHEMA["$defs"][name]))


def _value(schema: dict[str, Any]) -> SearchStrategy[Any]:
    if "$ref" in schema:
        return _reference(schema["$ref"].rsplit("/", 1)[-1])
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    if either := schema.get("anyOf") or schema.get("oneOf"):
        return st.one_of(*(_value(inner) for inner in either))
    match schema["type"]:
        case "null":
            return st.none()
        case "object":
            return _fields(schema, [name for name in schema["properties"] if name not in schema.get("required", ())])
        case "array":
            least = schema.get("minItems", 0)
            return st.lists(_value(schema["items"]), min_size=least, max_size=max(2, least))
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(schema.get("minimum", 0), schema.get("maximum", 1000))
    if schema.get("format") == "date":
        return st.dates().map(lambda day: day.isoformat())
    return st.from_regex(schema["pattern"].replace("$", r"\Z")) if "pattern" in schema else TEXTS


def _fields(schema: dict[str, Any], optional: list[str]) -> SearchStrategy[dict[str, Any]]:
    properties = {name: _value(inner) for name, inner in schema["properties"].items()}
    tag = [name for name in ("kind",) if "const" in schema["properties"].get(name, {})]
    needed = {name: properties[name] for name in [*schema.get("required", ()), *tag]}
    return st.fixed_dictionaries(needed, optional={name: properties[name] for name in optional if name not in needed})


@pytest.fixture(scope="session")
def contents() -> SearchStrategy[SchemeContent]:
    """Any scheme that the models allow, valid as a scheme or not: a few of its lists at a time."""
    optional = [name for name in SCHEMA["properties"] if name not in SCHEMA["required"]]
    some = st.lists(st.sampled_from(optional), min_size=1, max_size=3, unique=True)
    return some.flatmap(lambda names: _fields(SCHEMA, names)).map(SchemeContent.model_validate)


@pytest.fixture(scope="session")
def towns_text() -> str:
    return (HERE / "towns.yaml").read_text(encoding="utf-8")


@pytest.fixture
def with_changes(towns_text: str) -> Callable[..., str]:
    """The sample with texts replaced, each once."""

    def changed(*changes: tuple[str, str]) -> str:
        text = towns_text
        for before, after in changes:
            assert before in text
            text = text.replace(before, after, 1)
        return text

    return changed
