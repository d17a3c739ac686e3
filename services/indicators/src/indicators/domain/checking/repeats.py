"""Things of one list that have one name: which of them is meant, nobody could say."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from contracts.canonical import AsSet
from contracts.envelope import Labels
from contracts.scheme.parts import Entry
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index

REPEATED = Flaw(
    "repeated",
    "{code} 在同一列表中出现不止一次",
    "{code} stands in this list more than once",
    "请删除重复项，或另取编码",
    "remove the second one, or give it another code",
)

NAME_REPEATED = Flaw(
    "name_repeated",
    "同一列表中有两项都叫“{name}”（编码 {one_code} 和 {other_code}）",
    "two things of this list have the Chinese name “{name}” (codes {one_code} and {other_code})",
    "请为其中一项另取名称，使人能够区分",
    "give one of them another name, so that people can tell them apart",
)

OF_TRAIT = re.compile(r"traits\[\d+\]\.values\[")


def findings(index: Index) -> Iterator[Finding]:
    """Every item whose code (or what identifies it instead) another item of its list has already."""
    for at, model in index.nodes:
        for name, field in type(model).model_fields.items():
            items = getattr(model, name)
            if isinstance(items, tuple) and len(items) > 1 and (at or name != "lights"):
                yield from _of_list(f"{at}.{name}" if at else name, field, items)
                yield from _of_names(f"{at}.{name}" if at else name, items)
    lights = [light.code for light in index.content.lights]
    for n, code in enumerate(lights):
        if code in lights[:n]:
            yield REPEATED.found(f"lights[{n}].code", code=code)


def without_follow_ups(found: list[Finding]) -> list[Finding]:
    """The findings without those of values that no trait has, where a trait has one of its values twice.

    What took the code of another leaves all that name the other without it.
    """
    if not any(one.flaw is REPEATED and OF_TRAIT.match(one.at) for one in found):
        return found
    return [one for one in found if one.code != "variant_unknown"]


def _of_list(at: str, field: FieldInfo, items: tuple[Any, ...]) -> Iterator[Finding]:
    key = _key(field, items[0])
    if key is None:
        return
    seen: set[Any] = set()
    for n, item in enumerate(items):
        code = getattr(item, key) if key else item
        if code in seen:
            yield REPEATED.found(f"{at}[{n}].{key}" if key else f"{at}[{n}]", code=str(code))
        seen.add(code)


def _of_names(at: str, items: tuple[Any, ...]) -> Iterator[Finding]:
    """Items that people cannot tell apart; of one code they are told as repeated."""
    seen: dict[str, str] = {}
    for n, item in enumerate(items):
        labels, code = getattr(item, "labels", None), getattr(item, "code", None)
        if labels is None or code is None:
            continue
        name = _spelling(labels.zh)
        if seen.setdefault(name, code) != code:
            yield NAME_REPEATED.found(f"{at}[{n}].labels.zh", name=labels.zh, one_code=seen[name], other_code=code)


def alike(one: Labels, other: Labels) -> bool:
    """Whether people call both by one name, in either language."""
    english = _spelling(one.en).lower()
    return _spelling(one.zh) == _spelling(other.zh) or (english != "" and english == _spelling(other.en).lower())


def _spelling(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _key(field: FieldInfo, item: Any) -> str | None:
    """The field that identifies an item; empty where the item itself does; None where nothing does."""
    marks = [mark for mark in field.metadata if isinstance(mark, AsSet)]
    if marks and marks[0].by:
        return marks[0].by[0]
    if not isinstance(item, BaseModel):
        return "" if marks else None
    if isinstance(item, Entry):
        return "indicator"
    return "code" if "code" in type(item).model_fields else None
