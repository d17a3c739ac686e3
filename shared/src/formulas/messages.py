"""What is said of a formula that is refused: code → (zh, en). `{expected}` is filled from what could stand there."""

import re
from collections.abc import Sequence
from typing import Any

from formulas.functions import SHAPES

TEXTS: dict[str, tuple[str, str]] = {
    # the writing of it
    "formula_empty": ("公式为空，请填写。", "The formula is empty. Write one."),
    "equals_sign_first": (
        "公式开头不写“=”，请删去。",
        "A formula does not begin with '='. Leave it out.",
    ),
    "character_unknown": (
        "公式中不能使用 {character}。指标名中有特殊字符时，请写在方括号 […] 内。",
        "{character} cannot stand in a formula. If it is part of a name, write the name in brackets: […].",
    ),
    "character_invisible": (
        "公式中有不可见字符 {character}，请删去。",
        "The formula holds the invisible character {character}. Delete it.",
    ),
    "character_written_otherwise": (
        "公式中不能使用 {character}，请改用 {expected}。",
        "{character} cannot stand in a formula. Write {expected}.",
    ),
    "operator_written_otherwise": (
        "“{found}”不是运算符，请改用 {expected}。",
        "'{found}' is no operator. Write {expected}.",
    ),
    "exponent_notation": (
        "“{found}”是科学记数法，公式中不使用。请写出全部数字，或写作 10 的幂。",
        "'{found}' is exponent notation, which formulas do not have. Write all digits, or a power of 10.",
    ),
    "number_begins_with_point": (
        "小数点前须有数字，如 {expected}。",
        "A number has a digit before its point: {expected}.",
    ),
    "number_ends_with_point": (
        "小数点后须有数字，请写作 {expected}。",
        "A number has a digit after its point: {expected}.",
    ),
    "number_has_two_points": ("数字“{found}”有两个小数点。", "The number '{found}' has two points."),
    "number_begins_with_zeros": (
        "数字不以多余的 0 开头，请写作 {expected}。",
        "A number has no zeros in front: {expected}.",
    ),
    "digits_grouped": (
        "数字中不写千位分隔符，请写作 {expected}。",
        "Digits are not grouped by commas. Write {expected}.",
    ),
    "name_begins_with_digit": (
        "“{found}”以数字开头。若是指标名，请写在方括号内：{expected}。",
        "'{found}' begins with a digit. If it is a name, write it in brackets: {expected}.",
    ),
    "name_not_closed": ("方括号没有闭合，缺少“]”。", "The name is not closed: ']' is missing."),
    "name_empty": ("方括号内没有指标名。", "There is no name in the brackets."),
    "name_in_name": (
        "指标名中不能有方括号。前一个方括号是否漏写“]”？",
        "A name has no '[' or ']' in it. Is the ']' of the name before it missing?",
    ),
    "name_has_invisible_character": (
        "指标名中有不可见字符 {character}，请删去。",
        "The name holds the invisible character {character}. Delete it.",
    ),
    "name_bracket_not_opened": ("“]”前没有对应的“[”。", "There is no '[' that this ']' closes."),
    # how the words stand together
    "unexpected": ("此处不应是“{found}”，应为：{expected}。", "'{found}' cannot stand here. Expected: {expected}."),
    "ends_too_early": ("公式没有写完，此处应为：{expected}。", "The formula ends too early. Expected: {expected}."),
    "operator_missing": (
        "“{found}”之前缺少运算符，应为：{expected}。",
        "There is no operator before '{found}'. Expected: {expected}.",
    ),
    "bracket_not_closed": (
        "第 {line} 行第 {column} 列的“(”没有闭合，缺少“)”。",
        "The '(' of line {line}, column {column} is not closed: ')' is missing.",
    ),
    "bracket_not_opened": ("“)”前没有对应的“(”。", "There is no '(' that this ')' closes."),
    "percent_without_number": (
        "“%”只能跟在数字之后，且只写一次，如 85%。其他情形请写 {expected}。",
        "'%' follows a number, once: 85%. Of anything else write {expected}.",
    ),
    "plus_sign_alone": ("正数前不写“+”，请删去。", "Nothing is written with a '+' of its own. Leave it out."),
    "comma_outside_function": (
        "“,”只用于分隔函数的参数。数字中不写千位分隔符。",
        "',' only stands between the arguments of a function. Numbers are written without it.",
    ),
    "function_unknown": (
        "没有函数“{name}”。可用函数：{expected}。",
        "There is no function {name}. There are: {expected}.",
    ),
    "function_without_brackets": (
        "函数 {name} 须写作 {expected}。若是指标名，请写作 [{name}]。",
        "The function {name} is written {expected}. If a name is meant, write [{name}].",
    ),
    "argument_count": (
        "{name} 不能有 {count} 个参数，应写作 {expected}。",
        "{name} cannot have {count} arguments. Write {expected}.",
    ),
    "argument_not_a_name": (
        "{name} 只取一个指标名，应写作 {expected}。",
        "{name} takes one name and nothing else: {expected}.",
    ),
    "operator_as_function": (
        "{name} 写在两个条件之间：{expected}。",
        "{name} stands between two conditions: {expected}.",
    ),
    "sign_before_power": (
        "“-”与“^”相连有两种读法（数学与电子表格不同），请写作 {expected}。",
        "A '-' before a '^' is read in two ways, in mathematics and in spreadsheets. Write {expected}.",
    ),
    "power_of_power": (
        "连续的“^”有两种读法（数学与电子表格不同），请写作 {expected}。",
        "Several '^' in a row are read in two ways, in mathematics and in spreadsheets. Write {expected}.",
    ),
    "comparisons_chained": (
        "比较不能连写，请写作 {expected}。",
        "Comparisons do not chain. Write {expected}.",
    ),
    # how large it may be
    "text_too_long": (
        "公式有 {length} 个字符，最多 {limit} 个。",
        "The formula has {length} characters; at most {limit}.",
    ),
    "nesting_too_deep": (
        "嵌套超过 {limit} 层。请拆成几个指标。",
        "Nested deeper than {limit}. Make it several indicators.",
    ),
    "too_many_digits": (
        "数值超过 {limit} 位数字。请先用 ROUND 取整。",
        "A value has more than {limit} digits. Round before you go on: ROUND(x, n).",
    ),
    "too_many_steps": (
        "计算超过 {limit} 步。请减少数据或拆分公式。",
        "More than {limit} steps. Take less data, or split the formula.",
    ),
    # what it is about
    "name_without_data": ("数据中没有“{name}”。请核对名称。", "The data has no '{name}'. Check its spelling."),
    "name_without_periods": (
        "数据中没有“{name}”的各期数值，{function} 需要它。",
        "The data has no periods of '{name}', which {function} needs.",
    ),
    "name_without_peers": (
        "数据中没有“{name}”的同类数值，{function} 需要它。",
        "The data has no peers of '{name}', which {function} needs.",
    ),
    "number_needed": (
        "{where} 需要数值，此处却是判断（是/否）。可用 IF 化为数值。",
        "{where} needs a number; here is a comparison (true or false). IF makes a number of it.",
    ),
    "truth_needed": (
        "{where} 需要判断（是/否），此处却是数值。请写成比较，如 {expected}。",
        "{where} needs a comparison (true or false); here is a number. Compare it: {expected}.",
    ),
    "truths_compared": (
        "“{where}”比较数值，不比较判断（是/否）。请改用 AND、OR、NOT。",
        "'{where}' compares numbers, not truths. Use AND, OR and NOT.",
    ),
    "branches_differ": (
        "IF 的两个结果一个是数值，一个是判断（是/否）。两者须同类。",
        "One branch of IF is a number, the other is true or false. Both must be the same.",
    ),
    "units_differ": (
        "{where} 的单位不同：{left} 与 {right}。请先换算。",
        "{where}: the units differ, {left} and {right}. Convert one of them first.",
    ),
    "power_of_a_unit": (
        "带单位（{unit}）的数值，指数只能是整数字面值。",
        "A value with a unit ({unit}) can only be raised to a whole number that stands in the formula.",
    ),
    "unit_in_exponent": (
        "{where} 不能带单位（{unit}）。",
        "{where} cannot have a unit ({unit}).",
    ),
    "decimals_not_whole": (
        "ROUND 的位数须为整数，此处是 {value}。",
        "ROUND takes a whole number of decimals, not {value}.",
    ),
    "data_misshapen": (
        "数据“{path}”应为：{expected}。",
        "The data at {path} should be: {expected}.",
    ),
    "data_unreadable": (
        "数据文件 {path} 无法读取。请核对文件名，内容应为 UTF-8 编码的 JSON。",
        "The data of {path} cannot be read ({reason}). Check the name of the file; it holds JSON in UTF-8.",
    ),
    "datum_not_a_text": (
        '数据“{path}”须写成字符串，如 "12.5"（避免丢失小数位）。',
        'The data at {path} is written as a string, such as "12.5", so that no digit is lost.',
    ),
    "datum_not_a_number": (
        '数据“{path}”不是数字：{value}。只用数字、一个小数点和负号，如 "-12.5"。',
        'The data at {path} is no number: {value}. Digits, one point, a minus sign, such as "-12.5".',
    ),
    "datum_too_long": (
        "数据“{path}”超过 {limit} 位数字。",
        "The data at {path} has more than {limit} digits.",
    ),
    "datum_of_other_kind": (
        "“{name}”的数据与其类型不符：应为 {expected}。",
        "The data of '{name}' is of another kind than the name: expected {expected}.",
    ),
    "name_undefined": (
        "没有名为“{name}”的指标或数据项。请核对名称。",
        "Nothing is called '{name}'. Check its spelling.",
    ),
    "names_collide": (
        "数据中有两个名称归一后都是“{name}”。请只保留一个。",
        "Two names of the data are the same, '{name}', once spaces and widths are made equal. Keep one.",
    ),
}

