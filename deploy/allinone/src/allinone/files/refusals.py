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
        "此处不能为空。请补填，或在映射中写明 `when_empty`。",
        "The cell is empty and must not be. Fill it in, or give the mapping a `when_empty`.",
    ),
    "take_found_nothing": (
        "表达式 {expression} 在此值中没有匹配。",
        "The expression {expression} finds nothing here. Correct the cell or the mapping's `take`.",
    ),
    "not_an_amount": (
        "按映射的 `numbers`（小数点“{decimal}”，千位符“{thousands}”）不是金额。其他读法：{other}。"
        "请更正，或在 `numbers` 中写明。",
        "Not an amount as the mapping's `numbers` says (decimal sign '{decimal}', thousands sign '{thousands}'). "
        "Other readings: {other}. Correct the cell, or say in `numbers` what is meant.",
    ),
    "too_many_decimals": (
        "金额小数超过两位。不作舍入，请更正。其他读法：{other}。",
        "The amount has a fraction of a cent (decimal sign '{decimal}', thousands sign '{thousands}'). Nothing is "
        "rounded here: correct it in the source. Other readings: {other}.",
    ),
    "ambiguous_amount": (
        "金额有几种读法：{other}。请在映射的 `numbers` 中写明 `decimal` 和 `thousands`。",
        "The amount can mean {other}. Say in the mapping's `numbers` which sign is `decimal` and which `thousands`.",
    ),
    "amount_too_large": (
        "金额超过 18 位整数。",
        "The amount has more than 18 digits before the point. Correct it, or its `numbers.unit`.",
    ),
    "shown_otherwise": (
        "单元格存的是 {stored}，而按其格式 {format} 显示为另一个值。请改为常规格式并写明所指的值。",
        "The cell holds {stored}, but its format {format} shows another value. Give it a plain format, with the value "
        "that is meant.",
    ),
    "formula_failed": (
        "公式出错，没有值。请更正公式或填写数值。",
        "The formula failed and has no value. Correct it, or write the value.",
    ),
    "formula_uncomputed": (
        "公式尚未计算，没有值。请在表格软件中打开并保存。",
        "The formula was never computed. Open the workbook in a spreadsheet and save it again.",
    ),
    "merged_amount": (
        "金额单元格跨行或跨列合并：可能每格一份，也可能合计一份。请拆分并逐格填写。",
        "The amount is merged over several rows or columns: it could be that of each, or of all together. Split the "
        "cell and write the amount of each.",
    ),
    "number_beyond_digits": (
        "数字超过 {digits} 位，表格软件已丢失末位。请以文本格式重新填写。",
        "The number has more than {digits} digits; a spreadsheet has lost the last of them. Write it again as text.",
    ),
    "number_as_code": (
        "代码被存成数字：{shown} 也可能是 {shown}0。请将该列设为文本格式后重新填写。",
        "The code is stored as a number: {shown} could also be {shown}0. Format the column as text and write it again.",
    ),
    "date_as_code": (
        "表格软件把代码变成了日期。请将该列设为文本格式后重新填写。",
        "A spreadsheet has made a date of the code. Format the column as text and write it again.",
    ),
    "lost_by_spreadsheet": (
        "这是表格软件写下的错误值或截短的长数字，原值已丢失。请在来源中将该列设为文本格式后重新导出。",
        "A spreadsheet wrote this in the place of a value that it lost (an error, or a long number cut short). Format "
        "the column as text in the source and export it again.",
    ),
    "spreadsheet_mark": (
        "这是公式或表格软件的文本标记（“=”、“'”），不是值本身。请重新导出，或在映射中用 `take` 取出值，"
        "如 `take: '^=\"(.*)\"$'`。",
        "This is a formula, or a spreadsheet's sign for text (`=` or `'`), not the value alone. Export the values, or "
        "let the mapping take them out: `take: '^=\"(.*)\"$'`.",
    ),
    "not_a_day": (
        "这是时刻或时长，不是此处所需的值。请更正单元格及其格式。",
        "This is a time of day or a duration, which no value here is. Correct the cell and its format.",
    ),
    "part_empty": (
        "由多列组成的值缺少“{part}”一列。请补填，或为该列写明 `when_empty`。",
        "The value is made from several columns, and {part} is empty. Fill it in, or give that column a `when_empty`.",
    ),
    "separator_in_part": (
        "“{part}”中含有分隔符“{separator}”，拼接后会有两种读法。请另选 `separator`。",
        "{part} contains the separator '{separator}': the joined value could be read in two ways. Choose another "
        "`separator` in the mapping.",
    ),
    "not_a_label": (
        "名称或说明过长（最多 {longest} 字），或含有控制字符。请更正。",
        "The text is longer than {longest} characters or holds control characters. Shorten or correct it.",
    ),
    "too_many_lines": (
        "从第 {other} 行起的支付超过 {most} 行。请在来源中拆成几笔，各有编号；使用 `--skip-refused` 可略去该笔。",
        "The payment that begins in line {other} has more than {most} lines. Make several payments of it in the "
        "source, each with its reference, or go on without it with --skip-refused.",
    ),
    "zero_amount": (
        "金额为零，不是支付。请从文件中删除，或在映射中用 `ignore_rows` 略去。",
        "An amount of zero is no payment. Leave the row out, or name it in the mapping's `ignore_rows`.",
    ),
    "budget_below_zero": (
        "批复金额不得小于零。正负号是否颠倒（`numbers.inverted`）？",
        "An approved amount is not below zero. Was the sign inverted (`numbers.inverted`)?",
    ),
    "not_a_date": (
        "不是日期：映射的 `dates` 为 {formats}。其他读法：{meanings}。请更正，或在 `dates` 中写明格式。",
        "Not a date in the mapping's `dates` ({formats}). Other readings: {meanings}. Correct it, or add its format "
        "to `dates`.",
    ),
    "date_lacks_digits": (
        "数字位数与 `dates` 中的格式 {formats} 不符（可能丢了前导零），可能是 {meanings}。"
        "请补齐；若丢的总是最前面的零，可用 `pad`。",
        "The text has other digits than the format in `dates` asks for ({formats}): a zero was lost, and it could be "
        "{meanings}. Write all digits; where it is always the first zero that is lost, `pad` puts it back.",
    ),
    "ambiguous_date": (
        "日期有两种读法：{meanings}。请在映射的 `dates` 中只保留一种格式。",
        "The date can mean {meanings}. Keep only one of the formats in the mapping's `dates`.",
    ),
    "day_out_of_range": (
        "日期须在 {first} 至 {last} 之间。请更正。",
        "The day must lie between {first} and {last}. Correct it in the source.",
    ),
    "not_a_code": (
        "不是有效代码：1 至 {longest} 个可见字符，首尾无空格，中间无连续空格。可用 `normalise`。",
        "Not a code: 1 to {longest} printable characters, no space at the ends, no double space. "
        "`normalise: [nfkc, strip, single_spaces]` repairs most.",
    ),
    "not_a_plain_code": (
        "此处代码只能用字母、数字和 . _ -，最多 80 个字符。可用 `translate` 对照。",
        "Codes of units, funds and feeds have letters, digits and . _ - only, at most 80. `translate` can map them.",
    ),
    "unknown_word": (
        "应为 {known} 之一。可在映射的 `translate` 中对照。",
        "Expected one of {known}. The mapping's `translate` can turn the file's words into these.",
    ),
    "not_a_fiscal_year": (
        '财政年度写作其开始的公历年份，如 2012。可用 `take: "^([0-9]{{4}})"`。',
        'A fiscal year is the calendar year in which it begins, such as 2012. Try `take: "^([0-9]{{4}})"`.',
    ),
    "duplicate_reference": (
        "编号与第 {other} 行相同，两行都不导入。若各行属同一笔支付，请写 `rows_are: lines`。",
        "The same reference stands in line {other}, so that neither is imported. Lines of one payment? "
        "`rows_are: lines`.",
    ),
    "duplicate_code": (
        "代码与第 {other} 行相同，两行都不导入。",
        "The same code stands in line {other}, so that neither is imported.",
    ),
    "lines_disagree": (
        "与第 {other} 行属同一笔支付，但 {what} 不同。",
        "Line {other} belongs to the same payment but has another {what}.",
    ),
    "payment_incomplete": (
        "与第 {other} 行属同一笔支付，该行被拒绝；一笔支付须整笔导入，本行一并略去。",
        "Line {other} of the same payment was refused. A payment is imported as a whole, so this line is left out too.",
    ),
    "parent_unknown": (
        "{unit} 的上级单位既未登记，也不在本文件中。请先登记，或在文件中补列。",
        "The parent of {unit} is neither registered nor in this file. Register it first, or add its row.",
    ),
    "parent_in_a_circle": (
        "{unit} 的上级单位绕回自身，没有最上一级。请更正。",
        "The parents of {unit} lead in a circle, so there is no highest unit. Correct the column.",
    ),
    "refused_by_baton": (
        "系统拒绝：{zh}",
        "Baton refused it: {en}",
    ),
}


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One reason why a row was refused. `line` counts from 1 as an editor does; `key` is the place in the mapping."""

    line: int
    column: str | None
    value: str | None
    code: str
    values: dict[str, Any] = field(default_factory=dict)
    key: str | None = None

    def text(self, language: str) -> str:
        """The reason in `zh` or `en`."""
        zh, en = TEXTS[self.code]
        return (zh if language == "zh" else en).format_map(self.values)

    def as_json(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "column": self.column,
            "key": self.key,
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
