"""A YAML text as a tree that knows where everything stands.

Every scalar stays the text that was written: YAML would read 000123 as a number, `No` as false and 12.50 as a binary
float. What needs no second thought is all that a pack may use: no aliases, no tags, no second document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

DEEPEST = 40
LONGEST = 20_000_000

FLOAT = re.compile(
    r"[-+]?([0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.(inf|Inf|INF)"
    r"|\.(nan|NaN|NAN)"
)
"""What a YAML reader would take as a binary float, of YAML 1.1 and 1.2."""
NOTHING = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Line and column, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    mark: Mark
    text: str
    plain: bool

    @property
    def nothing(self) -> bool:
        return self.plain and self.text in NOTHING

    @property
    def float_like(self) -> bool:
        return self.plain and FLOAT.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class Listed:
    mark: Mark
    items: "list[Node]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mapped:
    """Keys as they stand, each with its node; a key may stand twice."""

    mark: Mark
    pairs: "list[tuple[Scalar, Node]]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that could not be taken for any of these: `code` is that of a problem, with its values."""

    mark: Mark
    code: str
    values: dict[str, Any]


Node = Scalar | Listed | Mapped | Refused


class NotYaml(Exception):
    """The text is no YAML that a pack may use; `code` says why."""

    def __init__(self, code: str, mark: Mark, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.mark = mark
        self.detail = detail


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def composed(text: str) -> Node:
    """The tree of the text. Raises NotYaml with the first place from which nothing can be read on."""
    if len(text) > LONGEST:
        raise NotYaml("shape_too_long", Mark(1, 1))
    try:
        events = yaml.parse(text, Loader=_LOADER)
        return _document(events)
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        mark = _of(at) if at else Mark(1, 1)
        raise NotYaml("shape_no_yaml", mark, str(error.problem or error.context or "")) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        mark = Mark(before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise NotYaml("shape_no_yaml", mark, str(error.reason)) from error


def _document(events: Iterator[yaml.Event]) -> Node:
    root: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise NotYaml("shape_second_document", _mark(event))
        if isinstance(event, yaml.NodeEvent):
            root = _node(event, events, 0)
    return root if root is not None else Mapped(Mark(1, 1))


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
    mark = _mark(event)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
        raise NotYaml("shape_alias", mark)
    tag = getattr(event, "tag", None)
    if tag is not None:
        raise NotYaml("shape_tag", mark, str(tag))
    if depth > DEEPEST:
        raise NotYaml("shape_too_deep", mark)
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(mark, event.value, plain=event.style in (None, ""))
    if isinstance(event, yaml.SequenceStartEvent):
        listed = Listed(mark)
        while not isinstance(inner := next(events), yaml.SequenceEndEvent):
            listed.items.append(_node(inner, events, depth + 1))
        return listed
    mapped = Mapped(mark)
    while not isinstance(inner := next(events), yaml.MappingEndEvent):
        key = _node(inner, events, depth + 1)
        if not isinstance(key, Scalar):
            raise NotYaml("shape_key", key.mark)
        mapped.pairs.append((key, _node(next(events), events, depth + 1)))
    return mapped


def _mark(event: yaml.Event) -> Mark:
    return _of(event.start_mark)


def _of(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1)
