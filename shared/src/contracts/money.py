"""Amounts, rates and points as they travel: decimal strings, never JSON numbers.

A JSON number would pass through a binary float and lose digits, and the usual readers also take
``1e3``, ``1_000``, ``" 1 "`` and full-width digits. So one pattern per type decides, in ASCII only,
and everything that the pattern does not match is refused rather than repaired.
"""

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Annotated, Any

from iso4217 import raw_xml
from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

CENT = Decimal("0.01")

MONEY_PATTERN = r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,2})?"
TOTAL_PATTERN = r"-?(0|[1-9][0-9]{0,23})(\.[0-9]{1,2})?"
UNSIGNED_MONEY_PATTERN = MONEY_PATTERN.removeprefix("-?")
POSITIVE_MONEY_PATTERN = r"([1-9][0-9]{0,17}(\.[0-9]{1,2})?|0\.(0[1-9]|[1-9][0-9]?))"
PERCENT_PATTERN = r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?"
RATE_PATTERN = r"-?(0|[1-9][0-9]{0,29})\.[0-9]{4}"
POINTS_PATTERN = r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?"
NUMBER_PATTERN = r"-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,10})?"

LARGEST = Decimal(10) ** 18 - CENT
"""The largest amount that is kept of one thing: a budget, a payment, a balance."""

DECIMALS = 2
"""Decimals that an amount holds at most, whatever its currency."""


def _currencies() -> Mapping[str, int]:
    """Money that somebody can pay with: no metals, test codes, units of account or funds, which are listed too."""
    return {
        entry.findtext("Ccy", "").strip(): int(decimals)
        for entry in raw_xml.iter("CcyNtry")
        if (decimals := entry.findtext("CcyMnrUnts", "")).isdigit() and entry.find("CcyNm[@IsFund]") is None
    }


CURRENCIES: Mapping[str, int] = _currencies()
"""Active currencies of ISO 4217 → how many decimals their amounts have."""


def decimals_of(currency: str) -> int:
    """How many decimals an amount in this currency may have: 0 for JPY, 2 for CNY.

    Regions that were defined before their currency was looked up keep two for a code that ISO 4217 does not list.
    """
    return min(CURRENCIES.get(currency, DECIMALS), DECIMALS)


# Wide enough for every product and sum of the types above: the default of 28 digits would round
# (or refuse to quantise) silently where many large amounts meet.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


def quantise(value: Decimal) -> Decimal:
    """The amount with exactly two decimals, halves away from zero; never minus zero."""
    return _without_sign_of_zero(value.quantize(CENT, context=_EXACT))


def money_text(value: Decimal) -> str:
    """An amount as it stands on the wire: two decimals, no exponent, no minus zero.

    Raises ValueError for an amount with a fraction of a cent: rounding is a decision of the domain,
    never a side effect of writing.
    """
    rounded = quantise(value)
    if rounded != value:
        raise ValueError(f"{value} has a fraction of a cent")
    return format(rounded, "f")


