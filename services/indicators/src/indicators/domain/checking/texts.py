"""Texts that are there and say nothing."""

from indicators.domain.checking.finding import Flaw

TEXT_BLANK = Flaw(
    "text_blank",
    "中英文均须填写，不得只有空格",
    "both languages need a text that is not only spaces",
    "请填写文字",
    "write the text",
)
