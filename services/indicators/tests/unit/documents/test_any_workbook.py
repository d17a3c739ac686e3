"""Thousands of workbooks of packs with one cell typed over: it is taken as meant, or refused; no other changes."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contracts import canonical
from contracts.scheme.content import SchemeContent
from indicators.documents import pack
from indicators.documents.problems import PackRefused
from indicators.documents.references import LISTS
from indicators.documents.registers.grid import Cell, Grid, address, load
from indicators.documents.shapes import Choice, Number, Truth, Whole
from indicators.documents.workbook import reading, writing
from indicators.documents.workbook.layout import Column, tables
from indicators.domain import scheme_changes

PACKS = sorted((Path(__file__).parents[5] / "schemes").rglob("*.yaml"))
HOW_MANY = {"few": 400, "many": 10_000}
JUNK: list[Any] = [
    " ", "-", "—", "n/a", "########", "1e3", "½", "一百", "12.345.67", "1,2,3", "--1", "1_000", "５万", "(1)", "约470",
    "1 000", "\u200b1", "TRUE", "null", "9" * 40, "0." + "1" * 30, "=1+1", '"', "、", "（", "（）", "x（y）", "/",
    "a/b/c", "😀", "是否", "共性、个性", True, False, 1e300, float(10**15), 0.1, 2.5, -7, 12.5,
]  # fmt: skip


def columns_of(grid: Grid) -> dict[int, Column]:
    """Column of a sheet of a list → what it holds."""
    known = {table.sheet: table for table in tables()}
    table = known.get(grid.name)
    if table is None and grid.name.startswith("部分·"):
        table = next(one for one in tables() if one.names == ("parts", "entries"))
    if table is None or not table.names:
        return {}
    headers = {column.header: column for column in table.columns}
    said = [cell.shown.replace("\n", "") for cell in grid.rows[1]]
    return {number: headers[header] for number, header in enumerate(said) if header in headers}


def alike(text: str, column: Column, rng: random.Random) -> Any:
    """The same written in another way that officials use; None where there is none."""
    of = column.of
    if column.several and column.field in LISTS:
        return text.replace("、", rng.choice(["，", "；", "、 ", ",\n"]))
    if column.several:
        return None
    if column.field in LISTS and text.endswith("）"):
        name, code = text[:-1].rsplit("（", 1)
        return rng.choice([code, f" {code} ", f"{name}({code})", f"（{code}）"])
    if isinstance(of, Number | Whole):
        wide = text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
        ways: list[Any] = [wide, f" {text} ", float(text)]
        if isinstance(of, Number) and of.percent:
            ways += [f"{text}%", f"{wide}％"]
        return rng.choice(ways)
    if isinstance(of, Truth):
        return rng.choice([f" {text} ", text == "是", "true" if text == "是" else "FALSE"])
    if isinstance(of, Choice):
        return f" {text} "
    return None


def typed_over(grids: Sequence[Grid], at: tuple[int, int, int], value: Any) -> list[Grid]:
    sheet, row, column = at
    lines = [list(line) for line in grids[sheet].rows]
    lines[row][column] = Cell(value)
    changed = replace(grids[sheet], rows=tuple(map(tuple, lines)))
    return [changed if number == sheet else grid for number, grid in enumerate(grids)]


def differences(before: dict[str, Any], after: SchemeContent) -> list[str]:
    return [change.at for change in scheme_changes.changes(before, canonical.whole(after))]


@pytest.mark.parametrize("how_many", ["few", pytest.param("many", marks=pytest.mark.slow)])
def test_a_cell_is_taken_as_it_was_meant_or_refused_and_no_other_changes(how_many: str, tmp_path: Path) -> None:
    rng = random.Random(how_many)
    taken = refused = same = 0
    books: Mapping[Path, tuple[dict[str, Any], list[Grid]]] = {path: opened(path, tmp_path) for path in PACKS}
    for _ in range(HOW_MANY[how_many]):
        content, grids = books[rng.choice(PACKS)]
        sheet = rng.choice([number for number, grid in enumerate(grids) if columns_of(grid) and len(grid.rows) > 2])
        columns = columns_of(grids[sheet])
        row, number = rng.randrange(2, len(grids[sheet].rows)), rng.choice(list(columns))
        cell, column = grids[sheet].rows[row][number], columns[number]
        other = alike(cell.shown, column, rng) if not cell.is_empty and rng.random() < 0.4 else None
        value = other if other is not None else rng.choice([*JUNK, rng.choice(list(columns.values())).header])
        if value == " " and sum(not one.is_empty for one in grids[sheet].rows[row]) == 1:
            continue  # whoever empties the only cell of a row takes the row out
        place = (grids[sheet].name, address(row, number))
        why = f"{content['code']} {place} {cell.shown!r} → {value!r}"
        read, refusal = judged(typed_over(grids, (sheet, row, number), value))
        if read is None or refusal is not None:
            refused += 1
            problems = refusal.problems if refusal is not None else []
            assert other is None, f"{why}: {refusal}"
            assert problems, why
            assert all(one.as_value()["mend"]["zh"] for one in problems), why
            # what names a row may be missed by others, which are told then
            names_a_row = column.names[-1] in ("code", "zh") or column.field in LISTS or column.required
            rows = {(one.sheet, one.line) for one in problems}
            assert names_a_row or (grids[sheet].name, row + 1) in rows, f"{why}: {refusal}"
            continue
        changed = differences(content, read.content)
        if other is not None:
            same += 1
            assert changed == [], why
        taken += bool(changed)
        # a row is named by its key: where that is typed over, the whole row is another
        if column.names[-1] not in (
            "code",
            "indicator",
            "variant",
            "due",
            "trait",
            "origin",
            "unit",
            "at",
            "day",
            "value",
        ):
            told = {read.cell_of(path) for path in changed}
            assert told <= {place}, f"{why}: {changed}"
    assert min(taken, refused, same) > HOW_MANY[how_many] // 20


def judged(grids: Sequence[Grid]) -> tuple[reading.Book | None, PackRefused | None]:
    try:
        return reading.of_sheets(grids, []), None
    except PackRefused as refusal:
        return None, refusal


def opened(path: Path, folder: Path) -> tuple[dict[str, Any], list[Grid]]:
    content = pack.read(path)
    writing.write(content, folder / "any.xlsx")
    return canonical.whole(content), load(folder / "any.xlsx")