WORDS = {
    "name": "指标名",
    "function": "函数",
    "comparison": "比较符",
    "end of formula": "公式结束",
    "an object": "对象 {}",
    "a list": "列表 []",
    "higher or lower": "higher 或 lower",
    "a reason": "无数值的原因",
    "number": "数字",
    "true or false": "是/否",
    "IF(condition, then, otherwise)": "IF(条件, 取值, 否则取值)",
    **{
        shape: shape.replace("(name)", "(指标名)").replace(" or ", " 或 ")
        for shape in SHAPES.values()
        if "(name)" in shape
    },
}
"""Things that are expected and have no sign of their own, in Chinese."""

NAMED = re.compile(r"(U\+[0-9A-F]{4,6}) [A-Z0-9 -]+")
"""A character's number with its name, which Unicode gives in English only."""


def text(code: str, language: str, values: dict[str, object], expected: Sequence[str]) -> str:
    """The message in `zh` or `en`. Raises KeyError where it names a value that was not given."""
    zh, en = TEXTS[code]
    if language == "zh":
        listed = "、".join(WORDS.get(one, one) for one in expected)
        return zh.format_map({**{name: _in_chinese(value) for name, value in values.items()}, "expected": listed})
    return en.format_map({**values, "expected": " or ".join(expected) if len(expected) < 3 else ", ".join(expected)})


def _in_chinese(value: Any) -> Any:
    return NAMED.sub(r"\1", value) if isinstance(value, str) else value
