"""Sentences of what results do and of pay (see `sentences`)."""

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from contracts.money import plain_text
from contracts.scheme.indicator import Indicator
from contracts.scheme.pay import Differential, PayComponent, Spread
from contracts.scheme.results import Consequence, Effect, Line, When
from indicators.documents.said import ROLES, UNITS, inside
from indicators.documents.sentences import Around, Say, bound, rank, score, unit_after

if TYPE_CHECKING:
    from indicators.documents.telling import Telling

OVER: dict[str, tuple[str, str]] = {
    "year": ("全年", "of the year"),
    "half_year": ("半年", "of the half-year"),
    "quarter": ("当季", "of the quarter"),
    "month": ("当月", "of the month"),
    "day": ("当日", "of the day"),
    "live": ("实时", "at any time"),
    "once": ("", ""),
}
"""Over which time a result is looked at."""
OVER_RESULT: dict[str, str] = {
    "year": "年度",
    "half_year": "半年度",
    "quarter": "季度",
    "month": "月度",
    "day": "当日",
    "live": "实时",
    "once": "",
}

FOUND_BY: dict[str, tuple[str, str]] = {
    "inspection": ("督查检查", "an inspection"),
    "audit": ("审计", "an audit"),
    "third_party": ("第三方机构", "the third party"),
    "evaluation": ("绩效评价", "an evaluation"),
    "data": ("监测数据", "monitoring data"),
}
ENDED: dict[str, tuple[str, str]] = {
    "overdue": ("逾期未完成", "overdue"),
    "not_accepted": ("验收不合格", "not accepted"),
}
ENDS: dict[str, tuple[str, str]] = {
    "rectified": ("整改验收合格", "the rectification is accepted"),
    "condition_ends": ("上述情形消失", "this is so no longer"),
    "next_result": ("下次结果产生", "the next result"),
}

EFFECTS: dict[str, tuple[str, str]] = {
    "freeze": ("冻结", "frozen"),
    "priority": ("优先", "comes first"),
    "bar": ("取消资格", "barred"),
    "cut": ("核减", "cut"),
    "cancel": ("取消", "cancelled"),
    "adjust": ("调整", "adjusted"),
    "interview": ("面谈", "an interview"),
    "publish": ("通报", "published"),
    "hold": ("暂缓", "waits"),
    "stop_payment": ("停止支付", "payment stops"),
    "grant": ("给予", "granted"),
    "decide": ("研究决定", "decided upon"),
    "feedback": ("反馈", "feedback is given"),
    "convert": ("折算", "converted"),
    "abolish": ("撤并", "abolished"),
    "reminder": ("提醒", "a reminder"),
    "competition": ("竞聘上岗", "filled by competition"),
    "two_way_selection": ("双选双聘", "filled by two-way selection"),
    "remove": ("退出", "removed"),
    "issue": ("下达整改通知书", "a rectification order is issued"),
    "named_document": ("限期提交文件", "a named document by a deadline"),
    "count": ("数量", "number"),
    "coefficient": ("系数", "coefficient"),
    "percentage_points": ("百分点", "percentage points"),
    "percent": ("比例", "share"),
    "amount": ("定额", "amount"),
    "points": ("分值", "points"),
}


def when(telling: "Telling", one: When, around: Around) -> str:
    """All conditions of a consequence together."""
    here = (*around, one)
    clauses = [*_of_result(telling, one, here), *_of_indicator(telling, one, here), *_of_events(telling, one, here)]
    said = telling.either("，且", " and ").join(clauses)
    if one.years_in_a_row is not None:
        many = "" if one.years_in_a_row == 1 else "s"
        said = telling.either(
            f"连续 {one.years_in_a_row} 年{said}", f"for {one.years_in_a_row} year{many} in a row {said}"
        )
    return said


def _of_result(telling: "Telling", one: When, here: Around) -> list[str]:
    over = (
        telling.either(OVER_RESULT[one.over], f" {OVER[one.over][1]}" if OVER[one.over][1] else "") if one.over else ""
    )
    said = []
    if one.grades:
        grades = [telling.called("When.grades", code, here) for code in telling.ordered(one, "grades", here[:-1])]
        said.append(telling.either(f"{over}等次为{'或'.join(grades)}", f"the grade{over} is {' or '.join(grades)}"))
    if one.score is not None:
        zh_en = score(telling, one.score)
        said.append(telling.either(f"{over}{zh_en}", zh_en.replace("the score", f"the score{over}", 1)))
    if one.rank is not None:
        said.append(
            telling.either(f"{over}名次{rank(telling, one.rank)}", f"the rank{over} is {rank(telling, one.rank)}")
        )
    if one.line is not None:
        line = telling.called("When.line", one.line, here)
        said.append(telling.either(f"{over}结果越过“{line}”", f"the result{over} is beyond “{line}”"))
    return said


