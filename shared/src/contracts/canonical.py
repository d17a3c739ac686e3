"""One text for one content, and its digests: what was published can be recognised for ever.

`form` turns a model into plain JSON in one spelling, without what has its default; `canonical_json` writes JSON as RFC
8785 does, `digests` takes SHA-256 and SM3 (GB/T 32905) over it. A published content is kept and sent in its form, to
the letter, and `read` from it. A model may gain fields: the form of what does not use them stays as it is.

`whole` is the same content with every value written out: what is compared, told and named by paths.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from contracts import frozen_defaults
from contracts.frozen_defaults import FORM, NUMBER
from contracts.money import plain_text

Content = TypeVar("Content", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class AsSet:
    """Marks a list whose order says nothing: in the canonical form it is sorted by these members of its items."""

    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlwaysWritten:
    """Marks a field that is in the form even where it has its default: it tells of which kind its model is."""


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
    """The content as plain JSON in one spelling, with the number of the form: what its digests are taken over.

    Defaults are left out, decimals are strings without trailing zeros, texts are in NFC, lists that are sets (`AsSet`)
    are sorted. Two contents that mean the same have one form.
    """
    return {**_object(content, whole=False), NUMBER: FORM}


def whole(content: BaseModel) -> dict[str, Any]:
    """The content spelled as in its form, with all defaults written out and without the number of a form."""
    return _object(content, whole=True)


def read(model: type[Content], kept: Mapping[str, Any]) -> Content:
    """A content from the form in which it was kept or received, as today's model has it.

    What the form left out has the default of the form's number; what today's model has no more is passed over. Raises
    pydantic.ValidationError where the content does not fit, or the number is not known here.
    """
    return model.model_validate({NUMBER: 1, **kept}, extra="ignore")


def number(kept: Mapping[str, Any]) -> int:
    """The number of the form in which a content was kept or received."""
    return kept.get(NUMBER) or 1


def default(field: FieldInfo) -> Any:
    """What a field is when nothing is said, as the form spells it. The field has a default."""
    value, mark = field.get_default(call_default_factory=True, validated_data={}), _mark(field)
    return _spelled(value, whole=False) if mark is None else _set(value, mark, whole=False)


def has_default(field: FieldInfo) -> bool:
    """Whether the form leaves the field out where nothing else is said."""
    return not field.is_required() and not any(isinstance(mark, AlwaysWritten) for mark in field.metadata)


_WRITTEN = object()


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, AsSet | None, Any], ...]:
    """Of each field of the model its name, the mark of a set, and the value that the form leaves out."""
    frozen = frozen_defaults.table(FORM).get(model.__name__, {})
    return tuple(
        (
            name,
            _mark(field),
            _WRITTEN if not has_default(field) else frozen[name] if name in frozen else default(field),
        )
        for name, field in model.model_fields.items()
    )


def _mark(field: FieldInfo) -> AsSet | None:
    return next((mark for mark in field.metadata if isinstance(mark, AsSet)), None)


def _object(content: BaseModel, *, whole: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, mark, left_out in _fields(type(content)):
        value = getattr(content, name)
        spelled = _spelled(value, whole=whole) if mark is None else _set(value, mark, whole=whole)
        if whole or spelled != left_out:
            found[name] = spelled
    return found


def _set(value: Sequence[Any], mark: AsSet, *, whole: bool) -> list[Any]:
    """The items by what the mark names of them, and where that is the same by all that they say."""
    keys: list[Any] = [
        [canonical_json(_spelled(getattr(item, name), whole=True)) for name in mark.by] for item in value
    ]
    if not mark.by or len({tuple(key) for key in keys}) < len(keys):
        # by their form, so that a field that no item uses never changes their order
        keys = [[*key, canonical_json(_spelled(item, whole=False))] for key, item in zip(keys, value, strict=True)]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return [_spelled(value[index], whole=whole) for index in order]


def _spelled(value: Any, *, whole: bool) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, BaseModel):
        return _object(value, whole=whole)
    if isinstance(value, list | tuple):
        return [_spelled(inner, whole=whole) for inner in value]
    if isinstance(value, Decimal):
        return plain_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _spelled(inner, whole=whole) for key, inner in value.items()}
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
