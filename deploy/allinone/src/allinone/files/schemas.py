"""JSON Schemas of the files that `baton` reads and of what a replay prints, for editors and strangers; in docs/."""

import json
from typing import Any

from allinone.files.cascades import CASCADE
from allinone.files.mapping import MAPPING
from allinone.files.outcome import OUTCOME
from allinone.files.rules import RULE_FILE
from allinone.files.working_days import DAYS
from indicators.documents import pack_schema

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _document(title: str, schema: dict[str, Any]) -> str:
    return json.dumps({"$schema": _DIALECT, "title": title, **schema}, ensure_ascii=False, indent=2) + "\n"


def documents() -> dict[str, str]:
    """File name → text of the schema."""
    return {
        "cascade.schema.json": _document("Baton cascade", CASCADE.json_schema()),
        "days.schema.json": _document("Baton working days", DAYS.json_schema()),
        "mapping.schema.json": _document("Baton mapping file", MAPPING.json_schema()),
        "replay.schema.json": _document("Outcome of a replay", OUTCOME.json_schema()),
        "rules.schema.json": _document("Baton rule file", _numbers_too(RULE_FILE.json_schema())),
        "scheme.schema.json": json.dumps(pack_schema.schema(), ensure_ascii=False, indent=1) + "\n",
    }


def _numbers_too(schema: dict[str, Any]) -> dict[str, Any]:
    """`bound: 15` may stand without quotes in YAML: our reader takes the text that is written."""
    for definition in schema["$defs"].values():
        for name in ("bound", "recovery", "overdue_points"):
            if name in definition.get("properties", {}):
                definition["properties"][name]["type"] = ["string", "number"]
    return schema