def _of_indicator(telling: "Telling", one: When, here: Around) -> list[str]:
    if one.indicator is None:
        behind = telling.either("落后于序时进度", "a value is behind its schedule")
        return [behind] if one.behind_schedule else []
    name = telling.called("When.indicator", one.indicator, here)
    zh_over, en_over = OVER[one.over] if one.over else ("", "")
    subject = telling.either(f"{zh_over}{name}", f"“{name}”{f' {en_over}' if en_over else ''}")
    said = []
    if one.value is not None:
        measured = next((each for each in telling.content.indicators if each.code == one.indicator), None)
        said.append(f"{subject}{telling.either('', ' is ')}{_value(telling, one, measured)}")
    if one.behind_schedule:
        said.append(telling.either(f"{subject}落后于序时进度", f"{subject} is behind its schedule"))
    return said or [telling.either(f"涉及“{subject}”", f"it is about {subject}")]


def _value(telling: "Telling", one: When, measured: Indicator | None) -> str:
    if one.value is None:
        return ""
    of_ranks = measured is not None and (
        measured.direction == "rank" or (measured.unit is not None and measured.unit.measure == "rank")
    )
    if of_ranks:
        return rank(telling, one.value)
    return bound(telling, one.value, (), unit_after(telling, measured.unit if measured else None))


def _of_events(telling: "Telling", one: When, here: Around) -> list[str]:
    said = []
    if one.veto is not None:
        veto = telling.called("When.veto", one.veto, here)
        said.append(telling.either(f"触发一票否决“{veto}”", f"the veto “{veto}” happened"))
    if one.light is not None:
        said.append(telling.either(f"亮灯：{one.light}", f"the light is “{one.light}”"))
    if one.finding is not None or one.found_by:
        by = [FOUND_BY[each] for each in telling.ordered(one, "found_by", here[:-1])]
        zh, en = "或".join(each[0] for each in by), " or ".join(each[1] for each in by)
        what = telling.name(one.finding) if one.finding is not None else telling.either("问题", "something")
        if by:
            said.append(telling.either(f"{zh}发现{what}", f"{en} finds: {inside(what)}"))
        else:
            said.append(telling.either(f"发现{what}", f"this is found: {inside(what)}"))
    if one.risk_model is not None:
        model = telling.called("When.risk_model", one.risk_model, here)
        said.append(telling.either(f"“{model}”预警", f"“{model}” warns"))
    if one.rectification:
        ended = [ENDED[each] for each in ("overdue", "not_accepted") if each in one.rectification]
        zh, en = "或".join(each[0] for each in ended), " or ".join(each[1] for each in ended)
        said.append(telling.either(f"整改{zh}", f"a rectification is {en}"))
    if one.together:
        meets = [telling.spoken("When.together", each) for each in telling.ordered(one, "together", here[:-1])]
        listed = telling.either("、", " and ").join(meets)
        said.append(telling.either(f"同一笔付款同时遇到{listed}", f"one payment meets {listed} at once"))
    return said


def consequence(telling: "Telling", one: Consequence, around: Around) -> str:
    here = (*around, one)
    acts = telling.spoken("Consequence.acts_on", one.acts_on)
    on = "" if one.on is None else telling.name(one.on)
    to = telling.either(f"（{on}）", f" ({inside(on)})") if on and on != acts else ""
    condition = when(telling, one.when, here)
    head = telling.either(
        f"{condition}时，作用于{acts}{to}" if condition else f"作用于{acts}{to}",
        f"when {condition}, it acts on {acts}{to}" if condition else f"it acts on {acts}{to}",
    )
    return f"{head}{telling.either('：', ': ')}{_decided(telling, one, here)}"


def _decided(telling: "Telling", one: Consequence, here: Around) -> str:
    """The effect with who decides it; what is only decided upon is not said twice."""
    done = effect(telling, one.effect, here)
    if one.decided_by is None:
        return done
    zh, en = ROLES[one.decided_by]
    if one.effect.kind == "decide":
        rest = effect(telling, one.effect, here, bare=True)
        return telling.either(f"由{zh}决定", f"decided by {en}") + (telling.either("，", ", ") + rest if rest else "")
    return done + telling.either(f"，由{zh}决定", f", decided by {en}")


def effect(telling: "Telling", one: Effect, around: Around, *, bare: bool = False) -> str:
    """What is done, how much of it, how long. `bare` leaves out the word for what is done."""
    here = (*around, one)
    said = [] if bare else [_done(telling, one, here)]
    if one.document is not None and one.kind != "named_document":
        name = telling.name(one.document)
        said.append(telling.either(f"并提交“{name}”", f"with “{name}” to be handed in"))
    if one.closes is not None:
        said.append(
            telling.either(f"不得评为“{telling.word(one.closes)}”", f"the grade “{telling.word(one.closes)}” is closed")
        )
    if one.spares is not None:
        said.append(telling.either(f"{telling.name(one.spares)}除外", f"but not {inside(telling.name(one.spares))}"))
    if one.spared:
        spared = [telling.word(each) for each in ("wages", "livelihood") if each in one.spared]
        zh, en = "和".join(spared), " and ".join(spared)
        said.append(telling.either(f"{zh}照常支付", f"{en} are paid all the same"))
    said += _until(telling, one)
    if one.recorded:
        said.append(telling.either("记录在案", "with minutes"))
    return telling.either("，", ", ").join(part for part in said if part)


