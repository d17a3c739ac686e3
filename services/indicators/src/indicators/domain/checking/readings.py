"""Readings of a text: each says which value of the scheme it decides, and that value is there and agrees."""

from collections.abc import Iterator
from typing import Any

from chassis.texts import is_blank
from contracts.scheme import paths
from contracts.scheme.basics import Option, Reading
from contracts.scheme.words import WORDS, word
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.places import Places

DECIDED_PLACE_UNKNOWN = Flaw(
    "decided_place_unknown",
    "解读所落实的位置 {place} 在方案中不存在",
    "there is no place {place} in this scheme that the reading could decide",
    "请更正位置，如“等次比例[excellent].比例”",
    "correct the place, such as quotas[excellent].share",
)

DECIDED_OTHERWISE = Flaw(
    "decided_otherwise",
    "解读采用 {chosen}，而{place_zh}的取值为 {value_zh}",
    "the reading takes {chosen}, and {place_en} is {value_en}",
    "请改采用的解读，或更正该处取值",
    "take the other option, or correct the value",
)

SPOKEN: dict[str, tuple[str, ...]] = {
    ">=": ("不低于", "不少于", "不小于", "至少", "大于等于", "达到"),
    "<=": ("不高于", "不超过", "不多于", "不大于", "至多", "最多", "小于等于"),
    ">": ("超过", "高于", "大于", "多于"),
    "<": ("低于", "不足", "少于", "小于"),
}
"""Operator → how the names of options begin that mean it."""
CODED: dict[str, str] = {
    "at-least": ">=", "not-below": ">=", "not-less-than": ">=", "at-most": "<=", "not-above": "<=",
    "not-more-than": "<=", "up-to": "<=", "more-than": ">", "above": ">", "over": ">", "exceeds": ">",
    "less-than": "<", "below": "<", "under": "<", "fewer-than": "<",
}  # fmt: skip
"""Code of an option → the operator that it means."""


def findings(places: Places) -> Iterator[Finding]:
    """Readings that decide about places that are not there, or that say otherwise than the value there.

    Only a value that is one of the options by its code can contradict the one that is taken.
    """
    for n, reading in enumerate(places.content.readings):
        at = f"readings[{n}]"
        if reading.decides is None or is_blank(reading.decides):
            continue
        if reading.decides not in places.all:
            yield DECIDED_PLACE_UNKNOWN.found(f"{at}.decides", place=reading.decides)
            continue
        options = {option.code for option in reading.options}
        value = paths.value_at(places.whole, reading.decides)
        if isinstance(value, str) and value in options and reading.chosen in options - {value}:
            yield _contradicted(places, reading, at, value)
        elif reading.chosen in options and (found := _otherwise(reading, value)) is not None:
            yield _contradicted(places, reading, at, found)


def _contradicted(places: Places, reading: Reading, at: str, value: str) -> Finding:
    """Machines are told path and value as they stand, people what both are called."""
    place = str(reading.decides)
    option = next((one.labels for one in reading.options if one.code == value), None)
    zh, en = (option.zh, option.said("en")) if option is not None else (word(value), value.replace("_", " "))
    place_zh, place_en = places.called(place)
    return DECIDED_OTHERWISE.found(
        f"{at}.chosen", chosen=reading.chosen, place=place, value=value,
        place_zh=place_zh, place_en=place_en, value_zh=zh, value_en=en,
    )  # fmt: skip


def _otherwise(reading: Reading, value: Any) -> str | None:
    """The value as it stands, where the option that is taken says something else in words.

    Operators are compared by what they mean, other values by their words: what no option says contradicts nothing.
    """
    chosen = next(option for option in reading.options if option.code == reading.chosen)
    meant = operator_of(chosen)
    operators = set(_operators(value))
    if meant is not None and len(operators) == 1 and operators != {meant}:
        return operators.pop()
    if not isinstance(value, str) or value not in WORDS:
        return None
    said = {option.labels.zh.strip() for option in reading.options}
    return value if word(value) in said - {chosen.labels.zh.strip()} else None


def operator_of(option: Option) -> str | None:
    """The operator that an option speaks of, by its Chinese name, else by its code."""
    zh = option.labels.zh.strip()
    found = next((operator for operator, words in SPOKEN.items() if zh.startswith(words)), None)
    return found or CODED.get(option.code)


def _operators(value: Any) -> Iterator[str]:
    """Operators at a place: an operator itself, that of a bound, those of several."""
    if isinstance(value, dict):
        value = value.get("operator")
    if isinstance(value, list):
        for inner in value:
            yield from _operators(inner)
    elif value in ("<", "<=", ">", ">="):
        yield value
