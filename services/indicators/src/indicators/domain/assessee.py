"""Who is assessed: organisations and their hierarchy. A hierarchy has no cycle and no missing parent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from chassis.refusal import Refusal
from contracts.envelope import Labels

Kind = Literal["organisation", "department", "post", "person", "school", "project"]
Moved = Literal["category", "parent"]


@dataclass(frozen=True, slots=True)
class Assessee:
    """One version of an assessee. Only the first one may have no `valid_from`: then it holds from the beginning.

    `criterion` says by which criterion it stands in its category.
    """

    code: str
    version: int
    kind: Kind
    category: str
    parent: str | None
    labels: Labels
    responsible: Labels | None
    valid_from: date | None
    criterion: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A version with what it left (`moved`), why, and when it became known; both digests are those it went out with.

    Versions that were recorded before assessees had digests have none.
    """

    assessee: Assessee
    moved: tuple[Moved, ...]
    reason: str | None
    recorded_by: str
    recorded_at: datetime
    form: int | None
    sha256: str | None
    sm3: str | None


class AssesseeExists(Refusal):
    code = "assessee_exists"
    kind = "conflict"
    en = "Assessee {assessee} is registered already (version {version}). Amend it, or choose another code."
    zh = "考核对象 {assessee} 已登记（第 {version} 版）。请修订该对象，或另选编码。"


class ParentUnknown(Refusal):
    code = "parent_unknown"
    kind = "invalid"
    en = "{assessee}: its parent {parent} is not registered. Register the parent first."
    zh = "{assessee} 的上级 {parent} 尚未登记。请先登记上级。"


class AssesseeCycle(Refusal):
    code = "assessee_cycle"
    kind = "invalid"
    en = "{assessee} would be above itself: {path_text}. Choose a parent outside of this chain."
    zh = "{assessee} 将成为自己的上级：{path_text}。请在该链条之外选择上级。"


class AmendmentTooEarly(Refusal):
    code = "amendment_too_early"
    kind = "invalid"
    en = "{assessee}: the amendment holds from {valid_from}, version {version} from {since}. Choose a later day."
    zh = "{assessee}：本次修订自 {valid_from} 起生效，而第 {version} 版自 {since} 起生效。请选择更晚的日期。"


def check_parent(code: str, parent: str | None, parents: Mapping[str, str | None]) -> None:
    """Whether `code` may have this parent, given everybody's parents (child → parent).

    Raises ParentUnknown, or AssesseeCycle with the path from the assessee up to itself.
    """
    if parent is None:
        return
    if parent != code and parent not in parents:
        raise ParentUnknown(assessee=code, parent=parent)
    path = [code]
    above: str | None = parent
    while above is not None:
        path.append(above)
        if above == code:
            raise AssesseeCycle(assessee=code, path=path, path_text=" → ".join(path))
        above = parents.get(above)


def amend(current: Assessee, *, changes: Mapping[str, Any], valid_from: date) -> Assessee:
    """The next version, with these fields changed from a day on.

    A criterion belongs to its category: who moves to another one without a new criterion has none, rather than that
    of the category left behind. Raises AmendmentTooEarly.
    """
    check_amendment(current, valid_from)
    amended = replace(current, **changes, version=current.version + 1, valid_from=valid_from)
    if amended.category != current.category and "criterion" not in changes:
        return replace(amended, criterion=None)
    return amended


def moved(before: Assessee, after: Assessee) -> tuple[Moved, ...]:
    """What the later version leaves: its category, its parent, both or neither."""
    left: dict[Moved, bool] = {
        "category": before.category != after.category,
        "parent": before.parent != after.parent,
    }
    return tuple(name for name, differs in left.items() if differs)


def check_amendment(current: Assessee, valid_from: date) -> None:
    """Versions hold one after the other. Raises AmendmentTooEarly."""
    if current.valid_from is not None and valid_from < current.valid_from:
        raise AmendmentTooEarly(
            assessee=current.code, valid_from=valid_from, version=current.version, since=current.valid_from
        )
