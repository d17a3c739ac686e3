"""Members: who has a sheet, what each chose, under whom, and from when to when."""

from collections.abc import Iterator

from contracts.scheme.content import SchemeContent
from contracts.scheme.people import Member
from indicators.domain.checking.cycles import cycles
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index

MEMBER_WITHOUT_SHEET = Flaw(
    "member_without_sheet",
    "考核对象 {member} 没有任何适用的计分指标",
    "no indicator that gives points applies to {member}",
    "请减少其不适用指标，为其选取指标，或将其移出本方案",
    "except fewer indicators, let it choose some, or take it out of the scheme",
)
PERSON_WITHOUT_INDICATOR = Flaw(
    "person_without_indicator",
    "个人 {member} 没有任何计分指标",
    "{member}, a person, has no indicator that gives points",
    "请减少其不适用指标，为其选取指标，或将其移出本方案",
    "except fewer indicators, choose some, or take the person out of the scheme",
)
CHOICE_COUNT = Flaw(
    "choice_count",
    "{member} 在“{part}”中选取了 {count} 个指标，须为 {least} 至 {most} 个",
    "{member} has {count} indicators of {part}; it must have {least} to {most}",
    "请增减选取的指标",
    "choose more or fewer of them",
)
CHOICE_INVERTED = Flaw(
    "choice_inverted",
    "选取的最少数 {least} 大于最多数 {most}",
    "at least {least} and at most {most} are to be chosen",
    "请对调或更正",
    "let the least be at most the most",
)
CHOICE_BEYOND_ENTRIES = Flaw(
    "choice_beyond_entries",
    "须选取至少 {least} 个，而“{part}”只有 {count} 个指标",
    "at least {least} are to be chosen, and {part} has {count}",
    "请补列指标，或减少最少数",
    "list more indicators, or ask for fewer",
)
CHOICE_MOST_BEYOND_ENTRIES = Flaw(
    "choice_most_beyond_entries",
    "最多可选 {most} 个，而“{part}”只有 {count} 个指标",
    "up to {most} are to be chosen, and {part} has {count}",
    "请补列指标，或减少最多数",
    "list more indicators, or let fewer be chosen",
)
CHOSEN_NOT_OPEN = Flaw(
    "chosen_not_open",
    "指标 {indicator} 不在任何可选取的部分之内",
    "{indicator} stands in no part that members choose from",
    "请改选可选取部分的指标，或将其列入该部分",
    "choose an indicator of such a part, or list it there",
)
CHOSEN_AND_EXCEPTED = Flaw(
    "chosen_and_excepted",
    "指标 {indicator} 对 {member} 既被选取又列为不适用",
    "{member} chose {indicator}, which does not apply to it",
    "请删除其一",
    "remove one of the two",
)
MEMBER_CYCLE = Flaw(
    "member_cycle",
    "考核对象的上级形成循环：{path}",
    "members stand under each other in a circle: {path}",
    "请更正其中一个上级",
    "correct one of the parents",
)
ENDS_BEFORE_IT_BEGINS = Flaw(
    "ends_before_it_begins",
    "截止日期 {until} 早于起始日期 {since}",
    "it ends on {until}, before it begins on {since}",
    "请更正日期",
    "correct one of the days",
)

MEMBERSHIP_OUTSIDE_SCHEME = Flaw(
    "membership_outside_scheme",
    "{member} 的归类期间（{period}）不在方案有效期（{validity}）之内",
    "{member} is a member from {period}, and the scheme holds from {validity}",
    "请更正归类日期，或将其移出本方案",
    "correct its days, or take it out of the scheme",
)


def findings(index: Index) -> Iterator[Finding]:
    content = index.content
    if content.valid_until is not None and content.valid_until < content.valid_from:
        yield _of_dates("valid_until", content.valid_from.isoformat(), content.valid_until.isoformat())
    yield from _of_choices(index)
    for n, member in enumerate(content.members):
        if member.since is not None and member.until is not None and member.until < member.since:
            yield _of_dates(f"members[{n}].until", member.since.isoformat(), member.until.isoformat())
        else:
            yield from _of_membership(content, f"members[{n}]", member)
        yield from _of_member(index, f"members[{n}]", member)
    places = {member.code: n for n, member in reversed(list(enumerate(content.members)))}
    parents = {member.code: [member.parent] if member.parent else [] for member in reversed(content.members)}
    for circle in cycles({member.code: parents[member.code] for member in content.members}):
        yield MEMBER_CYCLE.found(f"members[{places[circle[0]]}].parent", path=" → ".join(circle))


def _of_dates(at: str, since: str, until: str) -> Finding:
    return ENDS_BEFORE_IT_BEGINS.found(at, since=since, until=until)


def _of_membership(content: SchemeContent, at: str, member: Member) -> Iterator[Finding]:
    """A membership that no day of the scheme falls into; where the scheme has no day, that is its own finding."""
    if content.valid_until is not None and content.valid_until < content.valid_from:
        return
    over = member.until is not None and member.until < content.valid_from
    ahead = member.since is not None and content.valid_until is not None and member.since > content.valid_until
    if over or ahead:
        yield MEMBERSHIP_OUTSIDE_SCHEME.found(
            f"{at}.until" if over else f"{at}.since",
            member=member.code,
            period=f"{member.since or '…'} – {member.until or '…'}",
            validity=f"{content.valid_from} – {content.valid_until or '…'}",
        )


def _of_choices(index: Index) -> Iterator[Finding]:
    for n, part in enumerate(index.content.parts):
        choice, at = part.choice, f"parts[{n}].choice"
        if choice is None:
            continue
        if choice.least > choice.most:
            yield CHOICE_INVERTED.found(f"{at}.least", least=choice.least, most=choice.most)
        elif part.entries and choice.least > len(part.entries):
            yield CHOICE_BEYOND_ENTRIES.found(
                f"{at}.least", least=choice.least, part=part.code, count=len(part.entries)
            )
        elif part.entries and choice.most > len(part.entries):
            yield CHOICE_MOST_BEYOND_ENTRIES.found(
                f"{at}.most", most=choice.most, part=part.code, count=len(part.entries)
            )


def _of_member(index: Index, at: str, member: Member) -> Iterator[Finding]:
    for n, code in enumerate(member.chosen):
        if code in member.excepted:
            yield CHOSEN_AND_EXCEPTED.found(f"{at}.chosen[{n}]", indicator=code, member=member.code)
        elif code in index.indicators and code not in index.open_to_choice:
            yield CHOSEN_NOT_OPEN.found(f"{at}.chosen[{n}]", indicator=code)
    miscounted = list(_of_count(index, at, member))
    yield from miscounted
    fixed, chosen = index.fixed_entries, index.chosen_entries
    if miscounted or not (fixed or chosen):
        return
    if fixed <= set(member.excepted) and not chosen.intersection(member.chosen):
        flaw = PERSON_WITHOUT_INDICATOR if _is_person(index, member) else MEMBER_WITHOUT_SHEET
        yield flaw.found(at, member=member.code)


def _of_count(index: Index, at: str, member: Member) -> Iterator[Finding]:
    """Of parts that can be chosen from as they stand; a code that names nothing may have meant one of the part."""
    if not index.indicators.keys() >= set(member.chosen):
        return
    for part, choice, codes in index.choices:
        count = len(codes.intersection(member.chosen))
        if not choice.least <= count <= choice.most:
            yield CHOICE_COUNT.found(
                f"{at}.chosen", member=member.code, part=part.code, count=count, least=choice.least, most=choice.most
            )


def _is_person(index: Index, member: Member) -> bool:
    return (member.kind or index.content.category.kind) == "person"
