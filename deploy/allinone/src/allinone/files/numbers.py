"""How a file writes amounts, and the amount that a cell says: exact, by one reading, or refused with the others."""

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from decimal import Context, Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from allinone.files.refusals import CellRefused
from allinone.files.sources import Strict

Negative = Literal["minus", "trailing_minus", "parentheses", "cr"]

MINUS = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2796\u207b\u208b\u02d7\ufe58\ufe63\uff0d")
"""Signs that stand for a minus before or behind digits, whichever keyboard or typesetter they came from."""
BELOW_ZERO = MINUS | set("()（）")
ALIKE = {" ": " \u00a0\u2007\u2009\u202f", "'": "'\u2019"}
"""Signs between thousands that are printed alike."""
CURRENCIES = frozenset({"¥", "￥", "元", "人民币", "RMB", "CNY", "$", "US$", "€", "£", "+"})
"""What stands beside an amount without changing it."""
WHOLE_DIGITS = 18
CENT = Decimal("0.01")
# wide enough for 18 digits, a unit and every fraction that is looked at: nothing is rounded on the way
_EXACT = Context(prec=120)
_LONGEST_FRACTION = 40
_SCALES = re.compile("[0-9万亿千百十%‰]")


def _says_something(sign: str) -> bool:
    """Whether the sign changes the amount beside which it stands: makes it negative, or scales it."""
    return bool(BELOW_ZERO & set(sign)) or sign.upper() == "CR" or _SCALES.search(sign) is not None


def _one_or_more(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class Numbers(Strict):
    """How the file writes amounts. `unit: "10000"` reads a file in 万元."""

    decimal: Literal[".", ","] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""
    grouping: Literal["thousands", "indian"] = Field(
        default="thousands", description="indian: 1,42,500.00 (a group of three, before it groups of two)"
    )
    leave_out: tuple[str, ...] = Field(
        default=(), description="signs before or behind the number to ignore, such as £, ¥ or 元"
    )
    negative: Annotated[
        tuple[Negative, ...],
        BeforeValidator(_one_or_more, json_schema_input_type=Negative | tuple[Negative, ...]),
        Field(min_length=1),
    ] = Field(default=("minus",), description="how amounts below zero are written: one way, or a list of several")
    exponents: bool = Field(default=False, description="true where amounts may be written as 1.425E+03")
    zero: tuple[str, ...] = Field(default=(), description='texts that mean zero, such as "-"')
    inverted: bool = Field(default=False, description="true where payments are negative")
    unit: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,11}$")] = "1"

    @model_validator(mode="after")
    def _one_meaning_each(self) -> Self:
        if self.decimal == self.thousands:
            raise ValueError(
                f"`{self.decimal}` cannot be both the decimal and the thousands sign · 小数点和千位符不得相同"
            )
        if self.grouping == "indian" and not self.thousands:
            raise ValueError("`grouping: indian` needs a `thousands` sign · 须写千位符")
        for sign in self.leave_out:
            if not sign.strip() or sign in (self.decimal, self.thousands) or _says_something(sign):
                raise ValueError(
                    f"leaving out {sign!r} would change amounts; `unit` reads a file in 万元 (unit: 10000), "
                    "`thousands` and `negative` say what other signs mean · 略去该符号会改变金额"
                )
        return self

    @property
    def says_nothing_of_signs(self) -> bool:
        """Whether the mapping leaves open what a point means: 1.000 may be one, or a thousand."""
        return not self.model_fields_set & {"decimal", "thousands"}


def amount(cell: str | Decimal, numbers: Numbers) -> Decimal:
    """The amount in the currency's unit, with two decimals: never rounded, never through a float.

    A Decimal is what a workbook holds as a number: how numbers are written says nothing about it. Raises CellRefused
    with what the cell could mean by another `numbers`.
    """
    try:
        if isinstance(cell, Decimal):
            return _in_currency(abs(cell), negative=cell < 0, numbers=numbers)
        return _written(cell.strip(), numbers)
    except CellRefused as refused:
        found = [] if isinstance(cell, Decimal) else list(_other_readings(cell.strip(), numbers))[:3]
        refused.values |= {
            "other": "; ".join(f"{value} ({setting})" for setting, value in found) or "—",
            "decimal": numbers.decimal,
            "thousands": numbers.thousands or "—",
        }
        raise


def _written(text: str, numbers: Numbers) -> Decimal:
    if text in numbers.zero:
        return CENT - CENT
    digits, negative = _without_signs(text, numbers)
    found = re.fullmatch(_pattern(numbers), digits, re.ASCII)
    if found is None:
        raise CellRefused("not_an_amount")
    if numbers.says_nothing_of_signs and re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", digits):
        raise CellRefused("ambiguous_amount")
    whole, fraction, exponent = found["whole"], (found["fraction"] or "").rstrip("0"), found["exponent"]
    whole = re.sub("[^0-9]", "", whole).lstrip("0") or "0"
    if len(whole) > WHOLE_DIGITS:
        raise CellRefused("amount_too_large")
    if len(fraction) > _LONGEST_FRACTION:
        raise CellRefused("too_many_decimals")
    value = Decimal(f"{whole}.{fraction or 0}").scaleb(int(exponent or 0), _EXACT)
    return _in_currency(value, negative=negative, numbers=numbers)


