"""One text for one content, and its digest: what was published can be recognised for ever."""

import hashlib
import json
from typing import Any


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


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, list | tuple):
        return [_sorted(inner) for inner in value]
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical JSON; write it as a string")
