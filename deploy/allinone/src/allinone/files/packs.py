"""Packs on disk: which files a path means, and what is wrong in each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allinone.failures import FileRefused
from contracts.scheme.content import SchemeContent
from indicators.documents import pack, place_names
from indicators.documents.pack import Pack
from indicators.documents.problems import PackRefused, Problem
from indicators.domain.checking.check import findings
from indicators.domain.checking.finding import Finding

SUFFIXES = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class Checked:
    """One file: its scheme where it can be read, and everything that is wrong, as it stands in an answer."""

    file: Path
    pack: Pack | None
    wrong: list[dict[str, Any]] = field(default_factory=list)


def files(path: Path) -> list[Path]:
    """The packs that a path means: itself, or all of a folder. Raises FileRefused where there is none."""
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES)
        if not found:
            raise FileRefused(f"{path} holds no pack. Packs are YAML files (docs/pack.md).")
        return found
    if not path.exists():
        raise FileRefused(f"{path} does not exist. Check its spelling, or your folder.")
    return [path]


def load(path: Path) -> SchemeContent:
    """The scheme of a file. Raises FileRefused with one line for each place that is wrong."""
    checked = check(path)
    if checked.pack is None:
        raise FileRefused("\n".join([f"{path} cannot be read as a scheme:", *map(line_of, _with_file(path, checked))]))
    return checked.pack.content


def check(path: Path) -> Checked:
    """Everything that is wrong in a file."""
    try:
        read = pack.parse(pack.opened(path))
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error}.") from error
    except PackRefused as refused:
        return Checked(path, None, [_told(problem) for problem in refused.problems])
    return Checked(path, read, [_found(finding, read) for finding in findings(read.content)])


def line_of(told: Mapping[str, Any]) -> str:
    """One finding as it is said to people: file, line, place; what is wrong and what mends it, in both languages."""
    where = ":".join(str(told[name]) for name in ("file", "line") if told.get(name))
    texts, mend = told["texts"], told["mend"]
    place = f"{told['place']}：" if told["place"] else ""
    at = f"{told['at']}: " if told["at"] else ""
    return f"{where}: {place}{texts['zh']}。{mend['zh']}。\n    {at}{texts['en']}; {mend['en']}."


def _with_file(path: Path, checked: Checked) -> list[dict[str, Any]]:
    return [{"file": str(path), **told} for told in checked.wrong]


def _found(finding: Finding, read: Pack) -> dict[str, Any]:
    return {**finding.as_value(), "place": place_names.chinese(finding.at), "line": read.line_of(finding.at)}


def _told(problem: Problem) -> dict[str, Any]:
    return {**problem.as_value(), "place": problem.place or place_names.chinese(problem.at)}
