"""Codes that name something which is not there."""

from collections.abc import Iterator

from pydantic import BaseModel

from contracts.scheme.basics import Reading
from contracts.scheme.indicator import DataItem, Indicator, Source, Target
from contracts.scheme.parts import AssessmentMode, Entry, VariantWeight
from contracts.scheme.pay import PayStructure
from contracts.scheme.people import FormItem, Goal, Member, MemberTrait, RaterGroup
from contracts.scheme.results import Effect, Gate, Quota, Veto, When
from contracts.scheme.rules import REQUIREMENTS, BudgetRule, RiskModel, TimeLimit
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index
from indicators.domain.checking.quotas import moved_by_itself

WORDS = {
    "indicator": ("指标", "indicator"),
    "indicator_class": ("指标类别", "class of indicators"),
    "data_item": ("数据项", "data item"),
    "dimension": ("维度", "dimension"),
    "goal": ("战略目标", "goal"),
    "data_source": ("数据源", "data source"),
    "rater_group": ("评价主体", "rater group"),
    "grade": ("等次", "grade"),
    "consequence": ("结果运用项", "consequence"),
    "veto": ("一票否决项", "veto"),
    "line": ("界线", "line"),
    "mode": ("考核方式", "kind of assessment"),
    "member": ("考核对象", "member"),
    "reading": ("解读", "reading"),
    "trait": ("对象特征", "trait"),
    "variant": ("特征取值", "value of a trait"),
    "step": ("等级阶梯", "step of the unit"),
    "option": ("可选解读", "option of the reading"),
    "decider": ("指标或维度", "indicator or dimension"),
}
"""Kind → what it is called in zh and en."""


def _unknown(kind: str, zh: str, en: str) -> Flaw:
    return Flaw(
        f"{kind}_unknown",
        f"本方案中没有编码为 {{code}} 的{zh}",
        f"there is no {en} with the code {{code}} in this scheme",
        f"请改用已列出的{zh}，或补列 {{code}}",
        f"name a listed {en}, or list {{code}}",
    )


UNKNOWN = {kind: _unknown(kind, zh, en) for kind, (zh, en) in WORDS.items()} | {
    "requirement": Flaw(
        "requirement_unknown",
        "没有编码为 {code} 的前提条件，预算规则可要求的是“{known}”",
        "there is no requirement with the code {code}; a rule of the budget may require {known}",
        "请改用其中之一，其他前提写入“否则”或备注",
        "name one of these; another condition belongs into a text or a note",
    )
}

VARIANT_AMBIGUOUS = Flaw(
    "variant_ambiguous",
    "取值 {code} 同属多个特征（{traits}），无法确定所指",
    "{code} is a value of several traits ({traits}), so it names none of them",
    "请为其中一个特征的取值另取编码",
    "give the value another code in one of the traits",
)

REFERENCES: dict[type[BaseModel], dict[str, str]] = {
    DataItem: {"data_source": "data_source"},
    Source: {"data_source": "data_source", "rater_group": "rater_group"},
    Indicator: {
        "dimension": "dimension",
        "indicator_class": "indicator_class",
        "normaliser": "data_item",
        "goal": "goal",
    },
    Target: {"variant": "variant"},
    Entry: {"indicator": "indicator"},
    VariantWeight: {"variant": "variant"},
    Member: {"chosen": "indicator", "excepted": "indicator"},
    MemberTrait: {"trait": "trait"},
    FormItem: {"dimension": "dimension"},
    RaterGroup: {"dimensions": "dimension"},
    Goal: {"measures": "indicator", "parent": "goal"},
    Quota: {"grade": "grade"},
    Veto: {"item": "indicator", "grade": "grade", "consequence": "consequence"},
    AssessmentMode: {"feeds": "mode"},
    When: {"grades": "grade", "indicator": "indicator", "veto": "veto", "line": "line"},
    Effect: {"in_proportion_to": "reading"},
    TimeLimit: {"measured_by": "indicator"},
    RiskModel: {"sources": "data_source"},
    PayStructure: {"depends_on": "decider"},
    BudgetRule: {"requires": "requirement"},
}
"""Model → field → the kind of thing that it names. What one of several schemes may hold is not among them."""


def findings(index: Index) -> Iterator[Finding]:
    """Every code that names nothing. Schemes, units that lead and objects of gates live elsewhere."""
    for at, model in index.nodes:
        for name, kind in REFERENCES.get(type(model), {}).items():
            yield from _of_field(index, f"{at}.{name}", getattr(model, name), kind)
        match model:
            case Indicator():
                yield from _of_steps(at, model)
            case Target(member=str(member)) if index.content.members and member not in index.codes["member"]:
                yield UNKNOWN["member"].found(f"{at}.member", code=member)
            case MemberTrait(trait=trait, value=value):
                if value not in index.values_of_traits.get(trait, {value}):
                    yield UNKNOWN["variant"].found(f"{at}.value", code=value)
            case Quota(moved_by=str(trait)) if trait in index.values_of_traits:
                for n, mover in enumerate(model.movers):
                    if mover.value not in index.values_of_traits[trait]:
                        yield UNKNOWN["variant"].found(f"{at}.movers[{n}].value", code=mover.value)
            case Quota(moved_by=str(code)) if code == index.content.code and not moved_by_itself(index.content, model):
                for n, mover in enumerate(model.movers):
                    yield from _of_field(index, f"{at}.movers[{n}].value", mover.value, "grade")
            case Gate():
                yield from _of_gate(index, at, model)
            case Reading() if all(model.chosen != option.code for option in model.options):
                yield UNKNOWN["option"].found(f"{at}.chosen", code=model.chosen)
    yield from _of_parents(index)


def _of_field(index: Index, at: str, named: str | tuple[str, ...] | None, kind: str) -> Iterator[Finding]:
    if isinstance(named, tuple):
        for n, code in enumerate(named):
            yield from _of_field(index, f"{at}[{n}]", code, kind)
    elif named is not None and named not in index.codes[kind]:
        more = {"known": ", ".join(sorted(REQUIREMENTS))} if kind == "requirement" else {}
        yield UNKNOWN[kind].found(at, code=named, **more)
    elif named is not None and kind == "variant" and len(index.traits_of_values[named]) > 1:
        yield VARIANT_AMBIGUOUS.found(at, code=named, traits=", ".join(sorted(index.traits_of_values[named])))


def _of_steps(at: str, indicator: Indicator) -> Iterator[Finding]:
    """Of an ordinal scale that has steps; one without any has a finding of its own."""
    if indicator.unit is None or not indicator.unit.steps:
        return
    steps = {step.code for step in indicator.unit.steps}
    for n, target in enumerate(indicator.targets):
        if target.step is not None and target.step not in steps:
            yield UNKNOWN["step"].found(f"{at}.targets[{n}].step", code=target.step)


def _of_gate(index: Index, at: str, gate: Gate) -> Iterator[Finding]:
    if gate.of is None:
        yield from _of_field(index, f"{at}.grade", gate.grade, "grade")
    if gate.scheme is None:
        yield from _of_field(index, f"{at}.requires", gate.requires, "grade")


def _of_parents(index: Index) -> Iterator[Finding]:
    """A parent outside the category can only be a member of a scheme that this one is tied to."""
    content = index.content
    if content.couplings or any(gate.scheme is not None for gate in content.gates):
        return
    for n, member in enumerate(content.members):
        if member.parent is not None and member.parent not in index.codes["member"]:
            yield UNKNOWN["member"].found(f"members[{n}].parent", code=member.parent)
