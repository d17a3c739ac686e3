"""Thresholds lie where values can lie: nobody has minus two cases, a rate of 8000 % is a slip of the decimal point."""

from collections.abc import Iterator
from decimal import Decimal

from contracts.money import plain_text
from contracts.scheme.basics import Bound
from contracts.scheme.indicator import DataItem, Indicator
from contracts.scheme.parts import ByBands, MethodBand
from contracts.scheme.results import When
from formulas import language, names
from formulas.errors import FormulaError
from formulas.tree import Negate, Sum, walk
from indicators.domain.checking import bands
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.formulas import Lexicon, lexicon
from indicators.domain.checking.index import Index
from indicators.domain.checking.ranges import HUNDRED
from indicators.domain.checking.rates import DUE, things_of

OUTSIDE_ITS_UNIT = Flaw(
    "outside_its_unit",
    "指标“{zh}”以“{unit_zh}”计，数值不会{side_zh}，而这里写的是 {limit}",
    "“{en}” is counted in {unit_en} and is never {side_en}, and {limit} stands here",
    "请核对数值和小数点，或更正单位",
    "check the number and its decimal point, or correct the unit",
)
SCORE_OUT_OF_REACH = Flaw(
    "score_out_of_reach",
    "得分连同加分在 0 至 {most} 之间，{limit} 不能作界限",
    "scores lie between 0 and {most} with all bonuses, so that {limit} bounds none",
    "请更正得分界限或总分",
    "correct the bound, or the total",
)
RATING_OUT_OF_REACH = Flaw(
    "rating_out_of_reach",
    "该项满分 {most}，评分不会是 {limit}",
    "this question gives 0 to {most}, so that no rating is {limit}",
    "请更正评分档的界限或满分",
    "correct the bound, or the most that it gives",
)

NEVER_NEGATIVE = frozenset({"count", "duration", "rating"})
MOST_TIMES = 10
"""A rate of more than ten times the whole is refused: assumed, it is what a decimal point in the wrong place makes."""
ZERO, ONE = Decimal(0), Decimal(1)


def findings(index: Index) -> Iterator[Finding]:
    words = lexicon(index)
    for n, indicator in enumerate(index.content.indicators):
        for m, target in enumerate(indicator.targets):
            for field in ("value", "least", "most"):
                yield from _of(index, words, indicator, f"indicators[{n}].targets[{m}].{field}", getattr(target, field))
    for n, part in enumerate(index.content.parts):
        for m, entry in enumerate(part.entries):
            _, measured = index.indicators.get(entry.indicator, ("", None))
            if isinstance(entry.method, ByBands) and measured is not None:
                for at, bound in _bounds(f"parts[{n}].entries[{m}].method.bands", entry.method.bands):
                    yield from _of(index, words, measured, f"{at}.value", bound.value)
    for n, group in enumerate(index.content.raters):
        for m, item in enumerate(group.form):
            for at, bound in _bounds(f"raters[{n}].form[{m}].levels", item.levels):
                if not ZERO <= bound.value <= max(item.most, ZERO):
                    yield RATING_OUT_OF_REACH.found(f"{at}.value", most=item.most, limit=bound.value)
    for at, model in index.nodes:
        if isinstance(model, When) and model.value is not None:
            _, measured = index.indicators.get(model.indicator or "", ("", None))
            if measured is not None:
                yield from _of(index, words, measured, f"{at}.value.value", model.value.value)
        if isinstance(model, When) and model.score is not None:
            yield from _of_score(index, f"{at}.score.value", model.score)


def _bounds(at: str, listed: tuple[MethodBand, ...]) -> Iterator[tuple[str, Bound]]:
    """Each number that bounds a band, where it stands first: where two bands meet it stands twice."""
    seen: set[Decimal] = set()
    for n, band in enumerate(listed):
        for side, bound in (("lower", band.lower), ("upper", band.upper)):
            if bound is not None and bound.value not in seen:
                seen.add(bound.value)
                yield f"{at}[{n}].{side}", bound


def _of(index: Index, words: Lexicon, indicator: Indicator, at: str, value: Decimal | None) -> Iterator[Finding]:
    possible = _possible(index, words, indicator)
    if value is None or indicator.unit is None or possible is None:
        return
    below, above = value < possible.begins[0], value > possible.ends[0]
    if below or above:
        limit = plain_text(possible.begins[0] if below else possible.ends[0])
        zh, en = ("低于", "below") if below else ("高于", "above")
        labels, unit = indicator.labels, indicator.unit.labels
        yield OUTSIDE_ITS_UNIT.found(
            at, zh=labels.zh, en=labels.said("en"), unit_zh=unit.zh, unit_en=unit.said("en"), limit=value,
            side_zh=f"{zh} {limit}", side_en=f"{en} {limit}",
        )  # fmt: skip


def _possible(index: Index, words: Lexicon, indicator: Indicator) -> bands.Interval | None:
    """Between which numbers its values can lie; None: anywhere. What is a difference may be less than nothing."""
    unit = indicator.unit
    if unit is None:
        return None
    whole = Decimal(DUE.get(unit.labels.zh.strip(), 0))
    if whole:
        floor = ZERO if _never_negative(index, words, indicator) else -whole
        return bands.Interval((floor, 0), (whole * MOST_TIMES, 1))
    if unit.measure == "yes_no":
        return bands.Interval((ZERO, 0), (ONE, 1))
    if unit.measure == "rank":
        return bands.Interval((ONE, 0), bands.HIGHEST)
    return bands.Interval((ZERO, 0), bands.HIGHEST) if _never_negative(index, words, indicator) else None


def _never_negative(index: Index, words: Lexicon, indicator: Indicator) -> bool:
    """A count by itself, and what a formula makes of counts without taking one from another."""
    if indicator.formula is None:
        return _counts(indicator)
    try:
        tree = language.parse(indicator.formula).tree
    except FormulaError:
        return False
    takes = any(isinstance(node, Negate) or (isinstance(node, Sum) and "-" in node.operators) for node in walk(tree))
    things = [thing for name in names.names(tree) for thing in _meant(index, words, name)]
    return not takes and bool(things) and all(_counts(thing) for thing in things)


def _meant(index: Index, words: Lexicon, name: str) -> list[Indicator | DataItem]:
    things = things_of(index)
    return [things[at] for at in words.meanings.get(name, {}) if at in things]


def _counts(thing: Indicator | DataItem) -> bool:
    formula = thing.formula if isinstance(thing, Indicator) else None
    return thing.unit is not None and thing.unit.measure in NEVER_NEGATIVE and formula is None


def _of_score(index: Index, at: str, bound: Bound) -> Iterator[Finding]:
    """Bonuses and special tasks lead beyond the total. Where grades go by percent, a score may be one."""
    content = index.content
    if content.total is None or content.total <= 0:
        return
    more = sum((part.cap for part in content.parts if part.kind == "bonus" and part.cap is not None), ZERO)
    more += content.special_tasks.most if content.special_tasks is not None else ZERO
    most = content.total + more
    if content.grading.basis == "percent_of_total":
        most = max(most, (content.total + more) * HUNDRED / content.total)
    if bound.value < 0 or bound.value > most:
        yield SCORE_OUT_OF_REACH.found(at, most=most, limit=bound.value)
