"""A formula in words, as an official would say it; brackets stay where the words alone would have two readings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from formulas.arithmetic import is_whole, plain
from formulas.tree import (
    Both,
    Call,
    Compare,
    Either,
    If,
    Look,
    Name,
    Negate,
    Node,
    Not,
    Number,
    Power,
    Product,
    Sum,
    fold,
)

Language = Literal["zh", "en"]

SENTENCE, CHOICE, LISTED, EITHER, BOTH, NOT, COMPARE, SUM, PRODUCT, SIGN, POWER, ATOM = range(12)
"""How strongly the words of each kind of node hold together."""


@dataclass(frozen=True, slots=True)
class Words:
    """How one language says it."""

    name: str
    bracket: str
    signs: Mapping[str, str]
    looks: Mapping[str, str]
    lists: Mapping[str, str]
    listed: Callable[[Sequence[str]], str]
    negative: str
    powers: Mapping[Decimal, str]
    power: str
    denial: str
    choice: str
    otherwise_choice: str
    rounding: str
    to_whole: str
    to_tens: str
    tens: Mapping[int, str]


def _in_english(texts: Sequence[str]) -> str:
    return ", ".join(texts[:-1]) + " and " + texts[-1] if len(texts) > 1 else texts[0]


WORDS: Mapping[Language, Words] = {
    "zh": Words(
        name="“{}”",
        bracket="（{}）",
        signs={
            "+": "加", "-": "减", "*": "乘以", "/": "除以", "=": "等于", "<>": "不等于", "<": "小于", "<=": "不超过",
            ">": "大于", ">=": "不低于", "AND": "，并且", "OR": "，或者",
        },
        looks={
            "PRIOR": "{}的上期值", "YTD": "{}的本年累计值", "SAME_PERIOD_LAST_YEAR": "{}的上年同期值",
            "PRIOR_YTD": "{}截至上期的本年累计值", "SAME_PERIOD_LAST_YEAR_YTD": "{}的上年同期累计值",
            "PEER_AVG": "{}的同类平均值", "PEER_BEST": "{}的同类最优值", "PEER_RANK": "{}的同类名次",
        },
        lists={"MIN": "{}中的最小值", "MAX": "{}中的最大值", "SUM": "{}的合计", "AVG": "{}的平均值"},
        listed="、".join,
        negative="负{}",
        powers={Decimal(2): "{}的平方", Decimal(3): "{}的立方", Decimal("0.5"): "{}的平方根"},
        power="{}的{}次方",
        denial="并非{}",
        choice="如果{}，取{}，否则取{}",
        otherwise_choice="如果{}，取{}，否则{}",
        rounding="{}四舍五入保留{}位小数",
        to_whole="{}四舍五入取整数",
        to_tens="{}四舍五入到{}位",
        tens={1: "十", 2: "百", 3: "千", 4: "万", 5: "十万", 6: "百万", 7: "千万", 8: "亿"},
    ),
    "en": Words(
        name="“{}”",
        bracket="({})",
        signs={
            "+": " plus ", "-": " minus ", "*": " times ", "/": " divided by ", "=": " equals ",
            "<>": " differs from ", "<": " is less than ", "<=": " is at most ", ">": " is more than ",
            ">=": " is at least ", "AND": " and ", "OR": " or ",
        },
        looks={
            "PRIOR": "{} of the period before", "YTD": "{} of the year to date",
            "SAME_PERIOD_LAST_YEAR": "{} of the same period last year",
            "PRIOR_YTD": "{} of the year to date as of the period before",
            "SAME_PERIOD_LAST_YEAR_YTD": "{} of the year to date as of the same period last year",
            "PEER_AVG": "the average {} of the category",
            "PEER_BEST": "the best {} of the category", "PEER_RANK": "the rank by {} within the category",
        },
        lists={
            "MIN": "the smallest of {}", "MAX": "the largest of {}",
            "SUM": "the total of {}", "AVG": "the average of {}"
        },
        listed=_in_english,
        negative="minus {}",
        powers={Decimal(2): "{} squared", Decimal(3): "{} cubed", Decimal("0.5"): "the square root of {}"},
        power="{} to the power of {}",
        denial="it is not true that {}",
        choice="if {}, then {}, otherwise {}",
        otherwise_choice="if {}, then {}, otherwise {}",
        rounding="{} rounded to {} decimals",
        to_whole="{} rounded to a whole number",
        to_tens="{} rounded to {}",
        tens={
            1: "tens", 2: "hundreds", 3: "thousands", 4: "ten thousands", 5: "hundred thousands", 6: "millions",
            7: "ten millions", 8: "hundred millions",
        },
    ),
}  # fmt: skip


Said = tuple[str, int, Node]


def wording(tree: Node, language: Language) -> str:
    """The formula in `zh` or `en`, in words. Formulas that differ in meaning differ in words."""
    words = WORDS[language]

    def say(node: Node, parts: Sequence[Said]) -> Said:
        return (*_say(node, parts, words), node)

    return fold(tree, say)[0]


def _say(node: Node, parts: Sequence[Said], words: Words) -> tuple[str, int]:
    def within(part: Said, least: int) -> str:
        return part[0] if part[1] >= least else words.bracket.format(part[0])

    def joined(signs: Sequence[str], least: int) -> str:
        rest = (words.signs[sign] + within(part, least) for sign, part in zip(signs, parts[1:], strict=True))
        return within(parts[0], least) + "".join(rest)

    match node:
        case Number():
            return plain(node.value) + ("%" if node.percent else ""), ATOM
        case Name():
            return words.name.format(node.name), ATOM
        case Look():
            return words.looks[node.function].format(words.name.format(node.name)), ATOM
        case Negate():
            return words.negative.format(within(parts[0], ATOM)), SIGN
        case Sum():
            return joined(node.operators, PRODUCT), SUM
        case Product():
            return joined(node.operators, SIGN), PRODUCT
        case Power():
            base, exponent = within(parts[0], ATOM), node.exponent
            if isinstance(exponent, Number) and not exponent.percent and exponent.value in words.powers:
                return words.powers[exponent.value].format(base), POWER
            return words.power.format(base, within(parts[1], ATOM)), POWER
        case Compare():
            return joined([node.operator], SUM), COMPARE
        case Not():
            return words.denial.format(within(parts[0], ATOM)), NOT
        case Both():
            return joined(["AND"] * (len(parts) - 1), NOT), BOTH
        case Either():
            return joined(["OR"] * (len(parts) - 1), BOTH), EITHER
        case If():
            last = parts[2]
            form = words.otherwise_choice if isinstance(last[2], If) else words.choice
            return form.format(within(parts[0], EITHER), within(parts[1], LISTED), last[0]), CHOICE
        case Call():
            if node.function == "ROUND":
                return _rounding(node.arguments[1], within(parts[0], ATOM), within(parts[1], ATOM), words), LISTED
            return words.lists[node.function].format(words.listed([within(part, COMPARE) for part in parts])), LISTED
    raise AssertionError(node)


def _rounding(decimals: Node, rounded: str, count: str, words: Words) -> str:
    places = _places(decimals)
    if places == 0:
        return words.to_whole.format(rounded)
    if places is not None and -places in words.tens:
        return words.to_tens.format(rounded, words.tens[-places])
    return words.rounding.format(rounded, count)


def _places(decimals: Node) -> int | None:
    sign = 1
    if isinstance(decimals, Negate):
        sign, decimals = -1, decimals.operand
    if isinstance(decimals, Number) and not decimals.percent and is_whole(decimals.value) and decimals.value < 100:
        return sign * int(decimals.value)
    return None
