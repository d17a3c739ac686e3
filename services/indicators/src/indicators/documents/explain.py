"""A scheme in plain Chinese or English, in sentences that can be read aloud to those whom it binds."""

from collections.abc import Iterator

from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import Indicator
from indicators.documents.located import locate, normal
from indicators.documents.sections import OTHER, SECTIONS, section_of
from indicators.documents.shapes import places
from indicators.documents.telling import Language, Telling, is_list_of_groups
from indicators.domain.checking.assumed import assumed as in_order

OPENING = ("code", "labels", "category", "legal_basis", "valid_from", "valid_until", "total")
APART = ("assumed",)


def explain(content: SchemeContent, language: Language, *, assumed: bool = False) -> str:
    """The scheme in words, by section; contents of one digest have one text.

    `assumed` tells only what nobody published: each value with its path and the reason.
    """
    known = normal(content)
    telling = Telling(known, language)
    title = telling.name(known.labels)
    lines = [title, "=" * max(4, 2 * len(title) if telling.zh else len(title))]
    if assumed:
        lines += [telling.either("推定的值：公开文件没有给出", "Assumed values: no published text gives them"), ""]
        return "\n".join([*lines, *_assumed(known, telling)]) + "\n"
    lines += _opening(known, telling)
    for heading in (*(heading for heading, _ in SECTIONS), OTHER):
        told = list(_section(known, telling, heading.zh))
        if told:
            lines += ["", telling.name(heading), "-" * 8, *told]
    return "\n".join(lines) + "\n"


def _opening(content: SchemeContent, telling: Telling) -> Iterator[str]:
    category = content.category
    kind = telling.word(category.kind)
    since = telling.value(places(SchemeContent)["valid_from"], content.valid_from, "", ())
    yield telling.either(
        f"本方案（{content.code}）自 {since}起生效，考核“{category.labels.zh}”（{category.code}，{kind}）。",
        f"This scheme ({content.code}) holds from {since} for the category {category.labels.en} "
        f"({category.code}; kind: {kind}).",
    )
    if content.valid_until is not None:
        until = telling.value(places(SchemeContent)["valid_until"], content.valid_until, "", ())
        yield telling.either(f"有效期至 {until}。", f"It holds until {until}.")
    if content.total is None:
        yield telling.either("本方案不计分。", "Nothing is scored under it.")
    else:
        yield telling.either(f"总分 {content.total:f} 分。", f"The total is {content.total:f} points.")
    basis = telling.listed([telling.inline(one, (content,)) for one in content.legal_basis])
    yield telling.either(f"依据：{basis}。", f"It rests on: {basis}.")


def _section(content: SchemeContent, telling: Telling, heading: str) -> Iterator[str]:
    for place in places(SchemeContent).values():
        if place.name in (*OPENING, *APART) or section_of(place.name).zh != heading:
            continue
        said = telling.phrase(place, content, ()) if not is_list_of_groups(place) else ""
        if said:
            yield said + telling.either("。", ".")
        elif is_list_of_groups(place) and getattr(content, place.name):
            yield telling.intro(place)
            for item in getattr(content, place.name):
                yield from telling.lines(item, (content,))
            if place.name == "indicators":
                yield _usual(telling)
    if heading == section_of("assumed").zh and content.assumed:
        count = len(content.assumed)
        yield telling.either(
            f"公开文件没有给出、由考核办推定的值 {count} 处：", f"Values that nobody published: {count}"
        )
        yield from _assumed(content, telling)


def _usual(telling: Telling) -> str:
    """What holds for an indicator that says nothing else."""
    fields = places(Indicator)
    words = {name: telling.word(fields[name].default) for name in ("nature", "direction")}
    words["period"] = telling.value(fields["period"], fields["period"].default, "Indicator.period", ())
    missing, not_applicable = (telling.word(fields[name].default) for name in ("missing", "not_applicable"))
    return telling.either(
        f"未另行说明的指标：{words['nature']}，{words['direction']}，{words['period']}，缺报时{missing}，"
        f"不适用时{not_applicable}。",
        f"What an indicator does not say: {words['nature']}, {words['direction']} is better, {words['period']}, "
        f"{missing} when missing, {not_applicable} when not applicable.",
    )


def _assumed(content: SchemeContent, telling: Telling) -> Iterator[str]:
    if not content.assumed:
        yield telling.either("没有推定的值。", "Nothing is assumed.")
    for one in in_order(content):
        try:
            found = locate(content, one.at)
            value = telling.value(found.place, found.value, found.field, found.around)
        except paths.PathUnknown:
            value = telling.either("（无此位置）", "(there is no such place)")
        why = telling.name(one.why)
        yield telling.either(
            f"  · {telling.path(one.at)} = {value or '（未设）'}。理由：{why}",
            f"  · {one.at} = {value or '(none)'}. Reason: {why}",
        )
