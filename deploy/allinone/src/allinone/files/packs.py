"""Packs on disk, as YAML or as workbooks: which files a path means, and what is wrong in each."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allinone.failures import FileRefused, WrongUse
from allinone.files import findings
from contracts.scheme.content import SchemeContent
from indicators.documents import pack, place_names
from indicators.documents.problems import PackRefused, Problem
from indicators.documents.workbook import reading
from indicators.domain.checking import check as checking
from indicators.domain.checking.between import Beside, named, units

SUFFIXES = frozenset({".yaml", ".yml"})
WORKBOOK = ".xlsx"

Where = Callable[[str], dict[str, Any]]
"""Path of a place → line, or sheet and cell, where it stands in its file."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One file: its scheme where it can be read, and everything that is wrong, as it stands in an answer."""

    file: Path
    content: SchemeContent | None
    wrong: list[dict[str, Any]] = field(default_factory=list)


def files(path: Path) -> list[Path]:
    """The packs that a path means: itself, or all of a folder. Raises FileRefused where there is none."""
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if is_yaml(file))
        if not found:
            raise FileRefused(
                f"{path} holds no pack. Packs are YAML files (docs/pack.md).",
                "文件夹中没有方案文件；方案文件是 YAML 文件。",
            )
        return found
    if not path.exists():
        raise FileRefused.absent(path)
    return [path]


def is_yaml(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def is_workbook(path: Path) -> bool:
    return path.suffix.lower() == WORKBOOK


def load(path: Path) -> SchemeContent:
    """The scheme of a file. Raises FileRefused with one line for each place that is wrong."""
    checked = check(path)
    if checked.content is None:
        raise FileRefused(
            f"{path} cannot be read as a scheme:",
            "文件不能读作方案：",
            told=[findings.line_of(one) for one in _with_file(path, checked)],
        )
    return checked.content


def beside(path: Path, content: SchemeContent) -> dict[str, SchemeContent]:
    """The schemes of the same folder, by code, where this one names others or their units: what these are called.
    Unreadable ones are left out, they have no names."""
    if not named(content) and not units(content):
        return {}
    folder = [file for file in sorted(path.resolve().parent.iterdir()) if is_yaml(file) and file != path.resolve()]
    return {one.code: one for one, _, _ in map(_read, folder) if one is not None}


def check(path: Path) -> Checked:
    """Everything that is wrong in a file."""
    return check_all([path])[0]


def check_all(paths: Sequence[Path], *, english: bool = False) -> list[Checked]:
    """Everything that is wrong in each file, and between those of one folder: a city keeps its schemes together.

    What one of them names and no file of its folder holds is not judged: it may be published already.
    `english` asks for the English of every text.
    """
    read = [_read(path, english=english) for path in paths]
    folders: dict[Path, dict[str, SchemeContent]] = {}
    for path, (content, _, _) in zip(paths, read, strict=True):
        if content is not None:
            folders.setdefault(path.resolve().parent, {})[content.code] = content
    return [
        Checked(
            path,
            content,
            refused if content is None else _wrong(content, where, folders[path.resolve().parent], english=english),
        )
        for path, (content, where, refused) in zip(paths, read, strict=True)
    ]


def _read(path: Path, *, english: bool = False) -> tuple[SchemeContent | None, Where, list[dict[str, Any]]]:
    """The scheme of a file with where its places stand; or what keeps it from being read."""
    try:
        return *_opened(path), []
    except OSError as error:
        raise FileRefused.unreadable(path, error) from error
    except PackRefused as refused:
        told = [_told(problem) for problem in refused.problems]
        return None, lambda _: {}, [*told, *_after(refused, told, english=english)]


def _after(refused: PackRefused, told: Sequence[dict[str, Any]], *, english: bool) -> list[dict[str, Any]]:
    """What will be wrong once the rows that belong to nothing are gone: a workbook is mended in one go."""
    if refused.without is None:
        return []
    cells = {(one.get("sheet"), one.get("cell")) for one in told}
    found = _wrong(refused.without.content, _in_cells(refused.without), {}, english=english)
    return [one for one in found if (one["sheet"], one["cell"]) not in cells]


def _wrong(
    content: SchemeContent, where: Where, folder: Mapping[str, SchemeContent], *, english: bool
) -> list[dict[str, Any]]:
    return [
        {**finding.as_value(), "place": place_names.chinese(finding.at), **where(finding.at)}
        for finding in checking.findings(content, beside=Beside(folder, complete=False), english=english)
    ]


def save(path: Path, content: str | bytes, *, force: bool) -> None:
    """Writes a file whole, or not at all. Raises WrongUse where there is one already and nobody said `--force`."""
    if path.exists() and not force:
        raise WrongUse(f"{path} exists already. Choose another name, or write over it with --force.")
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content.encode() if isinstance(content, str) else content)
        os.replace(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise FileRefused(f"{path} cannot be written: {error}.", "文件无法写入，请检查权限和路径。") from error


def _opened(path: Path) -> tuple[SchemeContent, Where]:
    if is_workbook(path):
        book = reading.opened(path)
        return book.content, _in_cells(book)
    read = pack.parse(pack.opened(path))
    return read.content, lambda at: {"line": read.line_of(at)}


def _in_cells(book: reading.Book) -> Where:
    return lambda at: dict(zip(("sheet", "cell"), book.cell_of(at), strict=True))


def _with_file(path: Path, checked: Checked) -> list[dict[str, Any]]:
    return [{"file": str(path), **told} for told in checked.wrong]


def _told(problem: Problem) -> dict[str, Any]:
    return {**problem.as_value(), "place": problem.place or place_names.chinese(problem.at)}
