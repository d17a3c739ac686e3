"""A CSV file as rows of named cells, each row collecting why it is refused."""

import csv
import difflib
import io
import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar, cast

from allinone.failures import FileRefused
from allinone.files import values
from allinone.files.mapping import Condition, CsvFile, Source
from allinone.files.refusals import CellRefused, RefusedRow

T = TypeVar("T")


class Row:
    """One row of the file; collects every refusal, so that a file is corrected in one go."""

    def __init__(self, line: int, cells: dict[str, str]) -> None:
        self.line = line
        self.cells = cells
        self.refused: list[RefusedRow] = []

    def read(self, source: Source, convert: Callable[[str], T]) -> T:
        """The value; after a refusal None (hidden from the type checker), and the record is dropped."""
        cell = source.constant if source.constant is not None else self.cells[cast(str, source.column)]
        try:
            text = values.prepare(source, cell)
            if not text.strip():
                raise CellRefused("empty")
            return convert(text)
        except CellRefused as reason:
            self.refuse(reason, column=source.column, value=cell)
            return cast(T, None)

    def read_or(self, source: Source | None, convert: Callable[[str], T], otherwise: T) -> T:
        """Like read, but an absent column or an empty cell gives `otherwise`."""
        if source is None:
            return otherwise
        if source.column is not None and source.when_empty is None and not self.cells[source.column].strip():
            return otherwise
        return self.read(source, convert)

    def refuse(self, reason: CellRefused, *, column: str | None = None, value: str | None = None) -> None:
        self.refused.append(RefusedRow(self.line, column, value, reason.code, reason.values))

    def meets(self, condition: Condition) -> bool:
        cell = self.cells[condition.column]
        return cell in condition.values or (
            condition.matches is not None and re.search(condition.matches, cell) is not None
        )


class Rows:
    """The rows of a file that are data; after the last one, `refused` and `ignored` tell of the others.

    A file as a whole is refused (FileRefused) where no row could be read: wrong encoding, a missing column.
    """

    def __init__(self, path: Path, mapping: CsvFile) -> None:
        self.path = path
        self.mapping = mapping
        self.refused: list[RefusedRow] = []
        self.ignored = 0

    def __iter__(self) -> Iterator[Row]:
        text = _text(self.path, self.mapping.encoding)
        above = self.mapping.skip_lines
        lines = itertools.islice(io.StringIO(text, newline=""), above, None)
        reader = csv.reader(lines, delimiter=self.mapping.delimiter, strict=True)
        names: list[str] | None = None
        begins = above + 1
        try:
            for cells in reader:
                line, begins = begins, above + reader.line_num + 1
                if not any(cell.strip() for cell in cells):
                    continue
                if names is None:
                    names = [cell.strip() for cell in cells]
                    _check_columns(self.path, self.mapping, names)
                elif (row := self._row(line, names, cells)) is not None:
                    yield row
        except csv.Error as error:
            place = f"{self.path}, line {above + reader.line_num}"
            raise FileRefused(f"{place}: not valid CSV: {error}.") from error
        if names is None:
            raise FileRefused(f"{self.path} is empty: its first line should name the columns.")

    def _row(self, line: int, names: list[str], cells: list[str]) -> Row | None:
        if len(cells) != len(names):
            found = {"found": len(cells), "expected": len(names)}
            whole = self.mapping.delimiter.join(cells)[:200]
            self.refused.append(RefusedRow(line, None, whole, "cell_count", found))
            return None
        row = Row(line, dict(zip(names, cells, strict=True)))
        if any(row.meets(condition) for condition in self.mapping.ignore_rows):
            self.ignored += 1
            return None
        return row

    def keep(self, row: Row) -> bool:
        """Whether the row stands; its refusals are taken over."""
        self.refused.extend(row.refused)
        return not row.refused


def _text(path: Path, encoding: str) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise FileRefused(f"{path} does not exist. Check its spelling, or your folder.") from error
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error}.") from error
    try:
        # utf-8-sig reads files with and without the mark that Excel puts in front
        return data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8", "utf_8") else encoding)
    except LookupError as error:
        raise FileRefused(f"{encoding!r} is no known encoding. Usual: utf-8, gb18030, latin-1.") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            f"{path}, line {line}: byte {data[error.start]:#04x} is not {encoding}. Chinese spreadsheets "
            "are often saved as gb18030: set `encoding` in the mapping."
        ) from error


def _check_columns(path: Path, mapping: CsvFile, names: list[str]) -> None:
    wrong = []
    for name in sorted(mapping.columns_named()):
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            wrong.append(f"{name!r}" + (f" (did you mean {near[0]!r}?)" if near else ""))
        elif names.count(name) > 1:
            wrong.append(f"{name!r} (stands {names.count(name)} times)")
    if wrong:
        raise FileRefused(
            f"{path} lacks columns that the mapping names, each exactly once: {'; '.join(wrong)}. "
            f"The file has: {', '.join(repr(name) for name in names)}. "
            "Check also `delimiter` and `skip_lines`."
        )
