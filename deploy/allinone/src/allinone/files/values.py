"""One cell of a row → one value: text, amount, day, code. Pure; raises CellRefused with the reason."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from allinone.files import cells, dates, numbers
from allinone.files.cells import Broken, Cell
from allinone.files.numbers import Numbers
from allinone.files.refusals import CellRefused
from allinone.files.sources import Normalisation, Part, Source, Steps

LONGEST_CODE = 120
LONGEST_LABEL = 500
EXACT_DIGITS = 15
"""A spreadsheet keeps no more digits of a number than these."""
_SPACES = re.compile(r"\s+")

_NORMALISE: dict[Normalisation, Callable[[str], str]] = {
    "nfkc": lambda text: unicodedata.normalize("NFKC", text),
    "strip": str.strip,
    "single_spaces": lambda text: _SPACES.sub(" ", text).strip(),
    "upper": str.upper,
    "lower": str.lower,
}


def of_row(source: Source, row: Mapping[str, Cell]) -> Cell:
    """The value before it is read as what it should be; may be empty. Raises CellRefused."""
    if source.columns:
        return _stepped(
            source, _joined(source, [(part, _stepped(part, _sound(row[part.column]))) for part in source.columns])
        )
    return _stepped(source, source.constant if source.column is None else _sound(row[source.column]))  # type: ignore[arg-type]  # one of them


def _sound(cell: Cell) -> Cell:
    if isinstance(cell, Broken):
        raise CellRefused(cell.code, **cell.values)
    if isinstance(cell, str) and cells.LOST.fullmatch(cell.strip()):
        raise CellRefused("lost_by_spreadsheet")
    return cell


def _joined(source: Source, parts: list[tuple[Part, Cell]]) -> str:
    """The parts with the separator between them; two rows with other parts never get the same text."""
    separator = source.separator or ""
    texts = [_code_text(part) for _, part in parts]
    if not any(text.strip() for text in texts):
        return ""
    for (part, _), text in zip(parts, texts, strict=True):
        if not text.strip():
            raise CellRefused("part_empty", part=part.column)
        if separator in text:
            raise CellRefused("separator_in_part", part=part.column, separator=separator)
    return separator.join(texts)


def _stepped(steps: Steps, cell: Cell) -> Cell:
    """The cell after take, normalise, translate, when_empty and pad, in that order."""
    if not steps.has_steps:
        return cell
    text = cells.text(cell)
    if steps.take is not None and text.strip():
        found = re.search(steps.take, text)
        if found is None:
            raise CellRefused("take_found_nothing", expression=steps.take)
        text = found.group(1) or ""
    for step in steps.normalise:
        text = _NORMALISE[step](text)
    changed = text != cells.text(cell)
    text = steps.translate.get(text, text)
    if not text.strip() and steps.when_empty is not None:
        text = steps.when_empty
    if steps.pad is not None and text:
        fill = steps.pad.sign * (steps.pad.length - len(text))
        text = fill + text if steps.pad.side == "left" else text + fill
    # a number or a day that no step touched stays one
    return cell if not changed and text == cells.text(cell) else text


def amount(cell: Cell, written: Numbers) -> Decimal:
    """The amount in the currency's unit, exact: never rounded, never through a float."""
    if isinstance(cell, str | Decimal):
        return numbers.amount(cell, written)
    raise CellRefused("not_an_amount", decimal=written.decimal, thousands=written.thousands or "—", other="—")


def day(cell: Cell, formats: tuple[str, ...]) -> date:
    """The day: that of a workbook's cell, else what the text says by exactly one reading."""
    return dates.day(cells.text(cell), formats if isinstance(cell, str | Decimal) else ("%Y-%m-%d",))


def code(cell: Cell, *, longest: int = LONGEST_CODE) -> str:
    """A code as Baton takes it: printable, composed (NFC), no space at the ends, no double space."""
    composed = unicodedata.normalize("NFC", _code_text(cell))
    spaced_well = composed == _SPACES.sub(" ", composed).strip()
    if not (1 <= len(composed) <= longest and spaced_well and composed.isprintable()):
        raise CellRefused("not_a_code", longest=longest)
    return composed


def _code_text(cell: Cell) -> str:
    if isinstance(cell, Decimal) and cell != cell.to_integral_value():
        raise CellRefused("number_as_code", shown=cells.text(cell))
    if isinstance(cell, date):
        raise CellRefused("date_as_code")
    text = cells.text(cell)
    if cells.CUT_SHORT.fullmatch(text.strip()):
        raise CellRefused("lost_by_spreadsheet")
    if cells.MARKED.fullmatch(text.strip()):
        raise CellRefused("spreadsheet_mark")
    return text


def plain_code(cell: Cell) -> str:
    """The code of a unit, a fund or a feed: it stands in addresses, so only plain characters."""
    text = _code_text(cell)
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", text, re.ASCII) is None:
        raise CellRefused("not_a_plain_code")
    return text


def label(cell: Cell, *, longest: int = LONGEST_LABEL) -> str:
    """A name or a description: what stands there, line breaks and tabs as spaces."""
    text = re.sub(r"[\r\n\t]+", " ", cells.text(cell)).strip()
    if len(text) > longest or re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", text):
        raise CellRefused("not_a_label", longest=longest)
    return text


def fiscal_year(cell: Cell) -> str:
    text = cells.text(cell)
    if re.fullmatch(r"(19|2[0-8])[0-9]{2}", text, re.ASCII) is None:
        raise CellRefused("not_a_fiscal_year")
    return text


def one_of(cell: Cell, known: tuple[str, ...]) -> str:
    text = cells.text(cell)
    if text not in known:
        raise CellRefused("unknown_word", known=", ".join(known))
    return text


def true_or_false(cell: Cell) -> bool:
    return one_of(cells.text(cell).lower(), ("true", "false")) == "true"