def _in_currency(value: Decimal, *, negative: bool, numbers: Numbers) -> Decimal:
    value = _EXACT.multiply(value, Decimal(numbers.unit))
    if value >= Decimal(10) ** WHOLE_DIGITS:
        raise CellRefused("amount_too_large")
    cents = value.quantize(CENT, context=_EXACT)
    if value != cents:
        raise CellRefused("too_many_decimals")
    return -cents if negative != numbers.inverted and value else cents


def _pattern(numbers: Numbers) -> str:
    signs = ALIKE.get(numbers.thousands, numbers.thousands)
    whole = "[0-9]+"
    if numbers.thousands:
        between = f"[{re.escape(signs)}]"
        groups = rf"(?:{between}[0-9]{{2}})*{between}" if numbers.grouping == "indian" else between
        first = "[1-9][0-9]?" if numbers.grouping == "indian" else "[1-9][0-9]{0,2}"
        more = rf"{groups}[0-9]{{3}}" if numbers.grouping == "indian" else rf"(?:{groups}[0-9]{{3}})+"
        # 0,123 is no way to write thousands; 1234,567 might be a decimal, 1234,567,890 is nothing else than one number
        long_first = rf"|[1-9][0-9]{{3,}}(?:{between}[0-9]{{3}}){{2,}}" if numbers.grouping == "thousands" else ""
        whole = rf"(?:{first}{more}{long_first}|[0-9]+)"
    exponent = "(?:[eE](?P<exponent>[+-]?[0-9]{1,2}))?" if numbers.exponents else "(?P<exponent>(?!))?"
    return rf"(?P<whole>{whole})(?:{re.escape(numbers.decimal)}(?P<fraction>[0-9]+))?{exponent}"


def _without_signs(text: str, numbers: Numbers) -> tuple[str, bool]:
    """The digits with what stands between them, and whether one sign, of those that the file uses, says below zero."""
    rest, negative = text, False
    while True:
        before = rest
        for sign in numbers.leave_out:
            rest = rest.removeprefix(sign).removesuffix(sign).strip()
        if not negative:
            rest, negative = _without_minus(rest, numbers.negative)
        if rest == before:
            return rest, negative


def _without_minus(text: str, styles: tuple[Negative, ...]) -> tuple[str, bool]:
    if "minus" in styles and text[:1] in MINUS and text:
        return text[1:].strip(), True
    if "trailing_minus" in styles and text[-1:] in MINUS and text:
        return text[:-1].strip(), True
    if "parentheses" in styles and re.fullmatch(r"[(（].*[)）]", text):
        return text[1:-1].strip(), True
    if "cr" in styles and text[-2:].upper() == "CR":
        return text[:-2].strip(), True
    return text, False


_VARIATIONS: tuple[dict[str, Any], ...] = (
    {"decimal": "."},
    {"thousands": ","},
    {"decimal": ",", "thousands": ""},
    {"decimal": ",", "thousands": "."},
    {"thousands": " "},
    {"decimal": ",", "thousands": " "},
    {"thousands": "'"},
    {"thousands": ",", "grouping": "indian"},
    {"exponents": True},
)
_STYLES: tuple[Negative, ...] = ("minus", "trailing_minus", "parentheses", "cr")


def _other_readings(text: str, numbers: Numbers) -> Iterator[tuple[str, Decimal]]:
    """What other settings would make of the text: each setting with its reading, no reading twice."""
    seen: set[Decimal] = set()
    if len(text) > 2 * _LONGEST_FRACTION:
        return
    if (plain := _without_ornament(text, numbers)) is not None:
        yield plain
    if text and set(text) <= MINUS:
        yield f'numbers: {{zero: ["{text}"]}}', CENT - CENT
    for change in ({}, *_VARIATIONS):
        for style in (None, *_STYLES):
            more: dict[str, Any] = {} if style is None else {"negative": (style,)}
            if not (change or more):
                continue
            try:
                value = _written(text, numbers.model_copy(update={**change, **more}))
            except CellRefused:
                continue
            if value not in seen:
                seen.add(value)
                settings = {**change, **({} if style is None else {"negative": style})}
                yield _yaml(settings), value


def _without_ornament(text: str, numbers: Numbers) -> tuple[str, Decimal] | None:
    """What the text says once its full-width signs, or a currency beside it, are taken away; None where that is none.
    Signs that stand for another amount (万, %) are no ornament."""
    narrow = unicodedata.normalize("NFKC", text)
    if narrow != text:
        with contextlib.suppress(CellRefused):
            return "normalise: [nfkc]", _written(narrow, numbers)
    found = re.fullmatch(r"([^0-9(]*?)\s*([-0-9.,()]+)\s*([^0-9)]*)", text)
    signs = [sign for sign in (found[1], found[3]) if sign] if found is not None else []
    if signs and all(sign in CURRENCIES for sign in signs):
        shown = ", ".join(f'"{sign}"' for sign in signs)
        with contextlib.suppress(CellRefused):
            return f"numbers: {{leave_out: [{shown}]}}", _written(
                text, numbers.model_copy(update={"leave_out": (*numbers.leave_out, *signs)})
            )
    return None


def _yaml(settings: dict[str, Any]) -> str:
    written = []
    for name, value in settings.items():
        word = str(value).lower() if isinstance(value, bool) else str(value)
        written.append(f"{name}: {word}" if word.replace("_", "").isalpha() else f'{name}: "{word}"')
    return "numbers: {" + ", ".join(written) + "}"
