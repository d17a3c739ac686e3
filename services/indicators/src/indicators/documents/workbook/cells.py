"""A value of a scheme as the text of a cell, and back: nothing is lost, and what a hand wrote is read as it was meant.

Numbers are written as text. A number that somebody typed into a cell is a binary float there; the shortest decimal that
stands for it is what was typed.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from contracts.money import plain_text
from indicators.documents.registers.grid import Cell
from indicators.documents.shapes import Choice, Day, Number, Shape, Text, Truth, Whole
from indicators.documents.workbook.layout import NOTHING, Column

TRUTHS = {True: "是", False: "否"}
READ_TRUTHS = {"是": "是", "否": "否", "true": "是", "false": "否"}
COMMAS = "、，,；;\n"
"""Any of these stands between the items of a cell; the first is written."""
NEEDS_QUOTES = re.compile(rf'[{COMMAS}"]')
NO_CHARACTER = re.compile("[\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
"""What the XML of a workbook cannot hold, and what its writers take for such."""
EXACT = 10**15
"""From here on a spreadsheet has forgotten digits of a number before anybody reads it."""
THOUSANDS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
"""A number as officials write it: 100,000."""
PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
DAY = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?")


class CellWrong(Exception):
    """A cell does not hold what its column needs; `code` is that of a problem.

    `percent`: the number of per cent that it holds, which only a column of another unit refuses.
    """

    percent: str | None = None

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def written(value: Any, column: Column, *, said: Callable[[str], str] | None = None) -> str:
    """The text of a cell. None is the empty cell. `said`: what an item is called whose code the column holds."""
    if value is None:
        return ""

    def one(given: Any) -> str:
        return said(given) if said is not None else _one(given, column.of)

    if not column.several:
        return one(value)
    # an empty cell is what was left out: the default, or of a required list nothing at all
    if value == () and (column.place.required or column.place.default not in ((), None)):
        return NOTHING
    return COMMAS[0].join(_quoted(one(item)) for item in value)


def read(cell: Cell, column: Column) -> str | list[str] | None:
    """What the reader of packs takes for this cell: one text, several, or nothing. Raises CellWrong."""
    if cell.is_empty:
        return None
    if not column.several:
        return _text(cell, column)
    # a formula without a value comes as an empty text: it is refused, not a list without items
    found = cell.value if isinstance(cell.value, str) and cell.error is None else _text(cell, column)
    if found.strip() == NOTHING:
        return []
    return [item if isinstance(column.of, Text) else _plain(item, column.of) for item in _items(found)]


def escaped(text: str) -> str:
    """The text of a cell that holds this text: itself, but for what a cell cannot hold or nobody would see."""
    if text.strip() and not NO_CHARACTER.search(text) and unescaped(text) == text:
        return text
    return json.dumps(text).replace("_x", "\\u005fx")


def unescaped(written: str) -> str:
    """The text that a cell means."""
    if len(written) < 2 or written[0] != '"' or written[-1] != '"':
        return written
    try:
        text = json.loads(written)
    except ValueError:
        return written
    return text if isinstance(text, str) and escaped(text) == written else written


def shown(cell: Cell) -> str:
    """A cell as a refusal repeats it."""
    return cell.shown if len(cell.shown) <= 80 else f"{cell.shown[:79]}…"


def _one(value: Any, shape: Shape) -> str:
    if isinstance(value, bool):
        return TRUTHS[value]
    if isinstance(value, Decimal):
        return plain_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(shape, Choice):
        return shape.word(str(value))
    return escaped(unicodedata.normalize("NFC", str(value)))


def _quoted(item: str) -> str:
    """An item of a list, in quotes where it could be taken for several."""
    plain = item == item.strip() and not NEEDS_QUOTES.search(item) and item != NOTHING
    return item if plain else '"' + item.replace('"', '""') + '"'


def _items(cell: str) -> Iterator[str]:
    """The items of a list, as a spreadsheet quotes them: `a、"b、c"、"d""e"`."""
    at = 0
    while at < len(cell):
        if cell[at] in COMMAS or cell[at].isspace():
            at += 1
        elif cell[at] == '"' and (found := re.compile(r'"((?:[^"]|"")*)"').match(cell, at)):
            yield unescaped(found[1].replace('""', '"'))
            at = found.end()
        else:
            end = next((here for here in range(at, len(cell)) if cell[here] in COMMAS), len(cell))
            yield cell[at:end].strip()
            at = end


def _text(cell: Cell, column: Column) -> str:
    if cell.error is not None:
        raise CellWrong("cell_formula_uncomputed" if cell.uncomputed else "cell_formula_failed", given=shown(cell))
    if not cell.shows_itself:
        raise CellWrong("cell_shown_otherwise", given=shown(cell), format=cell.format.code)
    value = cell.value
    if isinstance(value, str):
        return _plain(value, column.of, coded=column.coded)
    if isinstance(value, bool):
        return _truth(value, column)
    if isinstance(value, int | float):
        return _number(cell, column)
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime) and isinstance(column.of, Day):
        return value.isoformat()
    raise CellWrong("cell_is_a_day", given=str(value))


def _plain(text: str, shape: Shape, *, coded: bool = False) -> str:
    match shape:
        case Number() | Whole():
            return _digits(text, shape)
        case Day():
            flat = unicodedata.normalize("NFKC", text).strip()
            found = DAY.fullmatch(flat)
            return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else flat
        case Truth():
            return READ_TRUTHS.get(text.strip().lower(), text.strip())
        case Choice():
            return text.strip()
    return text.strip() if coded else unescaped(text)


def _digits(text: str, shape: Number | Whole) -> str:
    flat = unicodedata.normalize("NFKC", text).strip()
    digits = flat.removesuffix("%").rstrip()
    plain = digits.replace(",", "") if THOUSANDS.fullmatch(digits) else digits
    if digits == flat or not PLAIN.fullmatch(plain):
        return flat if digits != flat else plain
    return _percent(plain, shape, given=flat)


def _percent(plain: str, shape: Shape, *, given: str) -> str:
    """6% where it is the number 6: of a percentage. Raises CellWrong with that number for every other column."""
    if isinstance(shape, Number) and shape.percent:
        return plain
    wrong = CellWrong("cell_percent", given=given)
    wrong.percent = plain
    raise wrong


def _truth(value: bool, column: Column) -> str:
    if not isinstance(column.of, Truth):
        raise CellWrong("cell_is_a_truth", given=str(value).upper())
    return TRUTHS[value]


def _number(cell: Cell, column: Column) -> str:
    exact = Decimal(repr(cell.value))
    if not exact.is_finite() or abs(exact) >= EXACT:
        raise CellWrong("cell_digits_lost", given=str(cell.value))
    if cell.percent:
        plain = plain_text(exact.scaleb(2))
        return _percent(plain, column.of, given=f"{plain}%")
    if isinstance(column.of, Text) and column.coded and column.names[-1] == "code":
        raise CellWrong("cell_code_is_a_number", given=plain_text(exact))
    return plain_text(exact)
