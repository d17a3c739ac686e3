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
from functools import cache
from typing import Any

from pydantic import BaseModel

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
    # names in ASCII have the same order in UTF-16 as in Python, where json sorts them ten times as fast
    spelled = content if _has_ascii_names(content) else _sorted(content)
    return json.dumps(
        spelled, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=spelled is content
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
        name: _spelled(getattr(content, name)) if mark is None else _set(getattr(content, name), mark)
        for name, mark in _fields(type(content))
    }  # fmt: skip


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, AsSet | None], ...]:
    """The names of the model's fields; those that are sets with their mark."""
    return tuple(
        (name, next((mark for mark in field.metadata if isinstance(mark, AsSet)), None))
        for name, field in model.model_fields.items()
    )


def _set(value: Any, mark: AsSet) -> list[Any]:
    """The items by what the mark names of them, and where that is the same by all that they say."""
    items: list[Any] = _spelled(value)
    if len(items) < 2:
        return items
    keyed = [([canonical_json(item[name]) for name in mark.by], item) for item in items]
    if mark.by and len({tuple(key) for key, _ in keyed}) == len(items):
        return [item for _, item in sorted(keyed, key=lambda pair: pair[0])]
    return [item for _, item in sorted(keyed, key=lambda pair: [*pair[0], canonical_json(pair[1])])]


def _spelled(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, BaseModel):
        return form(value)
    if isinstance(value, list | tuple):
        return [_spelled(inner) for inner in value]
    if isinstance(value, Decimal):
        return plain_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _spelled(inner) for key, inner in value.items()}
    return value


def _has_ascii_names(content: Any) -> bool:
    """Whether no object has a member whose name is beyond ASCII. Raises TypeError for what has no canonical JSON."""
    ascii_only = True
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            ascii_only = ascii_only and all(map(str.isascii, value))
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
        elif not (value is None or isinstance(value, str | int)):
            raise TypeError(f"{type(value).__name__} has no canonical JSON; write it as a string")
    return ascii_only


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, list | tuple):
        return [_sorted(inner) for inner in value]
    return value
