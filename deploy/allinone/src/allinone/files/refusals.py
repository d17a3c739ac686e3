"""Why a row of a file was refused: a stable code, the values, and a text in zh and en made from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TEXTS: Mapping[str, tuple[str, str]] = {
    "cell_count": (
        "本行有 {found} 个单元格，标题行有 {expected} 个。请检查分隔符或引号。",
        "The row has {found} cells, the line of column names has {expected}. Look for a stray quote.",
    ),
    "empty": (
        "此处不能为空。请补填，或在映射中写明 when_empty。",
        "The cell is empty and must not be. Fill it in, or give the mapping a `when_empty`.",
    ),
    "take_found_nothing": (
        "表达式 {expression} 在此值中没有匹配。",
        "The expression {expression} finds nothing here. Correct the cell or the mapping's `take`.",
    ),
    "not_an_amount": (
        "不是金额：应为数字，小数点“{decimal}”，千位符“{thousands}”。",
        "Not an amount: expected digits with decimal sign '{decimal}' and thousands sign '{thousands}'.",
    ),
    "too_many_decimals": (
        "金额小数超过两位。不作舍入，请更正。",
        "The amount has a fraction of a cent. Nothing is rounded here; correct it in the source.",
    ),
    "amount_too_large": (
        "金额超过 18 位整数。",
        "The amount has more than 18 digits before the point.",
    ),
    "zero_amount": (
        "金额为零，不是支付。请从文件中删除，或在映射中用 ignore_rows 略去。",
        "An amount of zero is no payment. Leave the row out, or name it in the mapping's `ignore_rows`.",
    ),
    "budget_not_positive": (
        "批复金额须大于零。",
        "An approved amount is above zero. Was the sign inverted? Leave out items without budget.",
    ),
    "not_a_date": (
        "不是日期：应符合 {formats}。",
        "Not a date in any of the formats {formats}.",
    ),
    "ambiguous_date": (
        "日期有两种读法：{meanings}。请在映射中只保留一种格式。",
        "The date can mean {meanings}. Keep only one of the formats in the mapping.",
    ),
    "not_a_code": (
        "不是有效代码：1 至 {longest} 个可见字符，首尾无空格，中间无连续空格。可用 normalise。",
        "Not a code: 1 to {longest} printable characters, no space at the ends, no double space. "
        "`normalise: [nfkc, strip, single_spaces]` repairs most.",
    ),
    "not_a_plain_code": (
        "此处代码只能用字母、数字和 . _ -，最多 80 个字符。可用 translate 对照。",
        "Codes of units, funds and feeds have letters, digits and . _ - only, at most 80. `translate` can map them.",
    ),
    "unknown_word": (
        "应为 {known} 之一。可在映射的 translate 中对照。",
        "Expected one of {known}. The mapping's `translate` can turn the file's words into these.",
    ),
    "not_a_fiscal_year": (
        '财政年度写作其开始的公历年份，如 2012。可用 take: "^([0-9]{{4}})"。',
        'A fiscal year is the calendar year in which it begins, such as 2012. Try `take: "^([0-9]{{4}})"`.',
    ),
    "duplicate_reference": (
        "编号与第 {other} 行相同。若各行属同一笔支付，请写 rows_are: lines。",
        "The same reference stands in line {other}. Lines of one payment? `rows_are: lines`.",
    ),
    "duplicate_code": (
        "代码与第 {other} 行相同。",
        "The same code stands in line {other} already.",
    ),
    "lines_disagree": (
        "与第 {other} 行属同一笔支付，但 {what} 不同。",
        "Line {other} belongs to the same payment but has another {what}.",
    ),
    "mixed_signs": (
        "同一笔支付（第 {other} 行起）中正负金额混合。请把退款另列一笔。",
        "The payment that begins in line {other} mixes positive and negative amounts. Split them.",
    ),
    "refused_by_baton": (
        "系统拒绝：{zh}",
        "Baton refused it: {en}",
    ),
}


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One reason why a row was refused. `line` counts from 1 as an editor does."""

    line: int
    column: str | None
    value: str | None
    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """The reason in `zh` or `en`."""
        zh, en = TEXTS[self.code]
        return (zh if language == "zh" else en).format_map(self.values)

    def as_json(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "code": self.code,
            "values": self.values,
            "texts": {"zh": self.text("zh"), "en": self.text("en")},
        }


class CellRefused(Exception):
    """Raised by a reader of one value; the row adds its line and column."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
