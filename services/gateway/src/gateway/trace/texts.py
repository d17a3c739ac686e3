"""One line about each event, in Chinese and English. Events hold codes and values; the sentences are made here."""

from collections.abc import Mapping
from typing import Any, Literal

from contracts.vocabulary import unspaced

Language = Literal["zh", "en"]
Texts = dict[Language, str]

KINDS: dict[str, Texts] = {
    "reminder": {"zh": "催办", "en": "reminder"},
    "talk": {"zh": "约谈", "en": "talk"},
    "hold_payments": {"zh": "申请暂停支付", "en": "request to hold payments"},
    "light": {"zh": "红黄绿灯", "en": "a light"},
    "inspection": {"zh": "督查", "en": "an inspection"},
    "audit": {"zh": "审计", "en": "an audit"},
    "third_party": {"zh": "第三方", "en": "a third party"},
    "result": {"zh": "考核结果", "en": "a result"},
    "complaint": {"zh": "投诉", "en": "a complaint"},
    "escalation": {"zh": "逾期升级", "en": "an escalation"},
    "order_overdue": {"zh": "整改逾期", "en": "overdue order"},
    "objection_granted": {"zh": "异议成立", "en": "objection granted"},
    "given_up": {"zh": "无法继续整改", "en": "given up"},
    "adopted": {"zh": "采纳", "en": "adopted"},
    "declined": {"zh": "不采纳", "en": "declined"},
    "accepted": {"zh": "整改验收通过", "en": "the order was accepted"},
    "closed": {"zh": "整改办结", "en": "the order was closed"},
    "cancelled": {"zh": "整改撤销", "en": "the order was cancelled"},
    "rule_withdrawn": {"zh": "规则已撤销", "en": "its rule was withdrawn"},
    "left_out": {"zh": "现行规则不再监测", "en": "the version in force leaves it out"},
    "no_value": {"zh": "无预算，无执行率", "en": "there is no budget, so no rate"},
    "assessment_office": {"zh": "考核办", "en": "the assessment office"},
    "finance": {"zh": "财政局", "en": "finance"},
    "inspector": {"zh": "督查", "en": "the inspector"},
    "original": {"zh": "年初预算", "en": "original"},
    "current": {"zh": "现行预算", "en": "current"},
}
"""Codes with one meaning everywhere. Level codes are the rule's own and come with its labels."""

REASONS: dict[str, Texts] = {
    "rectification_hold": {"zh": "整改未验收，暂停支付", "en": "held by a rectification order"},
    "not_enough_available": {"zh": "可用额度不足", "en": "not enough available"},
    "no_budget": {"zh": "无预算", "en": "no budget"},
    "no_fund": {"zh": "无资金来源", "en": "no fund"},
    "no_approved_goal": {"zh": "绩效目标未批准", "en": "no approved goal"},
    "not_allocated": {"zh": "资金未分配至该项目", "en": "not allocated"},
    "purpose_mismatch": {"zh": "资金用途不符", "en": "the fund has another purpose"},
    "fiscal_year_closed": {"zh": "年度已关闭", "en": "the fiscal year is closed"},
    "feed_unknown": {"zh": "数据源不明", "en": "unknown feed"},
}
"""In a word; the decision record of the payment says it in full, with every value."""