def _until(telling: "Telling", one: Effect) -> list[str]:
    zh, en = ENDS[one.ends] if one.ends is not None else ("", "")
    if one.until is None:
        return [telling.either(f"直到{zh}", f"until {en}")] if one.ends is not None else []
    until = telling.name(one.until)
    if one.ends is None:
        return [telling.either(f"直到{until}", f"until {inside(until)}")]
    return [telling.either(f"直到{until}（以{zh}为准）", f"until {inside(until)} (which is when {en})")]


def _done(telling: "Telling", one: Effect, here: Around) -> str:
    zh, en = EFFECTS[one.kind]
    of = "" if one.share_of is None else telling.name(one.share_of)
    ratio = (
        telling.called("Effect.in_proportion_to", one.in_proportion_to, here)
        if one.in_proportion_to is not None
        else ""
    )
    if one.kind == "named_document" and one.document is not None:
        name = telling.name(one.document)
        return telling.either(f"限期提交“{name}”", f"“{name}” is to be handed in by a deadline")
    amount = _amount(telling, one)
    said = telling.either(
        amount if _is_amount(one) else f"{zh} {amount}" if amount else zh,
        amount if _is_amount(one) else f"{en} {amount}" if amount else en,
    )
    if of:
        said += telling.either(f"（以{of}为基数）", f" of {inside(of)}")
    if ratio:
        said += telling.either(f"，比例按“{ratio}”确定", f", in proportion to “{ratio}”")
    return said


def _is_amount(one: Effect) -> bool:
    return one.value is not None and one.kind in ("points", "percentage_points", "percent", "amount", "count")


def _amount(telling: "Telling", one: Effect) -> str:
    if one.value is None:
        return ""
    number, size = plain_text(one.value), plain_text(abs(one.value))
    many = "" if abs(one.value) == 1 else "s"
    sign = "+" if one.value > 0 else ""
    match one.kind:
        case "points":
            zh, en = ("扣", "takes") if one.value < 0 else ("加", "adds")
            return telling.either(f"{zh} {size} 分", f"{en} {size} point{many}")
        case "percentage_points":
            return telling.either(f"{sign}{number} 个百分点", f"{sign}{number} percentage point{many}")
        case "percent":
            return telling.either(f"{number}%", f"{number} %")
    return number + foreign_unit(telling, one.unit)


def foreign_unit(telling: "Telling", unit: str | None) -> str:
    """A unit that is written in one language only."""
    if unit is None or not unit.strip():
        return ""
    written = unit.strip()
    if telling.zh:
        return "%" if written in ("%", "％") else f" {written}"
    known = UNITS.get(written, written if written.isascii() else f"“{written}”")
    return f" {known}" if known else ""


def line(telling: "Telling", one: Line, around: Around) -> str:
    return score(telling, one.bound)


def pay_share(telling: "Telling", one: PayComponent, around: Around) -> str:
    percent = telling.either("%", " %")
    said = telling.either("、", " and ").join(bound(telling, each, (), percent) for each in one.bounds)
    return telling.either(f"占比{said}", f"its share is {said}") if said else ""


def spread(telling: "Telling", one: Spread, around: Around) -> str:
    ratio, between = plain_text(one.ratio), telling.name(one.between)
    zh = {"floor": "最高不低于最低的", "ceiling": "最高不高于最低的", "fixed": "最高为最低的"}[one.reading]
    en = {"floor": "at least", "ceiling": "at most", "fixed": "exactly"}[one.reading]
    many = "time" if one.ratio == 1 else "times"
    return telling.either(
        f"{zh} {ratio} 倍（{between}）", f"the highest is {en} {ratio} {many} the lowest ({inside(between)})"
    )


def differential(telling: "Telling", one: Differential, around: Around) -> str:
    amount, net = plain_text(one.amount), telling.either(*(("税后", "net") if one.net else ("税前", "gross")))
    higher, lower = telling.name(one.higher), telling.name(one.lower)
    per = telling.spoken("Differential.per", one.per)
    return telling.either(
        f"{higher}{per}{net}收入比{lower}高 {amount} 元", f"{higher} above {lower} by {amount} yuan {net} a {per}"
    )


OF_RESULTS: dict[str, tuple[tuple[tuple[str, ...], Say], ...]] = {
    "Consequence": ((("when", "acts_on", "on", "effect", "decided_by"), consequence),),
    "Line": ((("bound",), line),),
    "PayComponent": ((("bounds",), pay_share),),
    "Differential": ((("higher", "lower", "amount", "per", "net"), differential),),
}
WHOLE_OF_RESULTS: dict[type[BaseModel], Any] = {When: when, Effect: effect, Spread: spread}
