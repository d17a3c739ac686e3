"""Packs: schemes as YAML files with Chinese names. What is written and read again has the same digest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from contracts.scheme.content import SchemeContent
from indicators.documents import nodes, pack_reader, pack_writer, place_names
from indicators.documents.nodes import Mark, NotYaml
from indicators.documents.problems import PackRefused, Problem

SCHEMA = "../../docs/scheme.schema.json"
"""Where an editor finds the JSON Schema, seen from `schemes/<city>/<scheme>.yaml`."""

WIDE = re.compile(r"\s*(- )?[\w ]{1,20}：")
"""A line that a Chinese keyboard began: where a text cannot be read as YAML, this is the usual reason."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A scheme with the lines of its file."""

    content: SchemeContent
    marks: Mapping[str, Mark]

    def line_of(self, path: str) -> int:
        """The line of a place, or that of the nearest place around it that stands in the file."""
        while path and path not in self.marks:
            path = place_names.around(path)
        return self.marks[path].line


def read(path: Path) -> SchemeContent:
    """The scheme of a file. Raises OSError where it cannot be opened, PackRefused with all that is wrong in it."""
    return parse(opened(path)).content


def opened(path: Path) -> str:
    """The text of a file. Raises OSError where it cannot be opened, PackRefused where it is no UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        before = path.read_bytes()[: error.start]
        raise _refusal(NotYaml("shape_no_utf8", Mark(before.count(b"\n") + 1, 1))) from error


def loads(text: str) -> SchemeContent:
    """The scheme of a text. Raises PackRefused with all that is wrong in it."""
    return parse(text).content


def parse(text: str) -> Pack:
    """The scheme of a text with the lines of its places. Raises PackRefused with all that is wrong in it."""
    try:
        root = nodes.composed(text)
    except NotYaml as error:
        if wide := [_wide_colon(number, line) for number, line in enumerate(text.splitlines(), 1) if WIDE.match(line)]:
            raise PackRefused(wide) from error
        raise _refusal(error) from error
    return Pack(*pack_reader.scheme(root))


def dumps(content: SchemeContent, *, schema: str = SCHEMA) -> str:
    """The scheme as YAML: one text for one content in one order. Defaults are left out."""
    title = "".join(filter(str.isprintable, content.labels.beside()))
    return f"# yaml-language-server: $schema={schema}\n# {title}\n{pack_writer.text(content)}"


def _refusal(error: NotYaml) -> PackRefused:
    values = {"detail": error.detail} if error.detail else {}
    return PackRefused([Problem(error.code, "", "", error.mark.line, error.mark.column, values)])


def _wide_colon(number: int, line: str) -> Problem:
    return Problem("shape_wide_colon", "", "", number, line.index("：") + 1, {"line": line.strip()[:40]})
