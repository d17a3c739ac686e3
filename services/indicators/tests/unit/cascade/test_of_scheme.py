"""A cascade carries the goals of the published scheme that it names, on its levels."""

from collections.abc import Callable
from typing import Any

import pytest

from contracts.cascades import CascadeContent
from contracts.scheme.content import SchemeContent
from indicators.domain.cascade import of_scheme
from indicators.domain.cascade.of_scheme import Served

Make = Callable[..., CascadeContent]
MakeScheme = Callable[..., SchemeContent]
NAMED = {"code": "towns", "version": 3}


def levels(*codes: str) -> list[dict[str, Any]]:
    return [{"code": code, "labels": {"zh": code, "en": code}, "kind": "department"} for code in codes]


def goal(code: str, parent: str | None = None) -> dict[str, Any]:
    return {"code": code, "labels": {"zh": code, "en": code}, "parent": parent}


FITS = {
    "cascade": levels("group", "office", "person"),
    "goals": [goal("city"), goal("jobs", "city"), goal("safety", "city")],
}


def told(content: CascadeContent, scheme: Served | None) -> list[tuple[str, str]]:
    found = of_scheme.findings(content, scheme)
    for one in found:
        value = one.as_value()
        assert "{" not in "".join([*value["texts"].values(), *value["mend"].values()])
    return [(one.code, one.at) for one in found]


def test_a_goal_that_others_serve_is_carried_through_them(cascade: Make, make_scheme: MakeScheme) -> None:
    assert told(cascade(scheme=NAMED), Served(make_scheme(FITS), published=True)) == []


def test_a_cascade_that_names_no_scheme_owes_it_nothing(cascade: Make) -> None:
    assert told(cascade(), None) == []


def test_a_scheme_without_levels_leaves_them_free(cascade: Make, make_scheme: MakeScheme) -> None:
    assert told(cascade(scheme=NAMED), Served(make_scheme({**FITS, "cascade": []}), published=True)) == []


@pytest.mark.parametrize(
    ("edits", "published", "found"),
    [
        ({}, False, ("cascade_scheme_not_published", "scheme")),
        ({"cascade": levels("office", "person")}, True, ("levels_differ", "levels")),
        ({"cascade": levels("group", "person", "office")}, True, ("levels_differ", "levels")),
        ({"goals": [*FITS["goals"], goal("water", "city")]}, True, ("scheme_goal_left_out", "goals")),
        ({"goals": [goal("water")]}, True, ("scheme_goal_left_out", "goals")),
    ],
)
def test_what_does_not_fit_the_scheme_is_found(
    cascade: Make, make_scheme: MakeScheme, edits: dict[str, Any], published: bool, found: tuple[str, str]
) -> None:
    assert told(cascade(scheme=NAMED), Served(make_scheme({**FITS, **edits}), published=published)) == [found]


def test_a_version_that_there_is_not_is_found(cascade: Make) -> None:
    assert told(cascade(scheme=NAMED), None) == [("cascade_scheme_unknown", "scheme")]
