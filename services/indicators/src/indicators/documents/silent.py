"""What binds although nobody wrote it: the defaults of the models, listed where nobody decided or cited them.

A form leaves out what has its default, so a text cannot tell that a default was written. What a published text gives
is cited under `grounds`; what was chosen is under `assumed`, or a reading decides it.

Every default binds that says something, in whatever model it stands: one that a model gains is listed without a line of
code here. Those that bind nobody are named in `HARMLESS`, each with its reason.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from contracts.canonical import AlwaysWritten
from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from indicators.documents import place_names
from indicators.documents.shapes import Group, Place, places
from indicators.documents.telling import Telling

HARMLESS: Mapping[str, str] = {
    "CascadeLevel.measured": "asks for indicators before a cascade is approved, and nothing of anybody afterwards",
    "Indicator.needs_target": "asks for targets before a scheme is published, and nothing of anybody afterwards",
    "Indicator.nature": "says what kind of indicator it is; the way of scoring decides what it counts",
    "Indicator.lead_share": "with joint units it has to be written, as shares come to 100; without any it is all",
}
"""Fields whose default says something and changes nobody's score, pay, time or money → why it does not."""
SCORES = frozenset(
    {
        "Periods.cycle", "Rounding.places", "Rounding.mode", "Rounding.at", "Grading.basis", "Grading.by",
        "Indicator.direction", "Indicator.missing", "Indicator.not_applicable",
    }
)  # fmt: skip
"""Of these nothing is bound where nothing is scored."""


def binds(place: Place, field: str) -> bool:
    """Whether the default of a field binds somebody: no value, an empty text or list and a no ask nothing of anybody.

    What a group stands at by default is what its own fields stand at.
    """
    if place.required or field in HARMLESS or isinstance(place.shape, Group):
        return False
    if any(isinstance(mark, AlwaysWritten) for mark in place.info.metadata):
        return False
    return place.default is not None and place.default is not False and place.default not in ((), "")


def by_default(content: BaseModel, *, at: str = "", decided: Iterable[str] = ()) -> dict[str, Any]:
    """What binds of a document that stands by itself: path → value as JSON has it. `at` is the path of the document."""
    decided = tuple(decided)
    return {
        here: owner.model_dump(mode="json", include={place.name})[place.name]
        for _, here, place, owner in _silent(content, at, scored=True)
        if not _within(here, decided)
    }


def told(content: SchemeContent, telling: Telling) -> Iterator[str]:
    """One line for each default that binds, with how many things it binds; of single values with their path."""
    decided = {one.at for one in content.assumed} | {one.at for one in content.grounds}
    decided |= {reading.decides for reading in content.readings if reading.decides}
    bound: dict[tuple[str, str], tuple[str, int]] = {}
    for field, at, place, owner in _silent(content, "", scored=bool(content.parts)):
        if not _within(at, decided):
            value = telling.value(place, getattr(owner, place.name), field, ())
            first, count = bound.get((field, value), (at, 0))
            bound[field, value] = first, count + 1
    for (_, value), (at, count) in bound.items():
        yield _line(telling, at, value, count)


def _line(telling: Telling, at: str, value: str, count: int) -> str:
    if "[" not in at:
        return telling.either(f"  · {telling.path(at)}：{value}。", f"  · {telling.path(at)}: {value}.")
    # of one list, whatever its items
    general = "".join(part.partition("]")[2] if n else part for n, part in enumerate(at.split("[")))
    zh = "的".join(place_names.chinese(general).split("."))
    en = ", ".join(general.replace("_", " ").split("."))
    return telling.either(f"  · {zh}：{value}（{count} 处）。", f"  · {en}: {value} ({count} time{'s'[: count > 1]}).")


def _within(at: str, decided: Iterable[str]) -> bool:
    return any(at == one or at.startswith((f"{one}.", f"{one}[")) for one in decided)


def _declares(model: type[BaseModel], name: str) -> str:
    """The model in which a field stands first: an indicator of the library has those of an indicator."""
    return next(one.__name__ for one in reversed(model.__mro__) if name in getattr(one, "model_fields", ()))


def _silent(item: BaseModel, at: str, *, scored: bool) -> Iterator[tuple[str, str, Place, BaseModel]]:
    """The binding fields of an item, and of all within it, that stand at their default."""
    for place in places(type(item)).values():
        here = f"{at}.{place.name}" if at else place.name
        value = getattr(item, place.name)
        field = f"{_declares(type(item), place.name)}.{place.name}"
        if binds(place, field) and value == place.default and (scored or field not in SCORES):
            yield field, here, place, item
        if isinstance(value, BaseModel):
            yield from _silent(value, here, scored=scored)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            plain = [{name: getattr(one, name) for name in type(one).model_fields} for one in value]
            for (key, _), one in zip(paths.items(place.name, plain), value, strict=True):
                yield from _silent(one, f"{here}[{key}]", scored=scored)
