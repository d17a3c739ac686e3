"""What the contract models themselves refuse, said so that an official knows what to write instead."""

from typing import Any

from chassis import invalid
from contracts.scheme import basics

PATTERNS: dict[str, tuple[str, str]] = {
    basics.CODE_PATTERN: (
        "编码，小写字母、数字和连字符，以字母或数字开头，最多 80 个字符",
        "a code of small letters, digits and hyphens that begins with a letter or digit, at most 80 characters",
    ),
    r"^[a-z0-9][a-z0-9-]{1,79}$": (
        "编码，小写字母、数字和连字符，2 至 80 个字符",
        "a code of small letters, digits and hyphens, 2 to 80 characters",
    ),
    r"^[a-z][a-z0-9_]{0,39}$": (
        "编码，小写字母、数字和下划线，以字母开头",
        "a code of small letters, digits and underscores that begins with a letter",
    ),
    basics.MEMBER_PATTERN: (
        "对象编码，字母、数字、点、下划线和连字符",
        "the code of an assessee: letters, digits, dot, underscore, hyphen",
    ),
    basics.MONTH_DAY_PATTERN: ("月日，如 03-31", "month and day, such as 03-31"),
    basics.PERIOD_PATTERN: ("考核期，如 2026、2026-Q1、2026-H1、2026-03", "a period: 2026, 2026-Q1, 2026-H1, 2026-03"),
    basics.PART_OF_YEAR_PATTERN: ("时段，如 Q1、H1、03", "a part of the year: Q1, H1, 03"),
}
"""Pattern → what matches it, in zh and en."""

LIMITS = {
    "greater_than_equal": ("ge", "不小于 {}", "at least {}"),
    "less_than_equal": ("le", "不大于 {}", "at most {}"),
    "greater_than": ("gt", "大于 {}", "more than {}"),
    "less_than": ("lt", "小于 {}", "less than {}"),
}

DIGITS = {"amount": (18, 2), "percentage": (9, 6), "points": (9, 6), "number": (30, 10)}
"""Name of the type → most digits before and behind the point."""


def problem(error: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Code and values of the problem that one error of pydantic stands for."""
    kind, given, context = error["type"], error.get("input"), error.get("ctx", {})
    match kind:
        case "missing":
            return "shape_missing", {}
        case "string_pattern_mismatch":
            pattern = context["pattern"]
            zh, en = PATTERNS.get(pattern, ("该项规定的写法", "as this value is written"))
            return "shape_pattern", {"given": given, "wanted_zh": zh, "wanted_en": en}
        case "string_too_short":
            return "shape_blank", {}
        case "string_too_long":
            return "shape_long", {"most": context["max_length"]}
        case "decimal_format" | "decimal_not_a_string":
            whole, places = DIGITS.get(context.get("name", ""), DIGITS["number"])
            zh = f"整数部分最多 {whole} 位，小数最多 {places} 位"
            en = f"at most {whole} digits before the point and {places} behind it"
            return "shape_number", {"given": given, "digits_zh": zh, "digits_en": en}
        case "too_short":
            return "shape_few", {"least": context["min_length"]}
        case "too_long":
            return "shape_many", {"most": context["max_length"]}
        case "date_from_datetime_parsing" | "date_parsing" | "date_from_datetime_inexact":
            return "shape_day", {"given": given}
    if kind in LIMITS:
        name, zh, en = LIMITS[kind]
        limit = context[name]
        return "shape_range", {"given": given, "limit_zh": zh.format(limit), "limit_en": en.format(limit)}
    return "shape_other", {"detail": invalid.english(error), "detail_zh": invalid.chinese(error)}