TEMPLATES: dict[str, tuple[str, str]] = {
    "indicators.clock-moved.v1": (
        "{actor} 将回放时钟拨至 {moved_to}。",
        "{actor} moved the replay clock to {moved_to}.",
    ),
    "indicators.working-days-published.v1": (
        "{actor} 公布 {year} 年工作日历（第 {version} 版）。",
        "{actor} published the working days of {year} (version {version}).",
    ),
    "indicators.monitoring-rule-published.v1": (
        "监测规则“{rule_label}”第 {version} 版由 {published_by} 发布（依据：{legal_basis}；摘要 {digest}）。",
        "Rule “{rule_label}”, version {version}, published by {published_by} (basis: {legal_basis}; digest {digest}).",
    ),
    "budget-monitor.feed-went-silent.v1": ("数据源 {code} 中断。", "Feed {code} went silent."),
    "budget-monitor.feed-returned.v1": ("数据源 {code} 恢复。", "Feed {code} returned."),
    "budget-monitor.budget-item-revised.v1": (
        "{actor} 将预算项目 {code} 调整为 {amount}"
        "（第 {version} 版，变动 {difference}，自 {in_force_from} 起）：{reason}。",
        "{actor} changed the budget of item {code} to {amount} (version {version}, by {difference} from "
        "{in_force_from} on): {reason}.",
    ),
    "budget-monitor.payment-checked.v1": ("支付 {ref} 通过校验，{total}。", "Payment {ref} passed its check: {total}."),
    "budget-monitor.payment-intercepted.v1": (
        "支付 {ref}（{total}）被拦截：{reasons_named}。",
        "Payment {ref} of {total} was intercepted: {reasons_named}.",
    ),
    "budget-monitor.payment-held.v1": ("支付 {ref} 占用额度 {total}。", "Payment {ref} holds {total}."),
    "budget-monitor.payment-paid.v1": (
        "支付 {ref} 付款给 {payee}，{total}，起息日 {value_date}。",
        "Payment {ref} paid to {payee}: {total}, value date {value_date}.",
    ),
    "budget-monitor.payment-refunded.v1": ("支付 {ref} 退款，{total}。", "Payment {ref} refunded: {total}."),
    "budget-monitor.payment-released.v1": ("支付 {ref} 释放占用 {total}。", "Payment {ref} released {total}."),
    "budget-monitor.payment-expired.v1": ("支付 {ref} 占用到期。", "The hold of payment {ref} expired."),
    "budget-monitor.light-crossed.v1": (
        "{object_label}：{from_label} → {to_label}；执行率 {percent}%（已付 {paid} / {basis_label} {budget}），"
        "{when_zh}，规则 {rule} 第 {rule_version} 版，自上次评估以来{since_zh}。",
        "{object_label}: {from_label} → {to_label}; execution rate {percent} % ({paid} paid of {budget}, "
        "{basis_label} budget) {when_en}, rule {rule} version {rule_version}, {since_en} since the last look.",
    ),
    "budget-monitor.light-recovered.v1": (
        "{object_label}：{from_label} → {to_label}（好转）；执行率 {percent}%（已付 {paid} / {basis_label} {budget}），"
        "{when_zh}。",
        "{object_label} recovered: {from_label} → {to_label}; execution rate {percent} % ({paid} paid of {budget}, "
        "{basis_label} budget) {when_en}.",
    ),
    "budget-monitor.lights-began.v1": (
        "规则 {rule} 第 {rule_version} 版开始监测 {fiscal_year} 年度对象 {lights_count} 个。",
        "Rule {rule} version {rule_version} begins to watch in fiscal year {fiscal_year}: {lights_named}.",
    ),
    "budget-monitor.light-frozen.v1": (
        "{object_label}的灯停在“{level_label}”，不再变动：{because_label}。",
        "The light of {object_label} stands still at {level_label}: {because_label}.",
    ),
    "budget-monitor.light-thawed.v1": (
        "{object_label}的灯自“{level_label}”起恢复变动。",
        "The light of {object_label} moves again, from {level_label}.",
    ),
    "budget-monitor.hold-placed.v1": (
        "因整改通知 {order} 暂停 {object_label} 的支付。",
        "Payments of {object_label} are held for order {order}.",
    ),
    "budget-monitor.hold-lifted.v1": (
        "解除暂停支付（{because_label}）。",
        "Payments are no longer held: {because_label}.",
    ),
    "scoring.order-issued.v1": (
        "向 {unit} 下发整改通知 {order}（{level_label}，起因：{cause_label}），答复期限 {due_on}{provisional_zh}。",
        "Rectification order {order} issued to {unit} ({level_label}, because of {cause_label}), "
        "answer due {due_on}{provisional_en}.",
    ),
    "scoring.order-level-raised.v1": (
        "整改通知等级由 {from_label} 提高到 {level_label}。",
        "The order was raised from {from_label} to {level_label}.",
    ),
    "scoring.order-light-recovered.v1": (
        "灯{recovered_zh}；整改通知仍须答复。",
        "The light {recovered_en}; the order still needs its answer.",
    ),
    "scoring.order-acknowledged.v1": ("{actor} 代表 {unit} 签收。", "{actor} acknowledged for {unit}."),
    "scoring.order-answer-prepared.v1": ("{actor} 拟写答复。", "{actor} prepared an answer."),
    "scoring.order-answered.v1": (
        "{actor} 提交第 {answer} 次答复，附件 {evidence_count} 份。",
        "{actor} submitted answer {answer} with {evidence_named}.",
    ),
    "scoring.order-returned.v1": (
        "{actor} 退回答复：{reason}；新期限 {due_on}{provisional_zh}。",
        "{actor} returned the answer: {reason}; new date {due_on}{provisional_en}.",
    ),
    "scoring.order-accepted.v1": ("{actor} 验收通过{recheck_zh}。", "{actor} accepted the rectification{recheck_en}."),
    "scoring.order-reopened.v1": (
        "复查时灯仍未好转，整改通知重新打开，期限 {due_on}{provisional_zh}。",
        "The light was still bad at the re-check: the order is open again, due {due_on}{provisional_en}.",
    ),
    "scoring.order-closed.v1": ("整改通知办结{frozen_zh}。", "The order was closed{frozen_en}."),
    "scoring.order-objected.v1": ("{actor} 提出异议：{reason}。", "{actor} objected: {reason}."),
    "scoring.order-objection-refused.v1": ("{actor} 驳回异议：{reason}。", "{actor} refused the objection: {reason}."),
    "scoring.order-cancelled.v1": (
        "{actor} {cancelled_zh}，整改通知撤销：{reason}。",
        "{actor} {cancelled_en}, the order is cancelled: {reason}.",
    ),
    "scoring.order-extension-asked.v1": (
        "{actor} 申请延期至 {until}：{reason}。",
        "{actor} asked for time until {until}: {reason}.",
    ),
    "scoring.order-extension-granted.v1": (
        "{actor} 同意延期至 {due_on}{provisional_zh}。",
        "{actor} granted time until {due_on}{provisional_en}.",
    ),
    "scoring.order-extension-refused.v1": ("{actor} 不同意延期：{reason}。", "{actor} refused more time: {reason}."),
    "scoring.order-suspended.v1": (
        "{actor} 中止整改至 {until}：{reason}。",
        "{actor} suspended the order until {until}: {reason}.",
    ),
    "scoring.order-resumed.v1": (
        "整改恢复，期限 {due_on}{provisional_zh}。",
        "The order goes on, due {due_on}{provisional_en}.",
    ),
    "scoring.order-due-date-settled.v1": (
        "工作日历公布，期限确定为 {due_on}{provisional_zh}。",
        "Working days were published: due {due_on}{provisional_en}.",
    ),
    "scoring.order-overdue.v1": ("逾期：期限 {due_on} 已过。", "Overdue: {due_on} has passed."),
    "scoring.order-escalated.v1": ("升级第 {step} 步：{kind_label}。", "Escalation step {step}: {kind_label}."),
    "scoring.order-reached-last-step.v1": (
        "到达最后一步，要求暂停支付。",
        "The last step is reached: payments are to be held.",
    ),
    "scoring.talk-called.v1": (
        "由 {held_by_label} 约谈 {unit}，{due_on} 前{provisional_zh}。",
        "{unit} is called to a talk with {held_by_label} by {due_on}{provisional_en}.",
    ),
    "scoring.talk-held.v1": (
        "{held_on} 完成约谈，{recorded_by} 记录。",
        "Talk held on {held_on}, {recorded_by} wrote.",
    ),
    "scoring.talk-called-off.v1": (
        "整改通知撤销（{because_label}），约谈取消。",
        "The talk is called off: its order was cancelled ({because_label}).",
    ),
    "scoring.talk-overdue.v1": ("约谈逾期：{due_on}。", "The talk is overdue: {due_on}."),
    "scoring.talk-due-date-settled.v1": (
        "约谈期限确定为 {due_on}{provisional_zh}。",
        "The talk is due {due_on}{provisional_en}.",
    ),
    "scoring.score-adjusted.v1": (
        "{unit} {fiscal_year} 年度得分调整 {points} 分（{cause_label}）。",
        "{unit}: {points} points in {fiscal_year} ({cause_label}).",
    ),
    "scoring.budget-proposal-made.v1": (
        "建议财政局研究调整 {object_label} 的预算。",
        "It is proposed that finance look at the budget of {object_label}.",
    ),
    "scoring.budget-proposal-decided.v1": ("{actor}：建议{outcome_label}。", "{actor}: proposal {outcome_label}."),
    "scoring.budget-proposal-withdrawn.v1": (
        "整改通知撤销（{because_label}），预算调整建议撤回。",
        "The budget proposal is withdrawn: its order was cancelled ({because_label}).",
    ),
}

