"""Why a payment is intercepted: codes, and the texts that officials read. Events hold no texts."""

from typing import Literal

from contracts.budget import Reason
from contracts.vocabulary import PURPOSES

TEXTS: dict[str, tuple[str, str]] = {
    "no_budget": (
        "{item} 在 {fiscal_year} 年度没有预算。请先申报预算项目，或更正项目编码。",
        "{item} has no budget in fiscal year {fiscal_year}. Ask for a budget item, or correct the code.",
    ),
    "not_enough_available": (
        "{object}：申请 {amount}，可用 {available}（预算 {budget} − 已付 {paid} − 占用 {held}）。"
        "请减少金额或申请调剂。",
        "{object}: {amount} asked, {available} available ({budget} budget − {paid} paid − {held} held). "
        "Ask for less, or for a transfer.",
    ),
    "no_approved_goal": (
        "{item} 没有获批的绩效目标，不得支付。请先报批绩效目标。",
        "{item} has no approved performance goal, so nothing is paid from it. Have the goal approved first.",
    ),
    "rectification_hold": (
        "因整改通知 {order}（规则 {rule}，对象 {object}）未通过验收，{item} 暂停支付。验收通过后自动恢复。",
        "Payments of {item} are held by rectification order {order} (rule {rule}, on {object}) until it is accepted.",
    ),
    "purpose_mismatch": (
        "资金 {fund} 专用于{fund_purpose}，而 {item} 的用途为{item_purpose}。请改用其他资金。",
        "Fund {fund} is for {fund_purpose} only, and {item} is for {item_purpose}. Pay it from another fund.",
    ),
    "no_fund": (
        "没有资金 {fund}。每笔资金都须有来源：请登记该资金，或更正编码。",
        "There is no fund {fund}. Money needs a source: register the fund, or correct the code.",
    ),
    "not_allocated": (
        "资金 {fund} 未向 {item} 分配额度。请先办理分配。",
        "Fund {fund} has allocated nothing to {item}. Allocate first.",
    ),
    "fiscal_year_closed": (
        "{fiscal_year} 预算年度已关账，不再支付。请列入新年度。",
        "Fiscal year {fiscal_year} is closed: nothing is paid in it any more. Book it in the new year.",
    ),
    "feed_unknown": (
        "没有登记数据源 {feed}。请先登记，或更正编码。",
        "Feed {feed} is not registered. Register it, or correct the code.",
    ),
}
"""Code → (zh, en), to be filled with the values of the reason."""

NOTES: dict[str, tuple[str, str]] = {
    "alike_reference": (
        "外部编号与 {external_ref} 仅大小写不同，请核对是否为同一笔支付。",
        "The external reference differs from {external_ref} in letter case only. Check that it is another payment.",
    ),
    "alike_allocation": (
        "分配编号与 {ref} 仅大小写不同，请核对是否为同一笔分配。",
        "The reference of this allocation differs from {ref} in letter case only. Check that it is another allocation.",
    ),
}
"""The same for what somebody should look at; it blocks nothing."""


def text(reason: Reason, language: Literal["zh", "en"]) -> str:
    """What an official reads. Raises KeyError for a code or a value that the catalogue does not know."""
    zh, en = (TEXTS | NOTES)[reason.code]
    if language == "en":
        return en.format(**reason.values)
    purposes = {
        name: PURPOSES[value] for name, value in reason.values.items() if name in ("fund_purpose", "item_purpose")
    }
    return zh.format(**{**reason.values, **purposes})
