"""XLSX tables on disk: opened, and refused with every cell that cannot be taken (docs/registers.md)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allinone.failures import FileRefused, RowsRefused, WrongUse
from chassis import clock
from indicators.documents.registers import hidden, marked
from indicators.documents.registers.grid import Grid
from indicators.documents.registers.hidden import Seen
from indicators.documents.registers.refused import LeftOut, RefusedCell, WorkbookUnreadable

MOST_SHOWN = 50
SUFFIX = ".xlsx"


@dataclass(frozen=True, slots=True)
class Found:
    """What a table was found to say: how many of what, what was refused and what was read over."""

    counts: dict[str, int]
    refused: Sequence[RefusedCell]
    left_out: Sequence[LeftOut]
    more: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            **self.counts,
            **self.more,
            "refused": [one.as_json() for one in self.refused],
            "left_out": [one.as_json() for one in self.left_out],
        }


def is_workbook(path: Path) -> bool:
    return path.suffix.lower() == SUFFIX


def load(path: Path, *, leave_out_hidden: bool) -> Seen:
    """The visible sheets of a workbook, and what of it is hidden. Raises FileRefused."""
    try:
        return hidden.load(path, leave_out=leave_out_hidden)
    except FileNotFoundError as error:
        raise FileRefused.absent(path) from error
    except OSError as error:
        raise FileRefused.unreadable(path, error) from error
    except WorkbookUnreadable as error:
        raise FileRefused(
            f"{path} is no .xlsx workbook that can be read: {error.text('en')}. Save it as .xlsx again.",
            f"文件不是可读取的 .xlsx 工作簿：{error.text('zh')}。请重新另存为 .xlsx。",
        ) from error


def save(path: Path, content: bytes) -> None:
    """Writes a workbook. Raises WrongUse where it cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise WrongUse(f"{path} cannot be written: {error}.") from error


def check(path: Path, grids: Sequence[Grid], found: Found, *, skip_refused: bool, marks: Path | None) -> None:
    """Writes the marked workbook where one is wanted; raises RowsRefused where cells were refused and nobody said to
    go on without them.
    """
    if not found.refused:
        return
    if marks is not None:
        save(marks, marked.write(grids, found.refused, made_at=clock.wall()))
    if skip_refused:
        return
    shown = [line_of(one) for one in found.refused[:MOST_SHOWN]]
    if len(found.refused) > MOST_SHOWN:
        rest = Counter(one.code for one in found.refused[MOST_SHOWN:])
        counted = ", ".join(f"{code} {count}" for code, count in sorted(rest.items()))
        more = len(found.refused) - MOST_SHOWN
        shown.append(f"  … and {more} more: {counted} (--json lists all) · 其余 {more} 处见 --json")
    cells = "1 cell was" if len(found.refused) == 1 else f"{len(found.refused)} cells were"
    advice = "Correct them, or go on without these rows with --skip-refused."
    advice_zh = "请更正，或用 --skip-refused 略去这些行。"
    where = f" They are marked in {marks}." if marks is not None else " --marks FILE.xlsx marks them in a workbook."
    where_zh = f"已在 {marks} 中标出。" if marks is not None else "--marks FILE.xlsx 可在工作簿中标出。"
    raise RowsRefused(
        f"{path}: {cells} refused; nothing was imported.",
        f"{len(found.refused)} 个单元格被拒绝，未导入任何内容。",
        rows=[one.as_json() for one in found.refused],
        told=[*shown, f"{advice}{where} {advice_zh}{where_zh}"],
    )


def line_of(one: RefusedCell) -> str:
    value = "" if one.value is None else f" {one.value!r}"
    return f"  {one.place}{value}: {one.text('zh')} {one.text('en')}"


def left_out_line(one: LeftOut) -> str:
    return f"  {one.sheet}!{one.cell}: {one.why}: {one.text}"
