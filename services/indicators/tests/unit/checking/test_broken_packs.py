"""Broken packs: each has one defect, and is refused with exactly the finding that names it.

All are edits of one valid scheme; every flaw that the checks know has at least one pack.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from services.indicators.tests.unit.checking.broken_packs.edits import COMMON
from services.indicators.tests.unit.checking.broken_packs.follow_ups import FOLLOW_UPS
from services.indicators.tests.unit.checking.broken_packs.grades import GRADES
from services.indicators.tests.unit.checking.broken_packs.indicators import METHODS, TARGETS
from services.indicators.tests.unit.checking.broken_packs.meanings import MEANINGS
from services.indicators.tests.unit.checking.broken_packs.people import PEOPLE
from services.indicators.tests.unit.checking.broken_packs.process import PROCESS
from services.indicators.tests.unit.checking.broken_packs.references import REFERENCES
from services.indicators.tests.unit.checking.broken_packs.rest import REST
from services.indicators.tests.unit.checking.broken_packs.silent import LIMITS, ORDERS, RATES, TEXTS
from services.indicators.tests.unit.checking.broken_packs.weights import SHARES, WEIGHTS

from chassis.testing.languages import left_over
from contracts import canonical
from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from contracts.scheme.words import WORDS
from formulas.functions import RESERVED
from indicators.domain import checking
from indicators.domain.checking import between, lights, texts
from indicators.domain.checking.check import findings
from indicators.domain.checking.finding import Flaw

MakeScheme = Callable[..., SchemeContent]

PACKS = [
    *WEIGHTS, *SHARES, *GRADES, *TARGETS, *METHODS, *PEOPLE, *REFERENCES, *PROCESS, *REST, *MEANINGS, *FOLLOW_UPS,
    *ORDERS, *RATES, *LIMITS, *TEXTS,
]  # fmt: skip


def flaws() -> Iterable[Flaw]:
    """Everything that the checks of schemes can find; flaws of monitoring rules have tests of their own."""
    for module in pkgutil.iter_modules(checking.__path__, f"{checking.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if module.name not in (lights.__name__, between.__name__):
                listed = value.values() if isinstance(value, dict) else [value]
                # English is asked for only at publication, see test_english
                yield from (one for one in listed if type(one) is Flaw and one is not texts.ENGLISH_MISSING)


def written_by_people(content: SchemeContent) -> str:
    """Names, codes and formulas of a scheme; of words of the contract only those that are a code here too."""
    leaves = [(at, str(value)) for at, value in paths.leaves(content.model_dump(mode="json"))]
    return "\n".join(
        value for at, value in leaves if value not in WORDS or at.endswith(("code", ".at", ".consequence"))
    )


def test_the_scheme_that_they_are_made_from_can_be_published(make_scheme: MakeScheme) -> None:
    assert findings(make_scheme()) == []


@pytest.mark.parametrize(("edits", "code", "at"), [pack[1:] for pack in PACKS], ids=[pack[0] for pack in PACKS])
def test_a_broken_pack_is_refused_with_exactly_its_finding(
    make_scheme: MakeScheme, edits: dict[str, Any], code: str, at: str
) -> None:
    scheme = make_scheme(edits)
    found = findings(scheme)
    assert [(one.code, one.at) for one in found] == [(code, at)]
    value = found[0].as_value()
    told = [value[part][language] for part in ("texts", "mend") for language in ("zh", "en")]
    assert all(text.strip() and "{" not in text for text in told)
    written = written_by_people(scheme)
    over = [left_over(text, language, written, RESERVED) for text, language in zip(told, ("zh", "en") * 2, strict=True)]
    assert over == [[]] * 4, told


def test_there_are_at_least_forty_and_each_flaw_has_one() -> None:
    assert len({pack[0] for pack in PACKS}) == len(PACKS) >= 40
    assert {flaw.code for flaw in flaws()} - {code for _, _, code, _ in PACKS} == set()


def test_every_place_can_be_looked_up_in_the_scheme(make_scheme: MakeScheme) -> None:
    for _, edits, _, at in PACKS:
        if not at.startswith("assumed["):
            paths.value_at(canonical.whole(make_scheme(edits)), at)


def test_ten_defects_are_ten_findings_in_the_order_of_the_scheme(make_scheme: MakeScheme) -> None:
    edits: dict[str, Any] = {
        "valid_until": "2025-12-31",
        "members[t-lake].chosen": [],
        "indicators[gdp].sources[survey].share": "35",
        "indicators[gdp].targets": [],
        f"{COMMON}[jobs].variants[agricultural].weight": "35",
        "parts[bonus].cap": None,
        "raters[self].weight": "15",
        "vetoes[fraud].item": None,
        "grades[fair].upper.value": "850",
        "pay[teachers].spread.ratio": "0.9",
    }
    assert [(one.code, one.at) for one in findings(make_scheme(edits))] == [
        ("ends_before_it_begins", "valid_until"),
        ("choice_count", "members[t-lake].chosen"),
        ("source_shares_do_not_sum", "indicators[gdp].sources"),
        ("target_missing", "indicators[gdp].targets"),
        ("variant_weights_do_not_sum", COMMON),
        ("cap_missing", "parts[bonus].cap"),
        ("rater_weights_do_not_sum", "raters"),
        ("veto_incomplete", "vetoes[fraud].item"),
        ("grades_overlap", "grades[fair]"),
        ("spread_below_one", "pay[teachers].spread.ratio"),
    ]
