"""Why a cell of a table was refused: where it stands, what it holds, a code, and what to do in zh and en."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

TEXTS: Mapping[str, tuple[str, str]] = {
    "no_table": (
        "没有找到表头。表头须含：{columns}。",
        "There is no header here. It must name: {columns_en}.",
    ),
    "columns_missing": (
        "表头缺少：{columns}。",
        "The header lacks: {columns_en}.",
    ),
    "column_twice": (
        "表头中“{column}”出现两次，另一处在 {other}。请保留一列。",
        "The header has the column {column!r} twice; the other is {other}. Keep one of them.",
    ),
    "no_code_of_sheet": (
        "表中没有“编码”一格，无法得知是谁的指标表。请使用导出的表样。",
        "The sheet does not say whose it is: there is no cell after “编码” or “Code”. Use the form as it was exported.",
    ),
    "empty": (
        "此处不能为空。请补填。",
        "The cell is empty and must not be. Fill it in.",
    ),
    "unseen": (
        "单元格只有不可见的字符。请清空，或填写文字。",
        "The cell holds only characters that cannot be seen. Clear it, or write a text.",
    ),
    "formula_failed": (
        "公式出错（{error}）。请更正公式，或填写数值。",
        "The formula of the cell failed ({error}). Correct it, or write the value.",
    ),
    "formula_uncomputed": (
        "公式（{error}）尚未计算。请用 Excel 或 WPS 打开后保存一次，或直接填写数值。",
        "The formula ({error}) was never computed. Open and save the workbook in a spreadsheet, or write the value.",
    ),
    "shown_otherwise": (
        "单元格存的是 {holds}，而格式“{format}”显示的是另一个样子，无法确定所指。请设为“常规”格式，再填写所要的数值。",
        "The cell holds {holds}, and its format {format!r} shows something else. "
        "Format it as General and write what is meant.",
    ),
    "period_is_a_day": (
        "单元格是日期 {day}，可以指 {year} 年，也可以指 {month} 月份。请写成文字，如 {year} 或 {month}。",
        "The cell holds the day {day}: it could mean the year {year} or the month {month}. "
        "Write it as text, such as {year} or {month}.",
    ),
    "not_a_text": (
        "此处应为文字，而不是{found}。请将单元格设为“文本”格式后重新填写。",
        "A text belongs here, not {found_en}. Format the cell as text and type it again.",
    ),
    "code_is_a_number": (
        "编码单元格是数字而不是文本，前导零可能已丢失。请将整列设为“文本”格式，再重新填写编码。",
        "The code is stored as a number, so leading zeros may be lost. Format the column as text, then type the code.",
    ),
    "code_is_a_date": (
        "编码被表格软件改成了日期。请将整列设为“文本”格式，再重新填写编码。",
        "The spreadsheet made a date of the code. Format the column as text, then type the code again.",
    ),
    "not_a_code": (
        "不是有效编码：只能用{wanted}，最多 80 个字符。",
        "Not a code: {wanted_en} only, at most 80.",
    ),
    "not_a_number": (
        "不是数字。可写千位分隔符和全角数字，不能写文字或约数。",
        "Not a number. Thousands separators and full-width digits are read; words and estimates are not.",
    ),
    "too_many_digits": (
        "换算后为 {result}，位数过多：最多 {whole} 位整数、{places} 位小数。不作舍入，请更正。",
        "This is {result}, which has too many digits: at most {whole} before and {places} behind the point. "
        "Nothing is rounded here.",
    ),
    "too_long": (
        "文字过长：{length} 个字符，最多 {longest} 个。",
        "The text has {length} characters, at most {longest} are taken.",
    ),
    "out_of_range": (
        "应在 {least} 与 {most} 之间。",
        "This must lie between {least} and {most}.",
    ),
    "unit_unknown": (
        "计量单位“{unit}”无法换算为“{wanted}”。请按“{wanted}”填写。",
        "The unit {unit!r} cannot be converted to {wanted!r}. Write the value in {wanted!r}.",
    ),
    "not_a_day": (
        "不是日期。请写成“2026-01-31”或“2026年1月31日”。",
        "Not a day. Write it as 2026-01-31.",
    ),
    "not_a_period": (
        "不是考核期。请写成“2026”“2026-Q1”“2026年上半年”或“2026年3月”。",
        "Not a period. Write 2026, 2026-Q1, 2026-H1 or 2026-03.",
    ),
    "unknown_word": (
        "应为下列之一：{known}。",
        "Expected one of: {known_en}.",
    ),
    "duplicate_code": (
        "编码与 {other} 相同。",
        "The same code stands in {other} already.",
    ),
    "duplicate_row": (
        "与 {other} 重复：{what}均相同。",
        "This says again what {other} says: {what_en} are the same.",
    ),
    "indicator_unknown": (
        "方案中没有这个指标。请核对编码或名称。",
        "The scheme has no such indicator. Check the code or the name.",
    ),
    "name_differs": (
        "与编码不符：编码 {found} 的名称是“{wanted}”。请更正编码或名称。",
        "This is not the name of {found}, which is {wanted!r}. Correct the code or the name.",
    ),
    "name_ambiguous": (
        "有多项叫这个名称（{codes}）。请填写编码。",
        "More than one has this name ({codes}). Give the code.",
    ),
    "member_unknown": (
        "方案中没有这个考核对象。请核对编码或名称。",
        "The scheme has no such member. Check the code or the name.",
    ),
    "variant_unknown": (
        "方案中没有这个类型。已有：{known}。",
        "The scheme has no such kind of member. It has: {known_en}.",
    ),
    "step_unknown": (
        "该指标的计量单位没有这一等级。已有：{known}。",
        "The unit of the indicator has no such step. It has: {known_en}.",
    ),
    "goal_unknown": (
        "目标分解中没有这个目标。请核对编码或名称。",
        "The cascade has no such goal. Check the code or the name.",
    ),
    "target_empty": (
        "没有目标值，而方案中已有此目标。不会因空格而删除目标：请填写，或删去本行。",
        "There is no value here, and the scheme has one. A blank removes nothing: write the value, or delete the row.",
    ),
    "target_ambiguous": (
        "方案中有多个目标符合本行。请补上考核期、考核对象、适用类型、起始日期各列。",
        "More than one target of the scheme fits this row. Add the columns period, assessee, kind of member, since.",
    ),
    "units_differ": (
        "本行单位为“{unit}”，表头写的是“{other}”。请保留一种。",
        "The row says {unit!r}, the header {other!r}. Keep one of them.",
    ),
    "nothing_above": (
        "写着“同上”，但上一行没有内容。请填写。",
        "This says “as above”, and there is nothing above. Fill it in.",
    ),
    "change_without_day": (
        "登记内容有变（{what}）。请填写自哪一天起生效。",
        "This changes what is registered ({what_en}). Write the day from which it holds.",
    ),
    "change_too_early": (
        "变更自 {day} 起生效，而现行版本自 {since} 起生效。请填写更晚的日期。",
        "The change would hold from {day}, the version in force holds from {since}. Write a later day.",
    ),
    "version_differs": (
        "表中版本为 {found}，其他指标表为 {wanted}。一次只能导入同一版本的指标表。",
        "The sheet is of version {found}, others are of {wanted}. Import sheets of one version at a time.",
    ),
    "node_unknown": (
        "目标分解 {cascade} 中没有这个节点。",
        "The cascade {cascade} has no such node.",
    ),
    "code_elsewhere": (
        "这个编码已用于 {owner} 的指标。请另编编码。",
        "The code belongs to an indicator of {owner}. Give the indicator a code of its own.",
    ),
    "indicator_elsewhere": (
        "这个指标在 {owner} 的指标表中。请更正承担者或指标编码。",
        "The indicator stands on the sheet of {owner}. Correct who carries it, or the code of the indicator.",
    ),
    "parent_name_unknown": (
        "表中没有名称为“{name}”的考核对象，或有多个。请填写上级编码。",
        "No assessee of this table, or more than one, is called {name!r}. Give the code of the parent.",
    ),
    "parent_unknown": (
        "上级既未登记，也不在本表中。请先登记上级，或更正编码。",
        "The parent is neither registered nor in this table. Register it first, or correct the code.",
    ),
    "parents_in_circle": (
        "上级关系成环：{path}。请更正其中一个上级。",
        "These stand above themselves: {path}. Correct one of the parents.",
    ),
    "other": (
        "内容不符合要求：{why}。",
        "This does not fit: {why}.",
    ),
}
"""Code → (what is wrong and what to do in zh, in en)."""

MOST_SHOWN = 200
"""Of a long cell the report repeats so many characters."""


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """One reason why a cell was refused. `cell` is its address as the spreadsheet shows it, such as B7."""

    sheet: str
    cell: str
    line: int
    value: str | None
    code: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it stands, for a line of a report."""
        return f"{self.sheet}!{self.cell}"

    def text(self, language: str) -> str:
        """The reason in `zh` or `en`."""
        zh, en = TEXTS[self.code]
        return (zh if language == "zh" else en).format_map(self.values)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "RefusedCell":
        """The cell that `as_json` told."""
        return cls(**{name: told[name] for name in ("sheet", "cell", "line", "value", "code", "values")})

    def as_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "cell": self.cell,
            "line": self.line,
            "value": self.value,
            "code": self.code,
            "values": self.values,
            "texts": {"zh": self.text("zh"), "en": self.text("en")},
        }


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was read over, so that nobody believes that it was imported: `why` is footer, heading, column or sheet.

    What a reader of the workbook does not see is told too; `hidden_row_read` and `hidden_column_read` were imported.
    """

    sheet: str
    cell: str
    text: str
    why: Literal[
        "footer", "heading", "column", "sheet", "no_value",
        "hidden_sheet", "hidden_row", "hidden_column", "hidden_row_read", "hidden_column_read",
    ]  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        return {"sheet": self.sheet, "cell": self.cell, "text": self.text, "why": self.why}


class CellRefused(Exception):
    """Raised by a reader of one cell; the row adds where it stands."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


UNREADABLE: Mapping[str, tuple[str, str]] = {
    "spoiled": ("文件已损坏，或不是 .xlsx 工作簿", "it is damaged, or no .xlsx workbook"),
    "too_large": ("解压后超过 {most} 字节", "it has more than {most} bytes unpacked"),
    "too_many_cells": ("工作表“{sheet}”超过 {most} 个单元格", "the sheet {sheet!r} has more than {most} cells"),
    "strict": (
        "它以“Strict Open XML”格式保存，须存为普通的 Excel 工作簿",
        "it is saved as Strict Open XML; save it as a usual Excel workbook",
    ),
    "days_from_1904": (
        "它采用 1904 日期系统，须改用 1900 日期系统",
        "it counts its days from 1904; save it with the 1900 date system",
    ),
}
"""Why a file is no workbook that can be read, in zh and en."""


class WorkbookUnreadable(Exception):
    """The file is no workbook that can be read at all; `code` is one of `UNREADABLE`."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code = code
        self.values = values
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """Why not, in `zh` or `en`, as a part of a sentence."""
        zh, en = UNREADABLE[self.code]
        return (zh if language == "zh" else en).format_map(self.values)
