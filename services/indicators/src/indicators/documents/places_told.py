"""A place of a scheme in words: `parts[common].weight` is the weight of the part that is called so."""

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from contracts.scheme import paths
from indicators.documents import calendar_words, place_names
from indicators.documents.shapes import Choice, places

if TYPE_CHECKING:
    from indicators.documents.telling import Telling


NAMES = (*paths.KEYS, *paths.KEYS_OF_LIST.values())


def place_told(telling: "Telling", path: str) -> str:
    """The titles of the fields on the way, with the names of the items; the path where there is no such place."""
    value: Any = telling.content
    around: tuple[BaseModel, ...] = ()
    said: list[str] = []
    try:
        steps = paths.steps(path)
    except paths.PathUnknown:
        return path
    for name, keys in steps:
        if not isinstance(value, BaseModel) or name not in places(type(value)):
            return place_names.chinese(path) if telling.zh else path
        place = places(type(value))[name]
        field = f"{type(value).__name__}.{name}"
        around = (*around, value)
        value = getattr(value, name)
        names = ""
        for key in keys:
            item = _item(value, key)
            names += _named(telling, field, key, item, around)
            value = item
        said.append((place.title if telling.zh else name.replace("_", " ")) + names)
    return "的".join(said) if telling.zh else ", ".join(said)


def _item(items: Any, key: str) -> Any:
    if not isinstance(items, tuple):
        return None
    for number, item in enumerate(items):
        if str(number) == key or any(getattr(item, name, None) == key for name in NAMES):
            return item
    return None


def _named(telling: "Telling", field: str, key: str, item: Any, around: tuple[BaseModel, ...]) -> str:
    """What an item is called, in quotes."""
    labels = getattr(item, "labels", None)
    if field == "SchemeContent.assumed":
        said = place_told(telling, key)
    elif labels is not None:
        said = telling.name(labels)
    elif key.isdigit():
        return telling.either(f"第 {int(key) + 1} 项", f" no. {int(key) + 1}")
    elif isinstance(item, BaseModel):
        said = _of_key(telling, key, item, around)
    else:
        said = key
    return telling.either(f"“{said}”", f" “{said}”")


def _of_key(telling: "Telling", key: str, item: BaseModel, around: tuple[BaseModel, ...]) -> str:
    model = type(item).__name__
    for name, place in places(type(item)).items():
        if getattr(item, name) != key:
            continue
        if isinstance(place.shape, Choice):
            return telling.spoken(f"{model}.{name}", key)
        if name == "due":
            return calendar_words.part_of_year(key, zh=telling.zh)
        if name == "day":
            return calendar_words.month_day(key, zh=telling.zh)
        return telling.called(f"{model}.{name}", key, (*around, item))
    return key
