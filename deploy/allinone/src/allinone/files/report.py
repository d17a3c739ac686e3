"""The report on refused rows: what stands where, why it cannot be taken, and whether to go on."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from allinone.failures import RowsRefused
from allinone.files.records import AssesseeRecord, BudgetRecord, PaymentRecord, Reading
from allinone.files.refusals import RefusedRow

MOST_SHOWN = 50

AnyReading = Reading[BudgetRecord] | Reading[PaymentRecord] | Reading[AssesseeRecord]


def check(path: Path, found: AnyReading, *, skip_refused: bool) -> None:
    """Raises RowsRefused where rows were refused and nobody said to go on without them, or nobody can: without a line
    that may belong to any payment, a payment might be imported in part."""
    of = len(found.records) + found.refused_lines
    if found.nameless:
        lines = ", ".join(map(str, found.nameless[:10])) + (" …" if len(found.nameless) > 10 else "")
        advice = (
            f"Lines that name no payment (here {lines}) may belong to any, so --skip-refused cannot leave them out. "
            "Correct them, or name them in the mapping's `ignore_rows`. "
            f"没有写明所属支付的行（第 {lines} 行）可能属于任何一笔，--skip-refused 不能略去。"
            "请更正，或在映射的 ignore_rows 中写明。"
        )
        raise refused(path, found.refused, of=of, advice=advice)
    if found.refused and not skip_refused:
        raise refused(path, found.refused, of=of)


SKIP = (
    "Correct the file or the mapping, or go on without these rows with --skip-refused. "
    "请更正文件或映射，或用 --skip-refused 略去这些行。"
)


def refused(path: Path, rows: Iterable[RefusedRow], *, of: int, advice: str = SKIP) -> RowsRefused:
    all_rows = tuple(rows)
    lines = len({row.line for row in all_rows})
    return RowsRefused(
        f"{path}: {lines} of {of} rows were refused; nothing was sent.",
        f"{of} 行中有 {lines} 行被拒绝，未发送任何内容。",
        rows=[row.as_json() for row in all_rows],
        told=[*shown(all_rows), advice],
    )


def shown(rows: Sequence[RefusedRow]) -> list[str]:
    """A line for each refusal, and for many of them how often each reason stands among the rest."""
    told = [line_of(row) for row in rows[:MOST_SHOWN]]
    if len(rows) > MOST_SHOWN:
        by_code = Counter(row.code for row in rows[MOST_SHOWN:])
        rest = ", ".join(f"{code} {count}" for code, count in sorted(by_code.items()))
        more = len(rows) - MOST_SHOWN
        told.append(f"  … and {more} more: {rest} (--json lists all) · 其余 {more} 处见 --json")
    return told


def line_of(row: RefusedRow) -> str:
    place = f"line {row.line}" + (f", {row.column}" if row.column else "")
    value = "" if row.value is None else f" {row.value!r}"
    key = "" if row.key is None else f" ({row.key})"
    return f"  {place}{value}{key}: {row.text('en')} {row.text('zh')}"
