"""What keeps one indicator from being published in the library: what is wrong with it by itself, all at once.

An indicator of the library names things that only a scheme has (dimensions, goals …), and its targets may be set year
by year: whether these are there is checked where a scheme is published. What it lacks meanwhile is found by screening.
What its formula names must be known by then: as an indicator of the library, or as a data item of a scheme in force.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from contracts.envelope import SchemeLabels
from contracts.scheme.basics import LegalBasis
from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import DataItem, Indicator, LibraryIndicator
from contracts.scheme.people import Category
from formulas.errors import FormulaError
from formulas.language import parse
from formulas.names import Unreadable, names, normalised
from indicators.domain.checking import check
from indicators.domain.checking.finding import Finding, Flaw

OF_A_SCHEME = frozenset(
    {
        "dimension_unknown",
        "indicator_class_unknown",
        "goal_unknown",
        "data_item_unknown",
        "data_source_unknown",
        "rater_group_unknown",
        "variant_unknown",
        "target_missing",
        "target_missing_for_some",
        "formula_name_unknown",
    }
)
"""Findings about what stands around an indicator, not in it."""

NAMES_NOTHING = Flaw(
    "formula_names_nothing",
    "公式中的“{name}”既不是指标库的指标，也不是现行方案的数据项（相近名称：{similar}）",
    "the formula names {name}, which is neither an indicator of the library nor a data item of a scheme in force "
    "(names like it: {similar})",
    "请改用已有的名称或编码；新数据项随列有它的方案一并发布",
    "use a name or code that exists; a new data item is published with the scheme that lists it",
)

NOBODY = SchemeLabels(zh="指标库", en="library")


@dataclass(frozen=True, slots=True)
class Known:
    """What the library holds of another indicator, as formulas see it."""

    zh: str
    formula: str | None


def findings(indicator: LibraryIndicator, others: Sequence[Indicator] = (), *, english: bool = False) -> list[Finding]:
    """Every finding with its place in the indicator. `others` are those of the library that its formula leads to.

    These are the checks of a scheme that holds nothing but them, as far as they are about this indicator. `english`
    asks for the English of its texts.
    """
    alone = SchemeContent(
        code="library",
        labels=NOBODY,
        category=Category(code="library", labels=NOBODY, kind="organisation"),
        legal_basis=(LegalBasis(title="–"),),
        valid_from=date.min,
        indicators=tuple(_in_a_scheme(one) for one in (indicator, *others)),
        assumed=indicator.assumed,
    )
    inside = f"indicators[{indicator.code}]"
    return [
        Finding(found.flaw, found.at.removeprefix(inside).removeprefix("."), found.values)
        for found in check.findings(alone, english=english)
        if found.at.startswith((inside, "assumed[")) and found.code not in OF_A_SCHEME
    ]


def _in_a_scheme(indicator: Indicator) -> Indicator:
    return Indicator(**{name: getattr(indicator, name) for name in Indicator.model_fields})


def leads_to(indicator: Indicator, library: Mapping[str, Known]) -> list[str]:
    """The other indicators that its formula names, and theirs, and so on: only what is reached is read."""
    known = {**library, indicator.code: Known(indicator.labels.zh, indicator.formula)}
    by_name = _by_name(known)
    reached: dict[str, None] = {}
    waiting = [indicator.code]
    while waiting:
        code = waiting.pop()
        if code not in reached:
            reached[code] = None
            waiting.extend(by_name[name] for name in _named(known[code].formula) if name in by_name)
    return [code for code in reached if code != indicator.code]


def named_outside(indicator: Indicator, library: Mapping[str, Known]) -> tuple[str, ...]:
    """The names of its formula that no indicator of the library has."""
    by_name = _by_name({**library, indicator.code: Known(indicator.labels.zh, indicator.formula)})
    return tuple(name for name in _named(indicator.formula) if name not in by_name)


def names_nothing(
    outside: Sequence[str], library: Mapping[str, Known], data_items: Sequence[DataItem]
) -> list[Finding]:
    """A finding for each of these names that no data item has either, with those that are written almost so."""
    items = _by_name({one.code: Known(one.labels.zh, None) for one in data_items})
    known = sorted({*_by_name(library), *items})
    return [
        NAMES_NOTHING.found("formula", name=name, similar=", ".join(get_close_matches(name, known)) or "–")
        for name in outside
        if name not in items
    ]


def _by_name(known: Mapping[str, Known]) -> dict[str, str]:
    """Normalised name → code; a Chinese name goes before a code."""
    found: dict[str, str] = {}
    for name, code in [*((one.zh, code) for code, one in known.items()), *((code, code) for code in known)]:
        try:
            found.setdefault(normalised(name), code)
        except Unreadable:
            continue  # a label that no formula can name
    return found


def _named(formula: str | None) -> tuple[str, ...]:
    try:
        return names(parse(formula).tree) if formula else ()
    except FormulaError:
        return ()  # a finding of its own
