"""The report on refused rows: what stands where, why it cannot be taken, and whether to go on."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from allinone.failures import RowsRefused
from allinone.files.records import AssesseeRecord, BudgetRecord, PaymentRecord, Reading
from allinone.files.refusals import RefusedRow

MOST_SHOWN = 50

AnyReading = Reading[BudgetRecord] | Reading[PaymentRecord] | Reading[AssesseeRecord]


def check(path: Path, found: AnyReading, *, skip_refused: bool) -> None:
    """Raises RowsRefused where rows were refused and nobody said to go on without them."""
    if found.refused and not skip_refused:
        raise refused(path, found.refused, of=len(found.records) + found.refused_lines)


def refused(path: Path, rows: Iterable[RefusedRow], *, of: int) -> RowsRefused:
    all_rows = tuple(rows)
    lines = len({row.line for row in all_rows})
    shown = [line_of(row) for row in all_rows[:MOST_SHOWN]]
    if len(all_rows) > MOST_SHOWN:
        by_code = Counter(row.code for row in all_rows[MOST_SHOWN:])
        rest = ", ".join(f"{code} {count}" for code, count in sorted(by_code.items()))
        shown.append(f"  … and {len(all_rows) - MOST_SHOWN} more: {rest} (--json lists all)")
    text = "\n".join(
        [
            f"{path}: {lines} of {of} rows were refused; nothing was sent.",
            *shown,
            "Correct the file or the mapping, or go on without these rows with --skip-refused.",
        ]
    )
    return RowsRefused(text, rows=[row.as_json() for row in all_rows])


def line_of(row: RefusedRow) -> str:
    place = f"line {row.line}" + (f", {row.column}" if row.column else "")
    value = "" if row.value is None else f" {row.value!r}"
    key = "" if row.key is None else f" ({row.key})"
    return f"  {place}{value}{key}: {row.text('en')} {row.text('zh')}"
