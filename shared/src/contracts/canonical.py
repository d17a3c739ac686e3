"""One text for one content, and its digests: what was published can be recognised for ever.

`form` turns a model into plain JSON in one spelling, `canonical_json` writes JSON as RFC 8785 does, `digests` takes
SHA-256 and SM3 (GB/T 32905) over it. A published content is kept in its form, so that models may gain fields later
and old digests can still be computed again.
"""

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from contracts.money import plain_text


@dataclass(frozen=True, slots=True)
class AsSet:
    """Marks a list whose order says nothing: in the canonical form it is sorted by these members of its items."""

    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Digests:
    """Both digests of one content, each with its algorithm in front: ``sha256:…`` and ``sm3:…``."""

    sha256: str
    sm3: str


def canonical_json(content: Any) -> bytes:
    """The content as RFC 8785 (JCS) writes it: no spaces, members sorted by UTF-16 code units, UTF-8.

    Only null, booleans, integers, strings, lists and objects. Decimals are strings in our contracts; a JSON
    number with a fraction has no single spelling across languages, so it is refused with TypeError.
    """
    return json.dumps(
        _sorted(content), ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode("utf-8")  # fmt: skip


def digest(content: Any) -> str:
    """``sha256:`` and the hexadecimal SHA-256 of the canonical JSON."""
    return f"sha256:{hashlib.sha256(canonical_json(content)).hexdigest()}"


def digests(content: Any) -> Digests:
    """SHA-256 and SM3 of the canonical JSON of a content that is plain JSON, such as a `form`."""
    text = canonical_json(content)
    return Digests(
        sha256=f"sha256:{hashlib.sha256(text).hexdigest()}",
        sm3=f"sm3:{hashlib.new('sm3', text).hexdigest()}",
    )


def form(content: BaseModel) -> dict[str, Any]:
    """The model as plain JSON in one spelling.

    Defaults are written out, decimals are strings without trailing zeros, texts are in NFC, lists that are sets
    (`AsSet`) are sorted. Two contents that mean the same have one form.
    """
    return {
        name: _field(getattr(content, name), field)
        for name, field in type(content).model_fields.items()
    }  # fmt: skip


def _field(value: Any, field: FieldInfo) -> Any:
    spelled = _spelled(value)
    for mark in field.metadata:
        if isinstance(mark, AsSet):
            return sorted(spelled, key=lambda item: [canonical_json(part) for part in _key(item, mark)])
    return spelled


def _key(item: Any, mark: AsSet) -> list[Any]:
    return [*(item[name] for name in mark.by), item] if mark.by else [item]


def _spelled(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return form(value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Decimal):
        return plain_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_spelled(inner) for inner in value]
    if isinstance(value, dict):
        return {str(key): _spelled(inner) for key, inner in value.items()}
    return value


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, list | tuple):
        return [_sorted(inner) for inner in value]
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical JSON; write it as a string")
