"""One cell → one value. Spreadsheets hold binary floats, dates and texts alike; raises CellRefused with the reason."""

import re
import unicodedata
from collections.abc import Mapping, Set
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from chassis.texts import is_blank
from contracts.money import NUMBER_PATTERN, plain_text
from contracts.scheme.basics import CODE_PATTERN, MEMBER_PATTERN
from indicators.documents.registers import units
from indicators.documents.registers.formats import Part
from indicators.documents.registers.grid import Cell
from indicators.documents.registers.refused import CellRefused

T = TypeVar("T")

EXCEL_DIGITS = 15
"""A spreadsheet keeps and shows no more digits of a number than these: what lies behind is a remainder of binary."""
WHOLE_DIGITS, PLACES = 30, 10
LONGEST_TEXT = 500
DASHES = re.compile(r"[\u2010-\u2015\u2212－﹣]")
NOTHING = frozenset({"", "-", "--", "/", "\\", "无"})
"""What officials write where there is nothing."""
NUMERAL = re.compile(r"([+-]?) *([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(\.[0-9]+)? *(%?)", re.ASCII)
FULL_WIDTH = {**{0xFF00 + sign: 0x20 + sign for sign in range(1, 0x5F)}, 0x3000: 0x20, 0xA0: 0x20}
"""Full-width signs and wide spaces → ASCII. Other lookalikes (²，①，½) stay as they are: 10² is not 102."""
WHOLE_DAY: Set[Part] = frozenset({"year", "month", "day"})
FIRST_DAY = date(1899, 12, 30)
SERIALS = range(15_000, 110_000)
"""Days from 1941 to 2201 as a spreadsheet counts them."""
DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.ASCII)
PARTS = {
    **{f"第{quarter}季度": f"Q{number}" for number, quarter in enumerate("一二三四", 1)},
    **{f"{quarter}季度": f"Q{number}" for number, quarter in enumerate("一二三四", 1)},
    **{f"{number}季度": f"Q{number}" for number in range(1, 5)},
    **{f"Q{number}": f"Q{number}" for number in range(1, 5)},
    "上半年": "H1", "下半年": "H2", "H1": "H1", "H2": "H2",
    **{f"{number}月": f"{number:02}" for number in range(1, 13)},
    **{f"{number:02}月": f"{number:02}" for number in range(1, 10)},
    **{f"{number:02}": f"{number:02}" for number in range(1, 13)},
}  # fmt: skip
"""How parts of a year are written → the part."""
PERIOD = re.compile(r"(\d{4})年?度?(?:-?(.+))?", re.ASCII)


def text(cell: Cell, *, longest: int = LONGEST_TEXT) -> str:
    """A text without spaces around it; a number is the text of its digits."""
    _check(cell)
    if isinstance(cell.value, bool):
        raise CellRefused("not_a_text", found="真假值", found_en="true or false")
    if isinstance(cell.value, int | float):
        if cell.format.padded or cell.percent:
            raise CellRefused("shown_otherwise", holds=cell.shown, format=cell.format.code)
        return plain_text(_exact(cell.value))
    if not isinstance(cell.value, str):
        raise CellRefused("not_a_text", found="日期或时间", found_en="a date or a time")
    found = unicodedata.normalize("NFC", cell.value).strip()
    if is_blank(found) and found:
        raise CellRefused("unseen")
    if len(found) > longest:
        raise CellRefused("too_long", length=len(found), longest=longest)
    return found


def member_code(cell: Cell) -> str:
    """The code of an assessee or a node."""
    return _code(cell, MEMBER_PATTERN, "字母、数字和 . _ -", "letters, digits and . _ -")


def code(cell: Cell) -> str:
    """The code of something else: small letters, digits, hyphens."""
    return _code(cell, CODE_PATTERN, "小写字母、数字和 -", "small letters, digits and -")


def number(cell: Cell, *, power: int = 0) -> Decimal:
    """A value, exact, times a power of ten. `30%`, or a cell that is shown so, is 30."""
    _check(cell)
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise CellRefused("not_a_number")
    found = _numeral(value) if isinstance(value, str) else units.times(_exact(value), 2 if cell.percent else 0)
    result = plain_text(units.times(found, power))
    if re.fullmatch(NUMBER_PATTERN, result, re.ASCII) is None:
        raise CellRefused("too_many_digits", result=result[:80], whole=WHOLE_DIGITS, places=PLACES)
    return Decimal(result)


def percent(cell: Cell) -> Decimal:
    """A share or a weight from 0 to 100, at most six decimals."""
    found = number(cell)
    if not 0 <= found <= 100:
        raise CellRefused("out_of_range", least=0, most=100)
    if -int(found.as_tuple().exponent) > 6:
        raise CellRefused("too_many_digits", result=plain_text(found), whole=3, places=6)
    return found


