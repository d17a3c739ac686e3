"""What a domain says when it refuses: a code, the values involved, and what to do next. Knows no HTTP."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from contracts.vocabulary import in_chinese, in_english, unspaced, words_about

Kind = Literal["malformed", "invalid", "conflict", "not_found", "gone", "forbidden", "unavailable"]

CATALOGUE: dict[str, type["Refusal"]] = {}
"""Every refusal by its stable code; the source of the documented problem types."""

DECLARED: list[type["Refusal"]] = []
"""Every refusal: two services may say the same code, each of its own things."""


class Refusal(Exception):
    """Base of all refusals. A subclass declares its code, kind and both texts; the values fill them.

    Values that are codes are said in words: those that every sentence has by the same name (`vocabulary.WORDS`; about
    some things they are others, `vocabulary.OF_WHAT`), and
    those that a subclass adds in `words`.

    Raises KeyError at construction where a text names a value that was not given.
    """

    code: ClassVar[str]
    kind: ClassVar[Kind]
    en: ClassVar[str]
    zh: ClassVar[str]
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {}

    def __init_subclass__(cls) -> None:
        DECLARED.append(cls)
        known = CATALOGUE.setdefault(cls.code, cls)
        if known is not cls and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"refusal code {cls.code} is declared by {known.__qualname__} and {cls.__qualname__}")

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(self.en.format(**values))

    def text(self, language: Literal["zh", "en"]) -> str:
        template, said = (self.en, in_english) if language == "en" else (self.zh, in_chinese)
        words = {**words_about(self.values.get("what")), **self.words}
        named = {name: said(str(value), words[name]) for name, value in self.values.items() if name in words}
        text = template.format(**{**self.values, **named})
        return text if language == "en" else unspaced(text)


class NotFound(Refusal):
    code = "not_found"
    kind = "not_found"
    en = "There is no {what} {id} in region {region}. Check the id, or list what exists."
    zh = "地区 {region} 中没有{what} {id}。请核对编号，或查看列表。"


class OutsideYourUnits(Refusal):
    code = "outside_your_units"
    kind = "forbidden"
    en = "{unit} is not one of your units or their sub-units. Ask the responsible unit, or for a role there."
    zh = "{unit} 不在您的单位及下级单位范围内。请联系责任单位，或申请相应角色。"


class RegionUnknown(Refusal):
    code = "region_unknown"
    kind = "not_found"
    en = "Region {region} is not defined. An operator of the region defines it with POST /regions."
    zh = "地区 {region} 尚未定义。请由该地区的运维人员以 POST /regions 定义。"


class SamePersonTwice(Refusal):
    code = "same_person_twice"
    kind = "forbidden"
    en = "{principal} already took the step '{earlier}' of this decision; '{step}' must be taken by someone else."
    zh = "{principal} 已办理本事项的“{earlier}”环节，“{step}”须由他人办理。"