OTHER = ("{actor}：{type}", "{type} by {actor}")
"""For a type without a line of its own: a new event is shown before it has one."""

PAYMENT_SEEN = (
    "第 {entry} 号分录：支付 {ref}，{amount}，起息日 {value_date}。",
    "Entry {entry}: payment {ref}, {amount}, value date {value_date}.",
)


class _Shown(dict[str, str]):
    """A value that an older event does not carry is shown as a dash, never as an error."""

    def __missing__(self, key: str) -> str:
        return "–"


def render(template: tuple[str, str], values: Mapping[Language, Mapping[str, str]]) -> Texts:
    zh, en = template
    return {"zh": unspaced(zh.format_map(_Shown(values["zh"]))), "en": en.format_map(_Shown(values["en"]))}


def of_event(event: Mapping[str, Any], *, levels: Mapping[str, Texts], objects: Mapping[str, Texts]) -> Texts:
    """The line of one event; `levels` and `objects` are the labels that this case knows."""
    template = TEMPLATES.get(event["type"], OTHER)
    return render(template, {language: _values(event, language, levels, objects) for language in ("zh", "en")})


def _values(
    event: Mapping[str, Any], language: Language, levels: Mapping[str, Texts], objects: Mapping[str, Texts]
) -> dict[str, str]:
    data: Mapping[str, Any] = event["data"]
    values = {key: str(value) for key, value in data.items() if isinstance(value, str | int)}
    values |= {"actor": event["actor"], "type": event["type"]}
    for source, target in (("from_level", "from_label"), ("to_level", "to_label"), ("level", "level_label")):
        values[target] = _label(levels, data.get(source), language)
    for source in ("kind", "cause", "outcome", "because", "held_by"):
        values[f"{source}_label"] = _label(KINDS, data.get(source), language)
    values["object_label"] = data.get("object_labels", {}).get(language) or _label(
        objects, data.get("object"), language
    )
    values["ref"] = str(data.get("external_ref") or data.get("payment"))
    reasons = dict.fromkeys(_label(REASONS, reason["code"], language) for reason in data.get("reasons", ()))
    values["reasons_named"] = ("、" if language == "zh" else ", ").join(reasons)
    evidence = len(data.get("evidence", ()))
    values |= {"evidence_count": str(evidence), "evidence_named": _counted(evidence, "file")}
    values |= _of_rule(data, language) | _of_rate(data, language) | _of_look(data)
    values |= {f"provisional_{one}": word if data.get("due_provisional") else "" for one, word in PROVISIONAL.items()}
    values |= {f"recovered_{one}": words[bool(data.get("fully"))] for one, words in RECOVERED.items()}
    values |= {f"cancelled_{one}": words[data.get("because") == "given_up"] for one, words in CANCELLED.items()}
    values |= {f"frozen_{one}": word if data.get("light_is_good") is False else "" for one, word in FROZEN.items()}
    recheck = data.get("recheck_on")
    values |= {f"recheck_{one}": word.format(recheck) if recheck else "" for one, word in RECHECK.items()}
    return values


