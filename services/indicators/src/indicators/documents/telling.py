"""Says any part of a scheme in sentences: names for codes, words for values, a phrase for each field."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import Any, Literal

from pydantic import BaseModel

from contracts.envelope import Labels
from contracts.money import plain_text
from contracts.scheme.content import SchemeContent
from contracts.scheme.parts import Entry, Part, VariantWeight
from contracts.scheme.words import WORDS
from indicators.documents import calendar_words, place_names
from indicators.documents.order import Order
from indicators.documents.phrases import ALWAYS, ENGLISH, HOW_OFTEN, PHRASES, SILENT, TRUTHS
from indicators.documents.places_told import place_told
from indicators.documents.references import LISTS, References
from indicators.documents.said import FIELD_WORDS, REQUIREMENTS, ROLE_FIELDS, ROLES, inside, nested
from indicators.documents.sentences import COMPOSED, WHOLE
from indicators.documents.sentences_of_process import OF_PROCESS, WHOLE_OF_PROCESS
from indicators.documents.sentences_of_results import OF_RESULTS, WHOLE_OF_RESULTS
from indicators.documents.shapes import Choice, Either, Group, Many, Place, Truth, places
from indicators.domain import formula_check

Language = Literal["zh", "en"]

GLUED = frozenset(
    {
        "MemberTrait.value", "Scheduled.value", "JointUnit.share", "VariantWeight.weight", "Source.share",
        "Interim.share", "RankStep.share", "TimeLimit.unit", "LegalBasis.article", "Contribution.share",
        "Coupling.share", "Target.value", "PayBand.coefficient", "MethodBand.share",
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
SCHEMES = frozenset({"Coupling.scheme", "Gate.scheme", "Gate.of", "Quota.moved_by"})
"""Fields that name another scheme."""
HAN = re.compile(r"[\u3400-\u9fff]")
ALL_COMPOSED = {**COMPOSED, **OF_RESULTS, **OF_PROCESS}
ALL_WHOLE = {**WHOLE, **WHOLE_OF_RESULTS, **WHOLE_OF_PROCESS}
EXACT = 80
"""Digits that hold every product of three weights and a total."""


class Telling:
    """Says parts of one scheme in one language; `beside` are the schemes that it may name, by code."""

    def __init__(
        self, content: SchemeContent, language: Language, beside: Mapping[str, SchemeContent] | None = None
    ) -> None:
        self.content = content
        self.zh = language == "zh"
        self.references = References(content)
        self.vocabulary = formula_check.of_things(content.indicators, content.data_items)
        self._beside = {content.code: content, **(beside or {})}
        self._order = Order(content, self._grades_of)

    def either(self, zh: str, en: str) -> str:
        return zh if self.zh else en

    def name(self, labels: Labels) -> str:
        return labels.said("zh" if self.zh else "en").rstrip("。.；;，, ")

    def word(self, value: str) -> str:
        return WORDS.get(value, value) if self.zh else ENGLISH.get(value, value.replace("_", " "))

    def spoken(self, field: str, value: str) -> str:
        """One of the words of a field, as it is said in sentences there."""
        if field in ROLE_FIELDS and value in ROLES:
            return self.either(*ROLES[value])
        return self.either(*FIELD_WORDS[field][value]) if value in FIELD_WORDS.get(field, ()) else self.word(value)

    def chosen(self, value: str, shape: Choice, field: str = "") -> str:
        """One of the words of a field: how often something happens is said so in English."""
        if field in FIELD_WORDS or field in ROLE_FIELDS:
            return self.spoken(field, value)
        if not self.zh and HOW_OFTEN.keys() >= set(shape.values):
            return HOW_OFTEN[value]
        return shape.word(value) if self.zh else self.word(value)

    def called(self, field: str, code: str, around: Sequence[BaseModel]) -> str:
        """What a code of a field stands for; that it is a code is said where nothing here has it."""
        found = self.references.labels(field, code, around) or self._elsewhere(field, code, around)
        return self.name(found) if found is not None else self.either(f"（编码 {code}）", f"(code {code})")

    def scheme(self, code: str) -> str:
        """What another scheme is called."""
        if code == self.content.code:
            return self.either("本方案", "this scheme")
        known = self._beside.get(code)
        name = self.name(known.labels) if known is not None else self.either(f"编码 {code}", f"code {code}")
        return self.either(f"方案“{name}”", f"the scheme “{name}”")

    def required(self, code: str) -> str:
        """What a rule of the budget requires."""
        return self.either(*REQUIREMENTS.get(code, (f"“{code}”", f"“{code}”")))

    def month(self, number: int) -> str:
        return calendar_words.month(number, zh=self.zh)

    def ordered(self, owner: BaseModel, name: str, around: Sequence[BaseModel]) -> tuple[Any, ...]:
        """The items of a list in the order in which they are told."""
        place = places(type(owner))[name]
        return self._order.told(f"{type(owner).__name__}.{name}", place, getattr(owner, name), (*around, owner))

    def listed(self, items: list[str]) -> str:
        """Items side by side; set further apart where one of them has a comma of its own."""
        long = any(mark in item for item in items for mark in ("，", "；", ", ", "; "))
        return self.joined(items, self.either("；", "; ") if long else self.either("、", ", "))

    def joined(self, parts: Sequence[str], between: str) -> str:
        """Parts with a mark between them, but for those that end with one of their own."""
        said = ""
        for part in parts:
            if said and said[-1] in "？！?!：:":
                said += self.either("", " ") + part
            else:
                said += (between if said else "") + part
        return said

    def ended(self, sentence: str) -> str:
        """A sentence with its stop, and its quotes in order."""
        whole = sentence if sentence[-1:] in "？！?!。." else sentence + self.either("。", ".")
        return nested(whole)

    def intro(self, place: Place) -> str:
        """What a list of the scheme begins with."""
        default = (f"{place.title}：", f"{place.name.replace('_', ' ')}:")
        return self.either(*PHRASES.get(f"SchemeContent.{place.name}", default))

    def lines(self, item: BaseModel, around: tuple[BaseModel, ...], depth: int = 1) -> Iterator[str]:
        """One item of a list as a line, with the lines below it."""
        phrases, below = self._phrases(item, around)
        head, sentence = self._head(item, around), self.joined(phrases, self.either("；", "; "))
        said = self.either("：", ": ").join(part for part in (head, sentence) if part)
        yield self.ended(f"{'  ' * depth}· {said}")
        for intro, items in below:
            yield f"{'  ' * (depth + 1)}{intro}"
            for inner in items:
                yield from self.lines(inner, (*around, item), depth + 2)

    def inline(self, item: BaseModel, around: tuple[BaseModel, ...]) -> str:
        """A group of fields within a sentence."""
        if isinstance(item, Labels):
            return self.name(item)
        if (say := ALL_WHOLE.get(type(item))) is not None:
            return str(say(self, item, around))
        phrases, below = self._phrases(item, around)
        for intro, items in below:
            phrases.append(
                intro + self.either("", " ") + self.listed([self.inline(inner, (*around, item)) for inner in items])
            )
        head, sentence = self._head(item, around), self.joined(phrases, self.either("，", ", "))
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
            said = self.joined(self._phrases(value, (*around, owner))[0], self.either("；", "; "))
        else:
            said = self.value(place, value, field, (*around, owner))
        if field in TAGS or not said:
            return said
        if field in PHRASES:
            zh, en = PHRASES[field]
            # of one thing the English noun has no s
            en = en.replace("(s)", "" if value == 1 else "s")
            if isinstance(value, Labels) and not en.startswith("{") and ": {" not in en:
                said = self.either(said, inside(said))
            return self.either(zh, en).format(said) + self.points(owner, around, place.name)
        return f"{self.either(place.title, place.name.replace('_', ' '))} {said}"

    def value(self, place: Place, value: Any, field: str, around: tuple[BaseModel, ...]) -> str:
        """The value of a field in words."""
        if isinstance(place.shape, Many) and isinstance(value, tuple):
            items = self._order.told(field, place, value, around)
            return self.listed([self._one(item, place.shape.of, field, around) for item in items])
        return self._one(value, place.shape.of if isinstance(place.shape, Many) else place.shape, field, around)

    def _one(self, value: Any, shape: Any, field: str, around: tuple[BaseModel, ...]) -> str:
        if isinstance(value, BaseModel):
            return self.inline(value, around)
        if isinstance(value, bool):
            return self.either("是" if value else "否", "yes" if value else "no")
        if isinstance(value, Decimal):
            return ("+" if field in SIGNED and value > 0 else "") + plain_text(value)
        if isinstance(value, date):
            return calendar_words.day(value, zh=self.zh)
        if isinstance(shape, Choice):
            return self.chosen(value, shape, field)
        if not isinstance(value, str):
            return str(value)
        return self._text(value, field, around)

    def _text(self, value: str, field: str, around: tuple[BaseModel, ...]) -> str:
        if field in FORMULAS:
            return self._formula(value)
        if field in DUE:
            return calendar_words.part_of_year(value, zh=self.zh)
        if field == "Target.period":
            return calendar_words.period(value, zh=self.zh)
        if field in MONTH_DAYS:
            return calendar_words.month_day(value, zh=self.zh)
        if field in place_names.FIELDS:
            return self.path(value)
        if field in SCHEMES:
            return self.scheme(value)
        if field in LISTS:
            return self.called(field, value, around)
        return self._written(value.rstrip("。.；; "))

    def _written(self, text: str) -> str:
        """A text that stands in one language only: in the other it is quoted."""
        return f"“{text}”" if not self.zh and HAN.search(text) else text

    def path(self, path: str) -> str:
        """A place of the scheme by names; as it is written where there is no such place."""
        return place_told(self, path)

    def _head(self, item: BaseModel, around: tuple[BaseModel, ...]) -> str:
        if isinstance(item, Entry):
            return self.called("Entry.indicator", item.indicator, around)
        labels = getattr(item, "labels", None)
        return self.name(labels) if labels is not None and isinstance(getattr(item, "code", None), str) else ""

    def _phrases(
        self, item: BaseModel, around: tuple[BaseModel, ...]
    ) -> tuple[list[str], list[tuple[str, tuple[BaseModel, ...]]]]:
        said: list[str] = []
        below: list[tuple[str, tuple[BaseModel, ...]]] = []
        model = type(item).__name__
        headed = {"code", "labels"} if hasattr(item, "code") else {"indicator"} if isinstance(item, Entry) else set()
        together = dict(ALL_COMPOSED.get(model, ()))
        composed = {name: (fields[0], say) for fields, say in together.items() for name in fields}
        for place in places(type(item)).values():
            field = f"{model}.{place.name}"
            if place.name in headed:
                continue
            if place.name in composed:
                first, say = composed[place.name]
                said += filter(None, [say(self, item, around) if place.name == first else ""])
            elif field in BELOW:
                if getattr(item, place.name):
                    below.append((self.either(*PHRASES[field]), self.ordered(item, place.name, around)))
            elif phrase := self.phrase(place, item, around):
                if field in GLUED and said:
                    said[-1] = self._glued(said[-1], phrase)
                else:
                    said.append(phrase)
        if said and said[0] == self._head(item, around):
            said = said[1:]
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

    def points(self, owner: BaseModel, around: Sequence[BaseModel], name: str = "weight") -> str:
        """What a weight comes to in points: an indicator's is its part's times its own.

        Of what members choose there is none: it depends on what else they choose.
        """
        if name != "weight" or self.content.total is None or not isinstance(owner, Part | Entry | VariantWeight):
            return ""
        parts = [model for model in around if isinstance(model, Part)]
        weights = [*(part.weight for part in parts), owner.weight]
        if None in weights or any(part.choice is not None for part in parts):
            return ""
        with localcontext(prec=EXACT):
            points = self.content.total
            for weight in weights:
                points = points * (weight or 0) / 100
        many = "" if points == 1 else "s"
        return self.either(f"，即 {plain_text(points)} 分", f", that is {plain_text(points)} point{many}")

    def _formula(self, text: str) -> str:
        """A formula as it stands, and in words."""
        wording = formula_check.check(text, self.vocabulary).wording
        return text if wording is None else text + self.either(f"，即{wording['zh']}", f", that is {wording['en']}")

    def _grades_of(self, code: str) -> list[str]:
        known = self._beside.get(code)
        return [grade.code for grade in known.grades] if known is not None else []

    def _elsewhere(self, field: str, code: str, around: Sequence[BaseModel]) -> Labels | None:
        """Grades of the scheme that a gate or a quota names; units that are assessed under another scheme."""
        if LISTS.get(field) == ("members",):
            return next(
                (one.labels for known in self._beside.values() for one in known.members if one.code == code), None
            )
        named = {"Gate.requires": "scheme", "Gate.grade": "of", "QuotaMover.value": "moved_by"}.get(field)
        other = next((getattr(one, named) for one in reversed(around) if named and hasattr(one, named)), None)
        known = self._beside.get(other) if other is not None else None
        return next((grade.labels for grade in known.grades if grade.code == code), None) if known else None


def is_list_of_groups(place: Place) -> bool:
    return isinstance(place.shape, Many) and isinstance(place.shape.of, Group)
