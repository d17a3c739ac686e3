"""Cascades of a running Baton: drafted, divided, covered, approved by somebody else."""

from collections.abc import Mapping, Sequence

from allinone.driving import registers
from allinone.driving.client import Baton, Json
from allinone.driving.people import DRAFTER, PUBLISHER
from allinone.failures import Refused
from contracts.canonical import form
from contracts.cascades import CascadeContent

Split = tuple[str, str | None]
"""A goal and the node below which it is divided; None: at the top."""


async def draft(baton: Baton, content: CascadeContent) -> tuple[int, bool]:
    """The version with this text, and whether it is new: a draft is revised, what was approved has a next version.

    What a draft has more than the file, its division, is kept where the file has none. Raises Refused.
    """
    before = await known(baton, content.code)
    if before is None:
        drafted = await baton.post("/cascades", form(content), by=DRAFTER)
        return int(drafted["version"]), True
    kept = _divided_as_before(content, before.content)
    if form(kept) == form(before.content):
        return before.version, False
    return await registers.store(baton, before, kept), True


async def known(baton: Baton, code: str) -> registers.Cascade | None:
    """The version in force, else the newest draft; None where there is no such cascade. Raises Refused."""
    try:
        return await registers.cascade(baton, code)
    except Refused as refused:
        if refused.status == 404:
            return None
        raise


def _divided_as_before(content: CascadeContent, before: CascadeContent) -> CascadeContent:
    carriers = {goal.code: goal.carriers for goal in before.goals}
    goals = tuple(
        goal if goal.carriers else goal.model_copy(update={"carriers": carriers.get(goal.code, ())})
        for goal in content.goals
    )
    return content.model_copy(update={"goals": goals})


def splits(content: CascadeContent, goals: Sequence[str] = ()) -> list[Split]:
    """Every division of these goals (none: all) from the top down, below each node that others stand below."""
    parents = {node.code: node.parent for node in content.nodes}
    above = sorted(
        {parent for parent in parents.values() if parent is not None}, key=lambda code: _way_up(parents, code)
    )
    return [(goal.code, of) for goal in content.goals if not goals or goal.code in goals for of in (None, *above)]


def _way_up(parents: Mapping[str, str | None], code: str) -> tuple[int, str]:
    """How far below the top a node stands, and its code."""
    depth, at = 0, parents.get(code)
    while at is not None and depth < len(parents):
        depth, at = depth + 1, parents.get(at)
    return depth, code


async def propose(baton: Baton, code: str, wanted: Sequence[Split], *, by: str) -> Json:
    """Divides goals one after the other; returns what was proposed. Raises Refused."""
    now = await registers.cascade(baton, code)
    body: Json = {"splits": [{"goal": goal, "of": of, "by": by} for goal, of in wanted]}
    path = f"/cascades/{code}/versions/{now.version}:propose"
    return await baton.post(path, body, by=DRAFTER, again=str(now.revision))


async def approve(baton: Baton, code: str, *, reason: str) -> Json:
    """By somebody else than who drafted it. Raises Refused, with every finding."""
    now = await registers.cascade(baton, code)
    path = f"/cascades/{code}/versions/{now.version}:approve"
    return await baton.post(path, {"reason": reason}, by=PUBLISHER, version=now.revision)
