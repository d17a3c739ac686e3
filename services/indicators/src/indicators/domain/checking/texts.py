"""Texts that are there and say nothing, and names without English where English is asked for."""

from collections.abc import Iterator

from pydantic import BaseModel

from chassis.texts import is_blank
from contracts.envelope import SchemeLabels
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
    "请填写英文；本单位确无英文的，发布时注明 without_english",
    "write it in English; where the office has none, say without_english when it is published",
)


def findings(index: Index) -> Iterator[Finding]:
    """Every text of only spaces, whatever field it stands in."""
    for at, model in index.nodes:
        for name in type(model).model_fields:
            value = getattr(model, name)
            if isinstance(value, str) and is_blank(value) and not (value == "" and isinstance(model, SchemeLabels)):
                yield TEXT_BLANK.found(f"{at}.{name}" if at else name)


def without_english(content: BaseModel) -> Iterator[Finding]:
    """Every text of a scheme, an indicator or a rule that stands in Chinese only."""
    for at, model in nodes("", content):
        if isinstance(model, SchemeLabels) and not model.en:
            yield ENGLISH_MISSING.found(f"{at}.en", name=model.zh)