def plain_text(value: Decimal) -> str:
    """A decimal without exponent, trailing zeros or minus zero: ``15.00`` and ``15`` are both ``15``."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def percent_text(paid: Decimal, budget: Decimal, places: int = 4) -> str:
    """``paid / budget`` in percent, rounded half away from zero to `places` decimals.

    For showing only: levels compare ``paid`` with ``bound * budget`` exactly. Raises
    ZeroDivisionError where there is no budget to divide by.
    """
    exact = Fraction(paid) / Fraction(budget) * 100 * 10**places
    scaled = (abs(exact) * 2 + 1) // 2
    digits = str(int(scaled)).rjust(places + 1, "0")
    sign = "-" if exact < 0 and scaled else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def _without_sign_of_zero(value: Decimal) -> Decimal:
    return value.copy_abs() if value.is_zero() else value


def _rate_text(value: Decimal) -> str:
    return format(_without_sign_of_zero(value.quantize(Decimal("0.0001"), context=_EXACT)), "f")


def _reader(
    name: str, pattern: str, write: Callable[[Decimal], str], *, said: tuple[str, str], example: str
) -> BeforeValidator:
    """Accepts a string of the pattern, or (from our own code) a Decimal whose text would match it.

    What is refused is told in words and by an example (`said` in English and Chinese): a pattern tells nobody.
    """
    told = {"name": name, "said": said[0], "said_zh": said[1], "example": example}
    matches = re.compile(pattern, re.ASCII).fullmatch

    def read(given: Any) -> Decimal:
        text = given
        if isinstance(given, Decimal):
            try:
                text = write(given) if given.is_finite() else str(given)
            except (ValueError, ArithmeticError):
                text = str(given)
        if not isinstance(text, str):
            raise PydanticCustomError(
                "decimal_not_a_string",
                'Write {said} as a string such as "{example}"',
                told,
            )
        if not matches(text):
            raise PydanticCustomError(
                "decimal_format",
                'Write {said} as a plain decimal such as "{example}"',
                told,
            )
        return _without_sign_of_zero(Decimal(write(Decimal(text))))

    return BeforeValidator(read)


def _schema(pattern: str, description: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "string", "pattern": f"^{pattern}$", "description": description, "examples": list(examples)}
    )


def _writer(write: Callable[[Decimal], str]) -> PlainSerializer:
    return PlainSerializer(write, return_type=str, when_used="json")


Money = Annotated[
    Decimal,
    _reader("amount", MONEY_PATTERN, money_text, said=("an amount", "金额"), example="1250.00"),
    _writer(money_text),
    _schema(MONEY_PATTERN, "Amount in the currency of the region.", "1250.00", "-40.50"),
]
"""An amount in the currency of the region, at most 18 digits before the point; written with two decimals."""

TotalMoney = Annotated[
    Decimal,
    _reader("amount", TOTAL_PATTERN, money_text, said=("an amount", "金额"), example="1250.00"),
    _writer(money_text),
    _schema(TOTAL_PATTERN, "Sum of amounts in the currency of the region.", "1250.00", "-40.50"),
]
"""A sum of the amounts of many things: as wide as a million of the largest."""

PositiveMoney = Annotated[
    Decimal,
    _reader(
        "amount", POSITIVE_MONEY_PATTERN, money_text, said=("an amount above zero", "大于零的金额"), example="1250.00"
    ),
    _writer(money_text),
    _schema(POSITIVE_MONEY_PATTERN, "Amount above zero in the currency of the region.", "1250.00"),
]
"""An amount of at least one cent."""

UnsignedMoney = Annotated[
    Decimal,
    _reader(
        "amount",
        UNSIGNED_MONEY_PATTERN,
        money_text,
        said=("an amount of zero or more", "不小于零的金额"),
        example="1250.00",
    ),
    _writer(money_text),
    _schema(UNSIGNED_MONEY_PATTERN, "Amount of zero or more in the currency of the region.", "1250.00", "0.00"),
]
"""An amount of zero or more: a budget that will be supplemented begins with nothing."""

Percent = Annotated[
    Decimal,
    _reader("percentage", PERCENT_PATTERN, plain_text, said=("a percentage", "百分数"), example="12.5"),
    _writer(plain_text),
    _schema(PERCENT_PATTERN, "Percentage that a rule states, without trailing zeros.", "15", "12.5"),
]
"""A percentage that somebody decided (a bound, a share), exact: 15 stands for 15 %."""

Rate = Annotated[
    Decimal,
    _reader("rate", RATE_PATTERN, _rate_text, said=("a rate", "比率"), example="93.4000"),
    _writer(_rate_text),
    _schema(RATE_PATTERN, "Measured percentage, rounded to four decimals for showing.", "93.4000"),
]
"""A measured percentage, rounded to four decimals for showing; comparisons never use it."""

Points = Annotated[
    Decimal,
    _reader("points", POINTS_PATTERN, plain_text, said=("points", "分数"), example="2.5"),
    _writer(plain_text),
    _schema(POINTS_PATTERN, "Score points, without trailing zeros.", "2", "-0.5"),
]
"""Points of a score, exact, at most six decimals."""

Number = Annotated[
    Decimal,
    _reader("number", NUMBER_PATTERN, plain_text, said=("a number", "数值"), example="6.5"),
    _writer(plain_text),
    _schema(NUMBER_PATTERN, "A value in the unit of its indicator, without trailing zeros.", "6.5", "26000"),
]
"""A value in the unit of its indicator (a target, a bound, a step), exact: 30 digits before the point, 10 behind."""
