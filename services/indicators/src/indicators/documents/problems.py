"""What keeps a file from being read as a scheme: each place that is wrong, why, and what would mend it."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from indicators.domain.checking.finding import shown

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "shape_no_yaml": (
        "从这里起无法按 YAML 读取",
        "from here on this is no YAML ({detail})",
        "检查缩进、引号和冒号（半角冒号后留一个空格）",
        "look at indentation, quotes and colons (an ASCII colon and a space)",
    ),
    "shape_wide_colon": (
        "“{line}”用了全角冒号",
        "{line!r} has a full-width colon",
        "改为半角冒号，后留一个空格",
        "write an ASCII colon and a space",
    ),
    "shape_no_utf8": (
        "文件不是 UTF-8 文本",
        "the file is no UTF-8 text",
        "另存为 UTF-8 编码",
        "save it as UTF-8",
    ),
    "shape_too_long": ("文件过长", "the file is too long", "拆成多个方案", "make several schemes of it"),
    "shape_too_deep": ("层次过深", "this is nested too deeply", "减少层次", "take out levels"),
    "shape_second_document": (
        "一个文件只写一个方案",
        "a file holds one scheme",
        "把第二个方案放到另一个文件",
        "put the second one into a file of its own",
    ),
    "shape_alias": (
        "不能用 & 或 * 引用",
        "anchors (&) and aliases (*) are not used in packs",
        "把内容写全；以这些符号开头的文字请加引号",
        "write the content out; quote a text that begins so",
    ),
    "shape_tag": (
        "不能用标签 {detail}",
        "tags such as {detail} are not used in packs",
        "去掉标签；以 ! 开头的文字请加引号",
        "take the tag out; quote a text that begins with !",
    ),
    "shape_key": ("键必须是文字", "a key is a text", "写成“键: 值”", "write it as key: value"),
    "shape_key_twice": (
        "“{key}”重复，第 {first} 行已有",
        "{key!r} stands twice; first in line {first}",
        "只保留一个",
        "keep one of them",
    ),
    "shape_key_in_both_languages": (
        "“{key}”与第 {first} 行是同一项（中英文各写了一次）",
        "{key!r} is the field of line {first}, once in Chinese and once in English",
        "只保留一个",
        "keep one of them",
    ),
    "shape_key_unknown": (
        "没有“{key}”这一项",
        "there is no field {key!r} here",
        "最接近的是“{nearest}”；此处可写：{known}",
        "the nearest is {nearest!r}; possible here: {known}",
    ),
    "shape_word_unknown": (
        "“{given}”不在可选词语中",
        "{given!r} is none of the words to choose from",
        "可选：{known}",
        "choose one of: {known}",
    ),
    "shape_float": (
        "{given} 是浮点数",
        "{given} is a float",
        '加引号："{given}"',
        'quote it: "{given}"',
    ),
    "shape_mapping_expected": (
        "此处应为若干“键: 值”，而不是{found}",
        "this should be fields (key: value), not {found_en}",
        "半角冒号后留一个空格，如“名称: {{中文: …, 英文: …}}”",
        "write key: value with an ASCII colon and a space",
    ),
    "shape_list_expected": (
        "此处应为列表，而不是{found}",
        "this should be a list, not {found_en}",
        "每项一行，以 - 和空格开头",
        "one item a line, each beginning with a hyphen and a space",
    ),
    "shape_scalar_expected": (
        "此处应为单个值，而不是{found}",
        "this should be one value, not {found_en}",
        "只写一个值；含冒号或方括号的文字请加引号",
        "write one value; quote a text with colons or brackets",
    ),
    "shape_item_empty": ("列表中有空项", "an item of the list is empty", "填写或删去", "fill it in or take it out"),
    "shape_truth": (
        "“{given}”不是“是”或“否”",
        "{given!r} is neither yes nor no",
        "写“是”或“否”",
        "write “是” for yes, “否” for no",
    ),
    "shape_day": (
        "“{given}”不是日期",
        "{given!r} is no day",
        "写成“2026-01-31”的样子",
        "write it like 2026-01-31",
    ),
    "shape_whole": (
        "“{given}”不是整数",
        "{given!r} is no whole number",
        "写不带小数的阿拉伯数字",
        "write digits only",
    ),
    "shape_number": (
        "“{given}”不是可用的数",
        "{given!r} is no number that can be kept",
        '写半角数字，不带单位、百分号和分节号，小数加引号，如 60 或 "12.5"；{digits_zh}',
        'write ASCII digits without unit, percent sign or separators; quote decimals, as in 60 or "12.5"; {digits_en}',
    ),
    "shape_range": (
        "{given} 超出范围",
        "{given} is out of range",
        "应{limit_zh}",
        "it must be {limit_en}",
    ),
    "shape_pattern": (
        "“{given}”的写法不对",
        "{given!r} is not written as it must be",
        "应为：{wanted_zh}",
        "it must be: {wanted_en}",
    ),
    "shape_missing": ("缺少“{key}”", "{key!r} is missing", "补上“{key}”", "add {key!r}"),
    "shape_blank": ("内容为空", "this is empty", "填写内容", "write something"),
    "shape_long": (
        "文字过长",
        "the text is too long",
        "最多 {most} 个字符",
        "at most {most} characters",
    ),
    "shape_few": ("列表项太少", "the list has too few items", "至少 {least} 项", "at least {least}"),
    "shape_many": ("列表项太多", "the list has too many items", "最多 {most} 项", "at most {most}"),
    "no_workbook": (
        "不是可读的 Excel 工作簿",
        "this is no workbook that can be read ({detail})",
        "用 `baton scheme export` 重新导出，另存为普通的 .xlsx（不用“Strict Open XML”，采用 1900 日期系统）",
        "export it again with `baton scheme export`, and save it as .xlsx",
    ),
    "sheet_missing": (
        "缺少工作表“{sheet}”",
        "the sheet {sheet!r} is missing",
        "工作表不能删除或改名；清空其中的行即表示没有内容",
        "sheets are neither deleted nor renamed; empty its rows to say that there is nothing",
    ),
    "sheet_hidden": (
        "工作表“{sheet}”已隐藏，却有内容",
        "the sheet {sheet!r} is hidden, and something stands in it",
        "取消隐藏该表，或清空其中的行",
        "unhide it, or empty its rows",
    ),
    "sheet_unknown": (
        "没有名为“{sheet}”的工作表",
        "no sheet of a scheme is called {sheet!r}",
        "删除该表，或恢复原名",
        "delete it, or give it its name back",
    ),
    "header_missing": (
        "表头缺少“{header}”一列",
        "the header lacks the column {header!r}",
        "恢复该列的表头",
        "put the header of the column back",
    ),
    "header_unknown": (
        "表头“{header}”不是本表的列",
        "{header!r} is no column of this sheet",
        "恢复原表头；可填：{known}",
        "put the header back; possible here: {known}",
    ),
    "header_twice": (
        "表头“{header}”重复，第一处在 {first}",
        "the column {header!r} stands twice; first in {first}",
        "只保留一列",
        "keep one of them",
    ),
    "cell_no_header": (
        "“{given}”上方没有表头，不知道属于哪一列",
        "{given!r} stands below no header, so it belongs to no column",
        "移到有表头的列，或清空",
        "move it below a header, or clear it",
    ),
    "cell_no_field": (
        "“{given}”左边没有项目名称，不知道是哪一项的内容",
        "{given!r} stands beside no name of a field, so it is the value of none",
        "移到有项目名称的行，或清空",
        "move it beside the name of its field, or clear it",
    ),
    "row_above_headers": (
        "第 {row} 行在表头之上，不会被导入",
        "row {row} stands above the headers, where no row is read",
        "移到表头之下；若只是说明，写在一个单元格里，或清空",
        "move it below the headers; of a note, keep one cell, or clear it",
    ),
    "cell_merged": (
        "单元格 {cells} 已合并，看不出其中每一格应填什么",
        "the cells {cells} are merged, so nobody can tell what each of them holds",
        "取消合并，逐格填写",
        "split them, and fill in each",
    ),
    "cell_owner_unknown": (
        "“{owner}”不在“{sheet}”表中",
        "no row of the sheet {sheet!r} is called {owner!r}",
        "删除此行，或在“所属”中填写该表中的名称或编码；可填：{known}",
        "delete the row, or write the name or the code of an item of that sheet; there are: {known}",
    ),
    "cell_owner_goes": (
        "此行属于“{owner}”，而“{given}”不在“{sheet}”表中",
        "this row belongs to {owner!r}, and no row of the sheet {sheet!r} is called {given!r}",
        "与所属的行一并删除或更正",
        "delete or correct it together with the row to which it belongs",
    ),
    "cell_item_unknown": (
        "“{given}”不在“{sheet}”表中",
        "no row of the sheet {sheet!r} is called {given!r}",
        "填写该表中的名称或编码，或删除；可填：{known}",
        "write the name or the code of an item of that sheet, or delete it; there are: {known}",
    ),
    "cell_name_unknown": (
        "没有叫“{given}”的",
        "nothing is called {given!r}",
        "从下拉列表中选择，或填写编码；可填：{known}",
        "choose one of the list, or write its code; there are: {known}",
    ),
    "cell_name_ambiguous": (
        "“{given}”可以指 {known}",
        "{given!r} could mean {known}",
        "填写编码，或连同编码填写名称",
        "write the code, or the name with its code",
    ),
    "cell_name_and_code": (
        "“{name}”是 {known} 的名称，编码却是“{beside}”",
        "{name!r} is the name of {known}, and the code beside it is {beside!r}",
        "名称与编码只留一个，或改为同一项的",
        "keep one of the two, or let both be of one item",
    ),
    "cell_twice": (
        "“{given}”重复，{first} 已有",
        "{given!r} stands twice; first in {first}",
        "只保留一行，或改用别的编码",
        "keep one of the rows, or choose another code",
    ),
    "cell_not_for_kind": (
        "方式为“{kind}”时没有“{header}”这一项",
        "there is no {header!r} where the way is {kind!r}",
        "清空此单元格，或改变方式",
        "clear this cell, or choose another way",
    ),
    "cell_formula_failed": (
        "公式出错（{given}）",
        "the formula of the cell failed ({given})",
        "更正公式，或直接填写内容",
        "correct the formula, or write the value",
    ),
    "cell_formula_uncomputed": (
        "公式（{given}）尚未计算",
        "the formula ({given}) was never computed",
        "用 Excel 或 WPS 打开后保存一次，或直接填写内容",
        "open the workbook in a spreadsheet and save it, or write the value",
    ),
    "cell_shown_otherwise": (
        "单元格存的是 {given}，而格式“{format}”显示的是另一个样子",
        "the cell holds {given}, and its format {format} shows something else",
        "把单元格设为“常规”格式，再填写所要的数值",
        "format the cell as General, then write what is meant",
    ),
    "cell_is_a_day": (
        "单元格是日期或时间（{given}）",
        "the cell is a date or a time ({given})",
        "把单元格设为“文本”格式，再重新填写",
        "format the cell as text, then type it again",
    ),
    "cell_is_a_truth": (
        "单元格是逻辑值（{given}）",
        "the cell is a logical value ({given})",
        "把单元格设为“文本”格式，再重新填写",
        "format the cell as text, then type it again",
    ),
    "cell_percent": (
        "{given} 带百分号，而本项的单位不是百分数",
        "{given} has a percent sign, and this value is not in per cent",
        "按本项的单位填写数字，不带百分号",
        "write the number in the unit of this value, without a percent sign",
    ),
    "cell_digits_lost": (
        "{given} 位数过多，表格软件可能已丢失末几位",
        "{given} has more digits than a spreadsheet keeps",
        "把单元格设为“文本”格式，再重新填写全部数字",
        "format the cell as text, then type all digits again",
    ),
    "cell_code_is_a_number": (
        "编码 {given} 存成了数字，前导零可能已丢失",
        "the code {given} is stored as a number, so leading zeros may be lost",
        "把单元格设为“文本”格式，再重新填写编码",
        "format the cell as text, then type the code again",
    ),
    "cell_too_long": (
        "内容有 {length} 个字符，单元格最多容纳 {most} 个",
        "this has {length} characters; a cell holds {most}",
        "缩短内容，或用 YAML 方案包",
        "make it shorter, or keep it in YAML",
    ),
    "shape_other": (
        "内容不符合要求（{detail_zh}）",
        "this does not fit ({detail})",
        "按提示修改",
        "correct it as said",
    ),
}
"""Code → what is wrong in zh and en, what would mend it in zh and en."""

CELL_MENDS: dict[str, tuple[str, str]] = {
    "shape_number": (
        "写阿拉伯数字，不带单位，如 60 或 12.5；{digits_zh}",
        "write digits without a unit, as in 60 or 12.5; {digits_en}",
    ),
    "shape_day": ("写成“2026-01-31”或“2026年1月31日”的样子", "write it like 2026-01-31"),
    "shape_missing": ("填写此单元格", "fill this cell in"),
    "shape_few": ("在此表中至少填写 {least} 行", "write at least {least} here"),
}
"""Code → what would mend it in a workbook, where that is something else."""


OURS = ("known", "known_en", "digits_zh", "digits_en")
"""Values that no file holds: what there is to choose from is told whole."""


class Texts(NamedTuple):
    """What is said of a problem. It repeats what stands in a file, so it is no text that a scheme may hold."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One place that is wrong. `at` and `place` name it in English and in Chinese; `line` and `column` count from 1.

    Of a workbook, `sheet` and `cell` say where, and `line` is the row. Of a long value its beginning is told.
    """

    code: str
    at: str
    place: str
    line: int
    column: int
    values: dict[str, Any] = field(default_factory=dict)
    sheet: str | None = None
    cell: str | None = None

    @property
    def told(self) -> dict[str, Any]:
        """The values as sentences repeat them."""
        return {name: value if name in OURS else shown(value) for name, value in self.values.items()}

    @property
    def texts(self) -> Texts:
        zh, en, _, _ = TEXTS[self.code]
        return self._filled(zh, en)

    @property
    def mend(self) -> Texts:
        _, _, zh, en = TEXTS[self.code]
        if self.sheet is not None:
            zh, en = CELL_MENDS.get(self.code, (zh, en))
        return self._filled(zh, en)

    def _filled(self, zh: str, en: str) -> Texts:
        """Both texts; what is called otherwise in English stands beside a value as `…_en`."""
        told = self.told
        listed = {name: str(told[name]).replace("、", ", ") for name in OURS if name in told}
        english = {name.removesuffix("_en"): value for name, value in told.items() if name.endswith("_en")}
        return Texts(zh.format_map(told), en.format_map({**told, **listed, **english}))

    def as_value(self) -> dict[str, Any]:
        """As it stands in an answer: with its texts."""
        found = {"code": self.code, "at": self.at, "place": self.place, "line": self.line, "column": self.column}
        where = {"sheet": self.sheet, "cell": self.cell} if self.sheet is not None else {}
        return {
            **found,
            **where,
            "values": self.told,
            "texts": self.texts._asdict(),
            "mend": self.mend._asdict(),
        }


class PackRefused(Exception):
    """The file cannot be read as a scheme; `problems` are all of its wrong places, in their order."""

    def __init__(self, problems: list[Problem], *, without: Any = None) -> None:
        """`without`: what the file says but for the rows that belong to nothing, where that can be read."""
        super().__init__("; ".join(f"{found.line}: {found.at}: {found.texts.en}" for found in problems))
        self.problems = problems
        self.without = without
