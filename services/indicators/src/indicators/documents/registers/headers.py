"""Finds the header of a table: below how many title rows, one to three rows high, cells merged or not."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from indicators.documents.registers import units
from indicators.documents.registers.columns import Column, flat, unit_in
from indicators.documents.registers.grid import Grid, address
from indicators.documents.registers.refused import LeftOut, RefusedCell

MOST_TITLE_ROWS = 60
HIGHEST = 3
LIKELY = 2
"""A row that names so many columns is a header, though it may lack one."""

SAYS_TARGETS = re.compile(r"(年度|本年|全年|当年)?(考核)?(目标|任务|计划|目标任务|任务目标)(值|数|分解)?")
"""A group of columns that names no other year (上年完成 does), and no year by its number."""
UNIT_LINE = re.compile(r"\(?(?:金额|计量|数量)?单位:(.+?)\)?")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns stand. `top` and `height` are its rows, `units` the units that it names in brackets."""

    top: int
    height: int
    at: Mapping[str, int]
    units: Mapping[str, str]
    unknown: tuple[tuple[int, str], ...]
    twice: tuple[tuple[str, int, int], ...]

    @property
    def below(self) -> int:
        return self.top + self.height


def find(grid: Grid, columns: Sequence[Column], *, until: int | None = None) -> Header | None:
    """The likeliest header above a row; None where no row names two columns."""
    names = {name: column.key for column in columns for name in column.names()}
    best: Header | None = None
    last = len(grid.rows) if until is None else until
    for top in range(min(last, MOST_TITLE_ROWS)):
        if _is_below_a_group(grid, top):
            continue
        for height in range(1, min(HIGHEST, last - top) + 1):
            header = _read(grid, names, top, height)
            if len(header.at) >= LIKELY and (best is None or _quality(header) > _quality(best)):
                best = header
    return best


def _is_below_a_group(grid: Grid, top: int) -> bool:
    """Whether a header that began here would lose what stands above its columns: 上年完成 over 目标值.

    A cell merged over this row and the one above is such, and one merged over some columns of the row above. One over
    all columns is a title; 单位：万元 and 填报单位：… name no columns.
    """
    width = max((len(row) for row in grid.rows), default=0)
    for first, left, last, right in grid.merged:
        over_some = last == top - 1 and 1 < right - left + 1 < width
        said = grid.rows[first][left].shown if first < len(grid.rows) and left < len(grid.rows[first]) else ""
        if first < top <= last or (over_some and said.strip() and not any(colon in said for colon in ":：")):
            return True
    return False


def _quality(header: Header) -> tuple[int, int]:
    """Of two that name as many columns the lower one: what stands above it may be a title."""
    return len(header.at), -header.height


def refusals(grid: Grid, header: Header | None, columns: Sequence[Column]) -> list[RefusedCell]:
    """What is wrong with the header itself; nothing below it can be read then."""
    needed = [column for column in columns if column.needed]
    if header is None:
        return [RefusedCell(grid.name, "A1", 1, None, "no_table", _listed(needed))]
    found = []
    missing = [column for column in needed if column.key not in header.at]
    place = address(header.top, 0)
    if missing:
        found.append(RefusedCell(grid.name, place, header.top + 1, None, "columns_missing", _listed(missing)))
    for name, first, second in header.twice:
        row = header.below - 1
        values = {"column": name, "other": address(row, first)}
        found.append(RefusedCell(grid.name, address(row, second), row + 1, name, "column_twice", values))
    return found


def _listed(columns: Sequence[Column]) -> dict[str, str]:
    zh, en = "、".join(one.shown("zh") for one in columns), ", ".join(one.shown("en") for one in columns)
    return {"columns": zh, "columns_en": en}


def left_out(grid: Grid, header: Header) -> list[LeftOut]:
    """The columns that nobody knows."""
    row = header.below - 1
    return [LeftOut(grid.name, address(row, column), name, "column") for column, name in header.unknown]


def unit_above(grid: Grid, header: Header, known: Collection[str]) -> str | None:
    """The unit that a line above the table names, such as 单位：万元. 单位：市场监管局 names an office, and no unit."""
    found = None
    for cell in (cell for row in grid.rows[: header.top] for cell in row if isinstance(cell.value, str)):
        said = UNIT_LINE.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", str(cell.value))))
        if said is not None and units.split(said[1])[1] in known:
            found = units.spelled(said[1])
    return found


def unit_over(grid: Grid, header: Header, key: str, known: Collection[str]) -> str | None:
    """The unit in the name of a column, or in brackets in a title or group right above it: 目标（万元）."""
    column = header.at.get(key)
    if key in header.units or column is None:
        return header.units.get(key)
    for row in reversed(grid.rows[max(0, header.top - HIGHEST) : header.top]):
        found = unit_in(str(row[column].value)) if column < len(row) else None
        if found is not None and units.split(found)[1] in known:
            return units.spelled(found)
    return None


def _read(grid: Grid, names: Mapping[str, str], top: int, height: int) -> Header:
    at: dict[str, int] = {}
    units: dict[str, str] = {}
    unknown: list[tuple[int, str]] = []
    twice: list[tuple[str, int, int]] = []
    rows = grid.rows[top : top + height]
    for column in range(max((len(row) for row in rows), default=0)):
        parts = _parts(grid, range(top, min(top + height, len(grid.rows))), column)
        key = _key(parts, names)
        if key is None:
            if parts:
                unknown.append((column, "".join(parts)))
        elif key in at:
            twice.append(("".join(parts), at[key], column))
        else:
            at[key] = column
            unit = next((unit for part in reversed(parts) if (unit := unit_in(part)) is not None), None)
            if unit is not None:
                units[key] = unit
    return Header(top, height, at, units, tuple(unknown), tuple(twice))


def _key(parts: Sequence[str], names: Mapping[str, str]) -> str | None:
    """What a column is. A group above that only says that these are targets says nothing more."""
    key = names.get(flat("".join(parts)))
    if key is None and len(parts) > 1 and SAYS_TARGETS.fullmatch(flat(parts[0])):
        return names.get(flat("".join(parts[1:])))
    return key


def _parts(grid: Grid, rows: range, column: int) -> list[str]:
    """What stands above a column, uppermost first; a cell merged over several rows once."""
    parts: list[str] = []
    for row in rows:
        if column >= len(grid.rows[row]):
            continue
        cell = grid.rows[row][column]
        text = str(cell.value).strip() if not cell.is_empty else ""
        if text and (not parts or parts[-1] != text):
            parts.append(text)
    return parts
