"""The words of codes that sentences name: what there is, in which state it is, which step somebody takes.

English sentences show the codes themselves. The Chinese words are those that officials use.
"""

from collections.abc import Mapping

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
    "approved": "已审定",
    "draft": "草案",
    "in_consultation": "征求意见中",
    "published": "已发布",
    "superseded": "已被取代",
    "withdrawn": "已撤回",
}

STEPS: Mapping[str, str] = {
    "accept": "采纳",
    "adopt": "采纳",
    "answer": "答复",
    "approve": "审定",
    "ask-extension": "申请延期",
    "cancel": "撤销",
    "comment": "提出意见",
    "decline": "不采纳",
    "draft": "起草",
    "grant-extension": "同意延期",
    "grant-objection": "支持异议",
    "improved": "完善",
    "kept": "保留",
    "object": "提出异议",
    "prepare-answer": "拟答复",
    "propose": "提出",
    "publish": "发布",
    "record": "记录",
    "refuse-extension": "不同意延期",
    "refuse-objection": "驳回异议",
    "reject": "不予采纳",
    "removed": "删除",
    "resume": "恢复",
    "return": "退回",
    "returned": "退回",
    "revise": "修改",
    "submit-round": "征求意见",
    "suspend": "中止",
    "withdraw": "撤回",
}


def in_chinese(codes: str, words: Mapping[str, str]) -> str:
    """One code, or several that a comma divides, in Chinese; a code that has no word here stays as it is."""
    return "、".join(words.get(code, code) for code in codes.split(", "))
