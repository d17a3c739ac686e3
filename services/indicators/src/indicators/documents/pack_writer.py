"""A scheme as a YAML text that an official reads: short things on one line, defaults left out."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from pydantic import BaseModel

from contracts.money import plain_text
from contracts.scheme.content import SchemeContent
from indicators.documents.nodes import FLOAT
from indicators.documents.sections import SECTIONS, section_of
from indicators.documents.shapes import Choice, Either, Group, Many, Place, Shape, places

WIDTH = 100
"""Columns; a Chinese character takes two."""
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")

STR, MAP, SEQ = "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"
INT, TIMESTAMP = "tag:yaml.org,2002:int", "tag:yaml.org,2002:timestamp"


class _Writer(yaml.SafeDumper):
    """Indents lists below their key, and leaves the breaking of lines to the writer of the text."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> str:
        style = str(super().choose_scalar_style())
        written = set(getattr(self.event, "value", ""))
        return '"' if style == "'" and not written & {'"', "\\"} else style


def text(content: SchemeContent) -> str:
    """The fields of the content as block YAML, under the headings of the sections, as comments."""
    written: list[str] = []
    before = SECTIONS[0][0]
    for place in places(SchemeContent).values():
        value = getattr(content, place.name)
        if not _written(place, value, ""):
            continue
        heading = section_of(place.name)
        if heading != before:
            written.append(f"\n# {heading.zh}\n")
            before = heading
        node = _mapping([(place.title, _node(value, place.shape))])
        node.flow_style = False
        apart = isinstance(place.shape, Many) and not written[-1].startswith("\n#")
        written.append(("\n" if apart else "") + _serialised(node))
    return "".join(written)


def _serialised(node: yaml.Node) -> str:
    return str(yaml.serialize(node, Dumper=_Writer, allow_unicode=True, width=10**9, indent=2))


def _node(value: Any, shape: Shape) -> yaml.Node:
    match shape:
        case Group(model=model):
            return _mapping(_fields(value, places(model).values()))
        case Either(tag=tag, models=models):
            return _mapping(_fields(value, places(models[getattr(value, tag)]).values(), always=tag))
        case Many(of=inner):
            return _sequence([_node(item, inner) for item in value])
        case Choice():
            return _scalar(shape.word(str(value)))
    return _value(value)


def _fields(value: BaseModel, fields: Any, always: str = "") -> list[tuple[str, yaml.Node]]:
    return [
        (place.title, _node(getattr(value, place.name), place.shape))
        for place in fields
        if _written(place, getattr(value, place.name), always)
    ]


def _written(place: Place, value: Any, always: str) -> bool:
    return place.required or place.name == always or value != place.default


def _value(value: Any) -> yaml.Node:
    if isinstance(value, bool):
        return _scalar("是" if value else "否")
    if isinstance(value, int):
        return yaml.ScalarNode(INT, str(value))
    if isinstance(value, Decimal):
        plain = plain_text(value)
        return yaml.ScalarNode(INT, plain) if WHOLE.fullmatch(plain) else yaml.ScalarNode(STR, plain, style='"')
    if isinstance(value, date):
        return yaml.ScalarNode(TIMESTAMP, value.isoformat())
    return _scalar(str(value))


def _scalar(text: str) -> yaml.ScalarNode:
    normal = unicodedata.normalize("NFC", text)
    if FLOAT.fullmatch(normal) or not normal.replace("\n", "").isprintable():
        return yaml.ScalarNode(STR, normal, style='"')
    return yaml.ScalarNode(STR, normal, style="|" if "\n" in normal.strip("\n") else None)


def _mapping(pairs: list[tuple[str, yaml.Node]]) -> yaml.MappingNode:
    nodes = [(yaml.ScalarNode(STR, key), node) for key, node in pairs]
    short = all(_short(node) for _, node in pairs) and _wide(pairs) <= WIDTH
    return yaml.MappingNode(MAP, nodes, flow_style=short)


def _sequence(items: list[yaml.Node]) -> yaml.SequenceNode:
    scalars = all(isinstance(item, yaml.ScalarNode) and _short(item) for item in items)
    if scalars and sum(_width(item) + 2 for item in items) <= WIDTH:
        return yaml.SequenceNode(SEQ, items, flow_style=True)
    rows = all(_short(item) for item in items)
    for item in items:
        if not rows and isinstance(item, yaml.MappingNode) and item.value:
            item.flow_style = False
    return yaml.SequenceNode(SEQ, items, flow_style=False)


def _short(node: yaml.Node) -> bool:
    if isinstance(node, yaml.ScalarNode):
        return node.style != "|"
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _wide(pairs: list[tuple[str, yaml.Node]]) -> int:
    return sum(columns(key) + 4 + _width(node) for key, node in pairs)


def _width(node: yaml.Node) -> int:
    if isinstance(node, yaml.ScalarNode):
        return columns(node.value) + 2
    if isinstance(node, yaml.MappingNode):
        return sum(columns(key.value) + 4 + _width(inner) for key, inner in node.value) + 2
    return sum(_width(item) + 2 for item in node.value) + 2


def columns(text: str) -> int:
    """How wide a text is on a screen: Chinese characters take two columns."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
