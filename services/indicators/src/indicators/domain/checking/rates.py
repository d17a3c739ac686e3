"""Formulas of rates say what their units say: a percentage is a ratio times a hundred, and nothing cancels itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product

from contracts.money import plain_text
from contracts.scheme.indicator import DataItem, Indicator
from contracts.scheme.parts import ByFormula
from formulas import language, names, types
from formulas.errors import FormulaError
from formulas.printing import printed
from formulas.tree import Call, Compare, If, Look, Name, Negate, Node, Number, Product, Sum, fold, walk
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.formulas import Lexicon, lexicon
from indicators.domain.checking.index import Index
from indicators.domain.checking.measured import DIMENSIONLESS, PERCENT, divides

RATE_OUT_OF_SCALE = Flaw(
    "rate_out_of_scale",
    "{of_zh}以“{unit_zh}”计，比值应乘以 {due}，而公式合计乘了 {factor}",
    "{of_en} is in {unit_en}, so that its ratio is multiplied by {due}, and the formula multiplies it by {factor}",
    "请更正公式中的倍数（百分比乘以 100），或更正单位",
    "correct the factor (a percentage takes * 100), or the unit",
)
CANCELS_ITSELF = Flaw(
    "formula_cancels_itself",
    "公式中 {name} {what_zh}，结果与数据无关",
    "the formula {what} {name} {with_en} itself, so that the data decide nothing",
    "请更正其中一个数据项",
    "correct one of the two",
)

DUE = {**dict.fromkeys([*PERCENT, "百分点"], 100), "‰": 1000, "千分比": 1000, "千分率": 1000}
"""Unit of a rate → what its ratio is multiplied by."""
MOST_READINGS = 32
"""Of one formula; one with more says nothing here."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How many times a plain ratio a figure may be: each reading of it; of a literal its value. No reading: unknown."""

    readings: frozenset[Fraction]
    literal: bool = False


UNKNOWN = Scale(frozenset())


def findings(index: Index) -> Iterator[Finding]:
    words = lexicon(index)
    things = things_of(index)
    for n, indicator in enumerate(index.content.indicators):
        tree = _fitting(words, indicator.formula)
        if tree is None:
            continue
        at = f"indicators[{n}].formula"
        own = list(_of_itself(at, tree, words, things, indicator))
        yield from own
        if not own and indicator.unit is not None:
            unit = indicator.unit.labels
            called = {"of_zh": f"指标“{indicator.labels.zh}”", "of_en": f"“{indicator.labels.said('en')}”"}
            yield from _of_scale(at, tree, words, things, unit.zh.strip(), {
                **called, "unit_zh": unit.zh, "unit_en": unit.said("en"),
            })  # fmt: skip
    for n, part in enumerate(index.content.parts):
        for m, entry in enumerate(part.entries):
            tree = _fitting(words, entry.method.formula) if isinstance(entry.method, ByFormula) else None
            if tree is None:
                continue
            at = f"parts[{n}].entries[{m}].method.formula"
            own = list(_of_itself(at, tree, words, things, None))
            yield from own or _of_scale(at, tree, words, things, "%", {
                "of_zh": "得分", "of_en": "what it earns",
                "unit_zh": "%（占该项分值）", "unit_en": "percent of the points",
            })  # fmt: skip


def things_of(index: Index) -> dict[str, Indicator | DataItem]:
    """Place → what formulas can name."""
    found: dict[str, Indicator | DataItem] = {}
    found.update((f"indicators[{n}]", one) for n, one in enumerate(index.content.indicators))
    found.update((f"data_items[{n}]", one) for n, one in enumerate(index.content.data_items))
    return found


def _fitting(words: Lexicon, text: str | None) -> Node | None:
    """The tree of a formula of numbers; what does not read or fit has findings of its own."""
    if text is None:
        return None
    try:
        tree = language.parse(text).tree
        return tree if types.check(tree, words.symbols).kind == "number" else None
    except FormulaError:
        return None


def _of_scale(
    at: str,
    tree: Node,
    words: Lexicon,
    things: Mapping[str, Indicator | DataItem],
    unit: str,
    called: Mapping[str, str],
) -> Iterator[Finding]:
    """A ratio of like things, or a figure in percent already, comes to the scale of its unit."""
    due = DUE.get(unit)
    yields = types.check(tree, words.symbols).unit
    unitless = yields in DIMENSIONLESS or yields in DUE or (yields is None and divides(tree))
    if due is None or not unitless:
        return
    scale = fold(tree, lambda node, parts: _scale(node, parts, words, things))
    if scale.literal or not scale.readings or due in scale.readings:
        return
    yield RATE_OUT_OF_SCALE.found(at, due=due, factor=_written(min(scale.readings)), **called)


def _written(factor: Fraction) -> str:
    return plain_text(Decimal(factor.numerator) / Decimal(factor.denominator))


