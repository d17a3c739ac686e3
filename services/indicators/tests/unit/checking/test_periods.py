"""Which periods of a scheme need targets."""

from typing import Any

import pytest

from contracts.scheme.content import SchemeContent
from indicators.domain.checking import periods
from indicators.domain.checking.check import findings

LABELS = {"zh": "文", "en": "text"}


def scheme(begins: str, ends: str | None, cycle: str, *targets: dict[str, Any], **indicator: Any) -> SchemeContent:
    named = {"code": "a", "labels": LABELS}
    return SchemeContent.model_validate(
        {
            **named,
            "category": {**named, "kind": "organisation"},
            "legal_basis": [{"title": "rule"}],
            "valid_from": begins,
            "valid_until": ends,
            "periods": {"cycle": cycle},
            "total": "100",
            "indicators": [{**named, "kind": "common", "targets": list(targets), **indicator}],
            "parts": [{**named, "kind": "common", "weight": "100", "entries": [{"indicator": "a", "weight": "100"}]}],
        }
    )


def needed(begins: str, ends: str | None, cycle: str) -> list[str]:
    """The periods, alternatives joined by a slash."""
    return ["/".join(map(periods.name, one)) for one in periods.assessed(scheme(begins, ends, cycle))]


def lacks(content: SchemeContent) -> list[str]:
    return [one.values["period"] for one in findings(content) if one.code == "target_missing"]


@pytest.mark.parametrize(
    ("begins", "ends", "cycle", "are"),
    [
        ("2026-01-01", None, "year", ["2026"]),
        ("2026-01-01", "2027-12-31", "year", ["2026"]),
        ("2026-01-01", None, "quarter", ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]),
        ("2026-01-01", "2026-06-30", "half_year", ["2026-H1"]),
        ("2026-02-15", None, "quarter", ["2026-Q2", "2026-Q3", "2026-Q4"]),
        ("2026-02-15", "2026-03-14", "month", ["2026-02/2026-03"]),
        ("2025-12-15", None, "year", ["2025-12/2026"]),
        ("2026-12-31", "2026-01-01", "year", ["2026-12/2027"]),
        ("9999-12-31", "9999-12-31", "month", ["9999-12"]),
    ],
)
def test_whole_cycles_of_the_first_year_need_targets_or_one_that_is_cut(
    begins: str, ends: str | None, cycle: str, are: list[str]
) -> None:
    assert needed(begins, ends, cycle) == are


@pytest.mark.parametrize(
    ("period", "months"), [("2026", (0, 12)), ("2026-H2", (6, 12)), ("2026-Q1", (0, 3)), ("2026-03", (2, 3))]
)
def test_a_period_is_its_months(period: str, months: tuple[int, int]) -> None:
    first, after = (2026 * 12 + month for month in months)
    assert periods.months(period) == range(first, after)


class TestWhatATargetSpeaksOf:
    def test_a_target_of_the_year_holds_in_each_of_its_quarters(self) -> None:
        assert lacks(scheme("2026-01-01", None, "quarter", {"value": "1", "period": "2026"})) == []

    def test_each_quarter_without_one_is_named(self) -> None:
        first, second = ({"value": "1", "period": f"2026-Q{n}"} for n in (1, 2))
        content = scheme("2026-01-01", None, "quarter", first, second, period="quarter")
        assert lacks(content) == ["2026-Q3, 2026-Q4"]

    def test_targets_of_its_quarters_are_those_of_a_year_where_it_is_measured_by_quarters(self) -> None:
        targets = [{"value": "1", "period": f"2026-Q{n}"} for n in range(1, 5)]
        assert lacks(scheme("2026-01-01", None, "year", *targets, period="quarter")) == []
        assert lacks(scheme("2026-01-01", None, "year", *targets, period="year")) == ["2026"]

    def test_a_campaign_of_a_quarter_needs_a_target_of_its_quarter_only(self) -> None:
        target = {"value": "1", "period": "2026-Q2"}
        assert lacks(scheme("2026-04-01", "2026-06-30", "year", target)) == []

    def test_the_target_of_last_year_may_stand_beside_that_of_this_one(self) -> None:
        both = [{"value": "1", "period": "2025"}, {"value": "2", "period": "2026"}]
        assert lacks(scheme("2026-01-01", None, "year", *both)) == []

    def test_one_that_begins_within_the_cycle_is_its_target(self) -> None:
        assert lacks(scheme("2026-01-01", None, "year", {"value": "1", "since": "2026-03-01"})) == []
        assert lacks(scheme("2026-01-01", None, "year", {"value": "1", "since": "2027-01-01"})) == ["2026"]
