"""What follows from a result says all that it needs: vetoes, conditions of consequences, changes of weights."""

from collections.abc import Iterator

from contracts.scheme.parts import Range
from contracts.scheme.results import When
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index

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


def findings(index: Index) -> Iterator[Finding]:
    content = index.content
    for n, veto in enumerate(content.vetoes):
        field, zh, en = NEEDS.get(veto.scope, ("", "", ""))
        if field and getattr(veto, field) is None:
            yield VETO_INCOMPLETE.found(f"vetoes[{n}].{field}", veto=veto.code, needs=en, needs_zh=zh)
    for at, model in index.nodes:
        if isinstance(model, When) and model.value is not None and model.indicator is None:
            yield VALUE_OF_NOTHING.found(f"{at}.indicator")
    changes = content.weight_changes
    if changes is not None and changes.mode == "automatic" and changes.most is None and not _ranged(index):
        yield AUTOMATIC_WITHOUT_BOUNDS.found("weight_changes.most")


def _ranged(index: Index) -> bool:
    return any(isinstance(model, Range) for _, model in index.nodes)
