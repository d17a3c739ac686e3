"""What people do in the demonstration county, day by day: answer, return, accept, object, hold talks, close the year.

Data only; `driving.county` plays it through the HTTP API, each step by the person who may take it.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from allinone.driving.people import (
    DRAFTER,
    FINANCE,
    INSPECTOR,
    PUBLISHER,
    TREASURY,
    Person,
    clerk_of,
    head_of,
)

Subject = Literal["order", "talk", "proposal", "payment", "item", "fiscal-year"]


@dataclass(frozen=True, slots=True)
class Action:
    """One command: `verb` on the order, talk or proposal about the item `of`, or on a payment, item or year."""

    on: date
    subject: Subject
    of: str
    verb: str
    by: Person
    body: dict[str, Any] = field(default_factory=dict)


def _evidence(name: str) -> dict[str, Any]:
    return {"name": name, "sha256": hashlib.sha256(name.encode()).hexdigest(), "bytes": 1000 + len(name)}


def _order(month: int, day: int, item: str, verb: str, by: Person, **body: Any) -> Action:
    return Action(date(2025, month, day), "order", item, verb, by, body)


def _answer(month: int, day: int, item: str, unit: str, text: str, *, until: date) -> Action:
    body = {
        "text": text,
        "measures": [{"text": "按月分解支付计划，逐项落实责任人", "until": until.isoformat()}],
        "evidence": [_evidence(f"{item}-整改报告-{month:02}{day:02}.pdf")],
    }
    return _order(month, day, item, "answer", head_of(unit), **body)


def _accept(month: int, day: int, item: str, *, recheck: date | None = None) -> Action:
    """With a reason and a day of re-check where the light is still bad; the player leaves them out where not."""
    body = {"reason": "措施已落实，支付进度尚需跟踪", "recheck_on": recheck.isoformat()} if recheck else {}
    return _order(month, day, item, "accept", INSPECTOR, **body)


def _acknowledge(month: int, day: int, item: str, unit: str) -> Action:
    return _order(month, day, item, "acknowledge", clerk_of(unit))


def _day(month: int, day: int) -> date:
    return date(2025, month, day)


ACTIONS: tuple[Action, ...] = (
    # before the first checkpoint
    Action(_day(3, 4), "item", "EMP-02", "approve-goal", FINANCE, {"reason": "绩效目标已审核"}),
    Action(_day(3, 25), "payment", "YX2025-HELD-11", "pay", TREASURY),
    Action(_day(3, 25), "payment", "YX2025-HELD-12", "release", TREASURY, {"reason": "供应商撤回申请"}),
    # teacher training: answered, returned, answered again, accepted
    _acknowledge(4, 1, "EDU-03", "education"),
    Action(_day(4, 8), "talk", "EDU-03", "record", DRAFTER, {"held_on": "2025-04-08", "note": "已约谈主要负责人"}),
    _answer(4, 8, "EDU-03", "education", "加快培训采购，四月起按周支付。", until=_day(6, 30)),
    _order(4, 15, "EDU-03", "return", INSPECTOR, reason="缺少分月计划", working_days=5),
    _answer(4, 22, "EDU-03", "education", "补充分月计划，四月支付六十万元。", until=_day(6, 30)),
    _accept(4, 29, "EDU-03", recheck=_day(7, 15)),
    Action(_day(4, 29), "proposal", "EDU-03", "decline", FINANCE, {"reason": "进度可望恢复，预算不调整"}),
    # old housing estates: nobody answers, so it escalates to a hold; accepted in June, then paid again
    _acknowledge(6, 3, "HOU-03", "housing"),
    _answer(6, 3, "HOU-03", "housing", "完成招标争议处理，六月起恢复施工与支付。", until=_day(8, 31)),
    _accept(6, 10, "HOU-03", recheck=_day(8, 29)),
    # held on 22 April, before the rectification hold: not paid under it
    Action(_day(5, 6), "payment", "YX2025-HELD-15", "pay", TREASURY),
    Action(_day(5, 13), "payment", "YX2025-HELD-15", "release", TREASURY, {"reason": "暂停支付期间撤回"}),
    # farmland: the grant arrives in May by plan; the objection is granted and the order cancelled
    _order(4, 8, "AGR-03", "object", head_of("agriculture"), reason="上级专项五月下达，一季度不应考核"),
    _order(4, 15, "AGR-03", "grant-objection", DRAFTER, reason="情况属实"),
    # digital platform: the objection is refused, then answered
    _order(4, 1, "MAR-03", "object", head_of("market"), reason="项目尚在招标"),
    _order(4, 8, "MAR-03", "refuse-objection", PUBLISHER, reason="招标应在年初完成"),
    _acknowledge(4, 8, "MAR-03", "market"),
    _answer(4, 15, "MAR-03", "market", "合同已签订，四月支付首期款。", until=_day(5, 31)),
    _accept(4, 22, "MAR-03", recheck=_day(5, 30)),
    # small ones: a clerk drafts and the head submits; an extension is granted
    _acknowledge(4, 1, "AGR-02", "agriculture"),
    _order(
        4,
        8,
        "AGR-02",
        "prepare-answer",
        clerk_of("agriculture"),
        text="办公采购集中在二季度。",
        measures=[],
        evidence=[_evidence("AGR-02-说明.pdf")],
    ),
    _order(4, 8, "AGR-02", "answer", head_of("agriculture")),
    _accept(4, 22, "AGR-02", recheck=_day(5, 30)),
    _order(4, 1, "INV-02", "ask-extension", head_of("investment"), until="2025-05-09", reason="等待竣工结算"),
    _order(4, 8, "INV-02", "grant-extension", DRAFTER),
    _acknowledge(4, 29, "INV-02", "investment"),
    _answer(4, 29, "INV-02", "investment", "结算完成，五月起正常支付。", until=_day(6, 30)),
    _accept(5, 6, "INV-02", recheck=_day(6, 13)),
    # watershed: yellow again and again; the re-check reopens the order in July
    _acknowledge(4, 1, "WAT-02", "water"),
    _answer(4, 8, "WAT-02", "water", "枯水期抓紧施工。", until=_day(6, 30)),
    _accept(5, 13, "WAT-02", recheck=_day(5, 30)),
    _acknowledge(7, 1, "WAT-02", "water"),
    _answer(7, 8, "WAT-02", "water", "汛期前完成主体工程支付。", until=_day(8, 31)),
    _accept(7, 15, "WAT-02", recheck=_day(7, 18)),
    _answer(7, 29, "WAT-02", "water", "增加施工班组，八月补齐进度。", until=_day(9, 30)),
    _accept(8, 12, "WAT-02", recheck=_day(9, 12)),
    # aid for people in need: overdue to the last step, but livelihood money goes on
    _acknowledge(7, 8, "AGR-04", "agriculture"),
    _answer(7, 8, "AGR-04", "agriculture", "救助名单已核定，按月发放。", until=_day(8, 31)),
    _accept(7, 15, "AGR-04", recheck=_day(9, 12)),
    # held, paid, given back
    Action(_day(6, 17), "payment", "YX2025-HELD-13", "pay", TREASURY),
    Action(_day(7, 1), "payment", "YX2025-HELD-13", "refund", TREASURY, {"reason": "货物退回"}),
    # second quarter: an extension is refused; works are suspended and resume
    _acknowledge(7, 1, "QIN-03", "qingshi"),
    _order(7, 1, "QIN-03", "ask-extension", head_of("qingshi"), until="2025-08-15", reason="雨季施工困难"),
    _order(7, 8, "QIN-03", "refuse-extension", DRAFTER, reason="雨季在计划之内"),
    _answer(7, 8, "QIN-03", "qingshi", "调整施工顺序，先行支付材料款。", until=_day(8, 31)),
    _accept(7, 22, "QIN-03", recheck=_day(9, 12)),
    _acknowledge(7, 1, "ZON-02", "zone"),
    _order(7, 8, "ZON-02", "suspend", DRAFTER, reason="洪水后重新勘测", until="2025-08-29"),
    _order(8, 12, "ZON-02", "resume", DRAFTER),
    _answer(8, 19, "ZON-02", "zone", "勘测完成，八月中旬复工。", until=_day(10, 31)),
    _accept(8, 26, "ZON-02", recheck=_day(9, 19)),
    # part of the money of the industrial park's roads goes where it is needed
    Action(_day(7, 15), "proposal", "ZON-02", "adopt", FINANCE, {"reason": "部分资金调剂使用"}),
    # third quarter: answered and waiting for acceptance at the end of the year
    _acknowledge(10, 14, "WAT-02", "water"),
    _answer(10, 14, "WAT-02", "water", "四季度集中支付工程款。", until=_day(12, 31)),
    _accept(10, 21, "WAT-02", recheck=_day(12, 10)),
)