RECOVERED = {"zh": ("有所好转", "已完全好转"), "en": ("got better", "is at its best again")}
CANCELLED = {"zh": ("认可异议", "终止整改"), "en": ("granted the objection", "gave the order up")}
PROVISIONAL = {"zh": "（暂定）", "en": " (provisional)"}
FROZEN = {"zh": "（灯已不再变动）", "en": " under a light that nothing can move any more"}
RECHECK = {"zh": "，{} 复查", "en": ", to be checked again on {}"}


def _of_rule(data: Mapping[str, Any], language: Language) -> dict[str, str]:
    rule = data.get("rule")
    if not isinstance(rule, Mapping):
        return {}
    return {"rule_label": _said(rule["labels"], language), "legal_basis": rule["legal_basis"], "rule": rule["code"]}


def _of_look(data: Mapping[str, Any]) -> dict[str, str]:
    """When a light moved, and what it had counted by then since the look before."""
    day, checkpoint = data.get("day") or data.get("checkpoint"), data.get("checkpoint")
    bands = "" if day == checkpoint else f"（适用 {checkpoint} 考核点的区间）"
    payments, revisions = int(data.get("payments_count", 0)), len(data.get("revisions", ()))
    since = {"zh": [f"支付 {payments} 笔"], "en": [_counted(payments, "payment")]}
    if revisions:
        since["zh"].append(f"预算变动 {revisions} 次")
        since["en"].append(_counted(revisions, "budget revision"))
    begun = len(data.get("lights", ()))
    return {
        "when_zh": f"考核点 {checkpoint}" if day == checkpoint else f"{day} 变灯{bands}",
        "when_en": f"at {checkpoint}" if day == checkpoint else f"on {day}, under the bands of {checkpoint}",
        "since_zh": "、".join(since["zh"]),
        "since_en": " and ".join(since["en"]),
        "lights_count": str(begun),
        "lights_named": _counted(begun, "object"),
    }


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _of_rate(data: Mapping[str, Any], language: Language) -> dict[str, str]:
    rate = data.get("rate")
    if not isinstance(rate, Mapping):
        return {}
    budget = rate["current_budget"] if rate["basis"] == "current" else rate["original_budget"]
    return {
        "paid": rate["paid"],
        "budget": budget,
        "percent": str(rate.get("percent") or "–"),
        "basis_label": KINDS[rate["basis"]][language],
    }


def _label(labels: Mapping[str, Texts], code: str | None, language: Language) -> str:
    if code is None:
        return "–"
    return _said(labels[code], language) if code in labels else code


def _said(labels: Mapping[Language, str], language: Language) -> str:
    """What a rule calls something, in its form: one that has no English is told by its Chinese name."""
    return labels.get(language) or labels["zh"]
