"""What one scheme says of another: broken pairs, each with exactly the finding that names it."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from contracts.scheme.content import SchemeContent
from indicators.domain.checking.between import Beside, in_order
from indicators.domain.checking.check import findings

MakeScheme = Callable[..., SchemeContent]
Edits = Mapping[str, Any]

QUOTA = "quotas[excellent-towns]"
BY_ORGANS = {f"{QUOTA}.moved_by": "organs-2026"}
MOVES = [{"value": grade, "delta": "0"} for grade in ("excellent", "good", "fair", "poor")]
GATE = {"gates[team].scheme": "organs-2026"}
BACK = {"couplings[unit].scheme": "towns-2026"}
FREE: Edits = {"couplings": []}

BROKEN = [
    ("a gate on a grade that the other scheme has not", {**GATE, "gates[team].requires": ["first"]}, FREE,
     "grade_not_in_scheme", "gates[team].requires[0]"),
    ("a quota moved by a grade that the other scheme has not",
     {**BY_ORGANS, f"{QUOTA}.movers": [*MOVES, {"value": "first", "delta": "1"}]}, FREE,
     "grade_not_in_scheme", f"{QUOTA}.movers[first].value"),
    ("a quota that says of one grade of the other scheme nothing",
     {**BY_ORGANS, f"{QUOTA}.movers": MOVES[1:]}, FREE, "mover_missing", f"{QUOTA}.movers"),
    ("a quota that moves further for a worse grade of the other scheme",
     {**BY_ORGANS, f"{QUOTA}.movers": [{**MOVES[0], "delta": "-1"}, *MOVES[1:]]}, FREE,
     "moved_against_the_order", f"{QUOTA}.movers[good].delta"),
    ("two schemes coupled to each other", {}, BACK, "schemes_in_a_circle", "couplings[unit].scheme"),
    ("a gate one way and a coupling the other", {**FREE, **GATE}, BACK, "schemes_in_a_circle", "gates[team].scheme"),
]  # fmt: skip


SLIPS = [
    ("a quota moved by a slip of the other scheme's code",
     {f"{QUOTA}.moved_by": "organ-2026", f"{QUOTA}.movers": MOVES}, "scheme_misspelt", f"{QUOTA}.moved_by"),
    ("a coupling with a slip of the other scheme's code",
     {"couplings[unit].scheme": "organs-226"}, "scheme_misspelt", "couplings[unit].scheme"),
    ("a gate with a slip of the other scheme's code",
     {"gates[team].scheme": "organs-2062"}, "scheme_misspelt", "gates[team].scheme"),
    ("a lead that nobody lists", {"indicators[jobs].lead": "bureau-of-work"},
     "unit_unknown", "indicators[jobs].lead"),
    ("a unit beside the lead that nobody lists", {"indicators[jobs].joint[t-east].unit": "t-esat"},
     "unit_unknown", "indicators[jobs].joint[t-esat].unit"),
]  # fmt: skip


@pytest.fixture
def towns(make_scheme: MakeScheme) -> SchemeContent:
    """Coupled to the result of the organs."""
    return make_scheme()


@pytest.fixture
def organs(make_scheme: MakeScheme) -> Callable[[Edits], SchemeContent]:
    return lambda edits: make_scheme({"code": "organs-2026", **edits})


def found(content: SchemeContent, *others: SchemeContent, complete: bool = True) -> list[tuple[str, str]]:
    beside = Beside({other.code: other for other in others}, complete)
    return [(one.code, one.at) for one in findings(content, beside=beside)]


@pytest.mark.parametrize(
    ("edits", "other", "code", "at"), [pair[1:] for pair in BROKEN], ids=[pair[0] for pair in BROKEN]
)
def test_a_broken_pair_is_refused_with_exactly_its_finding(
    make_scheme: MakeScheme,
    organs: Callable[[Edits], SchemeContent],
    edits: Edits,
    other: Edits,
    code: str,
    at: str,
) -> None:
    scheme = make_scheme(edits)
    assert found(scheme, organs(other)) == [(code, at)]
    value = findings(scheme, beside=Beside({"organs-2026": organs(other)}, complete=True))[0].as_value()
    assert all("{" not in value[part][language] for part in ("texts", "mend") for language in ("zh", "en"))


@pytest.mark.parametrize(("edits", "code", "at"), [slip[1:] for slip in SLIPS], ids=[slip[0] for slip in SLIPS])
def test_a_slip_is_told_in_the_folder_that_holds_what_is_meant(
    make_scheme: MakeScheme, organs: Callable[[Edits], SchemeContent], edits: Edits, code: str, at: str
) -> None:
    beside = Beside({"organs-2026": organs(FREE)}, complete=False)
    (one,) = findings(make_scheme(edits), beside=beside)
    assert (one.code, one.at) == (code, at)
    told = one.as_value()
    assert all("{" not in told[part][language] for part in ("texts", "mend") for language in ("zh", "en"))


class TestWhatIsNamedIsThere:
    @pytest.mark.parametrize(("edits", "at"), [
        ({}, "couplings[unit].scheme"),
        ({**FREE, **GATE}, "gates[team].scheme"),
        ({**FREE, **BY_ORGANS}, f"{QUOTA}.moved_by"),
    ])  # fmt: skip
    def test_a_scheme_that_is_published_nowhere_cannot_be_named(
        self, make_scheme: MakeScheme, edits: Edits, at: str
    ) -> None:
        assert found(make_scheme(edits)) == [("scheme_not_published", at)]

    def test_of_packs_that_are_not_at_hand_nothing_is_said(self, towns: SchemeContent) -> None:
        assert found(towns, complete=False) == []

    def test_a_trait_of_that_name_is_no_scheme(self, make_scheme: MakeScheme) -> None:
        assert found(make_scheme(FREE)) == []

    def test_what_holds_there_is_no_finding(
        self, make_scheme: MakeScheme, organs: Callable[[Edits], SchemeContent]
    ) -> None:
        scheme = make_scheme({**GATE, **BY_ORGANS, f"{QUOTA}.movers": MOVES})
        assert found(scheme, organs(FREE)) == []


class TestCircles:
    def test_a_circle_of_others_is_not_the_finding_of_who_looks_on(
        self, make_scheme: MakeScheme, organs: Callable[[Edits], SchemeContent]
    ) -> None:
        teams = make_scheme({"code": "teams-2026", "couplings[unit].scheme": "towns-2026"})
        assert found(teams, make_scheme(), organs(BACK)) == []

    def test_a_circle_over_a_third_scheme_is_told_with_its_path(
        self, towns: SchemeContent, make_scheme: MakeScheme, organs: Callable[[Edits], SchemeContent]
    ) -> None:
        teams = make_scheme({"code": "teams-2026", "couplings[unit].scheme": "towns-2026"})
        others = (organs({"couplings[unit].scheme": "teams-2026"}), teams)
        (finding,) = findings(towns, beside=Beside({one.code: one for one in others}, complete=True))
        assert finding.values == {"path": "towns-2026 → organs-2026 → teams-2026 → towns-2026"}


class TestOrder:
    def test_each_scheme_comes_after_those_that_it_names(
        self, towns: SchemeContent, make_scheme: MakeScheme, organs: Callable[[Edits], SchemeContent]
    ) -> None:
        persons = make_scheme({"code": "a-persons", "couplings[unit].scheme": "towns-2026"})
        free = organs(FREE)
        assert in_order([persons, towns, free]) == [free, towns, persons]

    def test_who_names_nobody_stays_where_he_was(self, organs: Callable[[Edits], SchemeContent]) -> None:
        both = [organs({"code": code, **FREE}) for code in ("b", "a")]
        assert in_order(both) == both

    def test_a_circle_is_put_in_some_order(
        self, towns: SchemeContent, organs: Callable[[Edits], SchemeContent]
    ) -> None:
        assert in_order([towns, organs(BACK)]) == [towns, organs(BACK)]


def test_a_slip_of_a_code_is_told_with_the_code_that_would_be_right(
    make_scheme: MakeScheme, organs: Callable[[Edits], SchemeContent]
) -> None:
    scheme = make_scheme({"couplings[unit].scheme": "organs-226"})
    (slip,) = findings(scheme, beside=Beside({"organs-2026": organs(FREE)}, complete=False))
    for text in slip.as_value()["texts"].values():
        assert "organs-226" in text
        assert "organs-2026" in text
