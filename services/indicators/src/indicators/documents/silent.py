"""What binds although the scheme does not say it: the defaults of the model, listed where nobody decided or cited them.

A form leaves out what has its default, so a scheme cannot tell that a default was written. What a published text gives
is cited under `grounds`; what was chosen is under `assumed`, or a reading decides it.
"""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from indicators.documents import place_names
from indicators.documents.shapes import Place, places
from indicators.documents.telling import Telling

BINDING = frozenset(
    {
        "SchemeContent.amendment", "Periods.cycle", "Rounding.places", "Rounding.mode", "Rounding.at",
        "Grading.basis", "Grading.by", "Quota.base", "Quota.rounding", "Veto.ends", "Indicator.period",
        "Indicator.missing", "Indicator.not_applicable", "RaterGroup.fewest",
        "RaterGroup.silence", "Choice.shares", "ToTarget.floor", "ToTarget.cap", "ByFormula.floor", "ByFormula.cap",
        "YesNo.otherwise", "ByRank.beyond", "WeightChanges.mode", "Member.counted", "TimeLimit.clock",
        "DataSource.rhythm", "Differential.net", "RuleContent.overdue_points", "RuleContent.answered_by",
        "RuleContent.hold_spares_wages_and_livelihood",
    }
)  # fmt: skip
"""Fields whose default changes somebody's score, pay, time or money."""
SCORES = frozenset({"Periods.cycle", "Rounding.places", "Rounding.mode", "Rounding.at", "Grading.basis", "Grading.by"})
"""Of these nothing is bound where nothing is scored."""


def told(content: SchemeContent, telling: Telling) -> Iterator[str]:
    """One line for each default that binds, with how many things it binds; of single values with their path."""
    decided = {one.at for one in content.assumed} | {one.at for one in content.grounds}
    decided |= {reading.decides for reading in content.readings if reading.decides}
    bound: dict[tuple[str, str], tuple[str, int]] = {}
    for field, at, place, owner in _silent(content, "", scored=bool(content.parts)):
        if not _within(at, decided):
            value = telling.value(place, getattr(owner, place.name), field, ())
            first, count = bound.get((field, value), (at, 0))
            bound[field, value] = first, count + 1
    for (_, value), (at, count) in bound.items():
        yield _line(telling, at, value, count)


def _line(telling: Telling, at: str, value: str, count: int) -> str:
    if "[" not in at:
        return telling.either(f"  · {telling.path(at)}：{value}。", f"  · {telling.path(at)}: {value}.")
    # of one list, whatever its items
    general = "".join(part.partition("]")[2] if n else part for n, part in enumerate(at.split("[")))
    zh = "的".join(place_names.chinese(general).split("."))
    en = ", ".join(general.replace("_", " ").split("."))
    return telling.either(f"  · {zh}：{value}（{count} 处）。", f"  · {en}: {value} ({count} time{'s'[: count > 1]}).")


def _within(at: str, decided: Iterable[str]) -> bool:
    return any(at == one or at.startswith((f"{one}.", f"{one}[")) for one in decided)


def _silent(item: BaseModel, at: str, *, scored: bool) -> Iterator[tuple[str, str, Place, BaseModel]]:
    """The binding fields of an item, and of all within it, that stand at their default."""
    for place in places(type(item)).values():
        here = f"{at}.{place.name}" if at else place.name
        value = getattr(item, place.name)
        field = f"{type(item).__name__}.{place.name}"
        if field in BINDING and value == place.default and (scored or field not in SCORES):
            yield field, here, place, item
        if isinstance(value, BaseModel):
            yield from _silent(value, here, scored=scored)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            plain = [{name: getattr(one, name) for name in type(one).model_fields} for one in value]
            for (key, _), one in zip(paths.items(place.name, plain), value, strict=True):
                yield from _silent(one, f"{here}[{key}]", scored=scored)
