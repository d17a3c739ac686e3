"""Strategy and indicators hang together: every goal is measured, every core indicator serves a goal."""

from collections.abc import Iterator

from indicators.domain.checking.cycles import cycles
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index

CORE_WITHOUT_GOAL = Flaw(
    "core_without_goal",
    "核心指标 {indicator} 没有对应的战略目标",
    "the core indicator {indicator} serves no goal",
    "请填写其战略目标，或将其列入某目标的衡量指标",
    "name its goal, or list it among the measures of one",
)
GOAL_WITHOUT_MEASURE = Flaw(
    "goal_without_measure",
    "战略目标 {goal} 没有衡量指标",
    "nothing measures the goal {goal}",
    "请列出衡量指标，或在指标中填写该目标，或设下级目标",
    "list what measures it, name it in an indicator, or give it goals below",
)
GOAL_DIFFERS = Flaw(
    "goal_differs",
    "指标 {indicator} 填写的战略目标为 {goal}，却列为 {listed} 的衡量指标",
    "{indicator} names the goal {goal}, and is listed as a measure of {listed}",
    "请统一两处，或在 {goal} 的衡量指标中一并列出",
    "let both name one goal, or list it among the measures of {goal} too",
)
GOAL_CYCLE = Flaw(
    "goal_cycle",
    "战略目标的上级形成循环：{path}",
    "goals serve each other in a circle: {path}",
    "请删除其中一个上级目标",
    "remove one of the parents",
)


def findings(index: Index) -> Iterator[Finding]:
    """Either place is enough to tie an indicator to a goal; where both speak, they agree."""
    goals = index.content.goals
    measured = {indicator.goal for indicator in index.content.indicators} | {goal.parent for goal in goals}
    for n, goal in enumerate(goals):
        if not goal.measures and goal.code not in measured:
            yield GOAL_WITHOUT_MEASURE.found(f"goals[{n}].measures", goal=goal.code)
    listed: dict[str, list[str]] = {}
    for goal in goals:
        for code in goal.measures:
            listed.setdefault(code, []).append(goal.code)
    for n, indicator in enumerate(index.content.indicators):
        at, listing = f"indicators[{n}].goal", listed.get(indicator.code, [])
        if indicator.core and indicator.goal is None and not listing:
            yield CORE_WITHOUT_GOAL.found(at, indicator=indicator.code)
        elif indicator.goal in index.codes["goal"] and listing and indicator.goal not in listing:
            yield GOAL_DIFFERS.found(at, indicator=indicator.code, goal=indicator.goal, listed=", ".join(listing))
    places = {goal.code: n for n, goal in reversed(list(enumerate(goals)))}
    parents = {goal.code: [goal.parent] if goal.parent else [] for goal in reversed(goals)}
    for circle in cycles({goal.code: parents[goal.code] for goal in goals}):
        yield GOAL_CYCLE.found(f"goals[{places[circle[0]]}].parent", path=" → ".join(circle))
