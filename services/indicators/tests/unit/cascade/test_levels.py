"""Any number of levels with their own names: divided, covered, approved in content, one sheet for everybody."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.cascades import CascadeContent
from indicators.documents import sheet_page, sheets
from indicators.documents.registers import grid
from indicators.domain.cascade import coverage, proposal
from indicators.domain.cascade.proposal import Asked, Basis
from indicators.domain.cascade.sheet import Sheets

AT = datetime(2026, 1, 5, tzinfo=UTC)
PARTY = [("party-group", "党组", "Party group"), ("department", "部门", "Department"), ("person", "个人", "Person")]
GROUP = [
    ("group", "集团", "Group"), ("subsidiary", "子公司", "Subsidiary"), ("department", "部门", "Department"),
    ("person", "个人", "Person"),
]  # fmt: skip


def _labels(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def cascade(levels: list[tuple[str, str, str]], *, below: int = 2, places: int = 2) -> CascadeContent:
    """So many nodes below each; everybody but the top has indicators, and one goal goes all the way down."""
    nodes: list[dict[str, Any]] = []
    above: list[str | None] = [None]
    for depth, (level, zh, en) in enumerate(levels):
        codes = [(parent, f"{level}-{number}") for number, parent in enumerate(above * (below if depth else 1), 1)]
        nodes += [
            {"code": code, "labels": _labels(f"{zh}{code}", f"{en} {code}"), "level": level, "parent": parent}
            for parent, code in codes
        ]
        above = [code for _, code in codes]
    return CascadeContent.model_validate(
        {
            "code": "levels",
            "labels": _labels("层级", "Levels"),
            "period": "2026",
            "places": places,
            "levels": [
                {"code": code, "labels": _labels(zh, en), "kind": "department", "measured": depth > 0}
                for depth, (code, zh, en) in enumerate(levels)
            ],
            "nodes": nodes,
            "goals": [
                {"code": "profit", "labels": _labels("利润", "Profit"),
                 "quantity": {"value": "1000000.01", "unit": _labels("元", "yuan"), "places": 2}},
            ],
            "indicators": [
                {"code": f"{node['code']}-i", "labels": _labels("利润", "Profit"), "node": node["code"],
                 "weight": "100", "goal": "profit"}
                for node in nodes if node["parent"] is not None
            ],
        }
    )  # fmt: skip


def divided(content: CascadeContent, by: Basis = "headcount", **more: Any) -> CascadeContent:
    parents = dict.fromkeys(node.parent for node in content.nodes)
    for of in parents:
        content = proposal.applied(content, [proposal.propose(content, Asked("profit", of, by), **more)])
    return content


class TestLevels:
    @pytest.mark.parametrize("levels", [PARTY, GROUP], ids=["Party group – department – person", "group – … – person"])
    def test_a_goal_goes_down_every_level_and_nothing_is_lost(self, levels: list[tuple[str, str, str]]) -> None:
        content = divided(cascade(levels))
        assert coverage.findings(content) == []
        everybody = Sheets(content)
        for level, _, _ in levels:
            codes = [node.code for node in content.nodes if node.level == level]
            amounts = [goal.amount.value for code in codes for goal in everybody.of(code).goals if goal.amount]
            assert sum(amounts) == Decimal("1000000.01"), f"the parts of {level} sum to the goal, to the cent"

    @pytest.mark.parametrize("levels", [PARTY, GROUP], ids=["Party group – department – person", "group – … – person"])
    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_sheet_and_page_call_the_levels_by_their_own_names(
        self, levels: list[tuple[str, str, str]], language: Any, tmp_path: Path
    ) -> None:
        content = divided(cascade(levels))
        version = sheets.Version(content=content, number=1, state="draft", digest=None, at=AT)
        everybody = [Sheets(content).of(code) for code in Sheets(content).codes()]
        names = {zh if language == "zh" else en for _, zh, en in levels}
        page = sheet_page.page(version, everybody, language)
        said = re.findall(rf"<dt>{'层级' if language == 'zh' else 'Level'}</dt><dd>(.*?)</dd>", page)
        assert (set(said), len(said)) == (names, len(content.nodes))
        path = tmp_path / "sheets.xlsx"
        path.write_bytes(sheets.workbook(version, everybody, language))
        contents = grid.load(path)[0]
        assert {row[2].shown for row in contents.rows[2:]} == names

    def test_a_person_below_four_levels_knows_all_above(self) -> None:
        last = Sheets(divided(cascade(GROUP))).of("person-1")
        assert [node.level for node in last.above] == ["group", "subsidiary", "department"]

    def test_a_share_that_stops_half_way_is_found_on_the_level_where_it_stops(self) -> None:
        whole = cascade(GROUP)
        parents = [node.parent for node in whole.nodes if node.level != "person"]
        for of in dict.fromkeys(parents):
            whole = proposal.applied(whole, [proposal.propose(whole, Asked("profit", of, "headcount"))])
        found = {(one.code, one.at.split("[")[-1].rstrip("]")) for one in coverage.findings(whole)}
        assert found == {("goal_stops", f"department-{number}") for number in range(1, 5)}

    @given(st.integers(1, 12), st.integers(1, 3), st.integers(0, 6))
    def test_however_many_levels_shares_sum_to_all_of_it(self, depth: int, below: int, places: int) -> None:
        levels = [(f"level-{number}", f"第{number}级", f"Level {number}") for number in range(min(depth, 6 - below))]
        content = divided(cascade(levels, below=below, places=places))
        carried = {one.code: one.share for one in content.goals[0].carriers}
        for of in {node.parent for node in content.nodes}:
            assert sum(carried[node.code] for node in content.nodes if node.parent == of) == 100
        assert coverage.findings(content) == []


class TestBases:
    """Whatever a proposal divides by, its shares sum to exactly 100."""

    @given(st.lists(st.integers(0, 5000), min_size=1, max_size=40).filter(any), st.integers(0, 6))
    def test_by_headcount(self, heads: list[int], places: int) -> None:
        content = _flat(len(heads), places, heads)
        found = proposal.propose(content, Asked("profit", "top", "headcount"))
        assert sum(found.shares.values()) == 100

    @given(st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=40).filter(any), st.integers(0, 6))
    def test_by_duties(self, weights: list[Decimal], places: int) -> None:
        content = _flat(len(weights), places)
        duties = {f"n-{number}": weight for number, weight in enumerate(weights)}
        found = proposal.propose(content, Asked("profit", "top", "duties", duties))
        assert sum(found.shares.values()) == 100

    @given(st.lists(st.integers(1, 1000), min_size=2, max_size=40), st.integers(0, 6), st.data())
    def test_by_last_years_share_of_those_who_are_there_still(
        self, weights: list[int], places: int, data: st.DataObject
    ) -> None:
        last = _flat(len(weights), 6)
        duties = {f"n-{number}": Decimal(weight) for number, weight in enumerate(weights)}
        last = proposal.applied(last, [proposal.propose(last, Asked("profit", "top", "duties", duties))])
        kept = data.draw(st.integers(1, len(weights)))
        found = proposal.propose(_flat(kept, places), Asked("profit", "top", "last_year_share"), last_year=last)
        assert sum(found.shares.values()) == 100


def _flat(count: int, places: int, heads: list[int] | None = None) -> CascadeContent:
    """One top with so many directly below, to whom the goal goes down."""
    content = cascade([("top", "顶", "Top"), ("n", "末", "Last")], below=1, places=places).model_dump(mode="json")
    content["nodes"] = [
        {"code": "top", "labels": _labels("顶", "Top"), "level": "top"},
        *(
            {"code": f"n-{number}", "labels": _labels("末", "Last"), "level": "n", "parent": "top",
             "headcount": heads[number] if heads else None}
            for number in range(count)
        ),
    ]  # fmt: skip
    content["goals"][0]["carriers"] = [{"code": "top", "share": "100"}]
    return CascadeContent.model_validate(content)
