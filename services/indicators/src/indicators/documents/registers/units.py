"""Units with 千, 万, 百万, 亿 before them: 万元 is ten thousand 元, exactly."""

import re
import unicodedata
from decimal import Decimal

FACTORS = {"千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12}
"""Word → power of ten."""
SAME = {"人民币": "元", "圆": "元", "RMB": "元", "CNY": "元", "百分比": "%", "percent": "%"}
PREFIX = re.compile(rf"({'|'.join(sorted(FACTORS, key=len, reverse=True))})(.+)")


def spelled(unit: str) -> str:
    """A unit in one spelling: full-width signs as ASCII, no spaces."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", unit))
    return SAME.get(plain, plain.removeprefix("人民币"))


def split(unit: str) -> tuple[int, str]:
    """(power of ten, base): 万元 → (4, 元), 万千瓦时 → (7, 瓦时)."""
    power, plain = 0, spelled(unit)
    while (found := PREFIX.fullmatch(plain)) is not None:
        power, plain = power + FACTORS[found[1]], spelled(found[2])
    return power, plain


def power(written: str, wanted: str) -> int | None:
    """By which power of ten a value written in one unit is multiplied to be in the other; None: not convertible."""
    if spelled(written) == spelled(wanted):
        return 0
    (more, base), (less, other) = split(written), split(wanted)
    return more - less if base == other else None


def times(value: Decimal, power_of_ten: int) -> Decimal:
    """The value times that power of ten, to the last digit."""
    sign, digits, exponent = value.as_tuple()
    return Decimal((sign, digits, int(exponent) + power_of_ten))
