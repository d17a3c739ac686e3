"""What can be wrong with a cascade, in words, and what would mend it."""

from indicators.domain.checking.finding import Flaw

CODE_REPEATED = Flaw(
    "code_repeated",
    "编码 {code} 重复",
    "the code {code} stands more than once",
    "请保留一项，或另编编码",
    "keep one of them, or give the other a code of its own",
)
TEXT_BLANK = Flaw(
    "text_blank",
    "中英文名称均须填写，且不得含控制字符",
    "both languages need a text that is not only spaces and has no control characters",
    "请补填名称",
    "write the name",
)
LEVEL_UNKNOWN = Flaw(
    "level_unknown",
    "{node} 所在层级 {level} 不存在",
    "{node} stands on the level {level}, which there is not",
    "层级应为 {known} 之一",
    "choose one of {known}",
)
LEVEL_EMPTY = Flaw(
    "level_empty",
    "层级“{zh}”没有节点",
    "nobody stands on the level {en}",
    "请添加节点，或删除该层级",
    "add who stands there, or leave the level out",
)
PARENT_MISSING = Flaw(
    "parent_missing",
    "{node} 不在最高层级，却没有上级",
    "{node} does not stand on the first level and has no parent",
    "请填写上级",
    "name who stands above",
)
PARENT_UNKNOWN = Flaw(
    "parent_unknown",
    "{node} 的上级 {parent} 不存在",
    "{node} has the parent {parent}, which there is not",
    "请更正上级编码，或添加该节点",
    "correct the code, or add the node",
)
PARENT_NOT_ABOVE = Flaw(
    "parent_not_above",
    "{node} 的上级 {parent} 不在更高层级",
    "{parent} does not stand on a level above that of {node}",
    "请更正上级或层级",
    "correct the parent or the level",
)
PARENTS_IN_CIRCLE = Flaw(
    "parents_in_circle",
    "上级关系成环：{path}",
    "these stand above themselves: {path}",
    "请更正其中一个上级",
    "correct one of the parents",
)
NO_GOALS = Flaw(
    "no_goals",
    "没有战略目标",
    "there is no goal",
    "请填写至少一个目标",
    "write at least one",
)
GOAL_PARENT_UNKNOWN = Flaw(
    "goal_parent_unknown",
    "目标 {goal} 的上级目标 {parent} 不存在",
    "the goal {goal} serves {parent}, which there is not",
    "请更正上级目标，或添加该目标",
    "correct the code, or add the goal",
)
GOALS_IN_CIRCLE = Flaw(
    "goals_in_circle",
    "目标关系成环：{path}",
    "these goals serve themselves: {path}",
    "请更正其中一个上级目标",
    "correct one of the goals",
)
GOAL_NOT_CARRIED = Flaw(
    "goal_not_carried",
    "目标 {goal}（{zh}）无人承担",
    "nobody carries the goal {goal} ({en})",
    "请在最高层级分解该目标",
    "divide it among the nodes of the first level",
)
CARRIER_UNKNOWN = Flaw(
    "carrier_unknown",
    "目标 {goal} 由 {node} 承担，但该节点不存在",
    "the goal {goal} is carried by {node}, whom there is not",
    "请更正编码，或添加该节点",
    "correct the code, or add the node",
)
CARRIED_FROM_NOWHERE = Flaw(
    "carried_from_nowhere",
    "{node} 承担目标 {goal}，但其上级 {parent} 未承担",
    "{node} carries a share of {goal}, but {parent} above carries none",
    "请先向 {parent} 分解，或取消该份额",
    "divide the goal down to {parent} first, or take the share away",
)
SHARE_OUT_OF_RANGE = Flaw(
    "share_out_of_range",
    "{node} 的份额为 {share}%，应大于 0 且不超过 100",
    "{node} carries {share} %; a share is above 0 and at most 100",
    "请更正份额，不承担者不列",
    "correct the share; leave out who carries nothing",
)
SHARE_TOO_FINE = Flaw(
    "share_too_fine",
    "{node} 的份额 {share}% 超过 {places} 位小数",
    "the share {share} % of {node} has more than {places} decimals",
    "请按小数位取值，或提高小数位",
    "write it with so many decimals, or allow more",
)
SHARE_LOST = Flaw(
    "share_lost",
    "目标 {goal} 在{of_zh}的份额合计 {sum}%，尚有 {missing}% 无人承担",
    "{of_en} the shares of {goal} sum to {sum} %; {missing} % is lost",
    "请补足至 100%",
    "divide all 100",
)
SHARE_DOUBLED = Flaw(
    "share_doubled",
    "目标 {goal} 在{of_zh}的份额合计 {sum}%，多出 {over}%",
    "{of_en} the shares of {goal} sum to {sum} %; {over} % is carried twice",
    "请减至 100%",
    "reduce them to 100",
)
GOAL_STOPS = Flaw(
    "goal_stops",
    "{node} 承担目标 {goal} 的 {share}%，但未分解至下级",
    "{node} carries {share} % of {goal} and passes it to nobody below",
    "请继续分解至最末层级",
    "divide it down to the last level",
)
SHARE_WITHOUT_MEASURE = Flaw(
    "share_without_measure",
    "{node} 承担目标 {goal} 的 {share}%，但没有衡量该目标的指标",
    "{node} carries {share} % of {goal}, and no indicator of {node} measures it",
    "请为 {node} 设置对应该目标的指标",
    "give {node} an indicator for this goal",
)
NODE_WITHOUT_INDICATORS = Flaw(
    "node_without_indicators",
    "{node}（{zh}）没有指标",
    "{node} ({en}) has no indicators",
    "请为其设置指标，或移出目标分解",
    "give it indicators, or leave it out of the cascade",
)
INDICATOR_OF_UNKNOWN_NODE = Flaw(
    "indicator_of_unknown_node",
    "指标 {indicator} 属于 {node}，但该节点不存在",
    "the indicator {indicator} belongs to {node}, whom there is not",
    "请更正编码，或添加该节点",
    "correct the code, or add the node",
)
INDICATOR_OF_UNKNOWN_GOAL = Flaw(
    "indicator_of_unknown_goal",
    "指标 {indicator} 对应的目标 {goal} 不存在",
    "the indicator {indicator} measures the goal {goal}, which there is not",
    "请更正目标编码",
    "correct the code of the goal",
)
INDICATOR_WITHOUT_SHARE = Flaw(
    "indicator_without_share",
    "指标 {indicator} 对应目标 {goal}，但 {node} 未承担该目标",
    "the indicator {indicator} measures {goal}, of which {node} carries nothing",
    "请向 {node} 分解该目标，或更正指标的对应目标",
    "divide the goal down to {node}, or correct what the indicator measures",
)
SERVES_UNKNOWN = Flaw(
    "serves_unknown",
    "指标 {indicator} 的上级指标 {serves} 不存在",
    "the indicator {indicator} serves {serves}, which there is not",
    "请更正上级指标编码",
    "correct the code",
)
SERVES_NOT_ABOVE = Flaw(
    "serves_not_above",
    "指标 {indicator} 的上级指标 {serves} 属于 {owner}，而 {owner} 不在 {node} 之上",
    "the indicator {indicator} serves {serves} of {owner}, who does not stand above {node}",
    "请选择上级单位的指标",
    "choose an indicator of somebody above",
)
WEIGHT_MISSING = Flaw(
    "weight_missing",
    "指标 {indicator} 没有权重",
    "the indicator {indicator} has no weight",
    "请填写权重；一张表的权重合计为 100",
    "write one; the weights of a sheet sum to 100",
)
WEIGHT_NOT_EXPECTED = Flaw(
    "weight_not_expected",
    "{kind_zh}指标 {indicator} 不应有权重",
    "the indicator {indicator} is of the kind {kind}, which has no weight",
    "请删除权重，或更正指标类型",
    "take the weight away, or correct the kind",
)
WEIGHT_OUT_OF_RANGE = Flaw(
    "weight_out_of_range",
    "指标 {indicator} 的权重为 {weight}，应大于 0 且不超过 100",
    "the weight of {indicator} is {weight}; it is above 0 and at most 100",
    "请更正权重",
    "correct the weight",
)
WEIGHTS_DO_NOT_SUM = Flaw(
    "weights_do_not_sum",
    "{node} 的指标权重合计 {sum}，应为 100",
    "the weights of {node} sum to {sum}, not to 100",
    "请调整权重",
    "change the weights until they do",
)
