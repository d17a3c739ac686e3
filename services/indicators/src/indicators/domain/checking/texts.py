"""Texts that say nothing, that lack English where it is asked for, or that stand in the wrong language."""

import re
from collections.abc import Iterator

from pydantic import BaseModel

from chassis.texts import is_blank
from contracts.envelope import Labels, SchemeLabels
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index, nodes

TEXT_BLANK = Flaw(
    "text_blank",
    "文字只有空格，等于没有填写",
    "the text holds nothing but spaces",
    "请填写文字",
    "write the text",
)
ENGLISH_MISSING = Flaw(
    "english_missing",
    "“{name}”没有英文",
    "“{name}” has no English text",
    "请填写英文；本单位确无英文的，发布时注明“without_english”",
    "write it in English; where the office has none, say without_english when it is published",
)
CHINESE_IN_ENGLISH = Flaw(
    "chinese_in_english",
    "英文栏中写的是中文“{text}”",
    "Chinese stands in the English field: “{text}”",
    "请填写英文；中文原名可放在英文之后的括号内",
    "write it in English; a Chinese name may follow in brackets",
)
ENGLISH_IN_CHINESE = Flaw(
    "english_in_chinese",
    "中文栏中只有英文“{text}”",
    "only English stands in the Chinese field: “{text}”",
    "请填写中文",
    "write it in Chinese",
)

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
BRACKETED = re.compile(r"\([^()]*\)|（[^（）]*）")
WORD = re.compile(r"(?<![A-Za-z])(?!(?:mol|mmol|min|ppm|rpm|App)(?![A-Za-z]))[A-Za-z][a-z]{2,}(?![A-Za-z])")
"""A word, unlike an abbreviation (GDP, PM2.5) or the sign of a unit (km, mg/L), which are Chinese too."""


def findings(index: Index) -> Iterator[Finding]:
    """Every text of only spaces, whatever field it stands in, and every one in the other language."""
    for at, model in index.nodes:
        for name in type(model).model_fields:
            value = getattr(model, name)
            if isinstance(value, str) and is_blank(value) and not (value == "" and isinstance(model, SchemeLabels)):
                yield TEXT_BLANK.found(f"{at}.{name}" if at else name)
        if isinstance(model, Labels):
            yield from of_languages(at, model)


def without_english(content: BaseModel) -> Iterator[Finding]:
    """Every text of a scheme, an indicator or a rule that stands in Chinese only."""
    for at, model in nodes("", content):
        if isinstance(model, SchemeLabels) and not model.en:
            yield ENGLISH_MISSING.found(f"{at}.en", name=model.zh)


def of_languages(at: str, labels: Labels) -> Iterator[Finding]:
    """A text in the field of the other language. A Chinese name in brackets stands rightly in an English text, and a
    name of its own is the same in both languages."""
    english = labels.en
    while (bare := BRACKETED.sub("", english)) != english:
        english = bare
    if HAN.search(english) or (HAN.search(labels.en) and not english.strip()):
        yield CHINESE_IN_ENGLISH.found(f"{at}.en", text=labels.en)
    if labels.zh != labels.en and not HAN.search(labels.zh) and WORD.search(labels.zh):
        yield ENGLISH_IN_CHINESE.found(f"{at}.zh", text=labels.zh)
