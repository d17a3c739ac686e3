"""The words of codes that sentences name: what there is, in which state it is, which step somebody takes, who.

The Chinese words are those that officials use. English has the code's own words, without the marks that join them.
"""

import re
from collections.abc import Mapping

_BETWEEN_WORDS = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")

NOUNS: Mapping[str, str] = {
    "allocation": "资金分配",
    "assessee": "考核对象",
    "assessee copy": "考核对象副本",
    "assessee version": "考核对象版本",
    "budget item": "预算项目",
    "budget proposal": "预算调整建议",
    "cascade": "目标分解",
    "cascade version": "目标分解版本",
    "comment": "意见",
    "dead letter": "未能处理的消息",
    "feed": "数据来源",
    "fiscal year": "财政年度",
    "fund": "资金",
    "indicator": "指标",
    "indicator in force": "生效的指标",
    "indicator of the library": "指标库指标",
    "indicator of the scheme version": "方案版本中的指标",
    "indicator version": "指标版本",
    "light": "灯",
    "monitoring rule": "监测规则",
    "monitoring rule version": "监测规则版本",
    "note": "提示",
    "payment": "支付",
    "payment check": "支付校验",
    "rectification order": "整改通知",
    "region": "地区",
    "replay": "回放",
    "scheme": "考核方案",
    "scheme copy": "考核方案副本",
    "scheme text": "考核方案文稿",
    "scheme version": "考核方案版本",
    "screened item": "筛查条目",
    "screening": "指标筛查",
    "talk": "约谈",
    "working calendar": "工作日历",
}

STATES: Mapping[str, str] = {
    "accepted": "已验收",
    "acknowledged": "已签收",
    "adopted": "已采纳",
    "answered": "已答复",
    "approved": "已审定",
    "called": "已发出约谈",
    "called_off": "已取消",
    "cancelled": "已撤销",
    "checked": "已校验",
    "closed": "已办结",
    "declined": "未采纳",
    "draft": "草案",
    "expired": "占用已到期",
    "finished": "已结束",
    "held": "已占用",
    "in_consultation": "征求意见中",
    "intercepted": "已拦截",
    "issued": "已下发",
    "not approved": "未批准",
    "objected": "已提出异议",
    "paid": "已付款",
    "partly_paid": "部分付款",
    "proposed": "已提出",
    "published": "已发布",
    "refunded": "已退款",
    "released": "已解除占用",
    "returned": "已退回",
    "running": "进行中",
    "superseded": "已被取代",
    "suspended": "已中止",
    "withdrawn": "已撤回",
}

STEPS: Mapping[str, str] = {
    "accept": "采纳",
    "acknowledge": "签收",
    "adopt": "采纳",
    "answer": "答复",
    "approve": "审定",
    "ask-extension": "申请延期",
    "cancel": "撤销",
    "check": "校验",
    "comment": "提出意见",
    "decline": "不采纳",
    "draft": "起草",
    "expire": "占用到期",
    "grant-extension": "同意延期",
    "grant-objection": "支持异议",
    "hold": "占用额度",
    "improved": "完善",
    "kept": "保留",
    "lift": "解除",
    "object": "提出异议",
    "pay": "付款",
    "prepare-answer": "拟答复",
    "propose": "提出",
    "publish": "发布",
    "recheck": "重新校验",
    "record": "记录",
    "refund": "退款",
    "refuse-extension": "不同意延期",
    "refuse-objection": "驳回异议",
    "reject": "不予采纳",
    "release": "解除占用",
    "removed": "删除",
    "resume": "恢复",
    "return": "退回",
    "returned": "退回",
    "revise": "修改",
    "submit-round": "征求意见",
    "suspend": "中止",
    "withdraw": "撤回",
}

ORDER_STEPS: Mapping[str, str] = {**STEPS, "accept": "验收"}
"""A comment is accepted (采纳), what a unit answers to an order is (验收)."""

ROLES: Mapping[str, str] = {
    "assessment_office": "考核办",
    "auditor": "审计",
    "congress": "人大",
    "finance": "财政局",
    "inspector": "督查",
    "integrator": "集成",
    "operator": "运维",
    "process_supervisor": "纪委监督",
    "system": "系统",
    "unit_clerk": "经办人",
    "unit_head": "单位负责人",
}

LEVELS: Mapping[str, str] = {"green": "绿灯", "yellow": "黄灯", "red": "红灯", "stale": "数据中断"}
"""Levels that most rules have; a level of a rule's own is named by its code."""

PURPOSES: Mapping[str, str] = {"livelihood": "民生", "other": "其他", "wages": "工资"}

WHY: Mapping[str, str] = {
    "broken": "应答中断",
    "cannot_be_stored": "不符合存储格式",
    "crowded": "连接数已满",
    "expired_token": "令牌已过期",
    "foreign_token": "令牌不属于此处",
    "malformed_token": "令牌格式有误",
    "missing_token": "未携带令牌",
    "no address": "未配置地址",
    "nul_character": "含有空字符",
    "number_out_of_range": "数值超出范围",
    "text_too_long": "文字过长",
    "time_out_of_range": "日期或时间超出范围",
    "unreachable": "无法到达",
}
"""Why somebody is not believed or not reached, or a value not kept."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "allowed": ROLES,
    "command": STEPS,
    "earlier": STEPS,
    "level": LEVELS,
    "possible": STEPS,
    "roles": ROLES,
    "state": STATES,
    "states": STATES,
    "step": STEPS,
    "what": NOUNS,
    "why": WHY,
}
"""Name of a value in a sentence → the words of its codes: a value of such a name is never shown as a code."""

OF_WHAT: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "rectification order": dict.fromkeys(("command", "earlier", "possible", "step"), ORDER_STEPS),
    "talk": {"state": {**STATES, "held": "已约谈"}, "states": {**STATES, "held": "已约谈"}},
}
"""What a sentence is about (its value `what`) → the words that are others there."""


def words_about(what: object) -> Mapping[str, Mapping[str, str]]:
    """`WORDS` as a sentence about this has them."""
    return {**WORDS, **OF_WHAT.get(str(what), {})}


def in_english(codes: str, words: Mapping[str, str]) -> str:
    """One code, or several that a comma divides, in words; what is no code of these stays as it is."""
    return ", ".join(_unjoined(code) if code in words else code for code in codes.split(", "))


def unspaced(text: str) -> str:
    """A Chinese text without the spaces that set a code apart from its neighbours, where the code became a word."""
    return _BETWEEN_WORDS.sub("", text)


def _unjoined(code: str) -> str:
    return code.replace("_", " ").replace("-", " ")


def in_chinese(codes: str, words: Mapping[str, str]) -> str:
    """One code, or several that a comma divides, in Chinese; a code that has no word here stays as it is."""
    return "、".join(words.get(code, code) for code in codes.split(", "))
