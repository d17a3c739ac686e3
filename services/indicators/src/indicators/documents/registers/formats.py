"""How a spreadsheet shows a number: what a reader of the cell sees counts, not what lies behind it.

A cell that holds 6000000 may show 600.0万, and one that holds 1 January 2026 may show 2026年. Whether a format shows
the number that is stored is read from its code (ECMA-376, part 1, 18.8.31).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Literal

EXACT_DIGITS = 15
"""What a spreadsheet keeps of a number; what lies behind is a remainder of binary."""
Part = Literal["year", "month", "day", "time"]

BUILT_IN: dict[int, str] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: "h:mm",
    35: "h:mm:ss",
    55: "h:mm",
    56: "h:mm:ss",
}
"""Formats that a workbook names by number only; those from 27 to 58 are of Chinese spreadsheets (18.8.30)."""

TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)'
    r"|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<science>E[+-])|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
CONDITION = re.compile(r"[<>=]")
ELAPSED = re.compile(r"[hms]+", re.IGNORECASE)
COLOUR = re.compile(r"(red|红色|color *3)", re.IGNORECASE)
BESIDE_A_NUMBER = frozenset("¥￥$€£%()-+/: \u2212\u3000\u00a0")
"""Signs that may stand beside a number without making another one of it: ¥12 is the same amount as 12, 12万 is not."""
DATE_SIGNS: dict[str, Part] = {
    "y": "year", "e": "year", "b": "year", "g": "year", "m": "month", "d": "day", "a": "day", "h": "time", "s": "time",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """What stands between two semicolons of a format. `other` says that it shows another number than is stored."""

    percent: bool
    digits: bool
    signed: bool
    red: bool
    padded: bool
    other: bool
    decimals: int | None = None
    """Digits behind the point that it shows; None: as many as there are."""
    scientific: bool = False
    denominator: int | None = None
    """The largest one that it shows; None: it shows no fraction."""

    def rounds(self, value: float) -> bool:
        """Whether fewer digits are shown than the number has. A remainder of binary is no digit."""
        exact = Decimal(f"{value:.{EXACT_DIGITS}g}")
        if self.denominator is not None:
            return Fraction(exact).denominator > self.denominator
        if self.decimals is None:
            return False
        if self.scientific:
            exact = exact.scaleb(-exact.adjusted())
        elif self.percent:
            exact = exact.scaleb(2)
        return exact != round(exact, self.decimals)


@dataclass(frozen=True, slots=True)
class Format:
    """A format of a cell. `parts` are those of a date that it shows; empty where it shows numbers."""

    code: str
    sections: tuple[Section, ...]
    parts: frozenset[Part] = frozenset()

    @property
    def percent(self) -> bool:
        """Whether a number is shown times 100."""
        return any(section.percent for section in self.sections)

    @property
    def plain(self) -> bool:
        """Whether every number is shown as it is stored, and nothing else is to be known of it."""
        return (
            not self.parts
            and not self.percent
            and self.shows(1)
            and self.shows(-1)
            and self.shows(0)
            and all(section.decimals is None and section.denominator is None for section in self.sections)
            and not self.padded
            and "%" not in self.code
        )

    @property
    def padded(self) -> bool:
        """Whether zeros are shown that the number does not have: 7 as 007."""
        return any(section.padded for section in self.sections)

    def shows(self, value: float) -> bool:
        """Whether the cell shows this number: not another one, a word, or nothing."""
        if self.parts:
            return False
        if not self.sections:
            return True
        section = self._of(value)
        if section.other or not section.digits or section.percent is not self.percent:
            return False
        if section.rounds(value):
            return False
        if value < 0 and len(self.sections) > 1:
            return section.signed or section.red
        # a sign that the format adds of itself: 12 shown as -12 or (12)
        return value == 0 or not section.signed

    def _of(self, value: float) -> Section:
        """The section of a number: the first for those above zero, the second for those below, the third for zero."""
        if value < 0 and len(self.sections) > 1:
            return self.sections[1]
        if value == 0 and len(self.sections) > 2:
            return self.sections[2]
        return self.sections[0]


GENERAL = Format("General", ())


def of_number(number: int, own: dict[int, str]) -> Format:
    """The format that a style of a workbook names; `own` are those that the workbook defines itself."""
    code = own.get(number, BUILT_IN.get(number))
    return GENERAL if code is None else read(code)


@cache
def read(code: str) -> Format:
    """What a format shows."""
    sections = _split(code)
    parts = frozenset(part for tokens in sections[:1] for part in _parts(tokens))
    if parts:
        return Format(code, (), parts)
    numbers = [tokens for tokens in sections[:3] if not _is_text(tokens)]
    conditional = any(CONDITION.match(token["bracket"] or "") for tokens in sections for token in tokens)
    found = tuple(_section(tokens, conditional=conditional) for tokens in numbers)
    return Format(code, found)


def _split(code: str) -> list[list[re.Match[str]]]:
    sections: list[list[re.Match[str]]] = [[]]
    for token in TOKEN.finditer(code):
        if token["sign"] == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return sections


def _is_text(tokens: list[re.Match[str]]) -> bool:
    return any(token["sign"] == "@" for token in tokens)


def _parts(tokens: list[re.Match[str]]) -> Iterator[Part]:
    """The parts of a date. An m beside hours or seconds is a minute."""
    timed = any(token["ampm"] or (token["sign"] or "").lower() in ("h", "s") for token in tokens)
    for at, token in enumerate(tokens):
        sign = (token["sign"] or "").lower()
        elapsed = token["bracket"] is not None and ELAPSED.fullmatch(token["bracket"])
        if token["ampm"] or elapsed or (sign == "m" and timed and _beside_time(tokens, at)):
            yield "time"
        elif sign in DATE_SIGNS:
            yield DATE_SIGNS[sign]


def _beside_time(tokens: list[re.Match[str]], at: int) -> bool:
    before = [token["sign"].lower() for token in tokens[:at] if token["sign"] and token["sign"].lower() in DATE_SIGNS]
    after = [token["sign"].lower() for token in tokens[at:] if token["sign"] and token["sign"].lower() in DATE_SIGNS]
    nearest_before = next((sign for sign in reversed(before) if sign != "m"), "")
    nearest_after = next((sign for sign in after if sign != "m"), "")
    return nearest_before == "h" or nearest_after == "s"


def _section(tokens: list[re.Match[str]], *, conditional: bool) -> Section:
    shown = "".join(_simplified(token) for token in tokens)
    placeholders = re.findall(r"[0#?]", shown)
    words = [sign for token in tokens for sign in (token["quoted"] or token["escaped"] or "") + _bare(token)]
    between = re.search(r"[0#?][^0#?]*[Ww][^0#?]*[0#?]", shown) is not None
    scaled = re.search(r"[0#?],+(?![,]*[0#?])", shown) is not None
    whole, _, behind = shown.partition(".")
    fraction = behind.partition("E")[0]
    parted = re.search(r"[0#?]\s*/\s*([0#?]+)", "".join(token[0] for token in tokens))
    return Section(
        percent=shown.count("%") == 1,
        digits=bool(placeholders) or "G" in shown,
        signed=any(sign in "-(\u2212（" for token in tokens for sign in _literal(token)),
        red=any(COLOUR.fullmatch(token["bracket"] or "") for token in tokens),
        padded=whole.count("0") > 1 and "E" not in shown,
        other=conditional
        or scaled
        or between
        or shown.count("%") > 1
        or any(sign not in BESIDE_A_NUMBER and sign not in "（）" for sign in words)
        or not all(_is_currency(token["bracket"]) for token in tokens if (token["bracket"] or "").startswith("$")),
        decimals=None if "G" in shown or not placeholders else len(re.findall(r"[0#?]", fraction)),
        scientific="E" in shown,
        denominator=10 ** len(parted[1]) - 1 if parted is not None else None,
    )


def _is_currency(bracket: str) -> bool:
    """Whether [$¥-804] or [$CNY] names a currency only; what else stands there would be read with the number."""
    symbol = bracket[1:].partition("-")[0].strip()
    marks = [sign for sign in symbol if unicodedata.category(sign) == "Sc"]
    return not symbol or re.fullmatch("[A-Z]{3}", symbol) is not None or (len(marks) == 1 and len(symbol) <= 4)


def _simplified(token: re.Match[str]) -> str:
    """One sign for each token: a placeholder or a mark of the number itself, W for a word within it, G for General."""
    if token["general"]:
        return "G"
    if token["science"]:
        return "E"
    if token["quoted"] or token["escaped"]:
        return "W"
    sign = token["sign"] or ""
    return sign if sign in "0#?.,%" else ""


def _bare(token: re.Match[str]) -> str:
    """A sign that stands for itself without quotes."""
    sign = token["sign"] or ""
    return "" if sign in "0#?.,%/ " or not sign else sign


def _literal(token: re.Match[str]) -> str:
    return (token["quoted"] or "") + (token["escaped"] or "") + (token["sign"] or "")
