"""What a formula is evaluated on: values of names, of earlier periods, of the other members of the category."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, DecimalException
from typing import Any

from formulas import arithmetic
from formulas.arithmetic import NoValue
from formulas.errors import FormulaLimit, FormulaType
from formulas.limits import MOST_DIGITS
from formulas.names import Unreadable, normalised
from formulas.types import Direction

Value = Decimal | bool | NoValue
"""A number, a truth, or why there is neither."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", re.ASCII)
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Periods:
    """Values of one name over time; `ytd` has the periods of the year so far, this one included.

    `prior_ytd` and `same_period_last_year_ytd` are the same as of the period before, and as of this one a year ago.
    """

    prior: Value = NoValue.MISSING
    same_period_last_year: Value = NoValue.MISSING
    ytd: tuple[Value, ...] = ()
    prior_ytd: tuple[Value, ...] = ()
    same_period_last_year_ytd: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Data:
    """Everything that formulas can ask for, by normalised name.

    `peers` has the values of every member of the category, oneself included. `directions` says for PEER_BEST and
    PEER_RANK which end is the better one; `higher` where nothing is said.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    periods: Mapping[str, Periods] = field(default_factory=dict)
    peers: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    directions: Mapping[str, Direction] = field(default_factory=dict)

    @staticmethod
    def of_json(given: Any, *, used: Collection[str] | None = None) -> "Data":
        """Reads `{"values": …, "periods": …, "peers": …, "directions": …}`; each may be left out.

        Numbers are strings of digits; null is missing; `{"no_value": reason}` is any other reason. With `used`, only
        these names are read, and what is wrong with others does not matter.

        Raises FormulaType for what has not this shape, FormulaLimit for a number of more than 60 digits.
        """
        whole = _object(given, "$")
        return Data(
            {name: _value(one, path) for name, path, one in _named(whole, "values", used)},
            {name: _periods(one, path) for name, path, one in _named(whole, "periods", used)},
            {name: _list(one, path) for name, path, one in _named(whole, "peers", used)},
            {name: _direction(one, path) for name, path, one in _named(whole, "directions", used)},
        )


def _named(whole: Mapping[str, Any], part: str, used: Collection[str] | None) -> Iterator[tuple[str, str, Any]]:
    """Normalised name, path and content of everything in a part that is asked for."""
    seen: set[str] = set()
    for given, content in _object(whole.get(part) or {}, part).items():
        try:
            name = normalised(given)
        except Unreadable:
            continue  # no formula can name it
        if used is not None and name not in used:
            continue
        if name in seen:
            raise FormulaType("names_collide", name=name)
        seen.add(name)
        yield name, f"{part}.{name}", content


def _object(given: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise FormulaType("data_misshapen", expected=("an object",), path=path)
    return given


def _value(given: Any, path: str) -> Value:
    if given is None:
        return NoValue.MISSING
    if isinstance(given, Mapping):
        return _reason(given, path)
    if not isinstance(given, str):
        raise FormulaType("datum_not_a_text", path=path)
    if not _NUMBER.fullmatch(given):
        raise FormulaType("datum_not_a_number", path=path, value=shown(given))
    try:
        return arithmetic.exactly(Decimal(given))
    except DecimalException:
        raise FormulaLimit("datum_too_long", path=path, limit=MOST_DIGITS) from None


def _reason(given: Mapping[str, Any], path: str) -> NoValue:
    reasons = tuple(NoValue)
    if set(given) != {"no_value"} or given["no_value"] not in reasons:
        raise FormulaType("data_misshapen", expected=tuple(f'{{"no_value": "{one}"}}' for one in reasons), path=path)
    return NoValue(given["no_value"])


def _list(given: Any, path: str) -> tuple[Value, ...]:
    if given is None:
        return ()
    if not isinstance(given, list | tuple):
        raise FormulaType("data_misshapen", expected=("a list",), path=path)
    return tuple(_value(one, f"{path}[{n}]") for n, one in enumerate(given))


def _periods(given: Any, path: str) -> Periods:
    known = ("prior", "same_period_last_year", "ytd", "prior_ytd", "same_period_last_year_ytd")
    found = _object({} if given is None else given, path)
    for key in found:
        if key not in known:
            # a misspelt key would else be read as a missing value
            raise FormulaType("data_misshapen", expected=known, path=f"{path}.{shown(str(key))}")
    return Periods(
        _value(found.get("prior"), f"{path}.prior"),
        _value(found.get("same_period_last_year"), f"{path}.same_period_last_year"),
        *(_list(found.get(key), f"{path}.{key}") for key in known[2:]),
    )


def _direction(given: Any, path: str) -> Direction:
    if given == "higher":
        return "higher"
    if given == "lower":
        return "lower"
    raise FormulaType("data_misshapen", expected=("higher or lower",), path=path)


def shown(text: str) -> str:
    """A text from outside as it can be shown: not too long, without what cannot be encoded."""
    quoted = ascii(text) if any(not one.isprintable() for one in text) else f"“{text}”"
    return quoted if len(quoted) <= _SHOWN else f"{quoted[:_SHOWN]}…"
