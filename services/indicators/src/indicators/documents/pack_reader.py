"""From the tree of a YAML file to a scheme: every wrong place at once, each with its line."""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from indicators.documents import place_names, rejections
from indicators.documents.nodes import Listed, Mapped, Mark, Node, Refused, Scalar
from indicators.documents.problems import PackRefused, Problem
from indicators.documents.shapes import (
    Choice,
    Day,
    Either,
    Group,
    Many,
    Number,
    Shape,
    Truth,
    Whole,
    names,
    places,
)

Loc = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

CLOSE = Decimal("0.6")
"""From this likeness on an unknown key is taken for a slip of the nearest one, which is then not missing too."""

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONG_NAME = re.compile(r"[^\[\].]{81,}")
"""No name of a place is as long: it is what somebody wrote for one."""
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,8})")
TRUTHS = {"是": True, "否": False, "true": True, "false": False}
FOUND = {
    Scalar: ("单个值", "one value"),
    Listed: ("列表", "a list"),
    Mapped: ("“键: 值”", "fields"),
}


class _Wrong:
    """Stands where a value could not be read, so that the rest keeps its place."""


WRONG = _Wrong()


class Reading:
    """Turns nodes into plain data with English names; keeps what was wrong, and where everything stood."""

    def __init__(self) -> None:
        self.marks: dict[Loc, Mark] = {}
        self.models: dict[Loc, type[BaseModel]] = {}
        self.meant: set[Loc] = set()
        self.wrong: list[tuple[Loc, Mark, str, dict[str, Any]]] = []

    def value(self, node: Node, shape: Shape, at: Loc) -> Any:
        if isinstance(node, Refused):
            return self._refuse(node.code, node.mark, at, **node.values)
        match shape:
            case Group(model=model):
                return self._group(node, model, at)
            case Either():
                return self._either(node, shape, at)
            case Many(of=inner):
                return self._many(node, inner, at)
        if not isinstance(node, Scalar):
            return self._unexpected("shape_scalar_expected", node, at)
        if node.float_like:
            return self._refuse("shape_float", node.mark, at, given=node.text)
        return self._scalar(node, shape, at)

    def _scalar(self, node: Scalar, shape: Shape, at: Loc) -> Any:
        text = node.text
        match shape:
            case Choice(values=values):
                words = {shape.word(value): value for value in values} | {value: value for value in values}
                if text.strip() in words:
                    return words[text.strip()]
                known, known_en = "、".join(map(shape.word, values)), ", ".join(values)
                return self._refuse("shape_word_unknown", node.mark, at, given=text, known=known, known_en=known_en)
            case Truth():
                return TRUTHS[text] if text in TRUTHS else self._refuse("shape_truth", node.mark, at, given=text)
            case Day():
                return text if DAY.fullmatch(text) else self._refuse("shape_day", node.mark, at, given=text)
            case Whole():
                return int(text) if WHOLE.fullmatch(text) else self._refuse("shape_whole", node.mark, at, given=text)
            case Number():
                return text.strip()
        return text

    def _many(self, node: Node, inner: Shape, at: Loc) -> Any:
        if not isinstance(node, Listed):
            return self._unexpected("shape_list_expected", node, at)
        found = []
        for index, item in enumerate(node.items):
            here = (*at, index)
            self.marks[here] = item.mark
            empty = isinstance(item, Scalar) and item.nothing
            found.append(self._refuse("shape_item_empty", item.mark, here) if empty else self.value(item, inner, here))
        return found

    def _group(self, node: Node, model: type[BaseModel], at: Loc) -> Any:
        if not isinstance(node, Mapped):
            return self._unexpected("shape_mapping_expected", node, at)
        self.models[at] = model
        known = names(model)
        found: dict[str, Any] = {}
        seen: dict[str, Scalar] = {}
        for key, inner in node.pairs:
            name = known.get(unicodedata.normalize("NFC", key.text.strip()))
            if name is None:
                self._unknown(key, model, at)
            elif name in seen:
                both = "shape_key_twice" if key.text == seen[name].text else "shape_key_in_both_languages"
                self._refuse(both, key.mark, (*at, name), key=key.text, first=seen[name].mark.line)
            else:
                seen[name] = key
                here = (*at, name)
                self.marks[here] = key.mark
                if not (isinstance(inner, Scalar) and inner.nothing):
                    value = self.value(inner, places(model)[name].shape, here)
                    is_path = isinstance(value, str) and f"{model.__name__}.{name}" in place_names.FIELDS
                    found[name] = place_names.english(value) if is_path else value
        return found

    def _either(self, node: Node, shape: Either, at: Loc) -> Any:
        if not isinstance(node, Mapped):
            return self._unexpected("shape_mapping_expected", node, at)
        self.models[at] = next(iter(shape.models.values()))
        tag = places(self.models[at])[shape.tag]
        here = (*at, shape.tag)
        given = [inner for key, inner in node.pairs if key.text.strip() in (tag.title, tag.name)]
        if not given:
            self._refuse("shape_missing", node.mark, here)
            return WRONG
        chosen = self.value(given[0], Choice(tuple(shape.models)), here)
        return WRONG if chosen is WRONG else self._group(node, shape.models[chosen], at)

    def _unknown(self, key: Scalar, model: type[BaseModel], at: Loc) -> None:
        here = places(model)
        near = difflib.get_close_matches(key.text.strip(), list(names(model)), n=1, cutoff=0)
        nearest = here[names(model)[near[0]]]
        if difflib.SequenceMatcher(None, key.text.strip(), near[0]).ratio() > CLOSE:
            self.meant.add((*at, names(model)[near[0]]))
        self._refuse(
            "shape_key_unknown",
            key.mark,
            (*at, key.text),
            key=key.text,
            nearest=nearest.title,
            nearest_en=nearest.name,
            known="、".join(place.title for place in here.values()),
            known_en=", ".join(here),
        )

    def _unexpected(self, code: str, node: Node, at: Loc) -> Any:
        zh, en = FOUND[type(node)]
        return self._refuse(code, node.mark, at, found=zh, found_en=en)

    def _refuse(self, code: str, mark: Mark, at: Loc, **values: Any) -> Any:
        self.wrong.append((at, mark, code, values))
        return WRONG


