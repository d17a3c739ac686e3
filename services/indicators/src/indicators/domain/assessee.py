"""Who is assessed: organisations and their hierarchy. A hierarchy has no cycle and no missing parent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from chassis.refusal import Refusal
from contracts.envelope import Labels

Kind = Literal["organisation", "department", "post", "person", "school", "project"]


@dataclass(frozen=True, slots=True)
class Assessee:
    """One version of an assessee. `valid_from` is None for the first one: it holds from the beginning."""

    code: str
    version: int
    kind: Kind
    category: str
    parent: str | None
    labels: Labels
    responsible: Labels | None
    valid_from: date | None


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


def check_amendment(current: Assessee, valid_from: date) -> None:
    """Versions hold one after the other. Raises AmendmentTooEarly."""
    if current.valid_from is not None and valid_from < current.valid_from:
        raise AmendmentTooEarly(
            assessee=current.code, valid_from=valid_from, version=current.version, since=current.valid_from
        )
