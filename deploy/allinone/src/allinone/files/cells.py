"""What stands in one cell of a table: a text of a CSV file, or the text, number or day of a workbook."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.money import plain_text

LONGEST_SHOWN = 60

LOST = re.compile(r"#[A-Z0-9/]+[!?]|#N/A|#GETTING_DATA|#{3,}|Err:[0-9]{3}")
"""What a spreadsheet writes into a CSV file in the place of a value: an error, or a column that was too narrow."""
MARKED = re.compile(r"=.+|'[0-9]+", re.DOTALL)
"""A formula (="000123"), or the sign by which a spreadsheet keeps digits as text ('000123): not the value alone."""
CUT_SHORT = re.compile(r"-?[1-9]([.,][0-9]+)?[Ee]\+[0-9]{2,}")
"""A long number as a spreadsheet shows it: 1.23457E+15. As an amount it may be meant so, as a code it is lost."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell of a workbook that has no value of its own, or shows another one: why, and what it shows."""

    code: str
    shown: str
    values: dict[str, Any] = field(default_factory=dict)


Cell = str | Decimal | date | Broken


def text(cell: Cell) -> str:
    """The cell as a text: numbers without exponent, days as YYYY-MM-DD."""
    match cell:
        case str():
            return cell
        case Decimal():
            return plain_text(cell)
        case Broken():
            return cell.shown
        case _:
            return cell.isoformat()


def is_empty(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def beginning(written: str) -> str:
    """As much of a text as a report repeats."""
    if len(written) <= LONGEST_SHOWN:
        return written
    return f"{written[:LONGEST_SHOWN]}… ({len(written)} characters)"
