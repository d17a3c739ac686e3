"""What follows from a result says all that it needs: vetoes, conditions and effects of consequences, lines."""

from collections.abc import Iterator

from contracts.scheme.basics import RankBound
from contracts.scheme.parts import Range
from contracts.scheme.results import Consequence, Effect, Line, When
from indicators.domain.checking import bands
from indicators.domain.checking.bounds import text
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index
from indicators.domain.checking.ranges import NOT_POSITIVE, SHARE_OUT_OF_RANGE, meaningful

VETO_INCOMPLETE = Flaw(
    "veto_incomplete",
    "一票否决项 {veto} 的范围需要填写{needs_zh}",
    "the scope of the veto {veto} needs {needs}",
    "请填写{needs_zh}，或更改否决范围",
    "name it, or choose another scope",
)
VALUE_OF_NOTHING = Flaw(
    "value_of_nothing",
    "条件有指标值，但没有指标",
    "the condition compares a value and names no indicator",
    "请填写指标，或删除指标值",
    "name the indicator, or remove the value",
)
MEETS_NOTHING = Flaw(
    "meets_nothing",
    "“同时遇到”只有一项，没有冲突可言",
    "only one thing binds the payment, so that nothing meets",
    "请至少填写两项，或改用其他条件",
    "name two or more, or another condition",
)
RISK_MODEL_UNKNOWN = Flaw(
    "risk_model_unknown",
    "本方案中没有编码为 {code} 的风险模型",
    "there is no risk model with the code {code} in this scheme",
    "请改用已列出的风险模型，或补列 {code}",
    "name a listed risk model, or list {code}",
)
CONDITION_EMPTY = Flaw(
    "condition_empty",
    "结果运用 {consequence} 的条件没有内容",
    "the condition of {consequence} names nothing that could happen",
    "请填写条件，如等次、得分或界线",
    "name what it follows from, such as a grade, a score or a line",
)
EFFECT_WITHOUT_VALUE = Flaw(
    "effect_without_value",
    "结果运用 {consequence} 的效果没有数值",
    "the effect of {consequence} does not say how much",
    "请填写数值、比例依据或所依据的文件",
    "write the value, what it is in proportion to, or the document that decides it",
)
COEFFICIENT_NEGATIVE = Flaw(
    "coefficient_negative",
    "系数 {value} 不得为负",
    "the coefficient {value} must not be negative",
    "请填写不小于 0 的系数",
    "write a coefficient of 0 or more",
)
FREEZE_WITHOUT_END = Flaw(
    "freeze_without_end",
    "结果运用 {consequence} 使{what_zh}，却没有写明何时解除",
    "{consequence} {what} something, and does not say what lifts that",
    "请填写解除事件或解除条件",
    "write what ends it, or until when it lasts",
)
FREEZE_SPARES_NOTHING = Flaw(
    "freeze_spares_nothing",
    "结果运用 {consequence} 使{what_zh}，却没有写明哪些照常支付",
    "{consequence} {what} money, and does not say what is paid all the same",
    "请填写照常支付的资金（工资、民生资金）或除外部分",
    "write what is paid all the same (wages, livelihood money), or what is left out",
)
FREEZES = {"freeze": ("冻结", "freezes"), "hold": ("暂缓", "holds back"), "stop_payment": ("停止支付", "stops")}
"""Effects that last until something lifts them."""
OF_MONEY = frozenset({"pay", "budget"})

WARNED_TOO_LATE = Flaw(
    "warned_too_late",
    "预警的界线 {warning}（{bound}）在界线 {line}（{other}）之后才触及",
    "the line {warning} ({bound}), which warns, is reached only after the line {line} ({other})",
    "请调整两条界线，使预警不晚于其他结果",
    "move one of the lines so that nothing else comes before its warning",
)
LINE_FOR_ALL_OR_NONE = Flaw(
    "line_for_all_or_none",
    "得分在 0 至 {total} 之间，界线 {line}（{bound}）不是人人触及，就是无人触及",
    "scores lie between 0 and {total}, so that all or none are beyond the line {line} ({bound})",
    "请更正界限",
    "correct the bound",
)
RANK_OF_NOBODY = Flaw(
    "rank_of_nobody",
    "名次从 1 起，名次 {rank} 不能作界限",
    "ranks begin at 1, so that {rank} bounds none",
    "请填写 1 以上的名次",
    "write a rank that somebody can have",
)
VETO_CAPS_NOTHING = Flaw(
    "veto_caps_nothing",
    "一票否决项 {veto} 的最高等次 {grade} 已是最好等次，否决不起作用",
    "the veto {veto} leaves {grade} open, which is the best grade: it takes nothing away",
    "请填写较差的等次，或更改否决范围",
    "name a grade below the best, or choose another scope",
)
AUTOMATIC_WITHOUT_BOUNDS = Flaw(
    "automatic_without_bounds",
    "权重自动调整，但既没有参考范围，也没有最大调整幅度",
    "weights change automatically, and neither a reference range nor a largest change bounds them",
    "请填写参考范围或最大调整，或改为系统建议",
    "write ranges or a largest change, or let them be proposed",
)

NEEDS = {
    "zero_item": ("item", "指标", "an indicator"),
    "cap_grade": ("grade", "最高等次", "the highest grade that stays open"),
    "bar_consequence": ("consequence", "结果运用", "a consequence"),
}
"""Scope of a veto → the field that it needs, and its names."""
MEASURED = frozenset({"coefficient", "percentage_points", "percent", "amount", "points", "cut"})
"""Effects that are so much of something."""
PERCENT_SIGNS = frozenset({"%", "％"})


