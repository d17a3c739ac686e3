"""What a screening finds: codes, with the words for what is wrong and what is suggested."""

from indicators.domain.checking.finding import Flaw

NO_SOURCE = Flaw(
    "no_source",
    "{name} 没有数据来源",
    "{name_en} has no source of its values",
    "请写明数据来源，或给公式所用的数据项（{items}）写明数据源；无人能提供数据的，予以删除",
    "name where its values come from, or the data source of each data item that it uses ({items_en}); "
    "remove it if nobody can deliver them",
)
NO_TARGET = Flaw(
    "no_target",
    "{name} 没有目标值：不能计分，也绝不按满分计",
    "{name_en} has no target: it cannot be scored, and never counts as fully reached",
    "请确定目标值及其依据；本不需要目标值的（按名次或评分计），请注明“须有目标值”为否",
    "set a target and what it rests on; if it is scored without one (by rank or rating), say that it needs none",
)
NO_UNIT = Flaw(
    "no_unit",
    "{name} 是定量指标，却没有单位",
    "{name_en} is quantitative and has no unit",
    "请写明单位，使填报数、目标值与公式口径一致",
    "give it a unit, so that reports, targets and formulas mean the same",
)
QUALITATIVE_WITHOUT_LEVELS = Flaw(
    "qualitative_without_levels",
    "{name} 是定性指标，却没有评分等级及标准，容易流于形式",
    "{name_en} is qualitative and has no anchored levels; such items drift into formality",
    "请逐级写明看到什么给几成分；写不出来的，予以删除或改为定量指标",
    "say for each level what must be seen to give it; if that cannot be said, remove it or make it quantitative",
)
FIXED_TARGET_IGNORES_SIZE = Flaw(
    "fixed_target_ignores_size",
    "{name} 对所有对象定同一个数（{value} {unit_zh}），不看单位大小",
    "{name_en} asks the same figure ({value} {unit_en}) of everybody, whatever the size of the unit",
    "请改为比率，或除以人口、人数等（归一化），或按对象、类型分别定目标",
    "make it a rate, divide it by people or staff (a normaliser), or give each assessee or kind its own target",
)
DUPLICATE_FORMULA = Flaw(
    "duplicate_formula",
    "{name} 的公式与 {others} 含义相同",
    "the formula of {name_en} means the same as that of {others_en}",
    "请保留其一；确需分设的，写明两者有何不同",
    "keep one of them; if both are needed, say in what they differ",
)
DUPLICATE_WORDING = Flaw(
    "duplicate_wording",
    "{name} 与 {others} 的文字相同",
    "{name_en} is worded like {others_en}",
    "请合并，或改写文字使其区别清楚",
    "merge them, or word them so that they can be told apart",
)
CYCLE = Flaw(
    "cycle",
    "{name} 由自身算出：{path_text}",
    "{name_en} is computed from itself: {path_text_en}",
    "请改写其中一个公式，使链条在数据项处结束；需要上期数值的，用 PRIOR",
    "rewrite one of the formulas so that the chain ends in data items; for an earlier value use PRIOR",
)
UNUSED = Flaw(
    "unused",
    "没有方案、目标或公式使用 {name}",
    "no scheme, goal or formula uses {name_en}",
    "请纳入方案，或予以删除",
    "take it into a scheme, or remove it",
)
DATA_ITEM_NOT_NEEDED = Flaw(
    "data_item_not_needed",
    "没有任何指标需要数据项 {name}，却要有人填报",
    "no indicator needs the data item {name_en}, and somebody would still have to report it",
    "请删除该数据项，或写明哪个指标要用它",
    "remove it, or say which indicator needs it",
)
FORMULA_UNREADABLE = Flaw(
    "formula_unreadable",
    "{name} 的公式读不懂：{error_zh}",
    "the formula of {name_en} cannot be read: {error_en}",
    "请改正公式（第 {line} 行第 {column} 列）",
    "mend the formula (line {line}, column {column})",
)

FLAWS = (
    NO_SOURCE,
    NO_TARGET,
    NO_UNIT,
    QUALITATIVE_WITHOUT_LEVELS,
    FIXED_TARGET_IGNORES_SIZE,
    DUPLICATE_FORMULA,
    DUPLICATE_WORDING,
    CYCLE,
    UNUSED,
    DATA_ITEM_NOT_NEEDED,
    FORMULA_UNREADABLE,
)
"""In the order in which the findings of one item are listed."""
