"""Says any part of a scheme in sentences: names for codes, words for values, a phrase for each field."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, localcontext
from typing import Any, Literal

from pydantic import BaseModel

from contracts.envelope import Labels
from contracts.money import plain_text
from contracts.scheme.basics import Bound
from contracts.scheme.content import SchemeContent
from contracts.scheme.parts import Entry, Part, VariantWeight
from contracts.scheme.results import When
from contracts.scheme.words import WORDS
from indicators.documents import place_names
from indicators.documents.phrases import ALWAYS, ENGLISH, HOW_OFTEN, PHRASES, SILENT, TRUTHS
from indicators.documents.references import References
from indicators.documents.shapes import Choice, Either, Group, Many, Place, Truth, places
from indicators.domain import formula_check

Language = Literal["zh", "en"]

GLUED = frozenset(
    {
        "MemberTrait.value", "Scheduled.value", "JointUnit.share", "VariantWeight.weight", "Source.share",
        "Interim.share", "RankStep.share", "QuotaMover.delta", "Effect.value", "Effect.unit", "TimeLimit.unit",
        "LegalBasis.article", "Band.operator", "Band.bound", "Band.recovery", "Note.unit", "Contribution.share",
        "EscalationStep.after_working_days", "Unit.measure", "Coupling.share", "Target.value", "PayBand.coefficient",
        "MethodBand.share",
    }
)  # fmt: skip
"""Fields that go on where the field before them ended, without a comma."""

BELOW = frozenset(
    {
        "Part.entries", "Indicator.levels", "RaterGroup.form", "PayStructure.components", "PayStructure.bands",
        "PayStructure.differentials", "PayStructure.tracks", "RuleContent.checkpoints",
    }
)  # fmt: skip
"""Lists that stand below their group, one item a line."""

PARTS_OF_YEAR = {"Q1": "第一季度", "Q2": "第二季度", "Q3": "第三季度", "Q4": "第四季度", "H1": "上半年", "H2": "下半年"}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SIGNED = frozenset({"QuotaMover.delta"})
DUE = frozenset({"Scheduled.due", "Interim.due"})
FORMULAS = frozenset({"Indicator.formula", "ByFormula.formula"})
MONTH_DAYS = frozenset({"Checkpoint.day", "SpecialTasks.until"})
METHOD = places(Entry)["method"].shape
TAGS = frozenset(
    f"{model.__name__}.{METHOD.tag}"
    for model in (METHOD.models.values() if isinstance(METHOD, Either) else ())
    if isinstance(METHOD, Either)
)
"""What says which way of scoring it is: never left out."""
EXACT = 80
"""Digits that hold every product of three weights and a total."""


class Telling:
    """Says parts of one scheme in one language."""

    def __init__(self, content: SchemeContent, language: Language) -> None:
        self.content = content
        self.zh = language == "zh"
        self.references = References(content)
        self.vocabulary = formula_check.of_things(content.indicators, content.data_items)

    def either(self, zh: str, en: str) -> str:
        return zh if self.zh else en

    def name(self, labels: Labels) -> str:
        return (labels.zh if self.zh else labels.en).rstrip("。. ")

    def word(self, value: str) -> str:
        return WORDS.get(value, value) if self.zh else ENGLISH.get(value, value.replace("_", " "))

    def chosen(self, value: str, shape: Choice) -> str:
        """One of the words of a field: how often something happens is said so in English."""
        return self.word(value) if self.zh or not HOW_OFTEN.keys() >= set(shape.values) else HOW_OFTEN[value]

    def listed(self, items: list[str]) -> str:
        """Items side by side; set further apart where one of them has a comma of its own."""
        long = any(mark in item for item in items for mark in ("，", "；", ", ", "; "))
        return (self.either("；", "; ") if long else self.either("、", ", ")).join(items)

    def intro(self, place: Place) -> str:
        """What a list of the scheme begins with."""
        default = (f"{place.title}：", f"{place.name.replace('_', ' ')}:")
        return self.either(*PHRASES.get(f"SchemeContent.{place.name}", default))

    def lines(self, item: BaseModel, around: tuple[BaseModel, ...], depth: int = 1) -> Iterator[str]:
        """One item of a list as a line, with the lines below it."""
        phrases, below = self._phrases(item, around)
        head, sentence = self._head(item, around), self.either("；", "; ").join(phrases)
        said = self.either("：", ": ").join(part for part in (head, sentence) if part)
        yield f"{'  ' * depth}· {said}{self.either('。', '.')}"
        for intro, items in below:
            yield f"{'  ' * (depth + 1)}{intro}"
            for inner in items:
                yield from self.lines(inner, (*around, item), depth + 2)

    def inline(self, item: BaseModel, around: tuple[BaseModel, ...]) -> str:
        """A group of fields within a sentence."""
        if isinstance(item, Labels):
            return self.name(item)
        phrases, below = self._phrases(item, around)
        for intro, items in below:
            phrases.append(
                intro + self.either("", " ") + self.listed([self.inline(inner, (*around, item)) for inner in items])
            )
        between = self.either("，且", " and ") if isinstance(item, When) else self.either("，", ", ")
        head, sentence = self._head(item, around), between.join(phrases)
        if head and sentence:
            return f"{head}{self.either('（', ' (')}{sentence}{self.either('）', ')')}"
        return head or sentence

    def phrase(self, place: Place, owner: BaseModel, around: tuple[BaseModel, ...]) -> str:
        """One field of a group as it is said; empty where nothing is to be said."""
        field = f"{type(owner).__name__}.{place.name}"
        value = getattr(owner, place.name)
        told = place.required or field in ALWAYS or field in TAGS or value != place.default
        if not told:
            return "" if field not in TRUTHS else self._truth(field, value)
        if value is None or value == ():
            return self.either(*SILENT[field]) if field in SILENT else ""
        if isinstance(place.shape, Truth):
            return self._truth(field, value) if field in TRUTHS or field in PHRASES else self._unnamed(place, value)
        if isinstance(place.shape, Group) and isinstance(owner, SchemeContent):
            said = self.either("；", "; ").join(self._phrases(value, (*around, owner))[0])
        else:
            said = self.value(place, value, field, (*around, owner))
        if field in TAGS:
            return said
        if field in PHRASES:
            zh, en = PHRASES[field]
            # of one thing the English noun has no s
            en = en.replace("(s)", "" if value == 1 else "s")
            return self.either(zh, en).format(said) + self._points(owner, place.name, around)
        return f"{self.either(place.title, place.name.replace('_', ' '))} {said}"

    def value(self, place: Place, value: Any, field: str, around: tuple[BaseModel, ...]) -> str:
        """The value of a field in words."""
        if isinstance(place.shape, Many) and isinstance(value, tuple):
            return self.listed([self._one(item, place.shape.of, field, around) for item in value])
        return self._one(value, place.shape.of if isinstance(place.shape, Many) else place.shape, field, around)

    def _one(self, value: Any, shape: Any, field: str, around: tuple[BaseModel, ...]) -> str:
        if isinstance(value, BaseModel):
            return self._bound(value) if isinstance(value, Bound) else self.inline(value, around)
        if isinstance(value, bool):
            return self.either("是" if value else "否", "yes" if value else "no")
        if isinstance(value, Decimal):
            return ("+" if field in SIGNED and value > 0 else "") + plain_text(value)
        if isinstance(value, date):
            return self._day(value)
        if isinstance(shape, Choice):
            return self.chosen(value, shape)
        if field in FORMULAS:
            return self._formula(value)
        if field in DUE:
            return self._due(value)
        if field == "Target.period":
            year, _, part = value.partition("-")
            return self.either(
                f"{year} 年{self._due(part) if part else ''}", f"{self._due(part)} {year}" if part else year
            )
        if field in MONTH_DAYS:
            return self._month_day(value)
        if field in place_names.FIELDS:
            return self.path(value)
        found = self.references.labels(field, value, around) if isinstance(value, str) else None
        return self.name(found) if found else str(value).rstrip("。. ")

    def path(self, path: str) -> str:
        return place_names.chinese(path) if self.zh else path

    def _head(self, item: BaseModel, around: tuple[BaseModel, ...]) -> str:
        code, labels = getattr(item, "code", None), getattr(item, "labels", None)
        if isinstance(item, Entry):
            code = item.indicator
            labels = self.references.labels("Entry.indicator", code, around)
        if not isinstance(code, str):
            return ""
        return self.either(f"{labels.zh}（{code}）", f"{labels.en} ({code})") if labels else code

    def _phrases(
        self, item: BaseModel, around: tuple[BaseModel, ...]
    ) -> tuple[list[str], list[tuple[str, tuple[BaseModel, ...]]]]:
        said: list[str] = []
        below: list[tuple[str, tuple[BaseModel, ...]]] = []
        headed = {"code", "labels"} if hasattr(item, "code") else {"indicator"} if isinstance(item, Entry) else set()
        for place in places(type(item)).values():
            field = f"{type(item).__name__}.{place.name}"
            if place.name in headed:
                continue
            if field in BELOW:
                if value := getattr(item, place.name):
                    intro = PHRASES[field]
                    below.append((self.either(*intro), value))
            elif phrase := self.phrase(place, item, around):
                if field in GLUED and said:
                    said[-1] = self._glued(said[-1], phrase)
                else:
                    said.append(phrase)
        return said, below

    def _glued(self, before: str, after: str) -> str:
        """Chinese characters stand side by side; numbers and English words are set apart."""
        apart = before[-1:].isascii() or after[:1].isascii()
        return f"{before} {after}" if apart or not self.zh else before + after

    def _truth(self, field: str, value: bool) -> str:
        if field in TRUTHS:
            yes, no = TRUTHS[field]
            return self.either(*(yes if value else no))
        return self.either(*PHRASES[field])

    def _unnamed(self, place: Place, value: bool) -> str:
        return self.either(
            f"{place.title}：{'是' if value else '否'}", f"{place.name.replace('_', ' ')}: {'yes' if value else 'no'}"
        )

    def _bound(self, bound: Any) -> str:
        return f"{self.word(bound.operator)} {plain_text(bound.value)}"

    def _points(self, owner: BaseModel, name: str, around: tuple[BaseModel, ...]) -> str:
        """What a weight comes to in points: an indicator's is its part's times its own."""
        if name != "weight" or self.content.total is None or not isinstance(owner, Part | Entry | VariantWeight):
            return ""
        parts = [model.weight for model in around if isinstance(model, Part)]
        weights = [*parts, owner.weight]
        if None in weights:
            return ""
        with localcontext(prec=EXACT):
            points = self.content.total
            for weight in weights:
                points = points * (weight or 0) / 100
        return self.either(f"，即 {plain_text(points)} 分", f", that is {plain_text(points)} points")

    def _formula(self, text: str) -> str:
        """A formula as it stands, and in words."""
        wording = formula_check.check(text, self.vocabulary).wording
        return text if wording is None else text + self.either(f"，即{wording['zh']}", f", that is {wording['en']}")

    def _day(self, day: date) -> str:
        return self.either(
            f"{day.year} 年 {day.month} 月 {day.day} 日", f"{day.day} {MONTHS[day.month - 1]} {day.year}"
        )

    def _month_day(self, text: str) -> str:
        month, day = (int(part) for part in text.split("-"))
        return self.either(f"{month} 月 {day} 日", f"{day} {MONTHS[month - 1]}")

    def _due(self, text: str) -> str:
        if text.isdigit():
            return self.either(f"{int(text)} 月", MONTHS[int(text) - 1])
        return self.either(PARTS_OF_YEAR[text], text)


def is_list_of_groups(place: Place) -> bool:
    return isinstance(place.shape, Many) and isinstance(place.shape.of, Group)
