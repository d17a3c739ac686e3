"""Words of sentences that no table of single values gives: roles, effects, units of measure, quotes."""

ROLES: dict[str, tuple[str, str]] = {
    "assessment_office": ("考核办", "the assessment office"),
    "finance": ("财政局", "the finance bureau"),
    "unit_head": ("单位负责人", "the head of the unit"),
    "unit_clerk": ("经办人", "the clerk of the unit"),
    "person": ("本人", "the person concerned"),
    "leader_in_charge": ("分管领导", "the leader in charge"),
    "inspector": ("督查部门", "the inspectors"),
    "third_party": ("第三方机构", "the third party"),
    "organisation_personnel": ("组织人事部门", "the organisation and personnel department"),
    "process_supervisor": ("纪委监督部门", "the process supervisor"),
    "congress": ("人大", "the people's congress"),
    "auditor": ("审计机关", "the auditors"),
    "owner": ("责任单位", "the unit that answers for it"),
}
"""Role → who does something."""
ROLE_FIELDS = frozenset(
    {
        "Consequence.decided_by",
        "Fixture.by",
        "BudgetRule.shared_with",
        "PayStructure.verified_by",
        "RuleContent.answered_by",
    }
)

FIELD_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "Indicator.direction": {
        "higher": ("越高越好", "higher is better"),
        "lower": ("越低越好", "lower is better"),
        "band": ("以落在目标区间内为好", "best within its target band"),
        "yes_no": ("只看是否做到", "either done or not"),
        "rank": ("名次越靠前越好", "the nearer to the first rank the better"),
    },
    "Indicator.missing": {
        "hold": ("暂缓计分", "its score waits"),
        "zero": ("计零分", "it counts as zero"),
        "reweight": ("其权重由其余指标分担", "the others take over its weight"),
        "lowest": ("按最低值计", "it counts as the lowest value"),
        "previous": ("沿用上期", "the value before it counts"),
    },
    "Indicator.not_applicable": {
        "reweight": ("其权重由其余指标分担", "the others take over its weight"),
        "hold": ("暂缓计分", "its score waits"),
        "full": ("计满分", "it counts in full"),
    },
    "RaterGroup.silence": {
        "reweight": ("其权重由其余评价主体分担", "the other groups take over its weight"),
        "hold": ("暂缓计分", "the score waits"),
        "zero": ("计零分", "it counts as zero"),
    },
    "Level.at_once": {
        "order": ("下达整改通知书", "a rectification order"),
        "talk": ("约谈", "a talk"),
        "budget_proposal": ("提出预算调整建议", "a proposal to change the budget"),
    },
    "EscalationStep.kind": {
        "reminder": ("提醒", "a reminder"),
        "talk": ("约谈", "a talk"),
        "hold_payments": ("暂停支付", "payments are held"),
    },
    "Consequence.acts_on": {
        "order": ("整改", "rectification"),
        "post": ("岗位", "the post"),
        "budget": ("预算", "the budget"),
        "unit_status": ("机构设置", "the existence of the unit"),
        "department_result": ("部门绩效得分", "the result of the department"),
        "higher_level": ("上级考核", "the assessment above"),
        "quota": ("优秀比例", "the quota"),
        "honour": ("荣誉", "honours"),
        "award": ("评先评优", "awards"),
        "warning": ("预警", "warnings"),
        "circular": ("通报", "circulars"),
        "talk": ("约谈", "talks"),
        "policy": ("政策", "policies"),
    },
    "Veto.scope": {
        "zero_item": ("该项计零分", "the item counts as zero"),
        "zero_score": ("总分计零", "the whole score is zero"),
        "cap_grade": ("等次封顶", "caps the grade"),
        "bar_top_grade": ("不得评优", "closes the top grade"),
        "bar_consequence": ("取消结果运用", "bars a consequence"),
    },
    "Veto.ends": {
        "end_of_cycle": ("至本考核期末", "until the end of the cycle"),
        "end_of_next_cycle": ("至下一考核期末", "until the end of the next cycle"),
        "rectified": ("至整改验收合格", "until the rectification is accepted"),
        "never": ("长期有效", "for good"),
    },
    "Quota.rounding": {"down": ("尾数舍去", "down"), "half_up": ("四舍五入", "half up"), "up": ("尾数进一", "up")},
    "TimeLimit.clock": {"wall": ("自然时间", "the clock"), "working": ("工作时间", "working time")},
    "TimeLimit.stops_on": {
        "pay_freeze": ("停薪", "a pay freeze"),
        "rectification_hold": ("整改暂停", "a rectification hold"),
    },
    "When.together": {
        "time_limit": ("限时办结", "a time limit"),
        "pay_freeze": ("停薪", "a pay freeze"),
        "rectification_hold": ("整改暂停", "a rectification hold"),
    },
    "ExecutionRate.object": {
        "budget_item": ("预算项目", "budget item"),
        "department": ("部门", "department"),
        "fund": ("资金", "fund"),
    },
    "SchemeContent.amendment": {
        "keep": ("维持原结果", "keep their results"),
        "rescore": ("重新核算", "are scored again"),
    },
    "WeightChanges.mode": {
        "proposed": ("系统建议，由人批准", "the system proposes, a person approves"),
        "automatic": ("在批准的范围内自动调整", "automatically within approved bounds"),
    },
    "SpecialTasks.enters": {"bonus": ("加分", "bonus"), "deduction": ("减分", "deduction")},
    "FundRule.notice": {
        "sms": ("短信", "text message"),
        "app": ("应用消息", "message in the app"),
        "letter": ("书面", "letter"),
    },
    "FundRule.notice_at": {"each_movement": ("逐笔即时", "at each movement"), "month": ("按月", "monthly")},
    "BudgetRule.evaluates": {"department": ("部门整体", "departments as a whole"), "project": ("项目", "projects")},
    "BudgetRule.watches": {"execution": ("预算执行", "execution"), "goal_attainment": ("目标完成", "goal attainment")},
    "Differential.per": {"month": ("每月", "month"), "year": ("每年", "year")},
}
"""Field → value → how it is said there in both languages, where its common word makes no sentence."""

