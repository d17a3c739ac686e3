"""Texts that are there and say nothing."""

from collections.abc import Iterator

from chassis.texts import is_blank
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index

TEXT_BLANK = Flaw(
    "text_blank",
    "中英文均须填写，不得只有空格",
    "both languages need a text that is not only spaces",
    "请填写文字",
    "write the text",
)


def findings(index: Index) -> Iterator[Finding]:
    """Every text of only spaces, whatever field it stands in."""
    for at, model in index.nodes:
        for name in type(model).model_fields:
            value = getattr(model, name)
            if isinstance(value, str) and is_blank(value):
                yield TEXT_BLANK.found(f"{at}.{name}" if at else name)