def scheme(root: Node) -> tuple[SchemeContent, dict[str, Mark]]:
    """The scheme of a tree, and where each place of it stands (path → mark).

    Raises PackRefused with every wrong place, in the order of the file.
    """
    return item(root, SchemeContent)


def item(root: Node, model: type[Model]) -> tuple[Model, dict[str, Mark]]:
    """One group of fields of a tree: as `scheme`, with paths that begin there."""
    reading = Reading()
    data = reading.value(root, Group(model), ())
    reading.marks[()] = root.mark
    told = dict(_told(data, model))
    if data is not WRONG:
        try:
            content = model.model_validate(data)
            if not reading.wrong:
                return content, dict(_named(reading.marks, told))
        except ValidationError as error:
            _add(reading, error, data)
    told.update(list(_untold(reading, told)))
    raise PackRefused([_problem(*wrong, told) for wrong in sorted(reading.wrong, key=lambda wrong: wrong[1])])


def _named(marks: Mapping[Loc, Mark], told: Mapping[Loc, tuple[str, str]]) -> Iterator[tuple[str, Mark]]:
    """Path → where it stands. A field that was left empty has its place too."""
    for at, mark in marks.items():
        if at in told:
            yield told[at][0], mark
        elif at[:-1] in told:
            around = told[at[:-1]][0]
            yield f"{around}.{at[-1]}" if around else str(at[-1]), mark


def _add(reading: Reading, error: ValidationError, data: Any) -> None:
    """What the models refuse, but for what was refused before or follows from it."""
    known = {at for at, _, _, _ in reading.wrong}
    for found in error.errors(include_url=False):
        at = tuple(_location(found["loc"], data))
        follows = any(at[:length] in known for length in range(len(at) + 1)) or at in reading.meant
        if follows or found["type"].startswith("union_tag"):
            continue
        if found["type"] == "too_short" and any(other[: len(at)] == at for other in known):
            continue  # items that were refused are not counted
        code, values = rejections.problem(dict(found))
        reading.wrong.append((at, _nearest(reading.marks, at), code, values))


def _location(loc: Loc, data: Any) -> Iterator[str | int]:
    """Where an error stands. Pydantic also names which model of several it tried; that is no place."""
    for index, step in enumerate(loc):
        last = index == len(loc) - 1
        if isinstance(data, dict) and step not in data and not last:
            continue
        yield step
        inside = (isinstance(data, dict) and step in data) or (isinstance(data, list) and isinstance(step, int))
        data = data[step] if inside else None


def _nearest(marks: Mapping[Loc, Mark], at: Loc) -> Mark:
    return next(marks[at[:length]] for length in range(len(at), -1, -1) if at[:length] in marks)


def _told(data: Any, model: type[BaseModel], at: Loc = (), path: str = "", place: str = "") -> Iterator[Any]:
    """Location → (path, Chinese path) of everything that stands in the data."""
    yield at, (path, place)
    if not isinstance(data, dict):
        return
    for name, inner in data.items():
        field = places(model)[name]
        here = f"{path}.{name}" if path else name
        said = f"{place}.{field.title}" if place else field.title
        of = field.shape.of if isinstance(field.shape, Many) else field.shape
        if isinstance(inner, list):
            yield (*at, name), (here, said)
            for index, (key, item) in enumerate(paths.items(name, inner)):
                yield from _inside(item, of, (*at, name, index), f"{here}[{key}]", f"{said}[{key}]")
        else:
            yield from _inside(inner, of, (*at, name), here, said)


def _inside(data: Any, shape: Shape, at: Loc, path: str, place: str) -> Iterator[Any]:
    if isinstance(shape, Group):
        yield from _told(data, shape.model, at, path, place)
    elif isinstance(shape, Either) and isinstance(data, dict) and data.get(shape.tag) in shape.models:
        yield from _told(data, shape.models[data[shape.tag]], at, path, place)
    else:
        yield at, (path, place)


def _untold(reading: Reading, told: Mapping[Loc, tuple[str, str]]) -> Iterator[tuple[Loc, tuple[str, str]]]:
    """Names of places that are not in the data: a field that is missing, a key that nothing knows."""
    for at, _, _, _ in reading.wrong:
        if at and at not in told:
            path, place = told.get(at[:-1], ("", ""))
            name = str(at[-1])
            field = places(reading.models[at[:-1]]).get(name) if at[:-1] in reading.models else None
            title = field.title if field else name
            yield at, (f"{path}.{name}" if path else name, f"{place}.{title}" if place else title)


def _problem(at: Loc, mark: Mark, code: str, values: dict[str, Any], told: Mapping[Loc, tuple[str, str]]) -> Problem:
    path, place = (LONG_NAME.sub(lambda name: f"{name[0][:80]}…", one) for one in told[at])
    if code == "shape_missing":
        values = {"key": place.rsplit(".", 1)[-1]}
    return Problem(code, path, place, mark.line, mark.column, values)
