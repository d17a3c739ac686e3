"""A table as rows of named cells, each row collecting why it is refused."""

import difflib
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar, cast

from allinone.failures import FileRefused
from allinone.files import cells as reading_of_cells
from allinone.files import delimited, sheets, values
from allinone.files.cells import Cell, beginning, is_empty
from allinone.files.mapping import TableFile
from allinone.files.refusals import CellRefused, RefusedRow
from allinone.files.sources import Condition, Source, Strict
from indicators.documents.registers.refused import LeftOut

T = TypeVar("T")


class Row:
    """One row of the file; collects every refusal, so that a file is corrected in one go.

    `said` counts contents that named a reference so far, in all rows of the file.
    """

    def __init__(self, line: int, cells: dict[str, Cell], columns: Strict, said: Counter[str]) -> None:
        self.line = line
        self.cells = cells
        self.columns = columns
        self.refused: list[RefusedRow] = []
        self._said = said

    def read(self, key: str, convert: Callable[[Cell], T]) -> T:
        """The value that the mapping describes under `key`; after a refusal None (hidden from the type checker), and
        the record is dropped.
        """
        source = self._source(key)
        try:
            cell = self._content(source.from_content) if source.from_content else values.of_row(source, self.cells)
            if is_empty(cell):
                raise CellRefused("empty")
            return convert(cell)
        except CellRefused as reason:
            self.refuse(reason, key)
            return cast(T, None)

    def read_or(self, key: str, convert: Callable[[Cell], T], otherwise: T) -> T:
        """Like read, but a value that the mapping leaves out, or an empty cell, gives `otherwise`."""
        source: Source | None = getattr(self.columns, key)
        if source is None:
            return otherwise
        if source.reads and source.when_empty is None and all(is_empty(self.cells[name]) for name in source.reads):
            return otherwise
        return self.read(key, convert)

    def refuse(self, reason: CellRefused, key: str) -> None:
        source = self._source(key)
        shown = [reading_of_cells.text(self.cells[name]) for name in source.reads]
        value = beginning(" + ".join(shown)) if shown else beginning(source.constant or "")
        self.refused.append(RefusedRow(self.line, source.place, value, reason.code, reason.values, f"columns.{key}"))

    def meets(self, condition: Condition) -> bool:
        cell = reading_of_cells.text(self.cells[condition.column])
        return cell in condition.values or (
            condition.matches is not None and re.search(condition.matches, cell) is not None
        )

    def _source(self, key: str) -> Source:
        return cast(Source, getattr(self.columns, key))

    def _content(self, names: tuple[str, ...]) -> str:
        """A reference that follows from the content of these columns and from how often it has stood before."""
        content = json.dumps([reading_of_cells.text(self.cells[name]).strip() for name in names], ensure_ascii=False)
        digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        self._said[digest] += 1
        return f"content-{digest}-{self._said[digest]}"


class Rows:
    """The rows of a file that are data; after the last one, `refused`, `ignored` and `hidden` tell of the others.

    A file as a whole is refused (FileRefused) where no row could be read: wrong encoding, a missing column.
    """

    def __init__(self, path: Path, mapping: TableFile) -> None:
        self.path = path
        self.mapping = mapping
        self.refused: list[RefusedRow] = []
        self.ignored = 0
        self.hidden: tuple[LeftOut, ...] = ()
        self._said: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Row]:
        names: list[str] | None = None
        for line, cells in self._lines():
            if names is None:
                names = [reading_of_cells.text(cell).strip() for cell in cells]
                _check_columns(self.path, self.mapping, names)
            elif (row := self._row(line, names, cells)) is not None:
                yield row
        if names is None:
            raise FileRefused(
                f"{self.path} is empty: its first line should name the columns.", "文件是空的：首行应为列名。"
            )

    def _lines(self) -> Iterator[tuple[int, list[Cell]]]:
        data = _bytes(self.path)
        if sheets.is_workbook(self.path, data):
            found, self.hidden = sheets.rows(self.path, self.mapping)
            return found
        return cast(Iterator[tuple[int, list[Cell]]], delimited.lines(self.path, data, self.mapping))

    def _row(self, line: int, names: list[str], cells: list[Cell]) -> Row | None:
        if len(cells) != len(names):
            found = {"found": len(cells), "expected": len(names)}
            whole = beginning(self.mapping.delimiter.join(map(reading_of_cells.text, cells)))
            self.refused.append(RefusedRow(line, None, whole, "cell_count", found))
            return None
        row = Row(line, dict(zip(names, cells, strict=True)), self.mapping.columns, self._said)
        if any(row.meets(condition) for condition in self.mapping.ignore_rows):
            self.ignored += 1
            return None
        return row

    def keep(self, row: Row) -> bool:
        """Whether the row stands; its refusals are taken over."""
        self.refused.extend(row.refused)
        return not row.refused


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FileRefused.absent(path) from error
    except OSError as error:
        raise FileRefused.unreadable(path, error) from error


def _check_columns(path: Path, mapping: TableFile, names: list[str]) -> None:
    wrong, wrong_zh = [], []
    for name in sorted(mapping.columns_named()):
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            wrong.append(f"{name!r}" + (f" (did you mean {near[0]!r}?)" if near else ""))
            wrong_zh.append(f"“{name}”" + (f"（是否为“{near[0]}”？）" if near else ""))
        elif names.count(name) > 1:
            wrong.append(f"{name!r} (stands {names.count(name)} times)")
            wrong_zh.append(f"“{name}”（出现 {names.count(name)} 次）")
    if wrong:
        raise FileRefused(
            f"{path} lacks columns that the mapping names, each exactly once: {'; '.join(wrong)}. "
            f"The file has: {', '.join(repr(beginning(name)) for name in names[:50])}. "
            "Check also `delimiter`, `encoding`, `sheet` and `skip_lines`.",
            f"缺少映射所列的列，或列名重复：{'、'.join(wrong_zh)}。"
            f"文件现有列：{'、'.join(map(beginning, names[:50]))}。"
            "另请检查映射的 delimiter、encoding、sheet 和 skip_lines。",
        )
