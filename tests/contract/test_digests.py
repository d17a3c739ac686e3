"""Every pack has the digests it is known by, whatever the models gain."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from tests.contract import digests

from chassis.testing.growing import grown
from contracts import canonical

each_pack = pytest.mark.parametrize("path", digests.PACKS, ids=lambda path: f"{path.parent.name}/{path.stem}")


@pytest.fixture(scope="module")
def golden() -> dict[str, dict[str, Any]]:
    known: dict[str, dict[str, Any]] = json.loads(digests.GOLDEN.read_text(encoding="utf-8"))
    return known


def as_a_later_baton_reads_it(content: BaseModel) -> BaseModel:
    later: BaseModel = canonical.read(grown(type(content)), canonical.form(content))
    return later


def name(path: Path) -> str:
    return path.relative_to(digests.REPOSITORY).as_posix()


def test_all_packs_have_digests_and_nothing_else_has(golden: dict[str, dict[str, Any]]) -> None:
    assert sorted(golden) == sorted(name(path) for path in digests.PACKS)


@each_pack
def test_a_pack_that_did_not_change_has_its_digests(path: Path, golden: dict[str, dict[str, Any]]) -> None:
    assert digests.of_pack(path) == golden[name(path)], "if the pack was meant to change: make digests"


@each_pack
def test_a_field_that_every_model_gains_changes_none_of_them(path: Path, golden: dict[str, dict[str, Any]]) -> None:
    assert digests.of_pack(path, as_a_later_baton_reads_it) == golden[name(path)]
