"""Indicators that say the same twice: by the meaning of their formulas, or by their words."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from contracts.scheme.indicator import Indicator
from formulas.normal import normal_form
from indicators.domain.checking.finding import Finding
from indicators.domain.screening import flaws
from indicators.domain.screening.formulas import Read
from indicators.domain.screening.subject import Subject, called, indicator

PARTICLES = re.compile(r"[的之]|\b(?:the|a|an|of)\b")
SIGNS = re.compile(r"[\W_]+")


def findings(subject: Subject, read: Read) -> Iterator[Finding]:
    yield from _of_formulas(subject, read)
    yield from _of_words(subject)


def normalised(text: str) -> str:
    """What a text says: without width, case, spaces, signs and particles. Empty where nothing is left."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return SIGNS.sub("", PARTICLES.sub("", plain))


def _of_formulas(subject: Subject, read: Read) -> Iterator[Finding]:
    """What divides a value belongs to its meaning, like the formula."""
    meanings = {code: (normal_form(tree), subject.indicators[code].normaliser) for code, tree in read.trees.items()}
    for code, others in _shared(meanings).items():
        values = {
            **_named(subject, code, others),
            "formula": subject.indicators[code].formula,
            "normal_form": meanings[code][0],
        }
        yield Finding(flaws.DUPLICATE_FORMULA, indicator(code).place, values)


def _of_words(subject: Subject) -> Iterator[Finding]:
    """Of two that share several texts the first text is told."""
    told: set[tuple[str, str]] = set()
    for field in ("labels.zh", "labels.en", "wording.zh", "wording.en"):
        texts = {code: text for code, one in subject.indicators.items() if (text := normalised(_text(one, field)))}
        for code, others in _shared(texts).items():
            new = [other for other in others if (code, other) not in told]
            told.update((code, other) for other in others)
            if new:
                values = {**_named(subject, code, new), "field": field, "text": texts[code]}
                yield Finding(flaws.DUPLICATE_WORDING, indicator(code).place, values)


def _text(one: Indicator, field: str) -> str:
    name, language = field.split(".")
    labels = getattr(one, name)
    return "" if labels is None else str(getattr(labels, language))


def _shared(values: Mapping[str, object]) -> dict[str, list[str]]:
    """Code → the other codes with the same value, of those that are not alone."""
    groups: dict[object, list[str]] = {}
    for code, value in values.items():
        groups.setdefault(value, []).append(code)
    return {
        code: [other for other in groups[value] if other != code]
        for code, value in values.items()
        if len(groups[value]) > 1
    }


def _named(subject: Subject, code: str, others: Iterable[str]) -> dict[str, object]:
    same = list(others)
    return {
        **called(subject.indicators[code]),
        "others": "、".join(f"{subject.indicators[other].labels.zh}（{other}）" for other in same),
        "others_en": ", ".join(f"{subject.indicators[other].labels.said('en')} ({other})" for other in same),
        "same_as": same,
    }
