"""Cascades as values, divided as an office would."""

from collections.abc import Callable
from typing import Any

import pytest

from contracts.cascades import CascadeContent
from indicators.domain.cascade import proposal
from indicators.domain.cascade.proposal import Asked

Json = dict[str, Any]


def divided(content: CascadeContent) -> CascadeContent:
    """Every goal by headcount, from the top down to those who have an indicator for it."""
    measured = {(line.goal, line.node) for line in content.indicators}
    parents = {node.code: node.parent for node in content.nodes}
    for goal in content.goals:
        persons = {node.code for node in content.nodes if (goal.code, node.code) in measured}
        for of in (None, *dict.fromkeys(parents)):
            carried = {one.code for one in next(g for g in content.goals if g.code == goal.code).carriers}
            if of is None or of in carried:
                among = frozenset(
                    code for code, parent in parents.items() if parent == of and (of is None or code in persons)
                )
                if among:
                    asked = Asked(goal.code, of, "headcount", among=among)
                    content = proposal.applied(content, [proposal.propose(content, asked)])
    return content


@pytest.fixture(scope="session")
def cascade(cascade_json: Callable[..., Json]) -> Callable[..., CascadeContent]:
    """Makes a small cascade that could be approved, with changes of its JSON."""

    def make(**changes: Any) -> CascadeContent:
        whole = divided(CascadeContent.model_validate(cascade_json()))
        return CascadeContent.model_validate({**whole.model_dump(mode="json"), **changes})

    return make


@pytest.fixture(scope="session")
def network(network_json: Callable[[], Json]) -> CascadeContent:
    """Tengchong's network, divided."""
    return divided(CascadeContent.model_validate(network_json()))