REQUIREMENTS: dict[str, tuple[str, str]] = {"approved-goal": ("经批准的绩效目标", "an approved performance goal")}
"""What a rule of the budget may require, by its code."""

UNITS: dict[str, str] = {
    "%": "%",
    "％": "%",
    "百分比": "%",
    "百分点": "percentage points",
    "分": "points",
    "元": "yuan",
    "万元": "10,000 yuan",
    "亿元": "100 million yuan",
    "个": "",
    "项": "items",
    "件": "cases",
    "人": "people",
    "名": "places",
    "次": "times",
    "支": "teams",
    "家": "units",
    "户": "households",
    "条": "items",
    "级": "levels",
    "档": "steps",
    "天": "days",
    "个月": "months",
    "月": "months",
    "年": "years",
    "小时": "hours",
    "工作日": "working days",
    "公里": "km",
    "吨": "t",
    "亩": "mu",
    "倍": "times",
}
"""Units that are written in Chinese only → English; the others are quoted."""

PERCENT = frozenset({"%", "％", "百分比", "percent"})


def nested(line: str) -> str:
    """Quotes within quotes are single ones."""
    depth, told = 0, list[str]()
    for letter in line:
        if letter == "“":
            told.append("“" if depth % 2 == 0 else "‘")
            depth += 1
        elif letter == "”" and depth:
            depth -= 1
            told.append("”" if depth % 2 == 0 else "’")
        else:
            told.append(letter)
    return "".join(told)


def ordinal(number: str) -> str:
    """An English rank: 1st, 22nd, 113th."""
    ending = "th" if number[-2:] in ("11", "12", "13") else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1:], "th")
    return f"{number}{ending}"


def inside(text: str) -> str:
    """An English text within a sentence: words that begin every sentence do not keep their capital letter."""
    first, _, _ = text.partition(" ")
    return text[:1].lower() + text[1:] if first in SMALL else text


SMALL = frozenset(
    {
        "A",
        "All",
        "An",
        "Any",
        "As",
        "Both",
        "By",
        "Each",
        "Every",
        "Everybody",
        "For",
        "From",
        "In",
        "No",
        "Not",
        "Of",
        "On",
        "Only",
        "Other",
        "Our",
        "Own",
        "Somebody",
        "Staff",
        "That",
        "The",
        "Their",
        "These",
        "This",
        "Those",
        "To",
        "What",
        "Whoever",
        "With",
        "Work",
        "One",
        "Posts",
        "Projects",
        "Pay",
        "People",
        "Plan",
        "Shares",
        "Teachers",
    }
)
