"""The JSON Schema of packs, with the Chinese names and words: an editor completes and explains a pack with it.

It describes the Chinese form, which is the one that is written; the reader also takes the English names.
"""

from typing import Any

from contracts import money
from contracts.scheme.content import SchemeContent
from contracts.scheme.parts import Entry
from contracts.scheme.words import word
from indicators.documents.meanings import MEANINGS
from indicators.documents.shapes import Either, places

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DECIMALS = frozenset(
    f"^{pattern}$"
    for pattern in (money.MONEY_PATTERN, money.PERCENT_PATTERN, money.POINTS_PATTERN, money.NUMBER_PATTERN)
)
TAGGED = {
    model.__name__: method.tag
    for method in (places(Entry)["method"].shape,)
    if isinstance(method, Either)
    for model in method.models.values()
}
"""Models of which one field says that it is they: it is always written."""
TRUTHS = {True: "是", False: "否"}


def schema() -> dict[str, Any]:
    """The schema as plain JSON."""
    drawn = SchemeContent.model_json_schema()
    definitions = {name: _spelled(inner, name) for name, inner in sorted(drawn.pop("$defs").items())}
    return {
        "$schema": DIALECT,
        "title": "Baton 方案包 · scheme pack",
        **_spelled(drawn, SchemeContent.__name__),
        "$defs": definitions,
    }


def _spelled(schema: dict[str, Any], model: str, field: str = "") -> dict[str, Any]:
    found = {name: inner for name, inner in schema.items() if name not in ("discriminator", "default", "title")}
    if "properties" in schema:
        return _object(found, model)
    if "enum" in schema or "const" in schema:
        values = schema.get("enum") or [schema["const"]]
        found = {name: inner for name, inner in found.items() if name not in ("type", "const")}
        found["enum"] = [word(value, field) for value in values]
        found["markdownDescription"] = "；".join(f"{word(value, field)} = {value}" for value in values)
    for name in ("anyOf", "oneOf"):
        if name in schema:
            found[name] = [_spelled(inner, model, field) for inner in schema[name]]
    if "items" in schema:
        found["items"] = _spelled(schema["items"], model)
    if schema.get("type") == "boolean":
        found = {"enum": list(TRUTHS.values())}
    elif schema.get("type") == "string" and "format" not in schema:
        # the reader takes the letters that stand there, so 60 and "60" are one text
        found["type"] = ["string", "integer"] if schema.get("pattern") not in DECIMALS else ["integer", "string"]
    if "default" in schema and (said := _default(schema["default"])) is not None:
        found["default"] = said
    return found


def _object(found: dict[str, Any], model: str) -> dict[str, Any]:
    titles = {name: inner["title"] for name, inner in found["properties"].items()}
    described = {"description": _told(model, "", found.get("description", ""))}
    properties = {
        titles[name]: {
            **_spelled(inner, model, f"{model}.{name}"),
            "description": _told(model, name, inner.get("description", "")),
        }
        for name, inner in found["properties"].items()
    }
    required = [titles[name] for name in found.get("required", ())]
    if model in TAGGED:
        required.insert(0, titles[TAGGED[model]])
    return {
        "type": "object",
        **described,
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _told(model: str, name: str, english: str) -> str:
    """What the field or model means, in both languages."""
    chinese = MEANINGS.get(f"{model}.{name}" if name else model, "")
    said = " ".join(english.split())
    return "\n\n".join(text for text in (chinese, f"{name}: {said}" if name and said else name or said) if text)


def _default(value: Any) -> Any:
    if isinstance(value, bool):
        return TRUTHS[value]
    if isinstance(value, str):
        return word(value)
    return value if isinstance(value, int) else None