def day(cell: Cell) -> date:
    """A day: a date, its text, or the serial number that is left of it where the cell lost its format."""
    _check(cell)
    value = cell.value
    if isinstance(value, date) and not {"month", "day"} <= (cell.format.parts or WHOLE_DAY):
        raise CellRefused("shown_otherwise", holds=cell.shown, format=cell.format.code)
    if isinstance(value, datetime):
        if value.time() != datetime.min.time():
            raise CellRefused("not_a_day")
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float | int) and not isinstance(value, bool) and value in SERIALS:
        return FIRST_DAY + timedelta(days=int(value))
    found = DAY.fullmatch(re.sub(r"\s", "", _ascii(text(cell))))
    if found is None:
        raise CellRefused("not_a_day")
    try:
        return date(*(int(part) for part in found.groups() if part is not None))
    except ValueError as error:
        raise CellRefused("not_a_day") from error


def period(cell: Cell) -> str:
    """A year or a part of one. Of a date it is what the cell shows: its year, or the month that was typed (2026-03)."""
    _check(cell)
    if isinstance(cell.value, date):
        return _period_shown(cell.value, cell.format.parts)
    found = PERIOD.fullmatch(re.sub(r"\s", "", _ascii(text(cell))))
    if found is None:
        raise CellRefused("not_a_period")
    year, rest = found.groups()
    if rest is None:
        return str(year)
    if rest.upper() not in PARTS:
        raise CellRefused("not_a_period")
    return f"{year}-{PARTS[rest.upper()]}"


def _period_shown(value: date, parts: Set[Part]) -> str:
    if parts == {"year"}:
        return str(value)[:4]
    if parts == {"year", "month"}:
        return str(value)[:7]
    # the whole of a year, a quarter and a month begin on the same day: which of them was meant, no day tells
    raise CellRefused("period_is_a_day", day=str(value)[:10], year=str(value)[:4], month=str(value)[:7])


def one_of(cell: Cell, known: Mapping[str, T]) -> T:
    """The value that a word stands for."""
    word = _flat(text(cell))
    if word not in known:
        raise CellRefused(
            "unknown_word",
            known="、".join(one for one in known if not one.isascii()),
            known_en=", ".join(one for one in known if one.isascii()),
        )
    return known[word]


def says_nothing(cell: Cell) -> bool:
    """Whether the cell is empty, or holds one of the signs that officials write into empty cells."""
    return cell.error is None and isinstance(cell.value, str) and _flat(cell.value) in NOTHING


def _check(cell: Cell) -> None:
    if cell.error is not None:
        raise CellRefused("formula_uncomputed" if cell.uncomputed else "formula_failed", error=cell.error)
    if not cell.shows_itself:
        raise CellRefused("shown_otherwise", holds=cell.shown, format=cell.format.code)


def _code(cell: Cell, pattern: str, wanted: str, wanted_en: str) -> str:
    _check(cell)
    if isinstance(cell.value, bool | int | float):
        raise CellRefused("code_is_a_number")
    if not isinstance(cell.value, str):
        raise CellRefused("code_is_a_date")
    found = _ascii(cell.value).strip()
    if re.fullmatch(pattern, found, re.ASCII) is None:
        raise CellRefused("not_a_code", wanted=wanted, wanted_en=wanted_en)
    return found


def _numeral(written: str) -> Decimal:
    found = NUMERAL.fullmatch(_ascii(written).strip())
    if found is None or not (found[2] or found[3]):
        raise CellRefused("not_a_number")
    sign, whole, behind, _ = found.groups()
    return Decimal(f"{sign}{(whole or '0').replace(',', '')}{behind or ''}")


def _exact(value: float) -> Decimal:
    """The decimal that the spreadsheet shows. Raises CellRefused where it is no number at all."""
    exact = Decimal(repr(value))
    if not exact.is_finite():
        raise CellRefused("not_a_number")
    if len(exact.as_tuple().digits) > EXCEL_DIGITS:
        exact = Decimal(f"{exact:.{EXCEL_DIGITS - 1}e}")
    return exact


def is_percent(cell: Cell) -> bool:
    """Whether a number is written, or shown, as percent."""
    return cell.percent or (isinstance(cell.value, str) and _ascii(cell.value).rstrip().endswith("%"))


def _ascii(written: str) -> str:
    """ASCII signs in the place of full-width ones, one kind of hyphen; everything else as it is."""
    return DASHES.sub("-", written).translate(FULL_WIDTH)


def _flat(written: str) -> str:
    """A word for comparing: compatible signs as ASCII, one kind of hyphen, no spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", DASHES.sub("-", written)))
