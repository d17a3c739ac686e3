"""What a register changes: who is registered anew, who is amended from which day, and what cannot be taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.envelope import Labels
from indicators.documents.registers.assessees import Registered
from indicators.documents.registers.grid import Cell
from indicators.documents.registers.refused import CellRefused, RefusedCell
from indicators.domain.cascade.structure import circles

FIELDS: Mapping[str, tuple[str, str]] = {
    "kind": ("对象类型", "kind"),
    "category": ("分类", "category"),
    "criterion": ("归类标准", "criterion"),
    "parent": ("上级", "parent"),
    "labels": ("名称", "name"),
    "responsible": ("责任岗位", "responsible"),
}
"""What an amendment may change, in zh and en."""
COLUMNS_OF: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind",),
    "criterion": ("criterion",),
    "parent": ("parent", "parent_name"),
    "responsible": ("responsible_zh",),
}
"""Field → the columns that say it; where a table has none of them, it says nothing of the field."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """One assessee that changes from a day on: `changes` are the fields that differ, each with its new value."""

    row: Registered
    since: date
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """`new` stands above before below. Who is registered and not in the file stays as it is."""

    new: tuple[Registered, ...]
    amended: tuple[Amendment, ...]
    unchanged: int
    refused: tuple[RefusedCell, ...]


def of(rows: Sequence[Registered], registered: Mapping[str, Registered]) -> Changes:
    """What taking these rows means, given what is registered now.

    What the table has no column for stays as it is registered, and so does an English name that no row gives.
    Rows that are refused are left out with all that hang on them: a new assessee whose parent is refused has none.
    """
    refused: list[RefusedCell] = []
    standing = {one.code: _completed(one, registered.get(one.code)) for one in rows}
    for one in list(standing.values()):
        before = registered.get(one.code)
        reason = _wrong_change(one, before) if before is not None else None
        if reason is not None:
            refused += _refused(one, *reason)
            del standing[one.code]
    while orphans := [one for one in standing.values() if _has_no_parent(one, standing, registered)]:
        for one in orphans:
            refused += _refused(one, "parent", CellRefused("parent_unknown"))
            del standing[one.code]
    parents = {code: one.parent for code, one in {**registered, **standing}.items()}
    for path in circles(parents):
        ours = next((standing[code] for code in path if code in standing), None)
        if ours is not None:
            refused += _refused(ours, "parent", CellRefused("parents_in_circle", path=" → ".join(path)))
            del standing[ours.code]
    amended = [
        Amendment(one, one.since, changes)
        for one in standing.values()
        if one.since is not None and one.code in registered and (changes := _differing(one, registered[one.code]))
    ]
    new = [one for one in standing.values() if one.code not in registered]
    unchanged = len(standing) - len(new) - len(amended)
    return Changes(tuple(_above_first(new)), tuple(amended), unchanged, tuple(refused))


def _completed(one: Registered, before: Registered | None) -> Registered:
    if one.row is None or before is None:
        return one
    there = one.row.header.at
    kept = {name: getattr(before, name) for name, keys in COLUMNS_OF.items() if not any(key in there for key in keys)}
    labels = _named(one.labels, before.labels, one.row.cell("label_en"))
    responsible = _named(one.responsible, before.responsible, one.row.cell("responsible_en"))
    return replace(one, **{"labels": labels, "responsible": responsible, **kept})


def _named(given: Labels | None, before: Labels | None, english: Cell) -> Labels | None:
    same = given is not None and before is not None and given.zh == before.zh
    return before if same and english.is_empty else given


def _differing(one: Registered, before: Registered) -> dict[str, Any]:
    return {name: getattr(one, name) for name in FIELDS if getattr(one, name) != getattr(before, name)}


def _wrong_change(one: Registered, before: Registered) -> tuple[str, CellRefused] | None:
    changes = _differing(one, before)
    if not changes:
        return None
    if one.since is None:
        what, what_en = ("、".join(FIELDS[name][0] for name in changes), ", ".join(FIELDS[name][1] for name in changes))
        return "since", CellRefused("change_without_day", what=what, what_en=what_en)
    if before.since is not None and one.since < before.since:
        return "since", CellRefused("change_too_early", day=one.since.isoformat(), since=before.since.isoformat())
    return None


def _has_no_parent(
    one: Registered, standing: Mapping[str, Registered], registered: Mapping[str, Registered]
) -> bool:  # fmt: skip
    return one.parent is not None and one.parent not in standing and one.parent not in registered


def _refused(one: Registered, key: str, reason: CellRefused) -> list[RefusedCell]:
    if one.row is None:
        return [RefusedCell("–", "–", 0, one.code, reason.code, reason.values)]
    one.row.refuse(one.row.where(key, f"{key}_name"), reason)
    return one.row.refused[-1:]


def _above_first(new: Sequence[Registered]) -> list[Registered]:
    waiting = {one.code: one for one in new}
    found: list[Registered] = []
    while waiting:
        ready = [one for one in waiting.values() if one.parent not in waiting]
        found += ready
        for one in ready:
            del waiting[one.code]
    return found
