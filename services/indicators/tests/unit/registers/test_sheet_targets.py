"""Targets of a cascade's sheets as one table."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.canonical import form
from contracts.cascades import CascadeContent
from indicators.documents.registers import grid, sheet_targets
from indicators.documents.registers.sheet_targets import SheetTargets

AT = datetime(2026, 1, 5, tzinfo=UTC)
HEADER = ["指标编码", "承担者", "目标值"]
Json = dict[str, Any]


@pytest.fixture(scope="module")
def bureau(cascade_json: Callable[..., Json]) -> CascadeContent:
    content = cascade_json()
    content["indicators"][0] |= {"target": "125000", "unit": {"zh": "元", "en": "yuan"}}
    return CascadeContent.model_validate(content)


@pytest.fixture
def read(draw: Callable[..., Path], bureau: CascadeContent) -> Callable[..., SheetTargets]:
    def found(*rows: list[Any], above: str | None = None) -> SheetTargets:
        return sheet_targets.read(grid.load(draw({"表": [[above], HEADER, *rows]})), bureau)

    return found


def test_a_target_in_ten_thousands_becomes_yuan_and_all_else_stays(
    bureau: CascadeContent, read: Callable[..., SheetTargets]
) -> None:
    found = read(["office-a-i1", "office-a", "１３.５"], ["合计", None, None], above="单位：万元")
    assert (found.refused, found.changed) == ((), ("office-a-i1",))
    (line,) = [one for one in found.content.indicators if one.code == "office-a-i1"]
    assert str(line.target) == "135000"
    back = line.model_copy(update={"target": bureau.indicators[0].target})
    lines = tuple(back if one.code == line.code else one for one in found.content.indicators)
    assert form(found.content.model_copy(update={"indicators": lines})) == form(bureau)


def test_every_refused_cell_is_named(read: Callable[..., SheetTargets]) -> None:
    found = read(
        ["moon", None, 1], ["a-1-i1", "office-b", 1], ["a-1-i2", None, "多"], ["office-a-i1", None, None],
        ["a-2-i1", None, 1], ["a-2-i1", None, 2], [None, "office-a", 1],
    )  # fmt: skip
    assert [(one.cell, one.code) for one in found.refused] == [
        ("A3", "indicator_unknown"), ("B4", "indicator_elsewhere"), ("C5", "not_a_number"), ("C6", "target_empty"),
        ("A8", "duplicate_code"), ("A9", "empty"),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_exported_and_imported_again_changes_nothing(
    network_json: Callable[[], Json], bureau: CascadeContent, tmp_path: Path, language: Any
) -> None:
    for content in (bureau, CascadeContent.model_validate(network_json())):
        path = tmp_path / "targets.xlsx"
        path.write_bytes(sheet_targets.write(content, made_at=AT, language=language))
        found = sheet_targets.read(grid.load(path), content)
        assert (found.refused, found.changed) == ((), ())
        assert form(found.content) == form(content)
