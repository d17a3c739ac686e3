"""A CSV file as lines of cells, each with its number as an editor counts it."""

import csv
import io
import itertools
from collections.abc import Iterator
from pathlib import Path

from allinone.failures import FileRefused
from allinone.files.cells import beginning
from allinone.files.mapping import TableFile

MOST_SIGNS = 2_000_000
"""Of one cell. A longer one is a quote that was never closed."""
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def lines(path: Path, data: bytes, mapping: TableFile) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line that is not blank. Raises FileRefused."""
    above = mapping.skip_lines
    text = itertools.islice(io.StringIO(_text(path, data, mapping.encoding), newline=""), above, None)
    csv.field_size_limit(MOST_SIGNS)
    reader = csv.reader(text, delimiter=mapping.delimiter, strict=True)
    begins = above + 1
    try:
        for cells in reader:
            line, begins = begins, above + reader.line_num + 1
            if any(cell.strip() for cell in cells):
                yield line, cells
    except csv.Error as error:
        raise FileRefused(
            f"{path}, line {begins}: a quote that opens here is not closed as it should be ({error}). Double each "
            'quote within a quoted cell ("") and close it before the delimiter.'
        ) from error


def _text(path: Path, data: bytes, encoding: str) -> str:
    try:
        # utf-8-sig reads files with and without the mark that Excel puts in front
        return data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8", "utf_8") else encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        marked = MARKS.get(data[:2])
        advice = (
            f"The file begins with the mark of {marked}: set `encoding: {marked}` in the mapping."
            if marked
            else "Chinese spreadsheets are often saved as gb18030: set `encoding` in the mapping."
        )
        raise FileRefused(f"{path}, line {line}: byte {data[error.start]:#04x} is not {encoding}. {advice}") from error
    except (LookupError, ValueError) as error:
        told = f"{beginning(encoding)!r} is no encoding that this file can be read in."
        raise FileRefused(f"{path}: {told} Usual: utf-8, gb18030, latin-1.") from error
