"""Formulas: they read, they fit together, they name what there is, and none leads back to itself."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from contracts.scheme.indicator import DataItem, Indicator
from contracts.scheme.parts import ByFormula
from formulas import language, names, types
from formulas.errors import FormulaError
from formulas.tree import Node
from indicators.domain.checking.cycles import cycles
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import At, Index

PLACE_ZH = "公式第 {line} 行第 {column} 列：{zh}"
PLACE_EN = "line {line}, column {column} of the formula: {en}"

REFUSED = {
    "syntax": Flaw(
        "formula_unreadable",
        PLACE_ZH,
        PLACE_EN,
        "请按提示更正公式",
        "write the formula as it says",
    ),
    "type": Flaw(
        "formula_does_not_fit",
        PLACE_ZH,
        PLACE_EN,
        "请统一单位，或更正所用的指标与运算",
        "bring the units together, or correct what the formula names and does",
    ),
    "limit": Flaw(
        "formula_too_large",
        PLACE_ZH,
        PLACE_EN,
        "请把公式拆成几个指标",
        "divide the formula into several indicators",
    ),
}
NAME_UNKNOWN = Flaw(
    "formula_name_unknown",
    "公式中的“{name}”既不是本方案的指标，也不是数据项",
    "the formula names {name}, which is neither an indicator nor a data item of this scheme",
    "请改用已列出的名称或编码，或补列该数据项",
    "use a listed name or code, or list it as a data item",
)
NAME_AMBIGUOUS = Flaw(
    "formula_name_ambiguous",
    "公式中的“{name}”可指 {things}",
    "the formula names {name}, which could be {things}",
    "请改用编码，或为其中一个另取名称",
    "use the code, or give one of them another name",
)
YIELDS_A_TRUTH = Flaw(
    "formula_yields_a_truth",
    "公式的结果是“是/否”，此处需要数值",
    "the formula yields true or false, and a number is needed here",
    "请用 IF 转为数值，或将指标改为是否类",
    "turn it into a number by IF, or make the indicator one of yes and no",
)
YIELDS_A_NUMBER = Flaw(
    "formula_yields_a_number",
    "公式的结果是数值，而指标为是否类",
    "the formula yields a number, and the indicator is one of yes and no",
    "请写成比较，如 [完成率] >= 100",
    "compare it with something, such as [rate] >= 100",
)
FORMULA_CYCLE = Flaw(
    "formula_cycle",
    "指标公式循环引用：{path}",
    "formulas lead back to themselves: {path}",
    "请改写其中一个公式，或改用上期值 PRIOR",
    "write one of them without the other, or use the value of the period before, PRIOR",
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What names in formulas mean: Chinese names and codes of indicators and data items, normalised."""

    symbols: dict[str, types.Symbol] = field(default_factory=dict)
    meanings: dict[str, dict[At, str]] = field(default_factory=dict)
    """Name → place → code of everything that it could mean."""

    def add(self, at: At, thing: Indicator | DataItem) -> None:
        symbol = symbol_of(thing)
        for text in (thing.labels.zh, thing.code):
            try:
                name = names.normalised(text)
            except names.Unreadable:
                continue  # no formula can name it so
            self.symbols.setdefault(name, symbol)
            self.meanings.setdefault(name, {})[at] = thing.code

    def meant_by(self, name: str) -> list[At]:
        """The place of what the name means; none where it means nothing or could mean several things."""
        things = list(self.meanings.get(name, ()))
        return things if len(things) == 1 else []


def symbol_of(thing: Indicator | DataItem) -> types.Symbol:
    """What formulas see of an indicator or data item."""
    return types.Symbol(
        unit=thing.unit.labels.zh if thing.unit else None,
        truth=_is_truth(thing),
        direction="lower" if isinstance(thing, Indicator) and thing.direction == "lower" else "higher",
    )


def findings(index: Index) -> Iterator[Finding]:
    """What is wrong with each formula, and the circles that they make."""
    words = lexicon(index)
    indicators = {at: code for code, (at, _) in index.indicators.items()}
    edges: dict[str, list[str]] = {}
    for n, indicator in enumerate(index.content.indicators):
        at = f"indicators[{n}]"
        if indicator.formula is not None and indicator.formula.strip():
            tree = yield from _read(f"{at}.formula", indicator.formula, words, truth=_is_truth(indicator))
            if tree is not None and at in indicators:
                used = [place for name in _needed(tree) for place in words.meant_by(name)]
                edges[indicator.code] = [indicators[place] for place in used if place in indicators]
    for n, part in enumerate(index.content.parts):
        for m, entry in enumerate(part.entries):
            if isinstance(entry.method, ByFormula) and entry.method.formula.strip():
                at = f"parts[{n}].entries[{m}].method.formula"
                yield from _read(at, entry.method.formula, words, truth=False)
    for circle in cycles(edges):
        yield FORMULA_CYCLE.found(f"{index.indicators[circle[0]][0]}.formula", path=" → ".join(circle))


def lexicon(index: Index) -> Lexicon:
    """What the names of a scheme mean."""
    words = Lexicon()
    for at, indicator in index.indicators.values():
        words.add(at, indicator)
    seen: set[str] = set()
    for n, item in enumerate(index.content.data_items):
        if item.code not in seen:
            words.add(f"data_items[{n}]", item)
        seen.add(item.code)
    return words


def _read(at: At, text: str, lexicon: Lexicon, *, truth: bool) -> Generator[Finding, None, Node | None]:
    """Yields what is wrong with it; returns its tree, where it is a formula at all."""
    try:
        tree = language.parse(text).tree
    except FormulaError as error:
        yield _refused(at, error)
        return None
    own = list(_of_names(at, tree, lexicon))
    yield from own
    if not own:
        try:
            kind = types.check(tree, lexicon.symbols).kind
        except FormulaError as error:
            yield _refused(at, error)
        else:
            if (kind == "truth") != truth:
                yield (YIELDS_A_NUMBER if truth else YIELDS_A_TRUTH).found(at)
    return tree


def _of_names(at: At, tree: Node, lexicon: Lexicon) -> Iterator[Finding]:
    for name in names.names(tree):
        things = lexicon.meanings.get(name, {})
        if not things:
            yield NAME_UNKNOWN.found(at, name=name)
        elif len(things) > 1:
            yield NAME_AMBIGUOUS.found(at, name=name, things=", ".join(sorted(things.values())))


def _needed(tree: Node) -> Iterator[str]:
    """Names whose value of this period the formula needs: what was before does not depend on what is now."""
    used = names.uses(tree)
    yield from used.values
    yield from used.peers
    yield from (name for name, functions in used.periods.items() if "YTD" in functions)


def _refused(at: At, error: FormulaError) -> Finding:
    zh, en = error.text("zh"), error.text("en")
    return REFUSED[error.category].found(
        at, line=error.line or 1, column=error.column or 1, reason=error.code, zh=zh, en=en
    )


def _is_truth(thing: Indicator | DataItem) -> bool:
    direction = thing.direction if isinstance(thing, Indicator) else None
    return direction == "yes_no" or (thing.unit is not None and thing.unit.measure == "yes_no")
