"""The table of targets: indicator, assessee, period, value; the parts of a year side by side."""

from indicators.documents.registers.columns import Column

PARTS = {
    **{f"Q{number}": (f"{word}季度", f"Q{number}") for number, word in enumerate("一二三四", 1)},
    "H1": ("上半年", "H1"),
    "H2": ("下半年", "H2"),
    **{f"{number:02}": (f"{number}月", f"{number:02}") for number in range(1, 13)},
}
"""Part of a year → its names."""

COLUMNS = (
    Column("number", "序号", "No.", width=6),
    Column("indicator", "编码", "Code", "指标", "Indicator", width=20, also=("指标编码",)),
    Column("indicator_name", "名称", "Name", "指标", "Indicator", width=26, also=("指标名称", "指标", "考核指标")),
    Column("unit", "计量单位", "Unit", "指标", "Indicator", width=10, also=("计量单位", "单位")),
    Column(
        "member", "编码", "Code", "考核对象", "Assessee", width=16,
        also=("考核对象编码", "单位编码", "对象编码", "承担者编码"),
    ),
    Column(
        "member_name", "名称", "Name", "考核对象", "Assessee", width=20,
        also=("考核对象", "考核对象名称", "单位名称", "责任单位", "承担者"),
    ),
    Column("variant", "适用类型", "Kind of member", width=12, also=("类型",)),
    Column("period", "考核期", "Period", width=10, also=("年度", "考核周期", "考核年度")),
    Column("value", "目标值", "Value", "目标", "Target", width=14, number=True, also=("目标值", "目标任务")),
    Column("least", "下限", "Least", "目标", "Target", width=10, number=True, also=("目标下限",)),
    Column("most", "上限", "Most", "目标", "Target", width=10, number=True, also=("目标上限",)),
    Column("step", "目标等级", "Step", "目标", "Target", width=12, also=("目标等级",)),
    *(
        Column(f"due-{part}", zh, en, "分期目标", "Schedule", width=10, number=True, also=(zh, f"{zh}目标"))
        for part, (zh, en) in PARTS.items()
    ),
    Column("since", "起始日期", "Since", width=12, also=("生效日期",)),
    Column("source", "依据", "Source", width=24, also=("目标依据", "文件依据")),
)  # fmt: skip


def shown(parts: frozenset[str]) -> tuple[Column, ...]:
    """The columns without those of parts of a year that nobody uses; the quarters are always there."""
    kept = parts | {"Q1", "Q2", "Q3", "Q4"}
    return tuple(one for one in COLUMNS if not one.key.startswith("due-") or one.key.removeprefix("due-") in kept)