def findings(index: Index) -> Iterator[Finding]:
    content = index.content
    for n, veto in enumerate(content.vetoes):
        field, zh, en = NEEDS.get(veto.scope, ("", "", ""))
        if field and getattr(veto, field) is None:
            yield VETO_INCOMPLETE.found(f"vetoes[{n}].{field}", veto=veto.code, needs=en, needs_zh=zh)
        if veto.scope == "cap_grade" and content.grades and veto.grade == content.grades[0].code:
            yield VETO_CAPS_NOTHING.found(f"vetoes[{n}].grade", veto=veto.code, grade=content.grades[0].code)
    for at, model in index.nodes:
        if isinstance(model, When) and model.value is not None and model.indicator is None:
            yield VALUE_OF_NOTHING.found(f"{at}.indicator")
        if isinstance(model, When) and model.rank is not None and _nobody_has(model.rank):
            yield RANK_OF_NOBODY.found(f"{at}.rank.value", rank=model.rank.value)
    models = {model.code for model in content.risk_models}
    for n, consequence in enumerate(content.consequences):
        yield from _of_consequence(f"consequences[{n}]", consequence)
        if len(consequence.when.together) == 1:
            yield MEETS_NOTHING.found(f"consequences[{n}].when.together")
        if consequence.when.risk_model is not None and consequence.when.risk_model not in models:
            yield RISK_MODEL_UNKNOWN.found(f"consequences[{n}].when.risk_model", code=consequence.when.risk_model)
    yield from _of_lines(index)
    yield from _of_bounds(index)
    changes = content.weight_changes
    if changes is not None and changes.mode == "automatic" and changes.most is None and not _ranged(index):
        yield AUTOMATIC_WITHOUT_BOUNDS.found("weight_changes.most")


def _ranged(index: Index) -> bool:
    return any(isinstance(model, Range) for _, model in index.nodes)


def _of_consequence(at: str, consequence: Consequence) -> Iterator[Finding]:
    if consequence.when == When(over=consequence.when.over):
        yield CONDITION_EMPTY.found(f"{at}.when", consequence=consequence.code)
    effect = consequence.effect
    if effect.kind in FREEZES:
        yield from _of_freeze(at, consequence)
    if effect.value is not None:
        yield from _of_value(f"{at}.effect.value", effect)
    elif effect.kind in MEASURED and effect.in_proportion_to is None and effect.document is None:
        yield EFFECT_WITHOUT_VALUE.found(f"{at}.effect.value", consequence=consequence.code)


def _of_freeze(at: str, consequence: Consequence) -> Iterator[Finding]:
    effect = consequence.effect
    zh, en = FREEZES[effect.kind]
    if effect.ends is None and effect.until is None:
        yield FREEZE_WITHOUT_END.found(f"{at}.effect.ends", consequence=consequence.code, what=en, what_zh=zh)
    pays = effect.kind == "stop_payment" or consequence.acts_on in OF_MONEY
    if pays and not effect.spared and effect.spares is None:
        yield FREEZE_SPARES_NOTHING.found(f"{at}.effect.spared", consequence=consequence.code, what=en, what_zh=zh)


def _of_value(at: str, effect: Effect) -> Iterator[Finding]:
    if effect.value is None:
        return
    if effect.kind == "coefficient" and effect.value < 0:
        yield COEFFICIENT_NEGATIVE.found(at, value=effect.value)
    elif effect.kind == "cut" and effect.unit in PERCENT_SIGNS and not meaningful(effect.value):
        yield SHARE_OUT_OF_RANGE.found(at, value=effect.value)
    elif effect.kind == "cut" and effect.value <= 0:
        yield NOT_POSITIVE.found(at, value=effect.value)


def _of_lines(index: Index) -> Iterator[Finding]:
    """Who crosses a line that acts is warned before, or at once: lines that warn hold all that lies beyond others."""
    acts: dict[str, set[str]] = {}
    for consequence in index.content.consequences:
        acts.setdefault(consequence.when.line or "", set()).add(consequence.acts_on)
    lines = [(n, line) for n, line in enumerate(index.content.lines) if line.code in acts]
    for n, warning in lines:
        for _, line in lines if "warning" in acts[warning.code] else ():
            if "warning" not in acts[line.code] and _comes_before(line, warning):
                yield WARNED_TOO_LATE.found(
                    f"lines[{n}].bound",
                    warning=warning.code, bound=text(warning.bound, None), line=line.code, other=text(line.bound, None),
                )  # fmt: skip


def _of_bounds(index: Index) -> Iterator[Finding]:
    """A line that warns or ends something lies where scores are. One that rewards may ask for more than the total."""
    total = index.content.total
    for n, line in enumerate(index.content.lines):
        bound = line.bound
        none = bound.value < 0 or (bound.value == 0 and bound.operator == "<")
        if total is not None and total > 0 and bound.operator in bands.UPPER and (none or bound.value > total):
            yield LINE_FOR_ALL_OR_NONE.found(f"lines[{n}].bound", total=total, line=line.code, bound=text(bound, None))


def _nobody_has(rank: RankBound) -> bool:
    return rank.value < 1 or (rank.operator == "<" and rank.value == 1)


def _comes_before(line: Line, warning: Line) -> bool:
    """Whether some result lies beyond the line and not beyond the warning; never where they look to different sides."""
    beyond, warned = _beyond(line), _beyond(warning)
    below = line.bound.operator in bands.UPPER
    return below == (warning.bound.operator in bands.UPPER) and beyond.within(warned) != beyond


def _beyond(line: Line) -> bands.Interval:
    bound = line.bound
    return (bands.interval(None, bound) if bound.operator in bands.UPPER else bands.interval(bound, None)) or bands.ALL
