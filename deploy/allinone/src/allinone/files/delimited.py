"""A CSV file as lines of cells, each with its number as an editor counts it."""

import codecs
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
MARKS = {
    b"\xef\xbb\xbf": ("utf-8", "utf-8-sig"),
    b"\xff\xfe": ("utf-16", "utf-16-le"),
    b"\xfe\xff": ("utf-16", "utf-16-be"),
}
"""How a file begins that says its encoding, and the encodings which it may be read in."""
USUAL = ("utf-8", "gb18030")


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
            'quote within a quoted cell ("") and close it before the delimiter.',
            f'第 {begins} 行的引号没有正确闭合。单元格内的引号须写成两个（""），并在分隔符之前闭合。',
        ) from error


def _text(path: Path, data: bytes, encoding: str) -> str:
    """The text without the mark that a spreadsheet puts in front."""
    try:
        name = codecs.lookup(encoding).name
        marked = next((known for mark, known in MARKS.items() if data.startswith(mark)), None)
        if marked is not None and name not in marked:
            raise FileRefused(
                f"{path} begins with the mark of {marked[0]}, but the mapping says `encoding: {beginning(encoding)}`. "
                f"Set `encoding: {marked[0]}` in the mapping.",
                f"文件以 {marked[0]} 的标记开头，而映射写的是 encoding: {beginning(encoding)}。"
                f"请在映射中改为 encoding: {marked[0]}。",
            )
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        en, zh = _advice(data, name)
        byte = f"{data[error.start]:#04x}"
        raise FileRefused(
            f"{path}, line {line}: byte {byte} is not {encoding}. {en}",
            f"第 {line} 行的字节 {byte} 不是 {encoding}。{zh}",
        ) from error
    except (LookupError, ValueError) as error:
        told = f"{beginning(encoding)!r} is no encoding that this file can be read in."
        raise FileRefused(
            f"{path}: {told} Usual: utf-8, gb18030, latin-1.",
            f"“{beginning(encoding)}”不是可用于此文件的编码。常用 utf-8、gb18030、latin-1。",
        ) from error


def _advice(data: bytes, name: str) -> tuple[str, str]:
    """What to do, in English and in Chinese."""
    fitting = [other for other in USUAL if other != name and _reads_as(data, other)]
    if fitting:
        return (
            f"The whole file can be read as {fitting[0]}: if its words are right then, set `encoding: {fitting[0]}`.",
            f"整个文件可按 {fitting[0]} 读取：如文字正确，请在映射中写 encoding: {fitting[0]}。",
        )
    return (
        "Ask for the encoding in which it was saved, and set `encoding` in the mapping, or save it again as utf-8.",
        "请查明保存时的编码并写入映射的 encoding，或另存为 utf-8。",
    )


def _reads_as(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
