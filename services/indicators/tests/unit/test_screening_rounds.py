"""A round of screening: what a person decides about each item, when it is closed, and what it counts."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.refusal import SamePersonTwice
from contracts.envelope import Labels, SchemeLabels
from indicators.domain.screening import round as rounds
from indicators.domain.screening.subject import indicator

AT = datetime(2025, 10, 1, tzinfo=UTC)


class TestRounds:
    HERE = rounds.Round("r", Labels(zh="轮", en="round"), {"kind": "library"}, "sha256:0", "chen", AT, None)
    CLOSED = rounds.Round(
        "r", Labels(zh="轮", en="round"), {"kind": "library"}, "sha256:0", "chen", AT, rounds.Closing("done", "liu", AT)
    )

    def screened(self, *codes: str, decision: rounds.Decision | None = None, code: str = "a") -> rounds.Screened:
        found = tuple({"code": code} for code in codes)
        labels = SchemeLabels(zh="指标", en="Indicator")
        return rounds.Screened("r", 1, indicator(code), labels, "sha256:1", None, found, decision)

    def decision(self, kind: rounds.DecisionKind, version: int | None = None) -> rounds.Decision:
        return rounds.Decision(kind, "because", "liu", AT, improved_version=version)

    def test_an_improvement_names_its_version_and_keeps_what_remains(self) -> None:
        two = self.screened("no_unit", "unused")
        kept = rounds.decide(two, self.HERE, self.decision("improved", 2), found_now=["unused", "no_target"])
        assert (kept.improved_version, kept.remaining) == (2, ("unused",))

    @pytest.mark.parametrize(("kind", "version"), [("improved", None), ("removed", 2), ("returned", 2), ("kept", 1)])
    def test_only_an_improvement_names_a_version(self, kind: rounds.DecisionKind, version: int | None) -> None:
        found_now: list[str] | None = [] if version else None
        with pytest.raises(rounds.ImprovedVersionMissing):
            rounds.decide(self.screened("no_unit"), self.HERE, self.decision(kind, version), found_now=found_now)

    def test_a_version_that_mends_nothing_is_no_improvement(self) -> None:
        with pytest.raises(rounds.NothingImproved, match="no_unit"):
            rounds.decide(self.screened("no_unit"), self.HERE, self.decision("improved", 2), found_now=["no_unit"])

    @pytest.mark.parametrize(("kind", "stands"), [("improved", False), ("kept", False), ("removed", True)])
    def test_nobody_decides_that_the_own_work_may_stay(self, kind: rounds.DecisionKind, stands: bool) -> None:
        improved: dict[str, Any] = {"found_now": [], "improved_by": "liu"} if kind == "improved" else {}
        mine = replace(self.screened("no_unit"), author="chen" if kind == "improved" else "liu")
        decision = self.decision(kind, 2 if kind == "improved" else None)
        if stands:
            assert rounds.decide(mine, self.HERE, decision, **improved).kind == kind
        else:
            with pytest.raises(SamePersonTwice):
                rounds.decide(mine, self.HERE, decision, **improved)

    def test_what_was_removed_stays_removed(self) -> None:
        gone = self.screened("no_unit", decision=self.decision("removed"))
        with pytest.raises(rounds.AlreadyRemoved):
            rounds.decide(gone, self.HERE, self.decision("kept"))

    def test_what_was_returned_may_come_back_improved(self) -> None:
        back = self.screened("no_unit", decision=self.decision("returned"))
        assert rounds.decide(back, self.HERE, self.decision("improved", 2), found_now=[]).kind == "improved"

    def test_where_nothing_was_found_nothing_is_decided(self) -> None:
        with pytest.raises(rounds.NothingWasFound):
            rounds.decide(self.screened(), self.HERE, self.decision("removed"))

    def test_a_closed_round_takes_no_decision_and_is_closed_once(self) -> None:
        with pytest.raises(rounds.ScreeningAlreadyClosed):
            rounds.decide(self.screened("no_unit"), self.CLOSED, self.decision("removed"))
        with pytest.raises(rounds.ScreeningAlreadyClosed):
            rounds.close(self.CLOSED, [], by="liu", reason="r", at=AT)

    def test_closing_demands_a_decision_for_everything_with_a_finding(self) -> None:
        left = [self.screened("no_unit", code=f"i{n}") for n in range(7)]
        with pytest.raises(rounds.ScreeningUndecided, match=r"7 items .* i0, i1, i2, i3, i4 …") as refused:
            rounds.close(self.HERE, left, by="liu", reason="r", at=AT)
        assert len(refused.value.values["items"]) == 7
        assert rounds.close(self.HERE, [], by="liu", reason="r", at=AT).by == "liu"

    def test_the_report_counts_each_decision_and_what_is_open(self) -> None:
        kinds: list[rounds.DecisionKind] = ["improved", "improved", "removed", "returned", "kept"]
        items = [self.screened("no_unit", decision=self.decision(kind)) for kind in kinds]
        items += [self.screened("no_unit"), self.screened()]
        assert rounds.counted(items)["indicator"] == rounds.Count(7, 6, 2, 1, 1, 1, 1)
        assert rounds.counted(items)["data_item"] == rounds.Count(0, 0, 0, 0, 0, 0, 0)
