"""Sentences of lights, funds, budgets, dates, readings and notes (see `sentences`)."""

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from contracts.indicators import Band, EscalationStep, RuleContent
from contracts.money import plain_text
from contracts.scheme.basics import Note, Reading
from contracts.scheme.people import Consultation
from contracts.scheme.rules import BudgetRule, Fixture, FundRule
from indicators.documents.said import inside
from indicators.documents.sentences import Around, Say, bound
from indicators.documents.sentences_of_results import foreign_unit

if TYPE_CHECKING:
    from indicators.documents.telling import Telling


def note_figure(telling: "Telling", one: Note, around: Around) -> str:
    if one.figure is None:
        return "" if one.unit is None else telling.either(f"单位：{one.unit}", f"in{foreign_unit(telling, one.unit)}")
    figure = plain_text(one.figure) + foreign_unit(telling, one.unit)
    return telling.either(f"数据：{figure}", f"figure: {figure}")


def band(telling: "Telling", one: Band, around: Around) -> str:
    level = telling.called("Band.level", one.level, around)
    at, back = plain_text(one.bound), plain_text(one.recovery)
    zh = {"<": "低于", "<=": "不高于", ">": "高于", ">=": "不低于"}
    en = {"<": "below {} %", "<=": "at {} % or less", ">": "above {} %", ">=": "at {} % or more"}
    return telling.either(
        f"{zh[one.operator]} {at}%时为{level}，{zh[one.recovery_operator]} {back}%时解除",
        f"{level} {en[one.operator].format(at)}, cleared {en[one.recovery_operator].format(back)}",
    )


def step(telling: "Telling", one: EscalationStep, around: Around) -> str:
    days, what = one.after_working_days, telling.spoken("EscalationStep.kind", one.kind)
    many = "" if days == 1 else "s"
    return telling.either(f"第 {days} 个工作日{what}", f"{what} after {days} working day{many}")


def overdue(telling: "Telling", one: RuleContent, around: Around) -> str:
    points = plain_text(one.overdue_points)
    many = "" if one.overdue_points == 1 else "s"
    return telling.either(
        f"逾期扣 {points} 分" if one.overdue_points else "逾期不扣分",
        f"being overdue costs {points} point{many}" if one.overdue_points else "being overdue costs no points",
    )


def hold_spares(telling: "Telling", one: RuleContent, around: Around) -> str:
    """Only where the rule can hold payments at all."""
    if all(each.kind != "hold_payments" for each in one.escalation):
        return ""
    spares = one.hold_spares_wages_and_livelihood
    return telling.either(
        "暂停支付不影响工资和民生资金" if spares else "暂停支付也及于工资和民生资金",
        "a hold spares wages and livelihood money" if spares else "a hold covers wages and livelihood money too",
    )


def extensions(telling: "Telling", one: RuleContent, around: Around) -> str:
    most, days = one.most_extensions, one.longest_extension_working_days
    if not most:
        return telling.either("答复不得延期", "no more time is given to answer")
    times, many = "" if most == 1 else "s", "" if days == 1 else "s"
    return telling.either(
        f"最多延期 {most} 次，每次不超过 {days} 个工作日",
        f"at most {most} extension{times} of up to {days} working day{many} each",
    )


def suspension(telling: "Telling", one: RuleContent, around: Around) -> str:
    days = one.longest_suspension_days
    many = "" if days == 1 else "s"
    return telling.either(
        f"累计中止不超过 {days} 天" if days else "整改不得中止",
        f"suspended for at most {days} day{many} in all" if days else "an order is never suspended",
    )


def recheck(telling: "Telling", one: RuleContent, around: Around) -> str:
    months = one.latest_recheck_months
    many = "" if months == 1 else "s"
    return telling.either(
        f"验收时灯未好转的，{months} 个月内复查",
        f"looked at again within {months} month{many} where the light is still bad at acceptance",
    )


def fund_of(telling: "Telling", one: FundRule, around: Around) -> str:
    return (
        ""
        if one.of is None
        else telling.either(f"适用于{telling.name(one.of)}", f"of it: {inside(telling.name(one.of))}")
    )


def fund_to(telling: "Telling", one: FundRule, around: Around) -> str:
    if one.to is None:
        return ""
    to = telling.name(one.to)
    return telling.either(
        to if to.startswith(("用于", "只用于", "仅用于", "专项用于")) else f"用于{to}", f"used for: {inside(to)}"
    )


def fund_share(telling: "Telling", one: FundRule, around: Around) -> str:
    if one.share is None:
        return ""
    said = bound(telling, one.share, (), telling.either("%", " %"))
    return telling.either(f"占比{said}", f"a share of {said}")


def fund_notice(telling: "Telling", one: FundRule, around: Around) -> str:
    by = telling.spoken("FundRule.notice", one.notice) if one.notice is not None else ""
    at = telling.spoken("FundRule.notice_at", one.notice_at) if one.notice_at is not None else ""
    if not by and not at:
        return ""
    return telling.either(
        f"{f'以{by}' if by else ''}{at}通知", f"told{f' by {by}' if by else ''}{f' {at}' if at else ''}"
    )


def otherwise(telling: "Telling", one: BudgetRule, around: Around) -> str:
    said = telling.name(one.otherwise)
    if one.requires:
        required = [telling.required(code) for code in sorted(one.requires)]
        listed = telling.either("、", " and ").join(required)
        return telling.either(f"须具备{listed}，否则{said}", f"requires {listed}, otherwise: {inside(said)}")
    return telling.either(f"不符合时：{said}", f"otherwise: {inside(said)}")


def options(telling: "Telling", one: Reading, around: Around) -> str:
    named = [f"“{telling.name(option.labels)}”" for option in one.options]
    return telling.either(f"可读作{'或'.join(named)}", f"It may be read as {' or '.join(named)}")


def months(telling: "Telling", one: Fixture, around: Around) -> str:
    said = [telling.month(month) for month in sorted(one.months)]
    return (
        telling.either("、".join(said), f"in {' and '.join(filter(None, [', '.join(said[:-1]), *said[-1:]]))}")
        if said
        else ""
    )


def consultation(telling: "Telling", one: Consultation, around: Around) -> str:
    if not one.rounds:
        return telling.either("不征求意见", "members are not heard")
    rounds, days = one.rounds, one.working_days
    zh, en = f"{rounds} 轮", f"{rounds} round{'' if rounds == 1 else 's'}"
    if days is not None:
        zh += f"，每轮 {days} 个工作日"
        en += f" of {days} working day{'' if days == 1 else 's'}{'' if rounds == 1 else ' each'}"
    return telling.either(zh, en)


OF_PROCESS: dict[str, tuple[tuple[tuple[str, ...], Say], ...]] = {
    "Consultation": ((("rounds", "working_days"), consultation),),
    "Note": ((("figure", "unit"), note_figure),),
    "RuleContent": (
        (("overdue_points",), overdue),
        (("hold_spares_wages_and_livelihood",), hold_spares),
        (("longest_extension_working_days", "most_extensions"), extensions),
        (("longest_suspension_days",), suspension),
        (("latest_recheck_months",), recheck),
    ),
    "FundRule": (
        (("of",), fund_of),
        (("to",), fund_to),
        (("share",), fund_share),
        (("notice", "notice_at"), fund_notice),
    ),
    "BudgetRule": ((("requires", "otherwise"), otherwise),),
    "Fixture": ((("months",), months),),
    "Reading": ((("options",), options),),
}
WHOLE_OF_PROCESS: dict[type[BaseModel], Any] = {Band: band, EscalationStep: step}
