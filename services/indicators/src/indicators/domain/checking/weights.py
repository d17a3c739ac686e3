"""Weights of parts and of the indicators in them: there where they count, and 100 together."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from contracts.scheme.parts import Entry, Part
from contracts.scheme.people import Member
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import EARNING, Index
from indicators.domain.checking.ranges import HUNDRED

TOTAL_MISSING = Flaw(
    "total_missing",
    "方案有组成部分或分数段，但没有总分",
    "the scheme has parts or bands of points, and no total",
    "请填写总分",
    "write the total points",
)
TOTAL_NOT_POSITIVE = Flaw(
    "total_not_positive",
    "总分 {total} 须大于 0",
    "the total {total} must be more than 0",
    "请填写大于 0 的总分",
    "write a total above 0",
)
WEIGHT_MISSING = Flaw(
    "weight_missing",
    "{of} 没有权重",
    "{of} has no weight",
    "请填写权重（百分比）",
    "write its weight in percent",
)
WEIGHT_NOT_EXPECTED = Flaw(
    "weight_not_expected",
    "{of} 属于加分、减分或必修项，不占权重",
    "{of} adds or takes points within a cap, it has no weight",
    "请删除该权重，改用封顶分值和每次分值",
    "remove the weight; use the cap and the points of each case",
)
PART_WEIGHTS_SUM = Flaw(
    "part_weights_do_not_sum",
    "各组成部分的权重之和为 {sum}，须为 100",
    "the weights of the parts sum to {sum}, not to 100",
    "请调整各部分权重，使其和为 100",
    "change the weights so that they sum to 100",
)
ENTRY_WEIGHTS_SUM = Flaw(
    "entry_weights_do_not_sum",
    "“{part}”内指标权重之和为 {sum}，须为 100",
    "the weights of the indicators in {part} sum to {sum}, not to 100",
    "请调整该部分内的指标权重，使其和为 100",
    "change the weights within the part so that they sum to 100",
)
VARIANT_WEIGHTS_SUM = Flaw(
    "variant_weights_do_not_sum",
    "对类型 {variant}，“{part}”内指标权重之和为 {sum}，须为 100",
    "for {variant} the weights of the indicators in {part} sum to {sum}, not to 100",
    "请调整该类型的分类权重，使其和为 100",
    "change the weights of {variant} so that they sum to 100",
)
VARIANTS_OF_TWO_TRAITS = Flaw(
    "variants_of_two_traits",
    "指标 {indicator} 的分类权重分属不同特征（{traits}）：同时具备两者的对象有两个权重",
    "{indicator} has weights for values of several traits ({traits}): a member with both would have two weights",
    "请只按一个特征区分该指标的权重",
    "tell the weights of one indicator apart by one trait",
)
PART_WITHOUT_ENTRIES = Flaw(
    "part_without_entries",
    "“{part}”占有权重，但没有指标",
    "{part} has a weight and no indicators",
    "请补列指标，或删除该部分",
    "list its indicators, or remove the part",
)
CHOSEN_WEIGHTS_SUM = Flaw(
    "chosen_weights_do_not_sum",
    "对象 {member} 在“{part}”中所选指标的权重之和为 {sum}，须为 100",
    "the weights of what {member} has chosen in {part} sum to {sum}, not to 100",
    "请调整所选指标或其权重，使其和为 100，或改为均分",
    "change what is chosen or its weights so that they sum to 100, or let all weigh the same",
)
CAP_MISSING = Flaw(
    "cap_missing",
    "加减分部分“{part}”没有封顶分值",
    "{part} adds or takes points without a cap",
    "请填写封顶分值",
    "write the most points that it may add or take",
)


@dataclass(frozen=True, slots=True)
class Weighted:
    """An entry of an earning part that all members have, with its effective weight in percent of the total."""

    at: str
    indicator: str
    weight: Fraction


def findings(index: Index) -> Iterator[Finding]:
    yield from _of_total(index)
    weights = [part.weight for _, part in index.earning_parts]
    for n, part in enumerate(index.content.parts):
        yield from _of_part(index, f"parts[{n}]", part)
    codes = [part.code for part in index.content.parts]
    if weights and _sums(weights) and len(set(codes)) == len(codes):
        yield from _of_sum(PART_WEIGHTS_SUM, "parts", weights)


def effective(index: Index) -> list[Weighted]:
    """Effective weights of what all members have; empty where weights have findings.

    An indicator's effective weight is its part's times its own within the part. What members choose has none here:
    it depends on how many they choose.
    """
    if any(True for _ in findings(index)) or not _told_once(index) or any(weight < 0 for weight in _all(index)):
        return []
    return [
        Weighted(f"{at}.entries[{n}].weight", entry.indicator, Fraction(part.weight) * Fraction(entry.weight) / 100)
        for at, part in index.earning_parts
        for n, entry in enumerate(part.entries)
        if part.choice is None and part.weight is not None and entry.weight is not None
    ]


def _told_once(index: Index) -> bool:
    told = [(part.code, entry.indicator) for _, part in index.earning_parts for entry in part.entries]
    return len(set(told)) == len(told)


def _all(index: Index) -> Iterator[Decimal]:
    for _, part in index.earning_parts:
        yield from (weight for weight in (part.weight, *(entry.weight for entry in part.entries)) if weight is not None)


def _of_total(index: Index) -> Iterator[Finding]:
    content = index.content
    in_points = content.grading.basis == "points" and content.grading.by == "bands"
    banded = in_points and any(grade.lower or grade.upper for grade in content.grades)
    if content.total is None and (content.parts or banded):
        yield TOTAL_MISSING.found("total")
    elif content.total is not None and content.total <= 0:
        yield TOTAL_NOT_POSITIVE.found("total", total=content.total)


def _of_part(index: Index, at: str, part: Part) -> Iterator[Finding]:
    if part.kind not in EARNING:
        if part.weight is not None:
            yield WEIGHT_NOT_EXPECTED.found(f"{at}.weight", of=part.code)
        if part.cap is None and part.kind != "compulsory":
            yield CAP_MISSING.found(f"{at}.cap", part=part.code)
        for n, entry in enumerate(part.entries):
            if entry.weight is not None:
                yield WEIGHT_NOT_EXPECTED.found(f"{at}.entries[{n}].weight", of=entry.indicator)
        return
    if part.weight is None:
        yield WEIGHT_MISSING.found(f"{at}.weight", of=part.code)
    if not part.entries:
        yield PART_WITHOUT_ENTRIES.found(f"{at}.entries", part=part.code)
    elif part.choice is None or part.choice.shares == "as_weighted":
        yield from _of_entries(index, at, part)


def _of_entries(index: Index, at: str, part: Part) -> Iterator[Finding]:
    for n, entry in enumerate(part.entries):
        if entry.weight is None:
            yield WEIGHT_MISSING.found(f"{at}.entries[{n}].weight", of=entry.indicator)
        traits = sorted(_traits(index, entry))
        if len(traits) > 1:
            yield VARIANTS_OF_TWO_TRAITS.found(
                f"{at}.entries[{n}].variants", indicator=entry.indicator, traits=", ".join(traits)
            )
    weights = [entry.weight for entry in part.entries]
    codes = [entry.indicator for entry in part.entries]
    if part.choice is not None and _sums(weights) and len(set(codes)) == len(codes):
        yield from _of_chosen(index, part)
    if part.choice is not None or not _sums(weights) or len(set(codes)) < len(codes):
        return
    base = list(_of_sum(ENTRY_WEIGHTS_SUM, f"{at}.entries", weights, part=part.code))
    yield from base or _of_variants(at, part)


def _of_chosen(index: Index, part: Part) -> Iterator[Finding]:
    """What each member chose sums to 100; the first that does not is told, they are seldom alone."""
    entries = {entry.indicator: entry for entry in part.entries}
    for n, member in enumerate(index.content.members):
        chosen = [entries[code] for code in dict.fromkeys(member.chosen) if code in entries]
        total = sum((_weight_of(member, entry) for entry in chosen), Decimal(0))
        if chosen and total != HUNDRED:
            yield CHOSEN_WEIGHTS_SUM.found(f"members[{n}].chosen", member=member.code, part=part.code, sum=total)
            return


def _weight_of(member: Member, entry: Entry) -> Decimal:
    own = {trait.value for trait in member.traits}
    return next((one.weight for one in entry.variants if one.variant in own), entry.weight or Decimal(0))


def _of_variants(at: str, part: Part) -> Iterator[Finding]:
    """A member of a kind has the weights of its kind, and the ordinary ones where none is stated for it."""
    sums: dict[str, Decimal] = {}
    untold: set[str] = set()
    for entry in part.entries:
        told = {variant.variant for variant in entry.variants}
        if len(told) < len(entry.variants):
            return  # which value lost its weight to another nobody can say
        for variant in entry.variants:
            sums.setdefault(variant.variant, HUNDRED)
            sums[variant.variant] += variant.weight - (entry.weight or 0)
            if variant.weight < 0:
                untold.add(variant.variant)
    for value, total in sums.items():
        if total != HUNDRED and value not in untold:
            yield VARIANT_WEIGHTS_SUM.found(f"{at}.entries", variant=value, part=part.code, sum=total)


def _traits(index: Index, entry: Entry) -> set[str]:
    found = [index.traits_of_values.get(variant.variant, []) for variant in entry.variants]
    return {traits[0] for traits in found if len(traits) == 1}


def _sums(weights: list[Decimal | None]) -> bool:
    """Whether a sum would say anything: none is missing and none is impossible by itself."""
    return all(weight is not None and weight >= 0 for weight in weights)


def _of_sum(flaw: Flaw, at: str, weights: list[Decimal | None], **values: str) -> Iterator[Finding]:
    total = sum((weight for weight in weights if weight is not None), Decimal(0))
    if total != HUNDRED:
        yield flaw.found(at, sum=total, **values)
