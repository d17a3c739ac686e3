"""What does not fit in a request, in both languages: pydantic says it in English only."""

from collections.abc import Mapping
from typing import Any

DECIMAL, INTEGER, DAY, MOMENT = "须为十进制数", "须为整数", "须为日期（YYYY-MM-DD）", "须为带时区的时间"
TRUTH, OBJECT, LIST, IDENTIFIER = "须为 true 或 false", "须为对象", "须为列表", "须为 UUID"

CHINESE: Mapping[str, str] = {
    "missing": "必填项缺失",
    "extra_forbidden": "没有这一字段",
    "none_required": "不得填写",
    "string_type": "须为文本",
    "string_unicode": "须为有效文本",
    "blank_text": "不能只有空格或不可见字符",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "最多 {max_length} 个字符",
    "string_pattern_mismatch": "格式不符，写法见接口文档 /openapi.json",
    "literal_error": "须为以下之一：{expected}",
    "enum": "须为以下之一：{expected}",
    "bool_type": TRUTH,
    "bool_parsing": TRUTH,
    "int_type": INTEGER,
    "int_parsing": INTEGER,
    "int_parsing_size": "整数过大",
    "int_from_float": INTEGER,
    "decimal_type": DECIMAL,
    "decimal_parsing": DECIMAL,
    "decimal_max_digits": "最多 {max_digits} 位数字",
    "decimal_max_places": "最多 {decimal_places} 位小数",
    "decimal_whole_digits": "整数部分最多 {whole_digits} 位",
    "decimal_not_a_string": '{said_zh}须写成文本，如 "{example}"',
    "decimal_format": '须为{said_zh}，写成十进制数，如 "{example}"',
    "finite_number": "须为有限数值",
    "greater_than": "须大于 {gt}",
    "greater_than_equal": "须不小于 {ge}",
    "less_than": "须小于 {lt}",
    "less_than_equal": "须不大于 {le}",
    "date_type": DAY,
    "date_parsing": DAY,
    "date_from_datetime_parsing": DAY,
    "date_from_datetime_inexact": DAY,
    "datetime_type": MOMENT,
    "datetime_parsing": MOMENT,
    "datetime_from_date_parsing": MOMENT,
    "timezone_aware": MOMENT,
    "list_type": LIST,
    "tuple_type": LIST,
    "too_short": "至少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "dict_type": OBJECT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "uuid_type": IDENTIFIER,
    "uuid_parsing": IDENTIFIER,
    "union_tag_not_found": "缺少 {discriminator}",
    "union_tag_invalid": "{discriminator} 须为以下之一：{expected_tags}",
}
"""Type of an error of pydantic, or of the contracts, → the sentence, with the values of its context."""


ENGLISH: Mapping[str, str] = {
    "string_pattern_mismatch": "Not written as this value is; the document at /openapi.json shows how",
}
"""Where pydantic's own sentence is none for people: a pattern tells nobody what to write."""

OTHERWISE = "不符合该项的要求"


def english(error: Mapping[str, Any]) -> str:
    """What one error says, in English."""
    return ENGLISH.get(error["type"]) or _own(error)[0]


def chinese(error: Mapping[str, Any]) -> str:
    """What one error says, in Chinese; of a type that is not listed what our own check says, else only that it does
    not fit."""
    sentence = CHINESE.get(error["type"])
    if sentence is None:
        return _own(error)[1] or OTHERWISE
    # pydantic enumerates in English
    values = {
        name: value.replace(" or ", "、").replace(", ", "、") if name in ("expected", "expected_tags") else value
        for name, value in error.get("ctx", {}).items()
    }
    return sentence.format(**values)


def _own(error: Mapping[str, Any]) -> tuple[str, str]:
    """What a check of our own says: English, and behind a stroke Chinese."""
    said, _, zh = str(error["msg"]).removeprefix("Value error, ").partition(" / ")
    return said, zh
