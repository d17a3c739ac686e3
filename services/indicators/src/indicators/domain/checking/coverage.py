"""What is scored by reaching a target has one for everybody, in every period that the scheme assesses."""

from collections.abc import Iterator

from contracts.scheme.indicator import Indicator, Target
from contracts.scheme.parts import Entry, Part, ToTarget
from indicators.domain.checking import methods, periods
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index

TARGET_MISSING = Flaw(
    "target_missing",
    "指标 {indicator} 须有目标值，但 {period} 没有",
    "{indicator} needs a target and has none for {period}",
    "请填写该考核期的目标值，或改用不需要目标值的计分方式",
    "write a target for that time, or score it by a method that needs none",
)
TARGET_MISSING_FOR = Flaw(
    "target_missing_for_some",
    "指标 {indicator} 对部分对象没有 {period} 的目标值（共 {count} 个）：{of}",
    "{indicator} has no target for {period} for some ({count}): {of}",
    "请为其填写目标值，或填写一个通用目标值",
    "write targets for them, or one that holds for all",
)
TRAIT_MISSING = Flaw(
    "trait_missing",
    "考核对象 {member} 没有填写特征 {trait}，而目标按该特征区分",
    "{member} has no value of the trait {trait}, and targets differ by it",
    "请填写其特征取值，或为其单独填写目标值",
    "state its value, or write targets of its own",
)

SHOWN = 10
"""So many of those without a target are named."""


TARGETS_OUTSIDE = Flaw(
    "targets_outside_scheme",
    "指标 {indicator} 的目标（{periods}）都不在方案的有效期内（自 {begins} 起）",
    "all targets of {indicator} ({periods}) lie outside the time of the scheme (from {begins})",
    "请填写方案有效期内的目标，或更正生效日期",
    "write targets for the time of the scheme, or correct the day on which it begins",
)


def findings(index: Index) -> Iterator[Finding]:
    scored, misfits = _scored(index)
    measures = {code for goal in index.content.goals for code in goal.measures}
    assessed = periods.assessed(index.content)
    traitless: dict[tuple[int, str], None] = {}
    for n, indicator in enumerate(index.content.indicators):
        by = scored.get(indicator.code, set())
        follows = indicator.core or indicator.goal is not None or indicator.code in measures
        if indicator.code not in misfits and (ToTarget in by or (not by and follows and indicator.needs_target)):
            yield from _of_indicator(index, f"indicators[{n}]", indicator, assessed, traitless)
        else:
            yield from _of_time(index, f"indicators[{n}]", indicator)
    for n, trait in traitless:
        yield TRAIT_MISSING.found(f"members[{n}].traits", member=index.content.members[n].code, trait=trait)


def _of_time(index: Index, at: str, indicator: Indicator) -> Iterator[Finding]:
    """Targets that lie wholly before the scheme begins or after it ends: it can never be held against them."""
    content = index.content
    first = periods.month_of(content.valid_from)
    last = periods.month_of(content.valid_until) if content.valid_until is not None else None
    dated = [(target, periods.months(target.period)) for target in indicator.targets if target.period is not None]
    if not dated or len(dated) < len(indicator.targets):
        return
    if all(months.stop <= first or (last is not None and months.start > last) for _, months in dated):
        told = ", ".join(str(target.period) for target, _ in dated)
        yield TARGETS_OUTSIDE.found(
            f"{at}.targets", indicator=indicator.code, periods=told, begins=content.valid_from.isoformat()
        )


def _scored(index: Index) -> tuple[dict[str, set[type]], set[str]]:
    """Indicator → how it is scored: proportion to a target needs one, other methods hold what they compare with.

    And the indicators that stand where they do not belong, or are scored by what does not fit: that has a finding.
    """
    scored: dict[str, set[type]] = {}
    misfits: set[str] = set()
    for part, entry in _entries(index):
        scored.setdefault(entry.indicator, set()).add(type(entry.method))
        _, indicator = index.indicators.get(entry.indicator, ("", None))
        if indicator is not None and methods.misfit(part, entry, indicator):
            misfits.add(entry.indicator)
    return scored, misfits


def _entries(index: Index) -> Iterator[tuple[Part, Entry]]:
    return ((part, entry) for part in index.content.parts for entry in part.entries)


