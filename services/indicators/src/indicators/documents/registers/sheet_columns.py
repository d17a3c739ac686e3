"""The two tables of somebody's sheet: the goals carried, and the indicators. Both languages, for reading them back."""

from collections.abc import Mapping
from typing import Literal, get_args

from contracts.scheme.basics import Rhythm
from contracts.scheme.indicator import IndicatorKind
from contracts.scheme.words import WORDS
from indicators.documents.registers.columns import Column

GOALS = (
    Column("number", "序号", "No.", width=6),
    Column("goal", "编码", "Code", "目标", "Goal", width=16, needed=True, also=("目标编码",)),
    Column("goal_zh", "名称", "Name in Chinese", "目标", "Goal", width=28, only="zh"),
    Column("goal_en", "英文名称", "Name in English", "目标", "Goal", width=28, only="en"),
    Column("share", "占上级", "Of the node above", "份额（%）", "Share (%)", width=10, needed=True, number=True),
    Column("of_goal", "占总目标", "Of the goal", "份额（%）", "Share (%)", width=10, number=True),
    Column("amount", "数量", "Value", "目标量", "Quantity", width=12, number=True),
    Column("amount_unit", "单位", "Unit", "目标量", "Quantity", width=8),
)

INDICATORS = (
    Column("number", "序号", "No.", width=6),
    Column("code", "编码", "Code", "指标", "Indicator", width=16, needed=True, also=("指标编码",)),
    Column(
        "label_zh", "名称", "Name in Chinese", "指标", "Indicator", width=28, needed=True, only="zh", also=("指标名称",)
    ),
    Column("label_en", "英文名称", "Name in English", "指标", "Indicator", width=28, only="en"),
    Column("kind", "类型", "Kind", "指标", "Indicator", width=10, also=("指标类型",)),
    Column("goal", "对应目标", "Measures", width=16, also=("目标",)),
    Column("serves", "上级指标", "Part of", width=16, also=("上级指标编码",)),
    Column("weight", "权重（%）", "Weight (%)", width=10, number=True),
    Column("target", "目标值", "Target", width=12, number=True),
    Column("unit_zh", "计量单位", "Unit in Chinese", width=8, only="zh", also=("单位",)),
    Column("unit_en", "计量单位英文", "Unit in English", width=8, only="en"),
    Column("period", "周期", "Period", width=8, also=("考核周期",)),
    Column("standard_zh", "评分标准", "Standard in Chinese", width=28, only="zh", also=("计分办法", "评分办法")),
    Column("standard_en", "评分标准英文", "Standard in English", width=28, only="en"),
    Column("source_zh", "数据来源", "Source in Chinese", width=16, only="zh"),
    Column("source_en", "数据来源英文", "Source in English", width=16, only="en"),
)

KINDS: Mapping[str, IndicatorKind] = {
    **{WORDS[kind]: kind for kind in get_args(IndicatorKind)},
    **{kind: kind for kind in get_args(IndicatorKind)},
}
RHYTHMS: Mapping[str, Rhythm] = {
    **{WORDS[rhythm]: rhythm for rhythm in get_args(Rhythm)},
    **{rhythm: rhythm for rhythm in get_args(Rhythm)},
}


def word(value: str, language: Literal["zh", "en"]) -> str:
    """A value that is chosen from a list, as it is shown."""
    return WORDS[value] if language == "zh" else value
