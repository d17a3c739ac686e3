"""An office without English: its packs and workbooks are read, written, told and compared all the same."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts import canonical
from contracts.scheme.content import SchemeContent
from indicators.documents import changes, pack
from indicators.documents.explain import explain
from indicators.documents.workbook import reading, writing
from indicators.domain import scheme_changes
from indicators.domain.checking.check import findings

ROOT = Path(__file__).parents[5]
PACKS = sorted((ROOT / "schemes").glob("*/*.yaml"))
PARTED = pytest.mark.parametrize("path", PACKS, ids=lambda path: f"{path.parent.name}/{path.stem}")

Bare = Callable[[SchemeContent], SchemeContent]


@pytest.fixture(scope="session")
def bare(without_english: Callable[[Any], Any]) -> Bare:
    """A scheme without its English."""
    return lambda content: SchemeContent.model_validate(without_english(canonical.whole(content)))


def digests(content: SchemeContent) -> canonical.Digests:
    return canonical.digests(canonical.form(content))


@PARTED
def test_every_pack_is_written_and_read_without_english(path: Path, bare: Bare, tmp_path: Path) -> None:
    content = bare(pack.read(path))
    written = pack.dumps(content)
    assert "英文:" not in written
    assert written.splitlines()[1] == f"# {content.labels.zh}"
    assert digests(pack.loads(written)) == digests(content)
    writing.write(content, tmp_path / "book.xlsx")
    assert digests(reading.read(tmp_path / "book.xlsx")) == digests(content)


@PARTED
def test_every_pack_is_told_in_both_languages_by_its_chinese_names(path: Path, bare: Bare) -> None:
    content = pack.read(path)
    without = bare(content)
    # of a stored text sets stand by code, so both are compared as they are stored
    stored = canonical.read(SchemeContent, canonical.form(content))
    assert explain(without, "zh") == explain(stored, "zh")
    for assumed in (False, True):
        said = explain(without, "en", assumed=assumed)
        assert without.labels.zh in said
        assert not re.search(r"“”|‘’|\(\)|: *$(?!\n)|  \S+:  ", said), said
    assert without.category.labels.zh in explain(without, "en")


def test_a_pack_without_english_has_no_finding(bare: Bare) -> None:
    for path in PACKS:
        assert findings(bare(pack.read(path))) == [], path


def test_an_empty_english_text_of_a_pack_says_the_same_as_none(towns_text: str) -> None:
    named = re.search(r"英文: ([^,}]+)}", towns_text)
    assert named is not None
    empty = towns_text.replace(named[0], '英文: ""}', 1)
    none = towns_text.replace(f", {named[0]}", "}", 1)
    assert empty != towns_text != none
    assert digests(pack.loads(empty)) == digests(pack.loads(none)) != digests(pack.loads(towns_text))


def test_english_that_is_added_later_is_told_as_a_change(towns: SchemeContent, bare: Bare) -> None:
    before = canonical.whole(bare(towns))
    after = {**before, "labels": {"zh": before["labels"]["zh"], "en": "Towns"}}
    found = scheme_changes.changes(before, after)
    assert changes.told(found, before, after, "zh") == ["名称.英文：（无） → Towns"]
    assert changes.told(found, before, after, "en") == ["labels.en: (nothing) → Towns"]
