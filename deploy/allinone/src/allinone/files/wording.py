"""What is wrong with a place of a file, in our own words and in both languages."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

_YES, _WHOLE = "write true or false · 须写 true 或 false", "write a whole number, digits only · 须写整数"
_LIST, _KEYS, _TEXT = (
    "write a list: [a, b] · 须写列表：[a, b]",
    "write keys with their values, each on a line of its own: `key: value` · 须逐行写键和值",
    "write a text, in quotes · 须写文字，并加引号",
)
_DAY, _MOMENT = (
    "write a day as YYYY-MM-DD · 日期写作 YYYY-MM-DD",
    "write a moment with its zone: 2027-01-01T08:00:00+08:00 · 时刻须带时区：2027-01-01T08:00:00+08:00",
)

WORDS: Mapping[str, str] = {
    "missing": "is missing, and is needed · 缺少，须填写",
    "extra_forbidden": "is no key here · 此处没有这个键",
    "none_required": "leave this out · 请删去",
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_too_short": "needs at least {min_length} characters · 至少 {min_length} 个字",
    "string_too_long": "may have at most {max_length} characters · 最多 {max_length} 个字",
    "string_pattern_mismatch": "does not have the form that is asked for ({pattern}) · 形式不符（{pattern}）",
    "literal_error": "write one of {expected} · 须为 {expected} 之一",
    "enum": "write one of {expected} · 须为 {expected} 之一",
    "bool_type": _YES,
    "bool_parsing": _YES,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": "the number is too large · 数字过大",
    "int_from_float": _WHOLE,
    "greater_than": "must be above {gt} · 须大于 {gt}",
    "greater_than_equal": "must be at least {ge} · 不得小于 {ge}",
    "less_than": "must be below {lt} · 须小于 {lt}",
    "less_than_equal": "must be at most {le} · 不得大于 {le}",
    "decimal_format": "write a plain number such as 12.5 (no exponent, no zero in front, no sign between digits) · "
    "请写普通数字，如 12.5",
    "decimal_not_a_string": "write a plain number such as 12.5 · 请写普通数字，如 12.5",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "too_short": "needs at least {min_length} of them, {actual_length} given · "
    "至少 {min_length} 项，现有 {actual_length} 项",
    "too_long": "may have at most {max_length} of them, {actual_length} given · "
    "最多 {max_length} 项，现有 {actual_length} 项",
    "dict_type": _KEYS,
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
    "union_tag_not_found": "needs the key {discriminator} · 须有键 {discriminator}",
    "union_tag_invalid": "{discriminator} is one of {expected_tags} · {discriminator} 须为 {expected_tags} 之一",
}
"""Type of an error → what we say of it, with the values of its context."""


def of(error: Mapping[str, Any], *, known: Iterable[str]) -> str:
    """The sentence for one error of a model; `known` are the keys that a file of its kind may have."""
    kind = error["type"]
    if kind in ("value_error", "assertion_error"):
        return str(error["msg"]).partition(", ")[2]
    sentence = WORDS.get(kind, "does not fit here · 此处不适用")
    context = error.get("ctx", {})
    if kind == "extra_forbidden" and (near := difflib.get_close_matches(str(error["loc"][-1]), known, n=1)):
        return f"is no key here; did you mean {near[0]}? · 此处没有这个键，是否为 {near[0]}？"
    return sentence.format(**context)
