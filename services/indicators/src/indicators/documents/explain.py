"""A scheme in plain Chinese or English, in sentences that can be read aloud to those whom it binds."""

from collections.abc import Iterator, Mapping

from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import Indicator
from indicators.documents import silent
from indicators.documents.located import locate, normal
from indicators.documents.sections import OTHER, SECTIONS, section_of
from indicators.documents.shapes import places
from indicators.documents.telling import Language, Telling, is_list_of_groups
from indicators.domain.checking.assumed import assumed as in_order

OPENING = ("code", "labels", "category", "legal_basis", "valid_from", "valid_until", "total")
APART = ("assumed",)
OF_SCORES = ("periods", "rounding", "grading", "amendment")
"""What a scheme that scores nothing does not speak of unless somebody wrote it."""


def explain(
    content: SchemeContent,
    language: Language,
    *,
    assumed: bool = False,
    beside: Mapping[str, SchemeContent] | None = None,
) -> str:
    """The scheme in words, by section, its lists in the order in which they were written (see `order`).

    `assumed` tells only what nobody published: each value with its place and the reason, and what binds by default.
    `beside` are the schemes that this one may name, by code: they are told by their names.
    """
    telling = Telling(content, language, beside)
    title = telling.name(content.labels)
    lines = [title, "=" * max(4, 2 * len(title) if telling.zh else len(title))]
    if assumed:
        lines += [telling.either("推定的值：公开文件没有给出", "Assumed values: no published text gives them"), ""]
        return "\n".join([*lines, *_assumed(content, telling, whole=True), *_by_default(content, telling)]) + "\n"
    lines += _opening(content, telling)
    for heading in (*(heading for heading, _ in SECTIONS), OTHER):
        told = list(_section(content, telling, heading.zh))
        if told:
            lines += ["", telling.name(heading), "-" * 8, *told]
    return "\n".join(lines) + "\n"


def _opening(content: SchemeContent, telling: Telling) -> Iterator[str]:
    category = content.category
    kind = telling.word(category.kind)
    since = telling.value(places(SchemeContent)["valid_from"], content.valid_from, "", ())
    yield telling.ended(
        telling.either(
            f"本方案自 {since}起生效，考核“{category.labels.zh}”（{kind}）",
            f"This scheme holds from {since} for the category “{category.labels.said('en')}” (kind: {kind})",
        )
    )
    if content.valid_until is not None:
        until = telling.value(places(SchemeContent)["valid_until"], content.valid_until, "", ())
        yield telling.either(f"有效期至 {until}。", f"It holds until {until}.")
    if content.total is None:
        yield telling.either("本方案不计分。", "Nothing is scored under it.")
    else:
        yield telling.either(f"总分 {content.total:f} 分。", f"The total is {content.total:f} points.")
    basis = telling.listed([telling.inline(one, (content,)) for one in content.legal_basis])
    yield telling.ended(telling.either(f"依据：{basis}", f"It rests on: {basis}"))


def _section(content: SchemeContent, telling: Telling, heading: str) -> Iterator[str]:
    for place in places(SchemeContent).values():
        if place.name in (*OPENING, *APART) or section_of(place.name).zh != heading or _unscored(content, place.name):
            continue
        said = telling.phrase(place, content, ()) if not is_list_of_groups(place) else ""
        if said:
            yield telling.ended(said)
        elif is_list_of_groups(place) and getattr(content, place.name):
            yield telling.intro(place)
            for item in telling.ordered(content, place.name, ()):
                yield from telling.lines(item, (content,))
            if place.name == "indicators":
                yield _usual(content, telling)
    if heading == section_of("assumed").zh and content.assumed:
        count = len(content.assumed)
        yield telling.either(
            f"公开文件没有给出、由考核办推定的值 {count} 处：", f"Values that nobody published: {count}"
        )
        yield from _assumed(content, telling, whole=False)


def _unscored(content: SchemeContent, name: str) -> bool:
    """Whether this would speak of scores where there are none."""
    if name not in OF_SCORES or content.parts:
        return False
    if name == "grading" and content.grades:
        return content.grading.by == "bands" and all(one.lower is None and one.upper is None for one in content.grades)
    return bool(getattr(content, name) == places(SchemeContent)[name].default)


def _usual(content: SchemeContent, telling: Telling) -> str:
    """What holds for an indicator that says nothing else."""
    fields = places(Indicator)
    words = {name: telling.spoken(f"Indicator.{name}", fields[name].default) for name in ("nature", "direction")}
    words["period"] = telling.value(fields["period"], fields["period"].default, "Indicator.period", ())
    zh = f"未另行说明的指标：{words['nature']}，{words['direction']}，{words['period']}"
    en = f"What an indicator does not say: {words['nature']}, {words['direction']}, {words['period']}"
    if content.parts:
        missing, not_applicable = (
            telling.spoken(f"Indicator.{name}", fields[name].default) for name in ("missing", "not_applicable")
        )
        zh += f"，缺报时{missing}，不适用时{not_applicable}"
        en += f"; when missing, {missing}; when not applicable, {not_applicable}"
    return telling.either(f"{zh}。", f"{en}.")


def _by_default(content: SchemeContent, telling: Telling) -> Iterator[str]:
    """What binds by the defaults of the model, and no published text is cited for."""
    told = list(silent.told(content, telling))
    if told:
        yield telling.either(
            "方案没有写明、按系统默认约束的：", "What the scheme does not say and Baton's defaults bind:"
        )
        yield from told


def _assumed(content: SchemeContent, telling: Telling, *, whole: bool) -> Iterator[str]:
    """Each value with its place and the reason. Of lists that stand above only the number, unless `whole`."""
    if not content.assumed:
        yield telling.either("没有推定的值。", "Nothing is assumed.")
    canonically = normal(content)
    for one in in_order(content):
        try:
            # what has no name is named by its number in the canonical order, all else is told as it was written
            numbered = any(key.isdigit() for _, keys in paths.steps(one.at) for key in keys)
            found = locate(canonically if numbered else content, one.at)
        except paths.PathUnknown:
            value = telling.either("（无此位置）", "(there is no such place)")
        else:
            several = len(found.value) if is_list_of_groups(found.place) and isinstance(found.value, tuple) else 0
            if several > 1 and not whole:
                value = telling.either(f"上列 {several} 项", f"the {several} that stand above")
            else:
                value = telling.value(found.place, found.value, found.field, found.around)
        value = value or telling.either("未设", "none")
        why = telling.name(one.why)
        yield telling.ended(
            telling.either(
                f"  · {telling.path(one.at)}：{value}。理由：{why}",
                f"  · {telling.path(one.at)}: {value}. Reason: {why}",
            )
        )
