"""Rules of the process: days, fixtures, funds, duties of everybody, and the monitoring rules within the scheme."""

from collections.abc import Iterator, Mapping

from indicators.domain.checking import days, lights
from indicators.domain.checking.cycles import cycles
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index
from indicators.domain.checking.ranges import SHARE_OUT_OF_RANGE, meaningful

FIXTURE_WITHOUT_TIME = Flaw(
    "fixture_without_time",
    "时间安排 {fixture} 既没有月份也没有频率",
    "the fixture {fixture} has neither months nor a rhythm",
    "请填写月份或频率",
    "write its months, or how often it happens",
)
RESPONSIBLE_MISSING = Flaw(
    "responsible_missing",
    "任务须落实到人，而指标 {indicator} 没有责任人",
    "every task needs a named person, and {indicator} has none",
    "请填写责任人（岗位），或取消“任务到人”",
    "name the post that answers for it, or do not ask for one",
)
MODE_CYCLE = Flaw(
    "mode_cycle",
    "考核方式的汇入形成循环：{path}",
    "kinds of assessment flow into each other in a circle: {path}",
    "请删除其中一个汇入",
    "remove one of the places where they flow in",
)
CLOCK_CONTRADICTS_UNIT = Flaw(
    "clock_contradicts_unit",
    "时限以{zh}为单位，而计时口径与之不符",
    "the limit is in {en}, and its clock counts otherwise",
    "工作日按工作时间计，自然日按自然时间计：请更正计时口径或时限单位",
    "working days run by the working clock, days by the wall clock: correct the clock or the unit",
)
CONSULTATION_MISSING = Flaw(
    "consultation_missing",
    "没有写明征求意见几轮、每轮几个工作日",
    "it does not say in how many rounds members are heard, nor how many working days each has",
    "请填写“征求意见”；不征求意见的写 0 轮；公开文件没有给出的，一并列入“推定”",
    "state the consultation, with 0 rounds where members are not heard; list it as assumed where nobody published it",
)
ROUND_WITHOUT_DAYS = Flaw(
    "round_without_days",
    "征求意见 {rounds} 轮，却没有每轮工作日",
    "there are {rounds} rounds of consultation, and no working days for each",
    "请填写每轮工作日",
    "write how many working days each round has",
)
CLOCK_OF: Mapping[str, tuple[str, str, str]] = {
    "days": ("wall", "自然日", "days"),
    "working_days": ("working", "工作日", "working days"),
}
"""Unit of a time limit → the clock that it says already, and what it is called; hours run by either."""


def findings(index: Index, fiscal_year_start: tuple[int, int]) -> Iterator[Finding]:
    content = index.content
    if content.special_tasks is not None and content.special_tasks.until is not None:
        yield from days.findings("special_tasks.until", content.special_tasks.until)
    for n, fixture in enumerate(content.timetable):
        if not fixture.months and fixture.every is None:
            yield FIXTURE_WITHOUT_TIME.found(f"timetable[{n}]", fixture=fixture.code)
    for n, limit in enumerate(content.time_limits):
        clock, zh, en = CLOCK_OF.get(limit.unit, (limit.clock, "", ""))
        if limit.clock != clock:
            yield CLOCK_CONTRADICTS_UNIT.found(f"time_limits[{n}].clock", zh=zh, en=en)
    yield from _of_modes(index)
    for n, fund in enumerate(content.funds):
        if fund.share is not None and not meaningful(fund.share.value):
            yield SHARE_OUT_OF_RANGE.found(f"funds[{n}].share.value", value=fund.share.value)
    for n, indicator in enumerate(content.indicators):
        if content.duties.responsible_person and indicator.responsible is None:
            yield RESPONSIBLE_MISSING.found(f"indicators[{n}].responsible", indicator=indicator.code)
    if content.consultation is None:
        yield CONSULTATION_MISSING.found("consultation")
    elif content.consultation.rounds and content.consultation.working_days is None:
        yield ROUND_WITHOUT_DAYS.found("consultation.working_days", rounds=content.consultation.rounds)
    for n, rule in enumerate(content.lights):
        for found in lights.findings(rule, fiscal_year_start=fiscal_year_start):
            yield Finding(found.flaw, f"lights[{n}].{found.at}", found.values, found.names)


def _of_modes(index: Index) -> Iterator[Finding]:
    modes = index.content.modes
    places = {mode.code: n for n, mode in reversed(list(enumerate(modes)))}
    feeds = {mode.code: [modes[places[mode.code]].feeds or ""] for mode in modes}
    for circle in cycles(feeds):
        yield MODE_CYCLE.found(f"modes[{places[circle[0]]}].feeds", path=" → ".join(circle))
