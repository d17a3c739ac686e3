"""What definitions are refused for: codes that are taken, unknown, or would break what was promised."""

from collections.abc import Mapping
from typing import ClassVar

from chassis.refusal import Refusal

CONTENT = {
    "amount": "金额",
    "feed": "数据源",
    "fiscal_year": "财政年度",
    "labels": "名称",
    "nothing": "无",
    "owner": "责任单位",
    "purpose": "用途",
    "trace_tag": "追踪标识",
}
"""What an item or a fund consists of, as a refusal names it in Chinese."""


class AlreadyExists(Refusal):
    code = "already_exists"
    kind = "conflict"
    en = (
        "Known already: {what} {id}; what differs: {difference}. "
        "Read it, change it by its own commands, or choose another code."
    )
    zh = "已有{what} {id}，不同之处：{difference}。请查看现有内容、以其自身的指令修改，或更换编码。"
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {"difference": CONTENT}


class UnknownReference(Refusal):
    code = "unknown_reference"
    kind = "conflict"
    en = "There is no {what} {id} here (yet). Register it first; if you just did, try again shortly."
    zh = "此处没有（或尚无）{what} {id}。请先登记；若刚刚登记，请稍后重试。"


class ExpectedOnTrialOnly(Refusal):
    code = "expected_on_trial_only"
    kind = "invalid"
    en = (
        "What is still to be registered is named for a trial only. "
        "Register the units and feeds first, then send the budget."
    )
    zh = "尚待登记的内容仅可用于试算。请先登记单位和数据源，再发送预算。"


class OtherFiscalYear(Refusal):
    code = "other_fiscal_year"
    kind = "invalid"
    en = "{one} belongs to fiscal year {year}, {other} to {other_year}. Use two of the same year."
    zh = "{one} 属于 {year} 年度，{other} 属于 {other_year} 年度。请使用同一年度的。"


class FundExhausted(Refusal):
    code = "fund_exhausted"
    kind = "conflict"
    en = "Fund {fund}: {amount} more would make {allocated} allocated, of {total}. Allocate less."
    zh = "资金 {fund}：再分配 {amount} 后共 {allocated}，超过总额 {total}。请减少分配额。"


class GoalStands(Refusal):
    code = "goal_stands"
    kind = "conflict"
    en = "The goal of {item} is already {state}. Nothing was changed."
    zh = "{item} 的绩效目标已是“{state}”。未作更改。"


class LightStateUnknown(Refusal):
    code = "light_state_unknown"
    kind = "invalid"
    en = "No rule has the level {given}. A light is at one of: {known}."
    zh = "没有规则设有等级 {given}。灯的状态为以下之一：{known}。"


class NothingChanges(Refusal):
    code = "nothing_changes"
    kind = "invalid"
    en = "An adjustment of 0.00 changes nothing about the budget of {item}. Say by how much it changes."
    zh = "变动 0.00 不改变 {item} 的预算。请填写实际变动额。"


class SameItem(Refusal):
    code = "same_item"
    kind = "invalid"
    en = "A transfer goes from one item to another, not from {item} to itself."
    zh = "调剂须在两个项目之间进行，不能由 {item} 转至自身。"
