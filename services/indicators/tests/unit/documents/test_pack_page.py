"""docs/pack.md says what is so: its example can be published, its table names every key."""

import re
from pathlib import Path

import pytest

from contracts import canonical
from contracts.scheme.content import SchemeContent
from indicators.documents import pack
from indicators.documents.problems import PackRefused
from indicators.documents.sections import SECTIONS
from indicators.documents.shapes import places
from indicators.domain.checking.check import findings

PAGE = (Path(__file__).parents[5] / "docs" / "pack.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def example() -> str:
    found = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_can_be_published(example: str) -> None:
    content = pack.loads(example)
    assert findings(content) == []
    assert pack.loads(pack.dumps(content)) == content


def test_the_example_shows_assumed_values_readings_and_notes(example: str) -> None:
    content = pack.loads(example)
    assert content.assumed
    assert content.readings
    assert content.notes


def test_the_table_names_every_key_under_its_heading() -> None:
    titles = {name: place.title for name, place in places(SchemeContent).items()}
    for heading, names in SECTIONS:
        told = "、".join(titles[name] for name in names)
        assert f"| {heading.zh} · {heading.en} | {told} |" in PAGE


def test_a_bare_decimal_is_refused_and_a_quoted_one_is_not(example: str) -> None:
    with pytest.raises(PackRefused) as refused:
        pack.loads(example.replace('"62.5"', "62.5"))
    assert [problem.code for problem in refused.value.problems] == ["shape_float"]


def test_comments_the_order_of_keys_and_their_language_do_not_change_the_digests(example: str) -> None:
    other = example.replace("总分: 100\n", "", 1).replace("编码: towns-2026", 'total: "100.00"\ncode: towns-2026  # 注')
    seals = [canonical.digests(canonical.form(pack.loads(text))) for text in (example, other)]
    assert seals[0] == seals[1]


def test_assumptions_and_english_texts_do(example: str) -> None:
    for before, after in (("gives the sum", "gives a sum"), ("New urban jobs", "Urban jobs")):
        changed = pack.loads(example.replace(before, after, 1))
        assert canonical.form(changed) != canonical.form(pack.loads(example))


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)\)", PAGE))))
def test_its_links_lead_somewhere(link: str) -> None:
    assert (Path(__file__).parents[5] / "docs" / link).exists()
