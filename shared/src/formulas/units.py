"""Units and what becomes of them: `元` / `人` = `元/人`, and 元/人 × 人 = 元."""

import re
import unicodedata
from collections.abc import Mapping

Unit = tuple[tuple[str, int], ...]
"""Base units with their exponents, sorted; empty for a plain number."""

UNITLESS: Unit = ()

_PARTS = re.compile(r"\s*[·⋅*]\s*")
_EXPONENT = re.compile(r"(.+?)\^(-?[0-9]{1,3})")
_OVER_SEVERAL = re.compile(r"([^()]+)/\(([^()]+)\)")


def parse(text: str) -> Unit:
    """A unit as officials write it: `元`, `元/人`, `kg·m/s^2`, `吨/(万元·年)`; `1` or nothing for a plain number.

    Percent stays a unit: 85 % and 0.85 are different figures. What has other brackets is one unit of that name.
    """
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    several = _OVER_SEVERAL.fullmatch(text)
    if several:
        return _joined(several[1].split("/"), several[2].split("/")[:1], several[2].split("/")[1:])
    if "(" in text or ")" in text:
        return ((text, 1),)
    above, *below = text.split("/")
    return _joined([above], below, [])


def _joined(*groups: list[str]) -> Unit:
    (above, *more), below, above_again = groups
    found: dict[str, int] = {}
    for sign, texts in ((1, [above]), (-1, more), (-1, below), (1, above_again)):
        for text in texts:
            for part in _PARTS.split(text.strip()):
                exponent = _EXPONENT.fullmatch(part)
                name, count = (exponent[1], int(exponent[2])) if exponent else (part, 1)
                if name not in ("", "1"):
                    found[name] = found.get(name, 0) + sign * count
    return _sorted(found)


def text(unit: Unit) -> str:
    """As it is shown: `元/人`, `吨/(万元·年)`, `1` for a plain number."""
    above = "·".join(_raised(name, count) for name, count in unit if count > 0) or "1"
    below = [_raised(name, -count) for name, count in unit if count < 0]
    if not below:
        return above
    return f"{above}/{below[0]}" if len(below) == 1 else f"{above}/({'·'.join(below)})"


def times(left: Unit, right: Unit, exponent: int = 1) -> Unit:
    """The product; with the exponent -1 the quotient."""
    found = dict(left)
    for name, count in right:
        found[name] = found.get(name, 0) + exponent * count
    return _sorted(found)


def raised(unit: Unit, exponent: int) -> Unit:
    return _sorted({name: count * exponent for name, count in unit})


def _raised(name: str, count: int) -> str:
    return name if count == 1 else f"{name}^{count}"


def _sorted(found: Mapping[str, int]) -> Unit:
    return tuple(sorted((name, count) for name, count in found.items() if count))
