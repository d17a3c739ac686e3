"""Shares that split one thing: an indicator over its sources or units, a result over raters, units and periods."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from contracts.scheme.indicator import Indicator, Source
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index
from indicators.domain.checking.ranges import HUNDRED, meaningful

SHARE_MISSING = Flaw(
    "share_missing",
    "来源 {source} 没有占比，而其他来源有",
    "source {source} has no share, though others have",
    "请为每个来源填写占比，或都不填写",
    "write a share for every source, or for none",
)
SOURCE_SHARES_SUM = Flaw(
    "source_shares_do_not_sum",
    "各来源占比之和为 {sum}，须为 100",
    "the shares of the sources sum to {sum}, not to 100",
    "请调整来源占比，使其和为 100",
    "change the shares so that they sum to 100",
)
LEAD_MISSING = Flaw(
    "lead_missing",
    "指标 {indicator} 有配合单位，但没有牵头单位",
    "{indicator} has joint units and no lead unit",
    "请填写牵头单位，或将牵头份额填为 0",
    "name the lead unit, or write a lead share of 0",
)
UNIT_SHARES_SUM = Flaw(
    "unit_shares_do_not_sum",
    "牵头份额与配合单位份额之和为 {sum}，须为 100",
    "the shares of the lead unit and the joint units sum to {sum}, not to 100",
    "请调整牵头份额或配合单位份额，使其和为 100",
    "change the lead share or those of the joint units so that they sum to 100",
)
LEAD_IS_JOINT = Flaw(
    "lead_is_joint",
    "{unit} 既是牵头单位又是配合单位",
    "{unit} is the lead unit and a joint unit at once",
    "请只保留其中一个身份",
    "keep it as one of the two",
)
RATER_WEIGHTS_SUM = Flaw(
    "rater_weights_do_not_sum",
    "各评价主体的权重之和为 {sum}，须为 100",
    "the weights of the rater groups sum to {sum}, not to 100",
    "请调整评价主体权重，使其和为 100",
    "change the weights so that they sum to 100",
)
COUPLINGS_LEAVE_NOTHING = Flaw(
    "couplings_leave_nothing",
    "结果挂钩共占 {sum}，须小于 100，本人结果才有份额",
    "couplings take {sum} of 100: nothing is left for the own result",
    "请减少挂钩占比，使其和小于 100",
    "let them sum to less than 100",
)
COUPLED_TO_ITSELF = Flaw(
    "coupled_to_itself",
    "方案 {scheme} 不能与自身结果挂钩",
    "{scheme} cannot be coupled to its own result",
    "请改为另一方案的编码",
    "name another scheme",
)
INTERIM_SHARES_EXCEED = Flaw(
    "interim_shares_exceed",
    "分期占比之和为 {sum}，超过 100",
    "the shares of interim results sum to {sum}, more than 100",
    "请调整分期占比，使其和不超过 100",
    "let them sum to at most 100",
)
INTERIM_BELOW_LEAST = Flaw(
    "interim_below_least",
    "分期占比之和为 {sum}，低于下限 {least}",
    "the shares of interim results sum to {sum}, less than the {least} that is asked for",
    "请提高分期占比，或降低下限",
    "raise the shares, or ask for less",
)


def findings(index: Index) -> Iterator[Finding]:
    content = index.content
    yield from _of_sources("sources", content.sources)
    for n, indicator in enumerate(content.indicators):
        yield from _of_sources(f"indicators[{n}].sources", indicator.sources)
        yield from _of_units(f"indicators[{n}]", indicator)
    weights = [group.weight for group in content.raters]
    if weights and all(weight >= 0 for weight in weights) and _distinct([group.code for group in content.raters]):
        yield from _of_sum(RATER_WEIGHTS_SUM, "raters", weights)
    yield from _of_couplings(index)
    yield from _of_interim(index)


def _of_sources(at: str, sources: Sequence[Source]) -> Iterator[Finding]:
    told = [source.share for source in sources if source.share is not None]
    if told and len(told) < len(sources):
        for n, source in enumerate(sources):
            if source.share is None:
                yield SHARE_MISSING.found(f"{at}[{n}].share", source=source.code)
    elif told and all(map(meaningful, told)) and _distinct([source.code for source in sources]):
        yield from _of_sum(SOURCE_SHARES_SUM, at, told)


def _of_units(at: str, indicator: Indicator) -> Iterator[Finding]:
    units = [joint.unit for joint in indicator.joint]
    shares = [indicator.lead_share, *(joint.share for joint in indicator.joint)]
    if not all(map(meaningful, shares)) or not _distinct(units):
        return
    if indicator.lead in units:
        yield LEAD_IS_JOINT.found(f"{at}.joint[{units.index(str(indicator.lead))}].unit", unit=str(indicator.lead))
    elif units and indicator.lead is None and indicator.lead_share > 0:
        yield LEAD_MISSING.found(f"{at}.lead", indicator=indicator.code)
    else:
        yield from _of_sum(UNIT_SHARES_SUM, f"{at}.joint", shares)


def _of_couplings(index: Index) -> Iterator[Finding]:
    couplings = index.content.couplings
    for n, coupling in enumerate(couplings):
        if coupling.scheme == index.content.code:
            yield COUPLED_TO_ITSELF.found(f"couplings[{n}].scheme", scheme=coupling.scheme)
    shares = [coupling.share for coupling in couplings]
    total = sum(shares, Decimal(0))
    if all(map(meaningful, shares)) and _distinct([one.code for one in couplings]) and total >= HUNDRED:
        yield COUPLINGS_LEAVE_NOTHING.found("couplings", sum=total)


def _of_interim(index: Index) -> Iterator[Finding]:
    periods = index.content.periods
    shares = [interim.share for interim in periods.interim]
    if not all(map(meaningful, shares)) or not _distinct([interim.due for interim in periods.interim]):
        return
    total, least = sum(shares, Decimal(0)), periods.interim_at_least
    if total > HUNDRED:
        yield INTERIM_SHARES_EXCEED.found("periods.interim", sum=total)
    elif least is not None and meaningful(least) and total < least:
        yield INTERIM_BELOW_LEAST.found("periods.interim", sum=total, least=least)


def _of_sum(flaw: Flaw, at: str, shares: Sequence[Decimal]) -> Iterator[Finding]:
    total = sum(shares, Decimal(0))
    if total != HUNDRED:
        yield flaw.found(at, sum=total)


def _distinct(codes: Sequence[str]) -> bool:
    return len(set(codes)) == len(codes)