def _scale(node: Node, parts: Sequence[Scale], words: Lexicon, things: Mapping[str, Indicator | DataItem]) -> Scale:
    match node:
        case Number():
            return Scale(frozenset({Fraction(node.value) / (100 if node.percent else 1)}), literal=True)
        case Look(function="PEER_RANK"):
            return UNKNOWN
        case Name() | Look():
            return Scale(frozenset({Fraction(_of_unit(node.name, words, things))}))
        case Negate():
            return Scale(frozenset(-one for one in parts[0].readings), literal=True) if parts[0].literal else parts[0]
        case Sum():
            return _sum(node.operators, parts)
        case Product():
            return _product(node.operators, parts)
        case If():
            return _common(parts[1:])
        case Call(function="ROUND"):
            return parts[0]
        case Call(function="SUM"):
            return _sum(("+",) * (len(parts) - 1), parts)
        case Call():
            return _common(parts)
    return UNKNOWN


def _of_unit(name: str, words: Lexicon, things: Mapping[str, Indicator | DataItem]) -> int:
    meant = words.meant_by(name)
    unit = things[meant[0]].unit if meant and meant[0] in things else None
    return DUE.get(unit.labels.zh.strip(), 1) if unit is not None else 1


def _common(parts: Sequence[Scale]) -> Scale:
    """What all have in common; literals among them take any scale."""
    figures = [part.readings for part in parts if not part.literal]
    if not figures:
        return Scale(frozenset().union(*(part.readings for part in parts)), literal=True)
    return Scale(frozenset.intersection(*figures))


def _sum(operators: Sequence[str], parts: Sequence[Scale]) -> Scale:
    """Either a sum of things of one scale, or one of weighted shares, whose weights add up."""
    figures = [(sign, part) for sign, part in zip(("+", *operators), parts, strict=True) if not part.literal]
    if not figures:
        return _common(parts)
    if any(not part.readings for _, part in figures):
        return UNKNOWN
    totals = {
        sum((one if sign == "+" else -one for (sign, _), one in zip(figures, chosen, strict=True)), Fraction(0))
        for chosen in _chosen([part.readings for _, part in figures])
    }
    return Scale(_common([part for _, part in figures]).readings | totals)


def _product(operators: Sequence[str], parts: Sequence[Scale]) -> Scale:
    if any(not part.readings for part in parts):
        return UNKNOWN
    found: set[Fraction] = set()
    for chosen in _chosen([part.readings for part in parts]):
        result = chosen[0]
        for sign, one in zip(operators, chosen[1:], strict=True):
            if sign == "/" and one == 0:
                break
            result = result * one if sign == "*" else result / one
        else:
            found.add(result)
    return Scale(frozenset(found), literal=all(part.literal for part in parts))


def _chosen(readings: Sequence[frozenset[Fraction]]) -> list[tuple[Fraction, ...]]:
    count = 1
    for one in readings:
        count *= len(one)
    return list(product(*(sorted(one) for one in readings))) if count <= MOST_READINGS else []


def _of_itself(
    at: str,
    tree: Node,
    words: Lexicon,
    things: Mapping[str, Indicator | DataItem],
    indicator: Indicator | None,
) -> Iterator[Finding]:
    """The first thing that is divided by itself or taken from itself, however it is called."""

    def key(node: Node) -> tuple[object, ...]:
        return tuple(
            (type(one).__name__, len(one.children), *(_meant(words, part) for part in one.own)) for one in walk(node)
        )

    for node in walk(tree):
        if isinstance(node, Product | Sum):
            above, below = _sides(node)
            twice = next((one for one in above if key(one) in {key(other) for other in below}), None)
            if twice is not None and any(True for _ in names.names(twice)):
                yield _cancels(at, twice, divided=isinstance(node, Product))
                return
        elif isinstance(node, Compare) and key(node.left) == key(node.right) and names.names(node.left):
            yield CANCELS_ITSELF.found(
                at, name=printed(node.left), what_zh="与自身比较", what="compares", with_en="with"
            )
            return
    if indicator is not None and indicator.normaliser is not None and not divides(tree):
        above, _ = _sides(tree) if isinstance(tree, Product) else ((tree,), ())
        item = words.meant_by(names.normalised(indicator.normaliser))
        twice = next(
            (one for one in above if isinstance(one, Name) and item and words.meant_by(one.name) == item), None
        )
        if twice is not None:
            yield _cancels(at, twice, divided=True)


def _cancels(at: str, node: Node, *, divided: bool) -> Finding:
    zh, en, with_en = ("除以自身", "divides", "by") if divided else ("减去自身", "takes", "from")
    return CANCELS_ITSELF.found(at, name=printed(node), what_zh=zh, what=en, with_en=with_en)


def _meant(words: Lexicon, part: object) -> object:
    """The place of what a name means, so that a name and its code are one thing."""
    meant = words.meant_by(part) if isinstance(part, str) else []
    return meant[0] if meant else part


def _sides(chain: Product | Sum) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """What is multiplied and what it is divided by, or what is added and what is taken; chains within it opened."""
    above: list[Node] = []
    below: list[Node] = []
    waiting: list[tuple[Node, bool]] = [(chain, True)]
    while waiting:
        node, on_top = waiting.pop()
        if isinstance(node, type(chain)):
            signs = [True, *(sign in "*+" for sign in node.operators)]
            waiting.extend((one, on_top == sign) for one, sign in zip(node.operands, signs, strict=True))
        else:
            (above if on_top else below).append(node)
    return tuple(above), tuple(below)