def _of_indicator(
    index: Index,
    at: str,
    indicator: Indicator,
    assessed: list[tuple[range, ...]],
    traitless: dict[tuple[int, str], None],
) -> Iterator[Finding]:
    """Everybody on whose sheet it stands has a target: a general one, that of the own kind, or an own one."""
    held = [[(cycle, _held(indicator, cycle)) for cycle in cycles] for cycles in assessed]
    none = [cycles[0][0] for cycles in held if not any(by for _, by in cycles)]
    if none:
        told = ", ".join(periods.name(cycle) for cycle in none)
        yield TARGET_MISSING.found(f"{at}.targets", indicator=indicator.code, period=told)
        return
    for cycles in held:
        cycle, without = min(
            ((cycle, _without(index, indicator, by)) for cycle, by in cycles if by), key=lambda one: len(one[1])
        )
        without = _with_trait(index, indicator, without, traitless)
        if without:
            of = ", ".join(without[:SHOWN]) + (" …" if len(without) > SHOWN else "")
            yield TARGET_MISSING_FOR.found(
                f"{at}.targets", indicator=indicator.code, period=periods.name(cycle), count=len(without), of=of
            )
            return


Whose = tuple[str | None, str | None]
"""A member, or a value of a trait; neither of a target that holds for all."""


def _held(indicator: Indicator, cycle: range) -> set[Whose]:
    """Who has targets for all of this cycle."""
    found: dict[Whose, set[int]] = {}
    for target in indicator.targets:
        found.setdefault((target.member, target.variant), set()).update(_told(indicator, target, cycle))
    general, whole = found.get((None, None), set()), set(cycle)
    return {whose for whose, told in found.items() if general | told >= whole}


def _told(indicator: Indicator, target: Target, cycle: range) -> range:
    """The months of a cycle of which a target speaks: none where it holds from a later day.

    Nor where its period is shorter than what is measured: a quarter's target is none of an indicator of the year.
    """
    if target.since is not None and periods.month_of(target.since) >= cycle.stop:
        return range(0)
    if target.period is None:
        return cycle
    told = periods.months(target.period)
    if len(told) < min(periods.LENGTHS[indicator.period], len(cycle)):
        return range(0)
    return range(max(told.start, cycle.start), min(told.stop, cycle.stop))


def _without(index: Index, indicator: Indicator, held: set[Whose]) -> list[str]:
    """Who has no target: members, or without a list of them kinds. Nobody where a target names what is not there."""
    if (None, None) in held:
        return []
    variants = {variant for _, variant in held if variant is not None}
    members = {member for member, _ in held if member is not None}
    if not index.content.members:
        return [] if members else _uncovered(index, variants)
    named = {target.member for target in indicator.targets} - {None}
    kinds = {target.variant for target in indicator.targets} - {None}
    if not named <= index.codes["member"] or not kinds <= index.codes["variant"]:
        return []
    for variant in variants:
        members |= index.members_with.get(variant, set())
    return sorted(index.members_measured_by(indicator.code) - members)


def _uncovered(index: Index, variants: set[str]) -> list[str]:
    """Values of the trait whose others have targets; none where some trait has targets for all its values."""
    traits = [values for values in index.values_of_traits.values() if values & variants]
    return [] if any(values <= variants for values in traits) else sorted({v for one in traits for v in one} - variants)


def _with_trait(
    index: Index, indicator: Indicator, without: list[str], traitless: dict[tuple[int, str], None]
) -> list[str]:
    """Those who have no target though they have the trait by which targets differ.

    One whose trait is unknown has a finding of its own. One without the trait that decides joins the `traitless`,
    once, of however many indicators it has no target.
    """
    kinds = {target.variant for target in indicator.targets if target.variant is not None}
    deciding = [trait for trait, values in index.values_of_traits.items() if values and values <= kinds]
    rest = []
    for code in without:
        n, member = index.members.get(code, (0, None))
        own = {one.trait: one.value for one in member.traits} if member is not None else {}
        if any(value not in index.values_of_traits.get(trait, ()) for trait, value in own.items()):
            continue
        lacking = next((trait for trait in deciding if trait not in own), None)
        if member is None or lacking is None:
            rest.append(code)
        else:
            traitless[n, lacking] = None
    return rest
