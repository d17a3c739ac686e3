"""A better result never brings less than a worse one: by grade, rank, score, value, band and contribution."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from contracts.money import plain_text
from contracts.scheme.basics import Bound, RankBound
from contracts.scheme.indicator import Indicator
from contracts.scheme.parts import ByBands, ByRank, Entry, MethodBand, Part, PerCase
from contracts.scheme.results import Consequence, Grade, NationalGrade, When
from contracts.scheme.words import WORDS
from indicators.domain.checking import bands, grades, quotas
from indicators.domain.checking.finding import Finding, Flaw, in_words
from indicators.domain.checking.index import Index

WORSE_BRINGS_MORE = Flaw(
    "worse_brings_more",
    "结果较差时的 {worse_result}（{more}）反高于结果较好时的 {better_result}（{less}）",
    "{worse_result} ({more}) follows from a worse result and brings more than {better_result} ({less})",
    "请核对两项结果运用的数值和条件",
    "check the values of both, and what they follow from",
)
CUT_FROM_THE_BETTER = Flaw(
    "cut_from_the_better",
    "结果较好时的 {better_result} 核减 {more}，反多于结果较差时的 {worse_result} 的 {less}",
    "{better_result} cuts {more} after a better result, more than {worse_result} ({less}) after a worse one",
    "请核对两项结果运用的数值和条件",
    "check the values of both, and what they follow from",
)
WORSE_EARNS_MORE = Flaw(
    "worse_earns_more",
    "指标 {indicator} 中较差的{worse_zh}得分比例 {more}，反高于较好的{better_zh}的 {less}",
    "of {indicator}, the worse {worse_en} earns {more} % of the points, more than the better {better_en} ({less} %)",
    "请核对各档的得分比例和界限",
    "check what each of them earns, and their bounds",
)
COSTS_LESS = Flaw(
    "worse_costs_less",
    "指标 {indicator} 中较差的{worse_zh}扣分比例 {less}，反低于较好的{better_zh}的 {more}",
    "of {indicator}, the worse {worse_en} costs {less} % of the points, less than the better {better_en} ({more} %)",
    "请核对各档的扣分比例和界限",
    "check what each of them costs, and their bounds",
)
FORM_GIVES_LESS = Flaw(
    "form_gives_less",
    "评分{band}的得分比例 {less}，反低于评分{other}的 {more}",
    "a rating of {band} gives {less} % of the points, less than one of {other} ({more} %)",
    "请核对各评分档的得分比例和界限",
    "check what each band of the form gives, and their bounds",
)
NATIONAL_AGAINST_THE_ORDER = Flaw(
    "national_against_the_order",
    "等次 {worse_result} 排在 {better_result} 之后，对应的国家等次“{more_zh}”却好于其“{less_zh}”",
    "the grade {worse_result} stands below {better_result}, and its national grade “{more_en}” is better than "
    "“{less_en}”",
    "请更正其中一个国家等次；不同等次可以对应同一国家等次，但先后须一致",
    "correct one of the national grades; two grades may have one in common, in the same order",
)
NATIONAL_OF_TWO_SCALES = Flaw(
    "national_of_two_scales",
    "等次 {worse_result} 的国家等次“{more_zh}”与 {better_result} 的“{less_zh}”不属于同一套等次",
    "the national grades of {worse_result} (“{more_en}”) and {better_result} (“{less_en}”) belong to different scales",
    "请使用同一套国家等次",
    "take the national grades of one scale",
)
NATIONAL_NAMED_OTHERWISE = Flaw(
    "national_named_otherwise",
    "等次 {grade} 与国家等次同名，却对应国家等次“{other_zh}”",
    "the grade {grade} has the name of a national grade, and stands for another one, “{other_en}”",
    "请更正国家等次，或另取等次名称",
    "correct the national grade, or give the grade another name",
)

SCALES: tuple[tuple[NationalGrade, ...], ...] = (
    ("excellent", "competent", "basically_competent", "incompetent"),
    ("good_routine", "fairly_good_routine", "average_routine", "poor_routine"),
    ("evaluation_excellent", "evaluation_good", "evaluation_medium", "evaluation_poor"),
)
"""National grades, best first, each in the scale of the rule that has it."""
MORE_IS_BETTER = frozenset({"coefficient", "percentage_points", "percent", "amount", "points", "grant", "count"})
HELPS = frozenset({"training", "warning", "talk", "order", "circular"})
"""What a worse result may bring more of: it is help or a reminder, no reward."""
NOTHING = Decimal(0)


def findings(index: Index) -> Iterator[Finding]:
    if not any(one.flaw is grades.GRADES_OUT_OF_ORDER for one in grades.findings(index)):
        yield from _of_consequences(index)
        yield from _of_national(index.content.grades)
    for n, part in enumerate(index.content.parts):
        for m, entry in enumerate(part.entries):
            _, indicator = index.indicators.get(entry.indicator, ("", None))
            yield from _of_method(f"parts[{n}].entries[{m}].method", part, entry, indicator)
    for n, group in enumerate(index.content.raters):
        for m, item in enumerate(group.form):
            yield from _of_form(f"raters[{n}].form[{m}].levels", item.levels)
    for n, quota in enumerate(index.content.quotas):
        if quota.moved_by == index.content.code:
            yield from quotas.against_the_order(f"quotas[{n}].movers", quota, index.content.grades)


def _of_consequences(index: Index) -> Iterator[Finding]:
    """Compared are consequences alike in all but the result that they follow from, and how much they bring.

    Told is the one that stands against most others: the slip, and not each that differs from it.
    """
    ranked = [
        (n, one, standing, amount)
        for n, one in enumerate(index.content.consequences)
        if (standing := _standing(index, one.when)) is not None and (amount := _amount(one)) is not None
    ]
    against: dict[int, list[int]] = {}
    for place, (n, one, standing, amount) in enumerate(ranked):
        for m, other, other_standing, other_amount in ranked[place + 1 :]:
            if _alike(one, other) and (
                (_better(standing, other_standing) and amount < other_amount)
                or (_better(other_standing, standing) and amount > other_amount)
            ):
                against.setdefault(n, []).append(m)
                against.setdefault(m, []).append(n)
    by_place = {n: (one, standing, amount) for n, one, standing, amount in ranked}
    while against:
        n = max(against, key=lambda place: (len(against[place]), place))
        yield _told(n, against[n][0], by_place)
        for m in against.pop(n):
            against[m].remove(n)
        against = {place: others for place, others in against.items() if others}


def _told(n: int, m: int, by_place: dict[int, tuple[Consequence, bands.Interval, Decimal]]) -> Finding:
    (one, standing, amount), (other, other_standing, other_amount) = by_place[n], by_place[m]
    first_is_better = _better(standing, other_standing)
    better, worse = (one, other) if first_is_better else (other, one)
    more, less = max(amount, other_amount), min(amount, other_amount)
    flaw = WORSE_BRINGS_MORE
    if one.effect.kind == "cut":
        flaw, more, less = CUT_FROM_THE_BETTER, -less, -more
    field = "kind" if one.effect.value is None else "value"
    return flaw.found(
        f"consequences[{n}].effect.{field}",
        worse_result=worse.code, better_result=better.code, more=more, less=less,
    )  # fmt: skip


def _alike(one: Consequence, other: Consequence) -> bool:
    """Whether both do one thing to the same, so that their amounts can be compared."""

    def rest(consequence: Consequence) -> tuple[object, ...]:
        effect, when = consequence.effect, consequence.when
        unit = None if effect.kind in ("coefficient", "cancel") else effect.unit
        return (
            _subject(when), when.model_copy(update={"grades": (), "score": None, "rank": None, "value": None}),
            consequence.acts_on, consequence.on, consequence.step,
            "coefficient" if effect.kind == "cancel" else effect.kind, unit, effect.share_of, effect.document,
        )  # fmt: skip

    return rest(one) == rest(other)


def _subject(when: When) -> str:
    told = [name for name in ("grades", "score", "rank", "value") if getattr(when, name)]
    return told[0] if len(told) == 1 else ""


def _amount(consequence: Consequence) -> Decimal | None:
    """How good it is for who has the result; pay that is cancelled is a coefficient of 0."""
    effect = consequence.effect
    if consequence.acts_on in HELPS:
        return None
    if effect.kind == "cancel" and consequence.acts_on == "pay":
        return NOTHING
    if effect.value is None:
        return None
    if effect.kind == "cut":
        return -effect.value
    return effect.value if effect.kind in MORE_IS_BETTER else None


def _standing(index: Index, when: When) -> bands.Interval | None:
    """Where a result stands for which the condition holds, the higher the better; None: it cannot be compared."""
    match _subject(when):
        case "grades":
            places = [-n for n, grade in enumerate(index.content.grades) if grade.code in when.grades]
            known = len(places) == len(when.grades)
            return bands.Interval((Decimal(min(places)), 0), (Decimal(max(places)), 1)) if known else None
        case "score" if when.score is not None:
            return _beyond(when.score)
        case "rank" if when.rank is not None:
            return _turned(_beyond(when.rank))
        case "value" if when.value is not None:
            _, indicator = index.indicators.get(when.indicator or "", ("", None))
            direction = indicator.direction if indicator is not None else None
            if direction not in ("higher", "lower", "rank"):
                return None
            return _beyond(when.value) if direction == "higher" else _turned(_beyond(when.value))
    return None


def _beyond(bound: Bound | RankBound) -> bands.Interval:
    if bound.operator in bands.LOWER:
        return bands.Interval((bound.value, bands.LOWER[bound.operator]), bands.HIGHEST)
    return bands.Interval(bands.LOWEST, (bound.value, bands.UPPER[bound.operator]))


def _turned(interval: bands.Interval) -> bands.Interval:
    (low, after), (high, included) = interval.begins, interval.ends
    return bands.Interval((-high, 1 - included), (-low, 1 - after))


def _better(one: bands.Interval, other: bands.Interval) -> bool:
    return one != other and one.begins >= other.begins and one.ends >= other.ends


def _of_national(listed: Sequence[Grade]) -> Iterator[Finding]:
    """Two grades of a scheme may have one national grade; they may not have them in another order than their own."""
    places = {grade: (scale, place) for scale, all_ in enumerate(SCALES) for place, grade in enumerate(all_)}
    by_name = {WORDS[grade]: grade for grade in places}
    mapped = [(n, grade, grade.national) for n, grade in enumerate(listed) if grade.national is not None]
    for (_, better, one), (n, worse, other) in pairwise(mapped):
        (scale, place), (other_scale, other_place) = places[one], places[other]
        if scale == other_scale and place <= other_place:
            continue
        flaw = NATIONAL_OF_TWO_SCALES if scale != other_scale else NATIONAL_AGAINST_THE_ORDER
        yield flaw.found(
            f"grades[{n}].national",
            worse_result=worse.code, better_result=better.code,
            more_zh=WORDS[other], more_en=_english(other), less_zh=WORDS[one], less_en=_english(one),
        )  # fmt: skip
        return
    for n, grade, national in mapped:
        named = by_name.get(grade.labels.zh.strip())
        if named is not None and named != national and places[named][0] == places[national][0]:
            yield NATIONAL_NAMED_OTHERWISE.found(
                f"grades[{n}].national", grade=grade.code, other_zh=WORDS[national], other_en=_english(national)
            )
            return


def _english(grade: NationalGrade) -> str:
    return grade.removeprefix("evaluation_").removesuffix("_routine").replace("_", " ")


def _of_method(at: str, part: Part, entry: Entry, indicator: Indicator | None) -> Iterator[Finding]:
    takes = part.kind in ("deduction", "compulsory")
    match entry.method:
        case ByRank(steps=steps, beyond=beyond):
            ranks = [(f"前 {step.up_to} 名", f"rank up to {step.up_to}", step.share) for step in steps]
            told = [*ranks, ("其余名次", "rank beyond", beyond)]
            yield from _first(at, lambda n: f"steps[{n}].share" if n < len(steps) else "beyond", entry, told, takes)
        case PerCase(contributions=listed):
            told = [(f"“{one.labels.zh}”", f"“{one.labels.said('en')}”", one.share) for one in listed]
            # largest first, whether points are added or taken
            yield from _first(at, lambda n: f"contributions[{n}].share", entry, told, takes=False)
        case ByBands(bands=listed) if indicator is not None:
            yield from _of_bands(at, entry, indicator, listed, takes=takes)


def _of_bands(
    at: str, entry: Entry, indicator: Indicator, listed: Sequence[MethodBand], *, takes: bool
) -> Iterator[Finding]:
    """Bands of what is better earn no less; of what is to lie within a band, they rise to one and fall from it."""
    ordered = _in_order(listed)
    if not ordered:
        return
    told = [(n, f"区间 {_said(band, zh=True)}", f"band {_said(band, zh=False)}", band.share) for n, band in ordered]
    if indicator.direction == "higher":
        told.reverse()
    elif indicator.direction == "band":
        shares = [share if not takes else -share for *_, share in told]
        peak = shares.index(max(shares))
        rising, falling = told[: peak + 1][::-1], told[peak:]
        for side in (rising, falling):
            yield from _first_of(at, entry, side, takes)
        return
    elif indicator.direction not in ("lower", "rank"):
        return
    yield from _first_of(at, entry, told, takes)


def _first_of(at: str, entry: Entry, told: list[tuple[int, str, str, Decimal]], takes: bool) -> Iterator[Finding]:
    places = [n for n, *_ in told]
    named = [(zh, en, share) for _, zh, en, share in told]
    yield from _first(at, lambda n: f"bands[{places[n]}].share", entry, named, takes)


def _first(
    at: str, place: Callable[[int], str], entry: Entry, best_first: Sequence[tuple[str, str, Decimal]], takes: bool
) -> Iterator[Finding]:
    """The first that stands against the order; what follows in its list follows from it."""
    for n, ((better_zh, better_en, better), (worse_zh, worse_en, worse)) in enumerate(pairwise(best_first), start=1):
        if worse < better if takes else worse > better:
            flaw = COSTS_LESS if takes else WORSE_EARNS_MORE
            yield flaw.found(
                f"{at}.{place(n)}", indicator=entry.indicator,
                worse_zh=worse_zh, worse_en=worse_en, better_zh=better_zh, better_en=better_en,
                more=max(better, worse), less=min(better, worse),
            )  # fmt: skip
            return


def _of_form(at: str, levels: Sequence[MethodBand]) -> Iterator[Finding]:
    for (_, worse), (n, better) in pairwise(_in_order(levels)):
        if better.share < worse.share:
            yield FORM_GIVES_LESS.found(
                f"{at}[{n}].share", band=_plain(better), other=_plain(worse), more=worse.share, less=better.share
            )
            return


def _in_order(listed: Sequence[MethodBand]) -> list[tuple[int, MethodBand]]:
    """Bands with their places, lowest first; none where they are no bands or meet, which are findings of their own."""
    intervals = [bands.interval(band.lower, band.upper) for band in listed]
    known = [one for one in intervals if one is not None and not one.empty]
    if len(known) < len(listed) or any(True for _ in bands.overlaps(known)):
        return []
    return sorted(enumerate(listed), key=lambda one: known[one[0]].begins)


def _plain(band: MethodBand) -> str:
    told = [bound for bound in (band.lower, band.upper) if bound is not None]
    return ", ".join(f"{bound.operator} {plain_text(bound.value)}" for bound in told)


def _said(band: MethodBand, *, zh: bool) -> str:
    return in_words(_plain(band), zh=zh)
